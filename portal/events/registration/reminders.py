"""Reminds organisations of events: registration closes, it is near, somebody has a place now.

Each is told once to each of those who write: three days before registration closes where nobody is
registered, three days before the event where somebody has a place, and whenever somebody who waited
has one. Whoever has a digest once a week is told a week ahead. A digest carries one line for an
event, and tells what still stands when it is sent.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import (
    CTE,
    BigInteger,
    CompoundSelect,
    case,
    cast,
    func,
    insert,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.sql.elements import ColumnElement

from portal import clock
from portal.accounts.models import Person
from portal.events.planning.models import Event, EventDay
from portal.events.registration.models import EventInvitation, EventReminder, Registration
from portal.events.registration.queries import IS_KEPT
from portal.extensions import db
from portal.language.i18n import N_
from portal.notifications.composers import Waiting
from portal.organisations.models import Membership, Organisation
from portal.organisations.queries import WRITER_ROLES
from portal.projects.reminders import DAYS_BEFORE
from portal.projects.slots import DigestLine

DAYS_AHEAD = 7
CLOSING, NEAR, MOVED_UP = "closing", "near", "place"
TITLES = {
    CLOSING: N_("Registration closes soon"),
    NEAR: N_("An event is near"),
    MOVED_UP: N_("There is a place for someone who was waiting"),
}


class DueEvent(NamedTuple):
    """What is to be told of an event, for one person who writes for an organisation."""

    organisation_id: int
    event_id: int
    occasion: str
    recipient_id: int
    email: str


class _ToldEvent(NamedTuple):
    event_id: int
    occasion: str
    day: date
    slug: str
    acronym: str


def find_new(as_of: date) -> list[DueEvent]:
    """Return what there is to tell of events and was not told, a line for each who writes."""
    due = _due(as_of, DAYS_AHEAD).subquery("due")
    told = select(EventReminder.id).where(
        EventReminder.organisation_id == due.c.organisation_id,
        EventReminder.event_id == due.c.event_id,
        EventReminder.recipient_id == Membership.person_id,
        EventReminder.occasion == due.c.occasion,
    )
    # Whoever has one digest a week is told before the next one comes.
    ahead = case((Person.digest_day.is_not(None), DAYS_AHEAD), else_=DAYS_BEFORE)
    found = db.session.execute(
        select(
            *(due.c.organisation_id, due.c.event_id, due.c.occasion),
            Membership.person_id.label("recipient_id"),
            Person.email,
        )
        .join(Membership, Membership.organisation_id == due.c.organisation_id)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.role.in_(WRITER_ROLES),
            Person.active,
            or_(due.c.day <= literal(as_of) + ahead, due.c.occasion.startswith(MOVED_UP)),
            ~told.exists(),
        )
    )
    return [DueEvent._make(row) for row in found]


def write(found: Sequence[DueEvent], mails: Mapping[int, int]) -> None:
    """Keep what the digests `mails` (mail by recipient) tell of `found`."""
    told = [
        {
            "organisation_id": row.organisation_id,
            "event_id": row.event_id,
            "recipient_id": row.recipient_id,
            "occasion": row.occasion,
            "mail_id": mails[row.recipient_id],
        }
        for row in found
        if row.recipient_id in mails
    ]
    if told:
        db.session.execute(insert(EventReminder).inline(), told)


def lines_of(mail: Waiting) -> list[DigestLine]:
    """Return a line for each event of which a digest tells, if that still stands."""
    due = _due(clock.today(), DAYS_AHEAD).subquery("due")
    found = db.session.execute(
        select(
            *(EventReminder.event_id, due.c.occasion, due.c.day),
            *(Organisation.slug, Organisation.acronym),
        )
        .join(
            due,
            (due.c.organisation_id == EventReminder.organisation_id)
            & (due.c.event_id == EventReminder.event_id)
            & (due.c.occasion == EventReminder.occasion),
        )
        .join(Organisation, Organisation.id == EventReminder.organisation_id)
        .join(
            Membership,
            (Membership.organisation_id == EventReminder.organisation_id)
            & (Membership.person_id == EventReminder.recipient_id),
        )
        .where(EventReminder.mail_id == mail.id, Membership.role.in_(WRITER_ROLES))
        .order_by(due.c.day, EventReminder.id)
    )
    # Of one event that somebody has a place now says more than that it is near.
    told = sorted(map(_ToldEvent._make, found), key=lambda row: MOVED_UP in row.occasion)
    return list({(row.event_id, row.slug): _line(row) for row in told}.values())


def _line(row: _ToldEvent) -> DigestLine:
    what = row.occasion.partition(" ")[0]
    link = f"/o/{row.slug}/events/{row.event_id}"
    return DigestLine(TITLES[what], row.acronym, row.day, link)


def _due(as_of: date, ahead: int) -> CompoundSelect[int, int, str, date]:
    """Return what is to be told: organisation, event, occasion, and the day it is about."""
    until = literal(as_of + timedelta(days=ahead))
    starts_on = func.min(EventDay.held_on)
    dates = (
        select(
            Event.id.label("event_id"),
            Event.places,
            starts_on.label("starts_on"),
            func.least(func.coalesce(Event.registers_until, starts_on), starts_on).label(
                "closes_on"
            ),
        )
        .join(EventDay, EventDay.event_id == Event.id)
        .where(Event.announced_at.is_not(None), Event.cancelled_at.is_(None))
        .group_by(Event.id)
        .having(starts_on >= as_of)
        .cte("dates")
    )
    ranked = _ranked(dates)
    place_now = ranked.c.place <= func.coalesce(dates.c.places, ranked.c.place)
    invited = select(
        EventInvitation.organisation_id.label("organisation_id"),
        EventInvitation.event_id.label("event_id"),
    ).join(dates, dates.c.event_id == EventInvitation.event_id)
    of_invited = (ranked.c.organisation_id == EventInvitation.organisation_id) & (
        ranked.c.event_id == EventInvitation.event_id
    )
    somebody = select(ranked.c.id).where(of_invited)
    closes, starts = dates.c.closes_on, dates.c.starts_on
    closing = invited.add_columns(_on(CLOSING, closes), closes.label("day")).where(
        ~somebody.exists(), closes.between(literal(as_of), until)
    )
    near = invited.add_columns(_on(NEAR, starts), starts.label("day")).where(
        somebody.where(place_now).exists(), starts <= until
    )
    since = cast(func.extract("epoch", ranked.c.registered_at), BigInteger)
    moved_up = (
        select(
            ranked.c.organisation_id,
            ranked.c.event_id,
            func.concat(MOVED_UP, " ", ranked.c.id, " ", since).label("occasion"),
            starts.label("day"),
        )
        .join(dates, dates.c.event_id == ranked.c.event_id)
        .where(ranked.c.has_waited, place_now)
    )
    return union_all(closing, near, moved_up)


def _ranked(dates: CTE) -> CTE:
    in_order = (Registration.registered_at, Registration.id)
    place = func.row_number().over(partition_by=Registration.event_id, order_by=in_order)
    return (
        select(
            *(Registration.id, Registration.organisation_id, Registration.event_id),
            *(Registration.has_waited, Registration.registered_at, place.label("place")),
        )
        .join(dates, dates.c.event_id == Registration.event_id)
        .where(IS_KEPT)
        .cte("ranked")
    )


def _on(occasion: str, day: ColumnElement[date]) -> ColumnElement[str]:
    return func.concat(occasion, " ", func.to_char(day, "YYYY-MM-DD")).label("occasion")
