"""What stands beside an analysis: its rounds, who wrote here, and what nobody has looked at."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ScalarSelect, Select, func, literal, select, true
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import aliased

from portal import clock
from portal.accounts.models import Person
from portal.analyses.heads import AnalysisHead
from portal.analyses.models import Analysis, Factor, Option
from portal.analyses.monitoring_models import Contribution
from portal.analyses.option_states import NOT_IN_USE
from portal.analyses.slots import Contributor, TrackingSummary
from portal.organisations.models import Membership
from portal.projects.due_dates import IS_OPEN
from portal.projects.journey import ProjectState
from portal.projects.models import LedgerRow
from portal.projects.slots import CheckInsDue
from portal.tracking.models import CheckIn
from portal.tracking.queries import ANALYSIS_PARAM
from portal.tracking.stale import last_look, last_seen
from portal.tracking.trends import STALE_AFTER


def read_summary(head: AnalysisHead, found: Mapping[str, Any]) -> TrackingSummary:
    """Return, of what `summary_column` found, what stands beside an analysis."""
    is_active, reviews = head.project_state == ProjectState.ACTIVE, found["reviews"] or ()
    seen = found["seen"] or []
    is_followed = is_active and found["later"] is None
    return TrackingSummary(
        factors=len(seen),
        check_ins=_check_ins_due(seen) if is_followed else None,
        again=sum(day <= clock.today().isoformat() for day in reviews) if is_active else 0,
        round=head.round,
        earlier=head.origin_id,
        later=found["later"],
        contributors=[_contributor(*who) for who in found["contributors"] or ()],
        due_on=date.fromisoformat(found["due_on"]) if is_active and found["due_on"] else None,
    )


def _check_ins_due(seen: Sequence[str]) -> CheckInsDue | None:
    days = (date.fromisoformat(day) + timedelta(days=STALE_AFTER) for day in seen)
    late = [due_on for due_on in days if due_on < clock.today()]
    return CheckInsDue(len(late), min(late)) if late else None


def _contributor(name: str, role: str | None, last_at: str) -> Contributor:
    moment = datetime.fromisoformat(last_at)
    return Contributor(name, role, clock.day_of(moment))


def summary_column() -> ScalarSelect[Any]:
    """Return what `read_summary` needs of an analysis, as one value."""
    later = aliased(Analysis)
    followed = _followed().subquery()
    parts = {
        "later": select(later.id).where(later.origin_id == ANALYSIS_PARAM),
        "seen": select(func.jsonb_agg(followed.c.seen_on)),
        "contributors": _contributors(),
        "reviews": _review_days(),
        "due_on": _turn(),
    }
    pairs = [
        part for name, query in parts.items() for part in (literal(name), query.scalar_subquery())
    ]
    return select(func.jsonb_build_object(*pairs)).scalar_subquery()


def _contributors() -> Select[*tuple[Any, ...]]:
    told = func.jsonb_build_array(Person.name, Membership.role, Contribution.last_at)
    return (
        select(func.jsonb_agg(aggregate_order_by(told, Contribution.last_at.desc())))
        .join_from(Contribution, Person, Person.id == Contribution.person_id)
        .outerjoin(
            Membership,
            (Membership.person_id == Contribution.person_id)
            & (Membership.organisation_id == Contribution.organisation_id),
        )
        .where(Contribution.analysis_id == ANALYSIS_PARAM)
    )


def _review_days() -> Select[*tuple[Any, ...]]:
    return select(func.jsonb_agg(Option.review_on)).where(
        Option.analysis_id == ANALYSIS_PARAM,
        Option.removed_at.is_(None),
        Option.state.not_in(NOT_IN_USE),
        Option.review_on.is_not(None),
    )


def _turn() -> Select[*tuple[Any, ...]]:
    return select(func.min(LedgerRow.due_on)).where(
        LedgerRow.analysis_id == ANALYSIS_PARAM, IS_OPEN
    )


def _followed() -> Select[*tuple[Any, ...]]:
    last = last_look(CheckIn.analysis_id <= ANALYSIS_PARAM)
    return (
        select(last_seen(last).label("seen_on"))
        .outerjoin(last, true())
        .where(
            Factor.analysis_id == ANALYSIS_PARAM,
            Factor.removed_at.is_(None),
            last.c.is_over.is_not(True),
        )
    )
