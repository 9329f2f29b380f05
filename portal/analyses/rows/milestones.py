"""What a saved row means for the ledger: an option tested, a change recorded."""

from collections.abc import Callable

from sqlalchemy import update

from portal.analyses.kinds import KINDS
from portal.analyses.models import Option
from portal.analyses.option_states import PROVED_STATES, MovedBy, origins_of
from portal.analyses.queries import RowDict, read_rows
from portal.analyses.rows.access import HeldAnalysis
from portal.analyses.tested import TEST_KINDS, is_tested, options_tested
from portal.analyses.vocabulary import OptionState
from portal.extensions import db
from portal.projects import ledger


def meet_milestones(held: HeldAnalysis, kind: str, row: RowDict, *, by: int) -> None:
    """Meet the milestones that a saved row of `kind`, given with all its fields, proves."""
    known = KINDS[kind]
    if known.moves:
        _MOVES_BY[known.moves](held, row, by)
    if known.proves and all(row[field.name] for field in known.fields if field.required):
        ledger.meet(held.project, known.proves, by=by)


def meet_option_tested(held: HeldAnalysis, option_id: int, state: str, *, by: int) -> None:
    """Meet the milestone of a tested option whose new `state` says that it was tested."""
    if state in PROVED_STATES and is_tested(held.id, option_id):
        ledger.meet(held.project, "option_tested", by=by)


def move_option(option_id: int, state: OptionState, by: MovedBy) -> bool:
    """Move an option as the table of moves says; False where it has no such move."""
    # The version stays: nobody who writes the option's words at this moment is disturbed.
    moved = db.session.execute(
        update(Option)
        .where(Option.id == option_id, Option.state.in_(origins_of(state, by)))
        .values(state=state)
        .returning(Option.id)
    ).scalar_one_or_none()
    return moved is not None


def _option_tested(held: HeldAnalysis, row: RowDict, by: int) -> None:
    if row["option_id"] is None or not (row["note"] or row["effect"] is not None):
        return
    rows = read_rows(held.id, TEST_KINDS)
    if row["option_id"] not in options_tested(rows):
        return
    state = next(one["state"] for one in rows["option"] if one["id"] == row["option_id"])
    if (
        move_option(row["option_id"], OptionState.TESTED_ON_PAPER, MovedBy.TEST)
        or state in PROVED_STATES
    ):
        ledger.meet(held.project, "option_tested", by=by)


def _option_replaced(_held: HeldAnalysis, row: RowDict, _by: int) -> None:
    if row["parent_id"] is not None:
        move_option(row["parent_id"], OptionState.SUPERSEDED, MovedBy.SUCCESSOR)


_MOVES_BY: dict[MovedBy, Callable[[HeldAnalysis, RowDict, int], None]] = {
    MovedBy.TEST: _option_tested,
    MovedBy.SUCCESSOR: _option_replaced,
}
