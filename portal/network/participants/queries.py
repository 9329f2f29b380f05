"""Counts those who took part by kind of workshop, and lists each record behind the numbers."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import bindparam, func, literal, or_, select

from portal.events.details import SEXES
from portal.events.kinds import TRAINING_KINDS
from portal.events.models import Workshop
from portal.events.planning.models import Event, EventDay
from portal.extensions import db
from portal.organisations.models import Organisation

MOST_RECORDS = 20_000
MOST_FUNDERS = 200


class Wanted(NamedTuple):
    """What is asked for: a kind, days, a funder, the code of a province; "" asks for all."""

    kind: str = ""
    first_day: date = date.min
    last_day: date = date.max
    funder: str = ""
    area: str = ""


class Participation(NamedTuple):
    """How many records and organisations there are, and their people by sex.

    Of `uncounted` records nobody knows how many took part; `kind` is "" for all trainings.
    """

    kind: str
    records: int
    organisations: int
    women: int
    men: int
    undisclosed: int
    unrecorded: int
    uncounted: int


class EventTotals(NamedTuple):
    """How many events the network counted itself, with the organisations and people there."""

    events: int
    organisations: int
    people: int
    women: int


class PartRecord(NamedTuple):
    """One organisation's part in a workshop; `event` and `area` are "" where it was no event."""

    organisation: str
    kind: str
    held_on: date
    known_to: str
    days: int | None
    event: str
    area: str
    given_by: str
    funder: str
    women: int
    men: int
    undisclosed: int
    unrecorded: int
    is_uncounted: bool


FIRST_DAY_OF_EVENT = (
    select(func.min(EventDay.held_on)).where(EventDay.event_id == Event.id).scalar_subquery()
)
# Built once: building a statement costs more than asking.
IS_WANTED = (
    or_(bindparam("kind") == "", Workshop.kind == bindparam("kind")),
    Workshop.held_on.between(bindparam("first_day"), bindparam("last_day")),
    or_(bindparam("funder") == "", Workshop.funder == bindparam("funder")),
    or_(bindparam("area") == "", Event.area.startswith(bindparam("area"))),
)
COUNTS = (
    func.count(),
    func.count(Workshop.organisation_id.distinct()),
    *(func.coalesce(func.sum(getattr(Workshop, sex)), 0) for sex in SEXES),
    func.count().filter(Workshop.is_uncounted),
)
BY_KIND = (
    select(Workshop.kind, *COUNTS)
    .outerjoin(Event, Event.id == Workshop.event_id)
    .where(*IS_WANTED)
    .group_by(Workshop.kind)
)
TRAINED = (
    select(literal(""), *COUNTS)
    .outerjoin(Event, Event.id == Workshop.event_id)
    .where(*IS_WANTED, Workshop.kind.in_(TRAINING_KINDS))
)
COUNTED_EVENTS = select(
    func.count(),
    func.coalesce(func.sum(Event.counted_organisations), 0),
    func.coalesce(func.sum(Event.counted_people), 0),
    func.coalesce(func.sum(Event.counted_women), 0),
).where(
    Event.counted_people.is_not(None),
    or_(bindparam("kind") == "", Event.kind == bindparam("kind")),
    FIRST_DAY_OF_EVENT.between(bindparam("first_day"), bindparam("last_day")),
    or_(bindparam("funder") == "", Event.funder == bindparam("funder")),
    or_(bindparam("area") == "", Event.area.startswith(bindparam("area"))),
)
FUNDERS = (
    select(Workshop.funder)
    .where(Workshop.funder != "")
    .distinct()
    .order_by(Workshop.funder)
    .limit(MOST_FUNDERS)
)
RECORDS = (
    select(
        Organisation.acronym,
        Workshop.kind,
        Workshop.held_on,
        Workshop.known_to,
        Workshop.days,
        func.coalesce(Event.title, ""),
        func.coalesce(Event.area, ""),
        Workshop.given_by,
        Workshop.funder,
        *(getattr(Workshop, sex) for sex in SEXES),
        Workshop.is_uncounted,
    )
    .join(Organisation, Organisation.id == Workshop.organisation_id)
    .outerjoin(Event, Event.id == Workshop.event_id)
    .where(*IS_WANTED)
    .order_by(Workshop.held_on, Organisation.acronym, Workshop.id)
    .limit(MOST_RECORDS)
)


def count_participants(wanted: Wanted) -> list[Participation]:
    """Return the numbers of each kind that has records."""
    rows = db.session.execute(BY_KIND, wanted._asdict())
    return [Participation._make(row) for row in rows]


def count_trained(wanted: Wanted) -> Participation:
    """Return the numbers of all trainings together; an organisation counts once."""
    return Participation._make(db.session.execute(TRAINED, wanted._asdict()).one())


def count_events(wanted: Wanted) -> EventTotals:
    """Return what the network counted itself at events."""
    return EventTotals._make(db.session.execute(COUNTED_EVENTS, wanted._asdict()).one())


def list_records(wanted: Wanted) -> list[PartRecord]:
    """Return each record behind the numbers, the earliest first."""
    return [PartRecord._make(row) for row in db.session.execute(RECORDS, wanted._asdict())]


def list_funders() -> list[str]:
    """Return the funders that workshops name."""
    return list(db.session.execute(FUNDERS).scalars())
