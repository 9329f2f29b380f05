"""What a saved row means for the ledger: an option tested, a change recorded."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import update

from portal.analyses.models import Option
from portal.analyses.vocabulary import OptionState
from portal.extensions import db
from portal.projects import ledger
from portal.projects.ledger import ProjectRef


def mark_deeds(project: ProjectRef, kind: str, values: dict[str, Any], *, by: int) -> None:
    """Meet the milestones that a saved row of `kind` proves."""
    if kind in _PROOFS:
        _PROOFS[kind](project, values, by)


def _option_tested(project: ProjectRef, values: dict[str, Any], by: int) -> None:
    if values["option_id"] is None or values["effect"] is None:
        return
    db.session.execute(
        update(Option)
        .where(
            Option.id == values["option_id"],
            Option.state.in_([OptionState.IDEA, OptionState.SHORTLISTED]),
        )
        .values(state=OptionState.TESTED_ON_PAPER, version=Option.version + 1)
    )
    ledger.meet(project, "option_tested", by=by)


def _option_replaced(_project: ProjectRef, values: dict[str, Any], _by: int) -> None:
    if values["parent_id"] is not None:
        db.session.execute(
            update(Option)
            .where(Option.id == values["parent_id"], Option.state != OptionState.SUPERSEDED)
            .values(state=OptionState.SUPERSEDED, version=Option.version + 1)
        )


def _change_recorded(project: ProjectRef, values: dict[str, Any], by: int) -> None:
    if all(values[name] for name in ("kind", "before", "after", "evidence")):
        ledger.meet(project, "change_recorded", by=by)


_PROOFS: dict[str, Callable[[ProjectRef, dict[str, Any], int], None]] = {
    "test": _option_tested,
    "option": _option_replaced,
    "change": _change_recorded,
}
