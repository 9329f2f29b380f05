"""Who belongs to an organisation."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select

from portal.accounts.models import Person
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
        .order_by(Person.name)
    ).all()
