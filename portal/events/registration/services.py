"""Registers an organisation's people for an event, changes what is said of them, withdraws them."""

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from portal import clock
from portal.errors import Refused
from portal.events.planning.details import EventHead
from portal.events.planning.queries import days_of, event_head, is_over
from portal.events.registration.details import Attendee, Registered
from portal.events.registration.doubles import may_be_one
from portal.events.registration.models import Registration
from portal.events.registration.queries import (
    IS_KEPT,
    closing_day,
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
    if (before := _with_token(token)) is not None:
        return register_again(event_id, before)
    _refuse_double(event_id, attendee)
    created = db.session.execute(
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
    return _mark_waiting(event, created)


def change_registration(
    event_id: int, registration_id: int, attendee: Attendee, *, version: int
) -> None:
    """Save what is said of a person; StaleRegistration when it is no longer the `version` shown."""
    held = _hold(event_id, registration_id)
    if held.attendee == attendee:
        return
    if held.version != version:
        raise StaleRegistration(N_("Someone else changed this registration. Nothing was changed."))
    if held.withdrawn_at is None:
        _refuse_double(event_id, attendee, but=registration_id)
    _change(registration_id, version=version + 1, **attendee._asdict())


def withdraw(event_id: int, registration_id: int) -> Registered:
    """Take a person off the list; whoever waits first gets the place. Again changes nothing."""
    held = _hold(event_id, registration_id)
    if held.withdrawn_at is None:
        _change(registration_id, withdrawn_at=clock.now(), version=held.version + 1)
    return held


def register_again(event_id: int, registration_id: int) -> Registered:
    """Register somebody again who was withdrawn, behind those who registered meanwhile."""
    held = _hold(event_id, registration_id)
    if held.withdrawn_at is None:
        return held
    event = _open_event(event_id)
    _refuse_double(event_id, held.attendee, but=registration_id)
    _change(
        registration_id,
        withdrawn_at=None,
        is_withdrawn_by_network=False,
        registered_at=clock.now(),
        has_waited=False,
        version=held.version + 1,
    )
    return _mark_waiting(event, registration_id)


def _hold(event_id: int, registration_id: int) -> Registered:
    lock(db.session, Space.EVENT, event_id)
    held = registered_person(event_id, registration_id)
    if is_over(days_of(event_id)):
        raise Refused(N_("This event is over. Nothing was changed."))
    return held


def _open_event(event_id: int) -> EventHead:
    # One after the other, so that nobody gets in front of who was told of a place.
    lock(db.session, Space.EVENT, event_id)
    event = event_head(event_id)
    if event.cancelled_at:
        raise Refused(N_("This event is cancelled. No one was registered."))
    if closing_day(event, days_of(event_id)) < clock.today():
        raise Refused(
            N_(
                "Registration for this event is closed. No one was registered. Ask the "
                "coordinators of the network for a later last day."
            )
        )
    return event


def _refuse_double(event_id: int, attendee: Attendee, but: int = 0) -> None:
    phones = db.session.execute(
        select(Registration.phone).where(
            Registration.event_id == event_id,
            Registration.name_form == func.search_form(attendee.name),
            Registration.id != but,
            IS_KEPT,
        )
    ).scalars()
    if any(may_be_one(attendee.phone, phone) for phone in phones):
        raise SamePerson(
            N_(
                "Someone with this name is already registered. Nothing was saved. If this is "
                "another person, enter a telephone number for each of them."
            )
        )


def _mark_waiting(event: EventHead, registration_id: int) -> Registered:
    registered = registered_person(event.id, registration_id)
    if registered.waits_as(event.limits.places):
        _change(registration_id, has_waited=True)
    return registered


def _with_token(token: str) -> int | None:
    return db.session.execute(
        select(Registration.id).where(Registration.token == token)
    ).scalar_one_or_none()


def _change(registration_id: int, **values: object) -> None:
    db.session.execute(
        update(Registration).where(Registration.id == registration_id).values(**values)
    )
