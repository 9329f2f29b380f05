"""Keeps those who oversee the network from reading what organisations write (GRANTS, the wall)."""

from sqlalchemy import ColumnElement, select, union_all

from portal.accounts.models import NetworkRole, Person
from portal.errors import Refused
from portal.extensions import db
from portal.language.i18n import N_
from portal.locks import Space, lock
from portal.organisations.models import Membership
from portal.permissions import OVERSEER_ROLES, Role, stand_apart


class RoleConflict(Refused):
    """A role was not given because of what the person is already."""


OVERSEER_MUST_NOT_READ = N_(
    "Leadership and administrators never read what organisations write, so this role cannot be "
    "added to theirs. Nothing was changed. Someone else can take it."
)
READER_MUST_NOT_OVERSEE = N_(
    "Anyone who reads what an organisation writes, as its member or coach, cannot join "
    "leadership or the administrators. Nothing was changed. Someone else can take this role."
)


def refuse_unless_apart(role: Role, person_id: int) -> None:
    """Raise RoleConflict where `role` may not be added to what a person is already.

    The database refuses the same; nobody gives the person another role until the commit.
    """
    lock(db.session, Space.PERSON_ROLES, person_id)
    _refuse(role, Person.id == person_id)


def refuse_unless_address_apart(role: Role, email: str) -> None:
    """Raise RoleConflict where the person of an address, if any, may not be given `role`."""
    _refuse(role, Person.email == email)


def _refuse(role: Role, who: ColumnElement[bool]) -> None:
    held = db.session.execute(
        union_all(
            select(NetworkRole.role).join(Person, Person.id == NetworkRole.person_id).where(who),
            select(Membership.role).join(Person, Person.id == Membership.person_id).where(who),
        )
    ).scalars()
    if stand_apart(role, {Role(one) for one in held}):
        raise RoleConflict(
            READER_MUST_NOT_OVERSEE if role in OVERSEER_ROLES else OVERSEER_MUST_NOT_READ
        )
