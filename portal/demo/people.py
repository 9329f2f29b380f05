"""The demo's accounts: invited and accepted as in life, all with one known password."""

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from flask_security import hash_password
from sqlalchemy import func, insert, select, update

from portal import clock
from portal.accounts.models import Invitation, NetworkRole, Person
from portal.demo.scopes import as_coordinator
from portal.extensions import db
from portal.network.reach import ReachKind, ReachLine, record_reach
from portal.organisations.models import Membership, Organisation
from portal.tenancy import ReaderScope, Side, leave_network_role, open_scope

DEMO_PASSWORD = "do-no-harm"  # noqa: S105  it is printed on the first start, and refused in production


def add_person(email: str, name: str, hashed: str, locale: str = "en") -> int:
    """Add a person and return the id."""
    return db.session.execute(
        insert(Person)
        .values(
            email=email,
            name=name,
            password=hashed,
            locale=locale,
            fs_uniquifier=secrets.token_hex(32),
        )
        .returning(Person.id)
    ).scalar_one()


def hash_demo_password() -> str:
    """Return the hash that all demo accounts share, made once because hashing is slow."""
    hashed: str = hash_password(DEMO_PASSWORD)
    return hashed


def add_organisation(acronym: str, name: str) -> int:
    """Add an organisation and return its id."""
    as_coordinator()
    created = db.session.execute(
        insert(Organisation)
        .values(slug=acronym.lower(), acronym=acronym, name=name)
        .returning(Organisation.id)
    ).scalar_one()
    leave_network_role(db.session)
    return created


def add_network_role(person_id: int, role: str) -> None:
    """Give somebody a role in the network."""
    as_coordinator()
    db.session.execute(insert(NetworkRole).values(person_id=person_id, role=role))
    leave_network_role(db.session)


def record_network_reach(told: dict[str, dict[str, Any]], *, by: int) -> None:
    """Record what the network counted itself, by kind."""
    as_coordinator()
    for kind, line in told.items():
        record_reach(ReachKind(kind), ReachLine(**line), by=by)
    leave_network_role(db.session)


def add_membership(person_id: int, email: str, organisation_id: int, role: str, by: int) -> None:
    """Invite somebody and let them accept, as the database demands it of everybody."""
    token = hashlib.sha256(secrets.token_bytes(32)).digest()
    as_coordinator()
    db.session.execute(
        insert(Invitation).values(
            organisation_id=organisation_id,
            email=email,
            role=role,
            token_hash=token,
            invited_by=by,
            expires_at=clock.now() + timedelta(days=7),
        )
    )
    leave_network_role(db.session)
    open_scope(db.session, ReaderScope(person_id, None, Side.INVITATION))
    shown = func.set_config("portal.invitation", token.hex(), True)  # noqa: FBT003
    db.session.execute(select(shown))
    db.session.execute(
        insert(Membership).values(organisation_id=organisation_id, person_id=person_id, role=role)
    )
    db.session.execute(
        update(Invitation).where(Invitation.token_hash == token).values(accepted_at=clock.now())
    )
