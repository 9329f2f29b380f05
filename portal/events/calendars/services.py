"""Makes addresses of calendars, withdraws them, and reads what one of them shows."""

import secrets
from typing import NamedTuple

from sqlalchemy import ColumnElement, bindparam, delete, func, or_, select
from sqlalchemy.dialects.postgresql import insert as upsert

from portal import clock
from portal.accounts.models import NetworkRole, Person
from portal.accounts.services import TOKEN_BYTES, hash_token
from portal.errors import NotFound, Refused
from portal.events.calendars.feeds import FeedDay
from portal.events.calendars.models import CalendarLink
from portal.events.kinds import KIND_TITLES, WorkshopKind
from portal.events.planning.details import DayHours, PlannedDay
from portal.events.planning.models import Event, EventDay
from portal.events.planning.queries import HOURS_COLUMNS, event_head
from portal.extensions import db
from portal.language.i18n import N_
from portal.language.locales import DEFAULT_LOCALE, LOCALES
from portal.organisations.models import Membership
from portal.tenancy import ReaderScope, Side, name_person, open_scope

NETWORK_CALENDAR = N_("Events of the network")
# Built once: building a statement costs more than asking.
HOLDER = or_(
    CalendarLink.person_id == bindparam("person"), CalendarLink.event_id == bindparam("event")
)
LINK = (
    select(
        CalendarLink.person_id,
        CalendarLink.event_id,
        Event.kind,
        func.coalesce(Person.locale, Event.locale),
    )
    .outerjoin(Person, Person.id == CalendarLink.person_id)
    .outerjoin(Event, Event.id == CalendarLink.event_id)
    .where(CalendarLink.token_hash == bindparam("token_hash"))
    .where(or_(Person.active, Event.announced_at.is_not(None)))
)
HAS_ROLE = select(
    or_(
        select(Membership.id).where(Membership.person_id == bindparam("person")).exists(),
        select(NetworkRole.id).where(NetworkRole.person_id == bindparam("person")).exists(),
        func.cardinality(func.coached_projects()) > 0,
    )
)
# As the fields of `FeedDay`, up to its day.
EVENT_COLUMNS = (
    Event.id,
    Event.kind,
    Event.area,
    Event.venue,
    Event.version,
    Event.cancelled_at,
    Event.changed_at,
)
DAYS = (
    select(*EVENT_COLUMNS, EventDay.id, EventDay.version, *HOURS_COLUMNS)
    .join(EventDay, EventDay.event_id == Event.id)
    .where(Event.announced_at.is_not(None))
    .order_by(EventDay.held_on, EventDay.id)
)


class Feed(NamedTuple):
    """What an address shows: days of events, in a calendar with a title and in a language."""

    title: str
    locale: str
    days: list[FeedDay]


def make_link(*, person_id: int | None = None, event_id: int | None = None, by: int) -> str:
    """Return the token of a new address, of a person or of an event; an earlier one ends.

    NotFound for an unknown event, Refused for one that is not announced.
    """
    if event_id is not None and event_head(event_id).announced_at is None:
        raise Refused(N_("This event is not announced. Nothing was changed. Announce it first."))
    token = secrets.token_urlsafe(TOKEN_BYTES)
    made = {"token_hash": hash_token(token), "made_by": by, "made_at": clock.now()}
    db.session.execute(
        upsert(CalendarLink)
        .values(person_id=person_id, event_id=event_id, **made)
        .on_conflict_do_update(
            index_elements=["person_id" if event_id is None else "event_id"], set_=made
        )
    )
    return token


def withdraw_link(*, person_id: int | None = None, event_id: int | None = None) -> None:
    """End the address of a person or of an event at once; where there is none nothing changes."""
    db.session.execute(delete(CalendarLink).where(HOLDER), {"person": person_id, "event": event_id})


def find_link(*, person_id: int | None = None, event_id: int | None = None) -> CalendarLink | None:
    """Return the address of a person or of an event, without its token, or None."""
    asked = {"person": person_id, "event": event_id}
    return db.session.scalar(select(CalendarLink).where(HOLDER), asked)


def read_feed(token: str) -> Feed:
    """Return what the address with this token shows, in a scope of its own.

    NotFound for a token that is none or no longer one, and for that of a person who has left.
    """
    known = hash_token(token)
    open_scope(db.session, ReaderScope(side=Side.CALENDAR))
    db.session.execute(
        select(func.set_config("portal.calendar", known.hex(), True))  # noqa: FBT003
    )
    found = db.session.execute(LINK, {"token_hash": known}).one_or_none()
    if found is None:
        raise NotFound
    person_id, event_id, kind, locale = found
    spoken = locale if locale in LOCALES else DEFAULT_LOCALE
    if person_id is None:
        return Feed(KIND_TITLES[WorkshopKind(kind)], spoken, read_days(Event.id == event_id))
    # What somebody is a member of, and coaches, is shown to that person alone.
    name_person(db.session, person_id)
    if not db.session.scalar(HAS_ROLE, {"person": person_id}):
        raise NotFound
    return Feed(NETWORK_CALENDAR, spoken, read_days())


def read_days(*conditions: ColumnElement[bool]) -> list[FeedDay]:
    """Return the days of announced events that the reader may see, in order."""
    shared = len(EVENT_COLUMNS)
    rows = db.session.execute(DAYS.where(*conditions))
    return [
        FeedDay._make([*event, PlannedDay(day_id, DayHours._make(hours), version)])
        for event, (day_id, version, *hours) in ((row[:shared], row[shared:]) for row in rows)
    ]
