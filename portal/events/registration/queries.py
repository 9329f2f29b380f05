"""Who is invited and registered: an organisation's own people, and all of them for coordinators."""

from datetime import date
from typing import Any

from sqlalchemy import bindparam, func, select, true
from sqlalchemy.sql.elements import ColumnElement

from portal import clock
from portal.errors import NotFound
from portal.events.planning.details import EventHead, PlannedDay
from portal.events.planning.models import EventDay
from portal.events.registration.details import (
    Attendee,
    InvitedOrganisation,
    InvitedPerson,
    Registered,
    Totals,
)
from portal.events.registration.doubles import mark_doubles
from portal.events.registration.kinds import Sex
from portal.events.registration.models import EventInvitation, Registration
from portal.extensions import db
from portal.organisations.models import Membership, Organisation
from portal.permissions import Role

ATTENDEE_COLUMNS = tuple(getattr(Registration, name) for name in Attendee._fields)
IS_KEPT = Registration.withdrawn_at.is_(None)
OF_EVENT = Registration.event_id == bindparam("event")
PLACES = func.registration_places(bindparam("event")).table_valued("registration", "place")
OF_INVITED = (Registration.event_id == EventInvitation.event_id) & (
    Registration.organisation_id == EventInvitation.organisation_id
)
# Built once: building a statement costs more than asking.
OWN = (
    select(
        Registration.id,
        Registration.version,
        Registration.registered_at,
        Registration.withdrawn_at,
        Registration.is_withdrawn_by_network,
        func.coalesce(PLACES.c.place, 0),
        *ATTENDEE_COLUMNS,
    )
    .select_from(EventInvitation)
    .outerjoin(Registration, OF_INVITED)
    .outerjoin(PLACES, PLACES.c.registration == Registration.id)
    .where(EventInvitation.event_id == bindparam("event"))
    .order_by(Registration.withdrawn_at.is_not(None), Registration.registered_at, Registration.id)
)


def _many(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(Registration.id).filter(IS_KEPT, *conditions)


TOTALS = (
    select(
        func.count(EventInvitation.organisation_id.distinct()),
        func.count(Registration.organisation_id.distinct()).filter(IS_KEPT),
        *(_many(Registration.sex == sex) for sex in Sex),
        _many(~Registration.stays_whole),
    )
    .outerjoin(Registration, OF_INVITED)
    .where(EventInvitation.event_id == bindparam("event"))
)

INVITED_TO = (
    select(
        EventInvitation.event_id,
        func.count(Registration.id).filter(IS_KEPT).label("people"),
    )
    .outerjoin(Registration, OF_INVITED)
    .where(
        select(EventDay.id)
        .where(EventDay.event_id == EventInvitation.event_id)
        .where(EventDay.held_on >= bindparam("today"))
        .exists()
    )
    .group_by(EventInvitation.event_id)
)
EVERYBODY = (
    select(
        Registration.id,
        Organisation.acronym,
        *ATTENDEE_COLUMNS,
        func.row_number().over(order_by=(Registration.registered_at, Registration.id)),
        Registration.name_form,
    )
    .join(Organisation, Organisation.id == Registration.organisation_id)
    .where(OF_EVENT, IS_KEPT)
    .order_by(Organisation.sort_form, Organisation.id, Registration.name_form, Registration.id)
)


def registered_people(event_id: int) -> list[Registered] | None:
    """Return whom the organisation of the scope registered, the withdrawn ones last.

    None where it is not invited.
    """
    rows = db.session.execute(OWN, {"event": event_id}).all()
    return [_registered(row) for row in rows if row.id is not None] if rows else None


def registered_person(event_id: int, registration_id: int) -> Registered:
    """Return one whom the organisation of the scope registered; NotFound."""
    found = (one for one in registered_people(event_id) or () if one.id == registration_id)
    if (one := next(found, None)) is None:
        raise NotFound
    return one


def invitations_here() -> dict[int, int]:
    """Return how many people the organisation registered, by event that it is invited to."""
    rows = db.session.execute(INVITED_TO, {"today": clock.today()})
    return {one.event_id: one.people for one in rows}


def registration_totals(event_id: int) -> Totals:
    """Return how many are invited and registered for an event, as the network counts them."""
    return Totals._make(db.session.execute(TOTALS, {"event": event_id}).one())


def invited_organisations(event_id: int) -> list[InvitedOrganisation]:
    """Return the invited organisations by acronym, with how many people they registered."""
    people = (
        select(
            func.count().filter(IS_KEPT).label("kept"), func.count().filter(~IS_KEPT).label("left")
        )
        .where(OF_INVITED)
        .lateral()
    )
    managers = select(Membership.id).where(
        Membership.organisation_id == Organisation.id, Membership.role == Role.MANAGER
    )
    rows = db.session.execute(
        select(
            *(Organisation.id, Organisation.acronym, Organisation.name),
            *(EventInvitation.invited_at, managers.exists(), people.c.kept, people.c.left),
        )
        .join(Organisation, Organisation.id == EventInvitation.organisation_id)
        .join(people, true())
        .where(EventInvitation.event_id == event_id)
        .order_by(Organisation.sort_form, Organisation.id)
    )
    return [InvitedOrganisation._make(row) for row in rows]


def invited_people(event_id: int) -> list[InvitedPerson]:
    """Return all who are registered by organisation and name: for those who run the event.

    Two with one name, or with one telephone, are marked as the same person, perhaps.
    """
    rows = db.session.execute(EVERYBODY, {"event": event_id}).all()
    doubles = mark_doubles([(row.name_form, row.phone) for row in rows])
    return [
        InvitedPerson._make((*row[:-1], is_double))
        for row, is_double in zip(rows, doubles, strict=True)
    ]


def closing_day(event: EventHead, days: list[PlannedDay]) -> date:
    """Return the last day on which one may register for an event."""
    last = days[-1].hours.held_on
    return min(event.limits.registers_until or last, last)


def is_open(event: EventHead, days: list[PlannedDay]) -> bool:
    """Tell whether one may still register for an event that is announced."""
    return event.cancelled_at is None and closing_day(event, days) >= clock.today()


def _registered(row: Any) -> Registered:  # noqa: ANN401  a row of `OWN`
    identity, version, registered_at, withdrawn_at, is_by_network, place, *attendee = row
    made = Attendee._make(attendee)
    return Registered(identity, made, version, registered_at, withdrawn_at, is_by_network, place)
