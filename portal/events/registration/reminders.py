"""Reminds organisations of events: registration closes, it is near, somebody has a place now.

Each is told once to each of those who write: three days before registration closes where nobody is
registered, three days before the event where somebody is, and whenever somebody who waited has a
place. A digest carries one line for an event.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Select, Subquery, Text, cast, func, insert, literal, select, union_all
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
    occasion: str
    event_id: int
    slug: str
    acronym: str
    closes_on: date
    starts_on: date


def find_new(as_of: date) -> list[DueEvent]:
    """Return what there is to tell of events and was not told, a line for each who writes."""
    due = union_all(_closing(as_of), _near(as_of), _moved_up()).subquery("due")
    told = select(EventReminder.id).where(
        EventReminder.organisation_id == due.c.organisation_id,
        EventReminder.event_id == due.c.event_id,
        EventReminder.recipient_id == Membership.person_id,
        EventReminder.occasion == due.c.occasion,
    )
    found = db.session.execute(
        select(
            *(due.c.organisation_id, due.c.event_id, due.c.occasion),
            Membership.person_id.label("recipient_id"),
            Person.email,
        )
        .join(Membership, Membership.organisation_id == due.c.organisation_id)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.role.in_(WRITER_ROLES), Person.active, ~told.exists())
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
    """Return a line for each event of which a digest tells, if it is to come still."""
    dates = _dates().subquery("dates")
    found = db.session.execute(
        select(
            *(EventReminder.occasion, EventReminder.event_id),
            *(Organisation.slug, Organisation.acronym, dates.c.closes_on, dates.c.starts_on),
        )
        .join(dates, dates.c.event_id == EventReminder.event_id)
        .join(Organisation, Organisation.id == EventReminder.organisation_id)
        .join(
            EventInvitation,
            (EventInvitation.organisation_id == EventReminder.organisation_id)
            & (EventInvitation.event_id == EventReminder.event_id),
        )
        .where(EventReminder.mail_id == mail.id, dates.c.starts_on >= clock.today())
        .order_by(dates.c.starts_on, EventReminder.id)
    )
    lines = {(row.event_id, row.slug): _line(row) for row in map(_ToldEvent._make, found)}
    return list(lines.values())


def _line(row: _ToldEvent) -> DigestLine:
    what = row.occasion.partition(" ")[0]
    due_on = row.closes_on if what == CLOSING else row.starts_on
    link = f"/o/{row.slug}/events/{row.event_id}"
    return DigestLine(TITLES[what], row.acronym, due_on, link)


def _dates() -> Select[Any]:
    starts_on, ends_on = func.min(EventDay.held_on), func.max(EventDay.held_on)
    closes_on = func.least(func.coalesce(Event.registers_until, ends_on), ends_on)
    return (
        select(
            Event.id.label("event_id"),
            Event.places,
            starts_on.label("starts_on"),
            closes_on.label("closes_on"),
        )
        .join(EventDay, EventDay.event_id == Event.id)
        .where(Event.announced_at.is_not(None), Event.cancelled_at.is_(None))
        .group_by(Event.id)
    )


def _closing(as_of: date) -> Select[int, int, str]:
    dates = _dates().subquery("closing")
    return _invited(dates, CLOSING).where(~_somebody(), _is_within(as_of, dates.c.closes_on))


def _near(as_of: date) -> Select[int, int, str]:
    dates = _dates().subquery("near")
    return _invited(dates, NEAR).where(_somebody(), _is_within(as_of, dates.c.starts_on))


def _moved_up() -> Select[int, int, str]:
    in_order = (Registration.registered_at, Registration.id)
    ranked = (
        select(
            *(Registration.id, Registration.organisation_id, Registration.event_id),
            Registration.has_waited,
            func.row_number()
            .over(partition_by=Registration.event_id, order_by=in_order)
            .label("place"),
        )
        .where(IS_KEPT)
        .subquery("ranked")
    )
    dates = _dates().subquery("moved")
    occasion = func.concat(MOVED_UP, " ", cast(ranked.c.id, Text))
    return (
        select(ranked.c.organisation_id, ranked.c.event_id, occasion.label("occasion"))
        .join(dates, dates.c.event_id == ranked.c.event_id)
        .where(
            ranked.c.has_waited,
            ranked.c.place <= func.coalesce(dates.c.places, ranked.c.place),
            dates.c.starts_on >= clock.today(),
        )
    )


def _invited(dates: Subquery, occasion: str) -> Select[int, int, str]:
    said = func.concat(occasion, " ", func.to_char(dates.c.starts_on, "YYYY-MM-DD"))
    return select(
        EventInvitation.organisation_id, EventInvitation.event_id, said.label("occasion")
    ).join(dates, dates.c.event_id == EventInvitation.event_id)


def _somebody() -> ColumnElement[bool]:
    return (
        select(Registration.id)
        .where(
            Registration.organisation_id == EventInvitation.organisation_id,
            Registration.event_id == EventInvitation.event_id,
            IS_KEPT,
        )
        .exists()
    )


def _is_within(as_of: date, day: ColumnElement[date]) -> ColumnElement[bool]:
    return day.between(literal(as_of), literal(as_of + timedelta(days=DAYS_BEFORE)))
