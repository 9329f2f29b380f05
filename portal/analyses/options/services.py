"""What people do with an option: say where it stands, keep what failed, make a new one from it."""

from datetime import date
from typing import Any

from sqlalchemy import case, func, select, update

from portal.analyses.models import Option
from portal.analyses.option_states import UNTESTED_STATES, UNTESTED_YET, MovedBy, refusal_of
from portal.analyses.rows.access import RowRef, hold_analysis, is_row
from portal.analyses.rows.contributors import note_contribution
from portal.analyses.rows.milestones import meet_option_tested, move_option
from portal.analyses.rows.services import add_row
from portal.analyses.tested import is_tested
from portal.analyses.vocabulary import OptionState
from portal.errors import NotFound, Refused
from portal.extensions import db


def set_option_state(row: RowRef, state: OptionState, *, by: int) -> None:
    """Say where an option stands, in every state of the review; its words are not touched.

    NotFound without the row; Refused where the table of moves has no such move, or nothing was
    tested yet.
    """
    held = hold_analysis(row.analysis_id)
    stands = _read(row, Option.state)
    _refuse_untested(row, stands, state)
    if stands != state and not move_option(row.id, state, MovedBy.PERSON):
        raise Refused(refusal_of(_read(row, Option.state)))
    meet_option_tested(held, row.id, state, by=by)
    note_contribution(held, by=by)


def review_day_of(row: RowRef) -> date | None:
    """Return the day on which an option is looked at again; NotFound without the row."""
    day: date | None = _read(row, Option.review_on)
    return day


def set_review_day(row: RowRef, day: date | None, *, by: int) -> None:
    """Say on which day an option is looked at again, in every state of the review; NotFound."""
    held = hold_analysis(row.analysis_id)
    review_day_of(row)
    # The version stays: nobody who writes the option's words at this moment is disturbed.
    db.session.execute(update(Option).where(*is_row(row)).values(review_on=day))
    note_contribution(held, by=by)


def renew_option(row: RowRef, reason: str, *, token: str, by: int) -> int:
    """Make a new option for the same effect from one that did not work, and return its id.

    `reason` is kept with the old one beside what was written there before.
    """
    values = {"parent_id": row.id, "chain_id": _read(row, Option.chain_id)}
    created = add_row(row.analysis_id, "option", values, token=token, by=by)
    if reason:
        keep_reason(row, reason)
    return created


def keep_reason(row: RowRef, reason: str) -> None:
    """Add why an option did not work to what was kept before; the same words are kept once."""
    kept = Option.failed_because
    joined = case(
        (kept == "", reason),
        (func.strpos(kept, reason) > 0, kept),
        else_=kept + "\n\n" + reason,
    )
    # The version stays: nobody who writes the option's other words now is disturbed.
    db.session.execute(update(Option).where(*is_row(row)).values(failed_because=joined))


def reason_of(row: RowRef) -> str:
    """Return why an option did not work, as it was kept; NotFound without the row."""
    return str(_read(row, Option.failed_because))


def _refuse_untested(row: RowRef, stands: str, state: OptionState) -> None:
    is_claimed = state == OptionState.TESTED_ON_PAPER and stands in UNTESTED_STATES
    if is_claimed and not is_tested(row.analysis_id, row.id):
        raise Refused(UNTESTED_YET)


def _read(row: RowRef, column: Any) -> Any:  # noqa: ANN401  a column and its value
    found = db.session.execute(select(column).where(*is_row(row))).one_or_none()
    if found is None:
        raise NotFound
    return found[0]
