"""Who belongs to an organisation."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select

from portal import clock
from portal.accounts.models import Invitation, Person
from portal.errors import NotFound
from portal.extensions import db
from portal.organisations.models import Membership
from portal.permissions import Role

WRITERS = (Role.MANAGER, Role.WRITER)


def members(
    organisation_id: int, roles: Sequence[Role] = tuple(Role)
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return id, name, email, locale, role and since of active members who hold one of `roles`."""
    return db.session.execute(
        select(
            Person.id, Person.name, Person.email, Person.locale, Membership.role, Membership.since
        )
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.organisation_id == organisation_id,
            Membership.role.in_([role.value for role in roles]),
            Person.active,
        )
        .order_by(Person.sort_form)
    ).all()


def member(organisation_id: int, person_id: int) -> Row[*tuple[Any, ...]]:
    """Return id, name, email and role of one member, closed accounts included; else NotFound."""
    found = db.session.execute(
        select(Person.id, Person.name, Person.email, Membership.role)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.organisation_id == organisation_id, Person.id == person_id)
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def open_invitations(organisation_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return id, email, role, invited_at and expires_at of invitations that still work."""
    return db.session.execute(
        select(
            Invitation.id,
            Invitation.email,
            Invitation.role,
            Invitation.invited_at,
            Invitation.expires_at,
        )
        .where(
            Invitation.organisation_id == organisation_id,
            Invitation.accepted_at.is_(None),
            Invitation.revoked_at.is_(None),
            Invitation.expires_at > clock.now(),
        )
        .order_by(Invitation.invited_at, Invitation.id)
    ).all()
