"""Registers an organisation's people for an event, changes what is said of them, withdraws them."""

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from portal import clock
from portal.errors import Refused
from portal.events.planning.details import EventHead
from portal.events.planning.queries import days_of, event_head
from portal.events.registration.details import Attendee, Registered
from portal.events.registration.doubles import is_same_person
from portal.events.registration.models import Registration
from portal.events.registration.queries import (
    IS_KEPT,
    PLACES,
    dates_of,
    registered_people,
    registered_person,
)
from portal.extensions import db
from portal.language.i18n import N_
from portal.locks import Space, lock


class StaleRegistration(Refused):
    """Somebody else changed the registration since the page was opened; nothing was overwritten."""


class SamePerson(Refused):
    """Somebody by this name is registered already; nothing was saved."""


def register(
    organisation_id: int, event_id: int, attendee: Attendee, *, token: str, by: int
) -> Registered:
    """Register a person once for each `token`; return them with their place.

    Refused where the organisation is not invited and where registration is over, SamePerson for
    somebody who is registered already.
    """
    event = _open_event(event_id)
    if registered_people(event_id) is None:
        raise Refused(N_("Your organisation is not invited to this event. No one was registered."))
    before = _with_token(token)
    if before is None:
        _refuse_double(event_id, attendee)
        before = db.session.execute(
            upsert(Registration)
            .values(
                **attendee._asdict(),
                organisation_id=organisation_id,
                event_id=event_id,
                token=token,
                registered_by=by,
                registered_at=clock.now(),
            )
            .returning(Registration.id)
        ).scalar_one()
        _mark_waiting(event, before)
    return registered_person(event_id, before)


def change_registration(
    event_id: int, registration_id: int, attendee: Attendee, *, version: int
) -> None:
    """Save what is said of a person; StaleRegistration when it is no longer the `version` shown."""
    lock(db.session, Space.EVENT, event_id)
    held = registered_person(event_id, registration_id)
    if held.attendee == attendee:
        return
    if held.version != version:
        raise StaleRegistration(N_("Someone else changed this registration. Nothing was changed."))
    if held.withdrawn_at is None:
        _refuse_double(event_id, attendee, but=registration_id)
    _change(registration_id, version=version + 1, **attendee._asdict())


def withdraw(event_id: int, registration_id: int) -> Registered:
    """Take a person off the list; whoever waits first gets the place. Again changes nothing."""
    lock(db.session, Space.EVENT, event_id)
    held = registered_person(event_id, registration_id)
    if held.withdrawn_at is None:
        _refuse_after(event_id)
        _change(registration_id, withdrawn_at=clock.now(), version=held.version + 1)
    return held


def register_again(event_id: int, registration_id: int) -> Registered:
    """Register somebody again who was withdrawn, behind those who registered meanwhile."""
    lock(db.session, Space.EVENT, event_id)
    held = registered_person(event_id, registration_id)
    event = _open_event(event_id)
    if held.withdrawn_at is not None:
        _refuse_double(event_id, held.attendee, but=registration_id)
        _change(
            registration_id,
            withdrawn_at=None,
            registered_at=clock.now(),
            has_waited=False,
            version=held.version + 1,
        )
        _mark_waiting(event, registration_id)
    return registered_person(event_id, registration_id)


def _open_event(event_id: int) -> EventHead:
    # One after the other, so that nobody gets in front of who was told of a place.
    lock(db.session, Space.EVENT, event_id)
    event = event_head(event_id)
    if event.cancelled_at:
        raise Refused(N_("This event is cancelled. No one was registered."))
    if dates_of(event, days_of(event_id)).closes_on < clock.today():
        raise Refused(
            N_("Registration for this event is closed. No one was registered. Call its organiser.")
        )
    return event


def _refuse_after(event_id: int) -> None:
    if days_of(event_id)[-1].hours.held_on < clock.today():
        raise Refused(N_("This event is over. Nothing was changed."))


def _refuse_double(event_id: int, attendee: Attendee, but: int = 0) -> None:
    kept = select(Registration.name, Registration.phone).where(
        Registration.event_id == event_id, Registration.id != but, IS_KEPT
    )
    known = (attendee.name, attendee.phone)
    if any(is_same_person(known, (name, phone)) for name, phone in db.session.execute(kept)):
        raise SamePerson(
            N_(
                "Someone with this name is already registered. Nothing was saved. If this is "
                "another person, enter a telephone number for each of them."
            )
        )


def _mark_waiting(event: EventHead, registration_id: int) -> None:
    if event.limits.places is None:
        return
    place = select(PLACES.c.place).where(PLACES.c.registration == registration_id)
    found = db.session.execute(place, {"event": event.id}).scalar_one()
    if found > event.limits.places:
        _change(registration_id, has_waited=True)


def _with_token(token: str) -> int | None:
    return db.session.execute(
        select(Registration.id).where(Registration.token == token)
    ).scalar_one_or_none()


def _change(registration_id: int, **values: object) -> None:
    db.session.execute(
        update(Registration).where(Registration.id == registration_id).values(**values)
    )
