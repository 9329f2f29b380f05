"""A pasted list: which rows its lines are, and how all of them are taken out and brought back."""

import re
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select, update

from portal import clock
from portal.analyses.kind import Kind
from portal.analyses.kinds import KINDS
from portal.analyses.models import Option
from portal.analyses.rows.access import ROW_CLOSED, hold_analysis, is_open
from portal.analyses.rows.adding import tokens_of_list
from portal.analyses.rows.contributors import note_contribution
from portal.analyses.vocabulary import OptionState
from portal.errors import NotFound, Refused
from portal.extensions import db
from portal.language.text import has_letter, tidy, tidy_line

# What stands before the words of a line in a list that was written elsewhere.
_BULLET = re.compile(r"^(?:[-\u2013\u2014•·*‣▪●○■□◦✓]+|\(?[0-9០-៩]{1,3}[.)៖]|\(?[a-zក-អ][.)])\s+")


class ListState(NamedTuple):
    """How many rows of a list are as they were pasted, were written in since, were taken out."""

    untouched: int = 0
    written: int = 0
    removed: int = 0


def read_lines(text: str) -> list[str]:
    """Return what a list says line by line, without bullets and numbers, and no empty lines."""
    lines = (_BULLET.sub("", tidy_line(line)) for line in tidy(text).split("\n"))
    return [line for line in lines if has_letter(line)]


def read_list(analysis_id: int, kind: Kind, token: str) -> ListState:
    """Return what became of the rows of a list."""
    is_live, is_untouched = kind.model.removed_at.is_(None), _is_untouched(kind)
    found = db.session.execute(
        select(
            func.count().filter(is_live, is_untouched),
            func.count().filter(is_live, ~is_untouched),
            func.count().filter(~is_live, is_untouched),
        ).where(*_is_of_list(analysis_id, kind, token))
    ).one()
    return ListState(*found)


def remove_list(analysis_id: int, kind: str, token: str, *, by: int) -> None:
    """Take out the rows of a list in which nobody wrote since; they can be brought back."""
    _set_removed(analysis_id, KINDS[kind], token, clock.now(), by)


def restore_list(analysis_id: int, kind: str, token: str, *, by: int) -> None:
    """Bring back the rows of a list that were taken out."""
    _set_removed(analysis_id, KINDS[kind], token, None, by)


def _set_removed(analysis_id: int, kind: Kind, token: str, at: datetime | None, by: int) -> None:
    held = hold_analysis(analysis_id)
    if kind.name not in held.framework.step_of:
        raise NotFound
    if not is_open(kind, held.state):
        raise Refused(ROW_CLOSED)
    model = kind.model
    is_gone = model.removed_at.is_not(None)
    changed = db.session.execute(
        update(model)
        .where(
            *_is_of_list(analysis_id, kind, token), _is_untouched(kind), ~is_gone if at else is_gone
        )
        .values(removed_at=at, updated_by=by, version=model.version + 1)
        .returning(model.id)
    ).all()
    if changed:
        note_contribution(held, by=by)


def _is_of_list(analysis_id: int, kind: Kind, token: str) -> tuple[ColumnElement[bool], ...]:
    fixed = (getattr(kind.model, name) == value for name, value in kind.fixed)
    tokens = tokens_of_list(token, kind.most)
    return kind.model.analysis_id == analysis_id, kind.model.token.in_(tokens), *fixed


def _is_untouched(kind: Kind) -> ColumnElement[bool]:
    # A row keeps the moment of its last save; taking it out and bringing it back is none.
    is_as_pasted: ColumnElement[bool] = kind.model.updated_at == kind.model.created_at
    if kind.model is Option:
        # Its state, its reason and its day are set without a save of its words.
        is_as_pasted &= (
            (Option.state == OptionState.IDEA)
            & (Option.failed_because == "")
            & Option.review_on.is_(None)
        )
    return is_as_pasted
