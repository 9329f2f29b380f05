"""Counts what comes as time goes by: looks, ratings, what people learned, what helped; no word."""

from typing import Any

from sqlalchemy import Select, Subquery, func, literal, select, union_all
from sqlalchemy.dialects.postgresql import distinct_on

from portal import clock
from portal.analyses.monitoring_labels import CriterionLevel, Effect, Learned
from portal.analyses.monitoring_models import Influence, Learning, Rating
from portal.analyses.ratings import counted_levels
from portal.extensions import db
from portal.reports.period import Period
from portal.reports.subject import Subject
from portal.tracking.models import CheckIn, Trend

Counts = dict[str, dict[str, int]]
COUNTED_KEYS = {
    "looks": (Trend.BETTER, Trend.SAME, Trend.WORSE),
    "ratings": tuple(CriterionLevel),
    "learnings": tuple(Learned),
    "influences": tuple(Effect),
}


def count_over_time(subject: Subject, period: Period) -> Counts:
    """Return the counts of an organisation in one statement, by what is counted and its key.

    Looks and what people learned are those of the period; of two looks on a day the later counts.
    Ratings are the newest of each criterion that have their evidence, of any round.
    """
    parts = (
        _part("looks", _looks(subject, period)),
        _part("ratings", _ratings(subject)),
        _part("learnings", _learnings(subject, period)),
        _part("influences", _influences(subject)),
    )
    counts: Counts = {name: dict.fromkeys(map(str, keys), 0) for name, keys in COUNTED_KEYS.items()}
    for name, key, count in db.session.execute(union_all(*parts)):
        if key in counts[name]:
            counts[name][key] = count
    return counts


def _part(name: str, found: Subquery) -> Select[Any]:
    return select(literal(name), found.c.key, func.count()).group_by(found.c.key)


def _looks(subject: Subject, period: Period) -> Subquery:
    return (
        select(CheckIn.trend.label("key"))
        .ext(distinct_on(CheckIn.line_id, CheckIn.observed_on))
        .where(
            *subject.below(CheckIn),
            CheckIn.observed_on.between(period.starts_on, period.ends_on),
        )
        .order_by(CheckIn.line_id, CheckIn.observed_on, CheckIn.id.desc())
        .subquery()
    )


def _ratings(subject: Subject) -> Subquery:
    counted = counted_levels(subject.organisation_id).where(*subject.below(Rating)).subquery()
    return select(counted.c.level.label("key")).subquery()


def _learnings(subject: Subject, period: Period) -> Subquery:
    written_on = clock.day_in_sql(Learning.created_at)
    noticed_on = func.coalesce(Learning.noticed_on, written_on)
    return (
        select(Learning.kind.label("key"))
        .where(
            *subject.below(Learning),
            Learning.removed_at.is_(None),
            Learning.evidence != "",
            noticed_on.between(period.starts_on, period.ends_on),
        )
        .subquery()
    )


def _influences(subject: Subject) -> Subquery:
    return (
        select(Influence.effect.label("key"))
        .where(
            *subject.below(Influence),
            Influence.removed_at.is_(None),
            Influence.source != "",
        )
        .subquery()
    )
