"""What a saved row means for the ledger: an option tested, a change recorded."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import exists, select, update

from portal.analyses.models import Option, OptionTest
from portal.analyses.option_life import UNTESTED
from portal.analyses.vocabulary import OptionState
from portal.extensions import db
from portal.projects import ledger
from portal.projects.ledger import ProjectRef

Values = Mapping[str, Any]


def mark_deeds(project: ProjectRef, kind: str, row: Values, *, by: int) -> None:
    """Meet the milestones that a saved row of `kind`, given with all its fields, proves."""
    if kind in _PROOFS:
        _PROOFS[kind](project, row, by)


def mark_option(project: ProjectRef, option_id: int, state: str, *, by: int) -> None:
    """Meet the milestone of a tested option whose new `state` says that it was tested."""
    is_tested = exists().where(OptionTest.option_id == option_id, OptionTest.removed_at.is_(None))
    if state not in UNTESTED and db.session.execute(select(is_tested)).scalar_one():
        ledger.meet(project, "option_tested", by=by)


def _option_tested(project: ProjectRef, row: Values, by: int) -> None:
    if row["option_id"] is None or row["effect"] is None:
        return
    # The version stays: nobody who writes the option's words at this moment is disturbed.
    db.session.execute(
        update(Option)
        .where(Option.id == row["option_id"], Option.state.in_(UNTESTED))
        .values(state=OptionState.TESTED_ON_PAPER)
    )
    ledger.meet(project, "option_tested", by=by)


def _option_replaced(_project: ProjectRef, row: Values, _by: int) -> None:
    if row["parent_id"] is not None:
        db.session.execute(
            update(Option)
            .where(Option.id == row["parent_id"], Option.state != OptionState.SUPERSEDED)
            .values(state=OptionState.SUPERSEDED)
        )


def _change_recorded(project: ProjectRef, row: Values, by: int) -> None:
    if all(row[name] for name in ("kind", "before", "after", "evidence")):
        ledger.meet(project, "change_recorded", by=by)


_PROOFS: dict[str, Callable[[ProjectRef, Values, int], None]] = {
    "test": _option_tested,
    "option": _option_replaced,
    "change": _change_recorded,
}
