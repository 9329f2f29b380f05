"""Who belongs to an organisation."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, select

from portal import clock
from portal.accounts.models import Invitation, Person
from portal.errors import NotFound
from portal.extensions import db
from portal.organisations.models import Membership
from portal.permissions import Role

REFUSED_SHOWN_FOR = timedelta(days=30)
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


def invitations_of(
    organisation_id: int,
) -> tuple[list[Row[*tuple[Any, ...]]], list[Row[*tuple[Any, ...]]]]:
    """Return the invitations that still work, and those that lately could not be accepted.

    Rows carry id, email, role, invited_at, expires_at and refused_at.
    """
    found = db.session.execute(
        select(
            Invitation.id,
            Invitation.email,
            Invitation.role,
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
    ).all()
    refused = [row for row in found if row.refused_at is not None]
    return [row for row in found if row.refused_at is None], refused


def refused_invitations(organisation_id: int | None) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return email, role and refused_at of what lately could not be accepted, latest first.

    Without an organisation, of the network.
    """
    return db.session.execute(
        select(Invitation.email, Invitation.role, Invitation.refused_at)
        .where(
            Invitation.organisation_id.is_not_distinct_from(organisation_id),
            _was_refused(),
        )
        .order_by(Invitation.refused_at.desc(), Invitation.id.desc())
        .limit(20)
    ).all()


def _was_refused() -> ColumnElement[bool]:
    return Invitation.refused_at > clock.now() - REFUSED_SHOWN_FOR
