"""Invitations: one use, one address, one role, seven days; the database refuses the rest."""

from datetime import timedelta

import psycopg.errors
import pytest
from sqlalchemy import Executable, func, insert, select
from sqlalchemy.exc import ProgrammingError

from portal import clock
from portal.accounts.models import NetworkRole
from portal.accounts.services import Details, InvitationRequest, invite
from portal.errors import NotFound, Refused
from portal.extensions import db
from portal.organisations.invitations import (
    InvitationStanding,
    accept_as,
    accept_invitation,
    find_invitation,
    invite_and_accept,
)
from portal.organisations.models import Membership
from portal.permissions import Role
from portal.tenancy import ReaderScope, Side
from tests.conftest import MOMENT
from tests.world import World

DETAILS = Details("Somebody new", "km", "correct horse battery staple")
NEW = "new@test.example"


def invited(world: World, email: str = NEW, role: Role = Role.WRITER) -> str:
    """Invite an address to the first organisation; returns the token of the mail."""
    with world.acting("lotus_manager", "lotus") as manager:
        invite(InvitationRequest(world.organisations["lotus"], email, role), by=manager)
    return str(world.one("SELECT secret FROM outbox ORDER BY id DESC LIMIT 1"))


def accepted(world: World, token: str, details: Details = DETAILS) -> int:
    """Accept as somebody new; returns their id."""
    with world.scope(ReaderScope()):
        return accept_invitation(token, details)[0].id


def test_an_invitation_is_kept_as_a_hash_and_mailed_with_its_token(world: World) -> None:
    token = invited(world, " New@Test.Example ")
    assert len(token) >= 43
    assert world.one("SELECT address FROM outbox") == NEW
    stored = world.one("SELECT token_hash FROM invitations")
    assert len(stored) == 32
    assert token.encode() not in stored
    assert world.one("SELECT expires_at FROM invitations") == MOMENT + timedelta(days=7)


def test_accepting_makes_an_account_with_the_role_offered(world: World) -> None:
    person = accepted(world, invited(world))
    row = world.admin.execute(
        "SELECT p.email, p.name, p.locale, m.role, m.organisation_id FROM people p "
        "JOIN memberships m ON m.person_id = p.id WHERE p.id = %s",
        [person],
    ).fetchone()
    assert row == (NEW, "Somebody new", "km", "writer", world.organisations["lotus"])
    assert world.one("SELECT accepted_at FROM invitations") == MOMENT


def test_a_token_works_once(world: World) -> None:
    token = invited(world)
    accepted(world, token)
    with pytest.raises(Refused, match="already used"), world.scope(ReaderScope()):
        accept_invitation(token, DETAILS)
    assert world.one("SELECT count(*) FROM people WHERE email = %s", NEW) == 1


def test_a_token_lasts_seven_days(world: World) -> None:
    token = invited(world)
    clock.hold(MOMENT + timedelta(days=7))
    with pytest.raises(Refused, match="older than seven days"), world.scope(ReaderScope()):
        accept_invitation(token, DETAILS)


def test_a_newer_invitation_replaces_an_older_one(world: World) -> None:
    older = invited(world)
    newer = invited(world, role=Role.VIEWER)
    with world.scope(ReaderScope()):
        assert find_invitation(older).standing is InvitationStanding.REVOKED
        assert find_invitation(newer).standing is InvitationStanding.OPEN


def test_a_token_never_given_finds_nothing(world: World) -> None:
    with pytest.raises(NotFound), world.scope(ReaderScope()):
        find_invitation("guess")


def test_an_account_that_exists_accepts_for_itself(world: World) -> None:
    token = invited(world, "stranger@test.example", Role.VIEWER)
    with pytest.raises(Refused, match="already has an account"), world.scope(ReaderScope()):
        accept_invitation(token, DETAILS)
    with pytest.raises(Refused, match="for another address"), world.scope(ReaderScope()):
        accept_as(token, world.people["river_manager"])
    with world.scope(ReaderScope()):
        accept_as(token, world.people["stranger"])
    role = "SELECT role FROM memberships WHERE person_id = %s"
    assert world.one(role, world.people["stranger"]) == "viewer"
    assert world.one(role, world.people["river_manager"]) == "manager"


def test_an_invitation_does_not_change_a_role_held_already(world: World) -> None:
    token = invited(world, "lotus-viewer@test.example", Role.MANAGER)
    with pytest.raises(Refused, match="already have a role here"), world.scope(ReaderScope()):
        accept_as(token, world.people["lotus_viewer"])


def test_coordinators_invite_to_any_organisation_and_to_the_network(world: World) -> None:
    with world.coordinating() as coordinator:
        invite(InvitationRequest(world.organisations["river"], NEW, Role.MANAGER), by=coordinator)
        invite(InvitationRequest(None, NEW, Role.COACH), by=coordinator)
    assert world.one("SELECT count(*) FROM invitations WHERE revoked_at IS NULL") == 2
    assert world.one("SELECT count(*) FROM outbox WHERE kind = 'invitation'") == 2


@pytest.mark.parametrize(
    ("slug", "role"), [("lotus", Role.COACH), ("lotus", Role.ADMINISTRATOR), (None, Role.MANAGER)]
)
def test_a_role_of_another_place_is_refused(world: World, slug: str | None, role: Role) -> None:
    with pytest.raises(Refused), world.coordinating() as coordinator:
        invite(
            InvitationRequest(world.organisations[slug] if slug else None, NEW, role),
            by=coordinator,
        )


@pytest.mark.parametrize(("slug", "role"), [("lotus", Role.WRITER), (None, Role.COORDINATOR)])
def test_a_person_is_made_through_the_same_path_without_a_mail(
    world: World, slug: str | None, role: Role
) -> None:
    place = world.organisations[slug] if slug else None
    with world.app.app_context():
        person = invite_and_accept(place, NEW, role, world.people["administrator"], DETAILS)
        again = invite_and_accept(
            world.organisations["river"], NEW, Role.VIEWER, world.people["administrator"], DETAILS
        )
        db.session.commit()
    assert person == again
    table = "memberships" if slug else "network_roles"
    assert world.one(f"SELECT role FROM {table} WHERE person_id = %s ORDER BY id", person) == role
    assert world.one("SELECT count(*) FROM outbox") == 0


def attempt(world: World, token_hash: bytes, statement: Executable) -> None:
    """Run a statement in the database as the stranger who holds a token."""
    settings = {
        "portal.invitation": token_hash.hex(),
        "portal.moment": clock.now().isoformat(),
        "portal.side": Side.INVITATION.value,
        "portal.person": str(world.people["stranger"]),
    }
    with world.app.app_context():
        for name, value in settings.items():
            db.session.execute(select(func.set_config(name, value, True)))
        db.session.execute(statement)


def test_the_database_lets_nobody_grant_themself_more_than_was_offered(world: World) -> None:
    token = invited(world)
    lotus, river, person = *world.organisations.values(), world.people["stranger"]
    with world.scope(ReaderScope()):
        invitation = find_invitation(token)
    stored = world.one("SELECT token_hash FROM invitations WHERE id = %s", invitation.id)
    for grant in (
        insert(Membership).values(organisation_id=lotus, person_id=person, role="manager"),
        insert(Membership).values(organisation_id=river, person_id=person, role="writer"),
        insert(NetworkRole).values(person_id=person, role="administrator"),
    ):
        with pytest.raises(ProgrammingError) as refusal:
            attempt(world, stored, grant)
        assert isinstance(refusal.value.orig, psycopg.errors.InsufficientPrivilege)


@pytest.mark.parametrize(("days", "is_let_in"), [(6, True), (8, False)])
def test_the_database_ends_an_invitation_by_the_clock_of_the_portal(
    world: World, days: int, *, is_let_in: bool
) -> None:
    invited(world)
    stored = world.one("SELECT token_hash FROM invitations")
    lotus, person = world.organisations["lotus"], world.people["stranger"]
    clock.hold(MOMENT + timedelta(days=days))
    grant = insert(Membership).values(organisation_id=lotus, person_id=person, role="writer")
    if is_let_in:
        attempt(world, stored, grant)
        return
    with pytest.raises(ProgrammingError):
        attempt(world, stored, grant)


def test_the_database_lets_nobody_write_or_raise_their_own_invitation(world: World) -> None:
    invited(world)
    stored = world.one("SELECT token_hash FROM invitations")
    raising = "UPDATE invitations SET role = 'manager'"
    writing = (
        "INSERT INTO invitations (email, role, token_hash, invited_by, expires_at) "
        f"VALUES ('a@test.example', 'administrator', '\\x{'ab' * 32}', 1, '2030-01-01')"
    )
    for own, statement in ((stored, raising), (b"\xab" * 32, writing)):
        with pytest.raises(ProgrammingError) as refusal:
            attempt(world, own, db.text(statement))
        assert isinstance(refusal.value.orig, psycopg.errors.InsufficientPrivilege)
