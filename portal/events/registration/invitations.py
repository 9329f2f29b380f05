"""Chooses organisations for an event, invites them, and limits who may register."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import column, delete, func, select, table, update
from sqlalchemy.dialects.postgresql import insert as upsert

from portal import clock
from portal.accounts.models import Person
from portal.errors import NotFound, Refused
from portal.events.planning.details import EventLimits
from portal.events.planning.queries import days_of, event_head, is_over
from portal.events.planning.services import hold_event, limit_event
from portal.events.registration.details import InvitationFilter, Invitee
from portal.events.registration.models import EventInvitation, Registration
from portal.events.registration.queries import IS_KEPT, closing_day, registration_totals
from portal.extensions import db
from portal.language.i18n import N_
from portal.notifications.services import Cause, queue_each
from portal.organisations.models import Membership, Organisation
from portal.permissions import Role
from portal.projects.due_dates import IS_ACTIVE
from portal.projects.models import Project

MOST_INVITEES = 500
TOLD_TOGETHER = timedelta(minutes=10)
INVITATION_MAIL, CHANGE_MAIL = "event_invitation", "event_changed"
# Partnership stands above events, so its table is known here by name.
_needs = table("project_needs", column("project_id"), column("provinces"))


class TooFewPlaces(Refused):
    """More people have a place than there would be; nothing was saved."""


class InvitedMember(NamedTuple):
    """Somebody who is written to for their organisation."""

    organisation_id: int
    id: int
    email: str


def find_invitees(event_id: int, wanted: InvitationFilter) -> list[Invitee]:
    """Return the organisations that are not invited yet and fit, by acronym.

    Where something is asked for, one active project that fits all of it is enough.
    """
    fits = select(Project.id).where(Project.organisation_id == Organisation.id, IS_ACTIVE)
    for column_, value in (
        (Project.stage, wanted.stage),
        (Project.scope, wanted.scope),
        (Project.funder, wanted.funder),
    ):
        fits = fits.where(column_ == value) if value else fits
    if wanted.province:
        needs = select(_needs.c.project_id).where(_needs.c.project_id == Project.id)
        is_there = func.array_position(_needs.c.provinces, wanted.province).is_not(None)
        fits = fits.where(needs.where(is_there).exists())
    invited = select(EventInvitation.id).where(
        EventInvitation.event_id == event_id, EventInvitation.organisation_id == Organisation.id
    )
    asked = (
        select(Organisation.id, Organisation.acronym, Organisation.name)
        .where(~invited.exists())
        .order_by(Organisation.sort_form, Organisation.id)
        .limit(MOST_INVITEES)
    )
    if wanted != InvitationFilter():
        asked = asked.where(fits.exists())
    return [Invitee._make(row) for row in db.session.execute(asked)]


def funders() -> list[str]:
    """Return the funders of active projects, by name."""
    found = select(Project.funder).where(IS_ACTIVE, Project.funder != "").distinct()
    return sorted(db.session.execute(found).scalars(), key=str.casefold)


def invite(event_id: int, organisation_ids: Collection[int], *, by: int) -> int:
    """Invite organisations and write to their managers; return how many were not invited yet.

    Refused for an event that is not announced, or cancelled, and once registration is over.
    """
    event = hold_event(event_id)
    if event.announced_at is None:
        raise Refused(N_("This event is not announced. No one was invited. Announce it first."))
    if event.cancelled_at:
        raise Refused(N_("This event is cancelled. No one was invited."))
    if closing_day(event, days_of(event_id)) < clock.today():
        raise Refused(
            N_("Registration is closed. No one was invited. Choose a later last day first.")
        )
    known = select(Organisation.id).where(Organisation.id.in_(organisation_ids))
    values = [
        {"organisation_id": one, "event_id": event_id, "invited_by": by, "invited_at": clock.now()}
        for one in db.session.execute(known).scalars()
    ]
    if not values:
        return 0
    invited = db.session.execute(
        upsert(EventInvitation)
        .values(values)
        .on_conflict_do_nothing(index_elements=["organisation_id", "event_id"])
        .returning(EventInvitation.organisation_id, EventInvitation.id)
    ).all()
    ids = {row.organisation_id: row.id for row in invited}
    queue_each(
        (_cause(INVITATION_MAIL, event_id, one, f"{ids[one.organisation_id]}"), one)
        for one in _managers(list(ids))
    )
    return len(invited)


def take_back(event_id: int, organisation_id: int) -> None:
    """Take an invitation back; Refused once the organisation has registered somebody."""
    hold_event(event_id)
    of_organisation = (
        EventInvitation.event_id == event_id,
        EventInvitation.organisation_id == organisation_id,
    )
    if db.session.execute(select(EventInvitation.id).where(*of_organisation)).first() is None:
        raise NotFound
    registered = select(Registration.id).where(
        Registration.event_id == event_id, Registration.organisation_id == organisation_id
    )
    if db.session.execute(registered).first():
        raise Refused(
            N_(
                "This organisation has already registered people, so its invitation stays. Nothing "
                "was changed."
            )
        )
    db.session.execute(delete(EventInvitation).where(*of_organisation))


def limit_registration(event_id: int, limits: EventLimits, *, version: int) -> None:
    """Save how many places there are and until when one may register.

    StaleEvent when it is no longer the `version` that was shown, TooFewPlaces for fewer than those
    who have one.
    """
    held = hold_event(event_id)
    if held.version == version and limits.places:
        people = registration_totals(event_id).people
        if limits.places < min(people, held.limits.places or people):
            raise TooFewPlaces(
                N_(
                    "More people than this already have a place. Nothing was changed. Enter a "
                    "higher number, or withdraw someone first."
                )
            )
    limit_event(event_id, limits, version=version)


def withdraw_person(event_id: int, registration_id: int) -> None:
    """Take anybody off the list, for those who run the event; again changes nothing, NotFound."""
    hold_event(event_id)
    if is_over(days_of(event_id)):
        raise Refused(N_("This event is over. Nothing was changed."))
    one = (Registration.event_id == event_id, Registration.id == registration_id)
    if db.session.execute(select(Registration.id).where(*one)).first() is None:
        raise NotFound
    db.session.execute(
        update(Registration)
        .where(*one, IS_KEPT)
        .values(
            withdrawn_at=clock.now(),
            is_withdrawn_by_network=True,
            version=Registration.version + 1,
        )
    )


def tell_of_change(event_id: int) -> None:
    """Write to managers, and to whoever registered somebody, that an event is not as it was.

    A coordinator who moves three days makes one mail: it waits until the ten minutes in which it
    was caused are over, and what it says is read when it is sent. Nobody is told of an event that
    is not announced, or over.
    """
    event = event_head(event_id)
    if event.announced_at is None or is_over(days_of(event_id)):
        return
    invited = select(EventInvitation.organisation_id).where(EventInvitation.event_id == event_id)
    told = {*_managers(db.session.execute(invited).scalars().all()), *_registrars(event_id)}
    now = clock.now()
    sent_at = now.replace(minute=now.minute // 10 * 10, second=0, microsecond=0) + TOLD_TOGETHER
    queue_each(
        (
            (_cause(CHANGE_MAIL, event_id, one, f"{sent_at:%Y-%m-%dT%H:%M}"), one)
            for one in sorted(told)
        ),
        not_before=sent_at,
    )


def _registrars(event_id: int) -> list[InvitedMember]:
    found = db.session.execute(
        select(Registration.organisation_id, Person.id, Person.email)
        .join(Person, Person.id == Registration.registered_by)
        .join(
            Membership,
            (Membership.person_id == Person.id)
            & (Membership.organisation_id == Registration.organisation_id),
        )
        .where(Registration.event_id == event_id, IS_KEPT, Person.active)
    )
    return [InvitedMember._make(row) for row in found]


def _managers(organisation_ids: Sequence[int]) -> list[InvitedMember]:
    found = db.session.execute(
        select(Membership.organisation_id, Person.id, Person.email)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.organisation_id.in_(organisation_ids),
            Membership.role == Role.MANAGER,
            Person.active,
        )
        .order_by(Membership.organisation_id, Person.id)
    )
    return [InvitedMember._make(row) for row in found]


def _cause(kind: str, event_id: int, told: InvitedMember, occasion: str) -> Cause:
    of_organisation = f"{told.organisation_id} {occasion}"
    return Cause(kind, f"event:{event_id}", of_organisation, told.organisation_id)
