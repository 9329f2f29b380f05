"""What stands beside an analysis: its rounds, who wrote here, and what nobody has looked at."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Date, Select, bindparam, func, literal, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import aliased

from portal import clock
from portal.accounts.models import Person
from portal.analyses.models import Analysis, Factor
from portal.analyses.over_time_models import Contribution
from portal.extensions import db
from portal.organisations.models import Membership
from portal.tracking.models import CheckIn
from portal.tracking.queries import ANALYSIS, LINE, network_day
from portal.tracking.trends import STALE_AFTER


@dataclass(frozen=True)
class Contributor:
    """Somebody who wrote here; no role means that they have left the organisation."""

    name: str
    role: str | None
    last_on: date


@dataclass(frozen=True)
class Aside:
    """`factors` counts those that can be followed, `stale` those not looked at for 90 days.

    `earlier` and `later` are the ids of the rounds before and after, None where there is none.
    """

    factors: int
    stale: int
    round: int
    earlier: int | None
    later: int | None
    contributors: list[Contributor]


def aside_of(analysis_id: int) -> Aside:
    """Return what stands beside an analysis that is there, in one statement."""
    limit = clock.today() - timedelta(days=STALE_AFTER)
    row = db.session.execute(_ASIDE, {"analysis_id": analysis_id, "seen_since": limit}).one()
    return Aside(
        factors=row.factors,
        stale=row.stale if row.later is None else 0,
        round=row.round,
        earlier=row.origin_id,
        later=row.later,
        contributors=[_contributor(*told) for told in row.contributors or ()],
    )


def _contributor(name: str, role: str | None, last_at: str) -> Contributor:
    moment = datetime.fromisoformat(last_at)
    return Contributor(name, role, moment.astimezone(clock.NETWORK_ZONE).date())


def _aside() -> Select[*tuple[Any, ...]]:
    later = aliased(Analysis)
    followed = _followed().subquery()
    is_stale = followed.c.seen_on < bindparam("seen_since", type_=Date)
    counts = select(
        func.count().label("factors"), func.count().filter(is_stale).label("stale")
    ).select_from(followed)
    told = func.jsonb_build_array(Person.name, Membership.role, Contribution.last_at)
    writers = (
        select(func.jsonb_agg(aggregate_order_by(told, Contribution.last_at.desc())))
        .join_from(Contribution, Person, Person.id == Contribution.person_id)
        .outerjoin(
            Membership,
            (Membership.person_id == Contribution.person_id)
            & (Membership.organisation_id == Contribution.organisation_id),
        )
        .where(Contribution.analysis_id == ANALYSIS)
    )
    follower = select(later.id).where(later.origin_id == ANALYSIS)
    counted = counts.subquery()
    return (
        select(
            *(Analysis.round, Analysis.origin_id, counted.c.factors, counted.c.stale),
            follower.scalar_subquery().label("later"),
            writers.scalar_subquery().label("contributors"),
        )
        .join_from(Analysis, counted, literal(True))  # noqa: FBT003  SQL's own word
        .where(Analysis.id == ANALYSIS)
    )


def _followed() -> Select[*tuple[Any, ...]]:
    last = (
        select(CheckIn.observed_on, CheckIn.is_over)
        .where(CheckIn.line_id == LINE, CheckIn.analysis_id <= ANALYSIS)
        .order_by(CheckIn.observed_on.desc(), CheckIn.id.desc())
        .limit(1)
        .correlate(Factor)
        .lateral()
    )
    seen_on = func.greatest(network_day(Factor.created_at), last.c.observed_on)
    return (
        select(seen_on.label("seen_on"))
        .outerjoin(last, literal(True))  # noqa: FBT003
        .where(
            Factor.analysis_id == ANALYSIS,
            Factor.removed_at.is_(None),
            last.c.is_over.is_not(True),
        )
    )


_ASIDE = _aside()
