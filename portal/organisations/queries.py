"""Who belongs to an organisation."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, select

from portal import clock
from portal.accounts.models import Invitation, Person
from portal.errors import NotFound
from portal.extensions import db
from portal.organisations.models import Membership
from portal.permissions import Role

REFUSED_SHOWN_FOR = timedelta(days=30)
WRITER_ROLES = (Role.MANAGER, Role.WRITER)


class Member(NamedTuple):
    """A person and their role in an organisation."""

    id: int
    name: str
    email: str
    role: str
    since: datetime


class SentInvitation(NamedTuple):
    """An invitation that was not accepted; refused_at once it could not be."""

    id: int
    email: str
    role: str
    locale: str
    invited_at: datetime
    expires_at: datetime
    refused_at: datetime | None


class RefusedInvitation(NamedTuple):
    """An invitation that could not be accepted."""

    email: str
    role: str
    refused_at: datetime


def members(organisation_id: int, roles: Sequence[Role] = tuple(Role)) -> list[Member]:
    """Return the active members who hold one of `roles`, by name."""
    found = db.session.execute(
        select(Person.id, Person.name, Person.email, Membership.role, Membership.since)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.organisation_id == organisation_id,
            Membership.role.in_([role.value for role in roles]),
            Person.active,
        )
        .order_by(Person.sort_form)
    )
    return [Member._make(row) for row in found]


def member(organisation_id: int, person_id: int) -> Member:
    """Return one member, closed accounts included; else NotFound."""
    found = db.session.execute(
        select(Person.id, Person.name, Person.email, Membership.role, Membership.since)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.organisation_id == organisation_id, Person.id == person_id)
    ).one_or_none()
    if found is None:
        raise NotFound
    return Member._make(found)


def invitations_of(organisation_id: int) -> tuple[list[SentInvitation], list[SentInvitation]]:
    """Return the invitations that still work, and those that lately could not be accepted."""
    rows = db.session.execute(
        select(
            Invitation.id,
            Invitation.email,
            Invitation.role,
            Invitation.locale,
            Invitation.invited_at,
            Invitation.expires_at,
            Invitation.refused_at,
        )
        .where(
            Invitation.organisation_id == organisation_id,
            Invitation.accepted_at.is_(None),
            (Invitation.revoked_at.is_(None) & (Invitation.expires_at > clock.now()))
            | _was_refused(),
        )
        .order_by(Invitation.invited_at, Invitation.id)
    )
    found = [SentInvitation._make(row) for row in rows]
    refused = [row for row in found if row.refused_at is not None]
    return [row for row in found if row.refused_at is None], refused


def refused_invitations(organisation_id: int | None) -> list[RefusedInvitation]:
    """Return what lately could not be accepted, latest first.

    Without an organisation, of the network.
    """
    found = db.session.execute(
        select(Invitation.email, Invitation.role, Invitation.refused_at)
        .where(
            Invitation.organisation_id.is_not_distinct_from(organisation_id),
            _was_refused(),
        )
        .order_by(Invitation.refused_at.desc(), Invitation.id.desc())
        .limit(20)
    )
    return [RefusedInvitation._make(row) for row in found]


def _was_refused() -> ColumnElement[bool]:
    return Invitation.refused_at > clock.now() - REFUSED_SHOWN_FOR
