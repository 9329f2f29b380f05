"""Composes the mails of an event: an invitation, and news of what has changed."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select

from portal import clock
from portal.accounts.mails import find_recipient
from portal.events.kinds import KIND_TITLES, WorkshopKind
from portal.events.planning.models import Event, EventDay
from portal.events.registration.models import EventInvitation
from portal.extensions import db
from portal.language.i18n import N_
from portal.notifications.composers import Letter, Waiting
from portal.organisations.models import Membership, Organisation
from portal.organisations.queries import WRITER_ROLES

LAST_DAY = func.max(EventDay.held_on)


class _About(NamedTuple):
    kind: str
    area: str
    closes_on: date
    is_cancelled: bool
    starts_on: date
    ends_on: date
    slug: str
    organisation: str


def compose_event_invitation(mail: Waiting) -> Letter | None:
    """Invite an organisation, while the event is to come and the invitation stands."""
    about = _about(mail)
    if about is None or about.is_cancelled:
        return None
    return _letter(mail, N_("Invitation to an event of the network"), about)


def compose_event_change(mail: Waiting) -> Letter | None:
    """Tell where and when an event is now, or that it is cancelled."""
    about = _about(mail)
    if about is None:
        return None
    title = (
        N_("An event is cancelled")
        if about.is_cancelled
        else N_("An event has changed: check its days, times and place")
    )
    return _letter(mail, title, about)


def _about(mail: Waiting) -> _About | None:
    # Still invited, still somebody who registers people there, and not over.
    row = db.session.execute(
        select(
            Event.kind,
            Event.area,
            func.least(func.coalesce(Event.registers_until, LAST_DAY), LAST_DAY),
            Event.cancelled_at.is_not(None),
            func.min(EventDay.held_on),
            LAST_DAY,
            Organisation.slug,
            Organisation.name,
        )
        .join(EventInvitation, EventInvitation.event_id == Event.id)
        .join(EventDay, EventDay.event_id == Event.id)
        .join(Organisation, Organisation.id == EventInvitation.organisation_id)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .where(
            Event.id == mail.subject_id,
            Event.announced_at.is_not(None),
            Organisation.id == mail.organisation_id,
            Membership.person_id == mail.recipient_id,
            Membership.role.in_(WRITER_ROLES),
        )
        .group_by(Event.id, Organisation.id)
        .having(clock.today() <= LAST_DAY)
    ).one_or_none()
    return _About._make(row) if row else None


def _letter(mail: Waiting, title: str, about: _About) -> Letter | None:
    recipient = find_recipient(mail)
    if recipient is None:
        return None
    facts = {
        **about._asdict(),
        "kind": KIND_TITLES[WorkshopKind(about.kind)],
        "link": f"/o/{about.slug}/events/{mail.subject_id}",
    }
    return Letter(recipient.address, recipient.locale, title, facts)
