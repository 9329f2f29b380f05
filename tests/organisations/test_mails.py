"""The mails of invitations: while the link is good, and while whoever invited may still invite."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from portal.organisations.mails import compose_invitation, compose_refused
from portal.permissions import Role
from tests.accounts.test_mails import composed, waiting
from tests.conftest import MOMENT
from tests.notifications.outbox import TOKEN, address_of
from tests.world import World

NEW = "new@test.example"
WEEK, SECOND = timedelta(days=7), timedelta(seconds=1)
INVITED = (
    "INSERT INTO invitations (organisation_id, email, role, token_hash, invited_by, expires_at, "
    "accepted_at, revoked_at) VALUES (%s, %s, %s, 'hash', %s, %s, %s, %s) RETURNING id"
)


def invite(
    world: World,
    by: str = "lotus_manager",
    role: Role = Role.WRITER,
    slug: str | None = "lotus",
    **at: datetime,
) -> int:
    """Write an invitation and return its id."""
    moments = [at.get("expires_at", MOMENT + WEEK), at.get("accepted_at"), at.get("revoked_at")]
    place = world.organisations[slug] if slug else None
    return int(world.one(INVITED, place, NEW, role.value, world.people[by], *moments))


@pytest.mark.parametrize(
    ("by", "role", "slug", "organisation", "title"),
    [
        ("lotus_manager", Role.VIEWER, "lotus", "Lotus Care", "Reader"),
        ("coordinator", Role.MANAGER, "river", "River Voices", "Manager"),
        ("administrator", Role.COACH, None, None, "Coach"),
    ],
)
def test_the_link_goes_to_the_address_invited_in_the_language_of_whoever_invites(
    world: World, by: str, role: Role, slug: str | None, organisation: str | None, title: str
) -> None:
    world.admin.execute("UPDATE people SET locale = 'km' WHERE id = %s", [world.people[by]])
    number = invite(world, by, role, slug)
    mail = waiting(world, None, subject=f"invitation:{number}", address=NEW)
    letter = composed(world, compose_invitation, mail)
    assert letter is not None
    assert (letter.address, letter.locale) == (NEW, "km")
    assert letter.facts == {
        "organisation": organisation,
        "inviter": by.replace("_", " "),
        "is_colleague": by == "lotus_manager",
        "role": title,
        "expires_on": date(2026, 12, 1),
        "link": f"/invitations/{TOKEN}",
    }


@pytest.mark.parametrize(
    ("at", "is_sent"),
    [
        pytest.param({}, True, id="open"),
        pytest.param({"expires_at": MOMENT + SECOND}, True, id="for a second more"),
        pytest.param({"expires_at": MOMENT}, False, id="just expired"),
        pytest.param({"accepted_at": MOMENT}, False, id="accepted"),
        pytest.param({"revoked_at": MOMENT}, False, id="taken back"),
    ],
)
def test_a_link_that_is_of_no_use_is_not_sent(
    world: World, at: dict[str, datetime], *, is_sent: bool
) -> None:
    mail = waiting(world, None, subject=f"invitation:{invite(world, **at)}", address=NEW)
    assert (composed(world, compose_invitation, mail) is not None) is is_sent
    assert composed(world, compose_invitation, replace(mail, secret="")) is None
    assert composed(world, compose_invitation, replace(mail, subject="invitation:0")) is None


@pytest.mark.parametrize(
    ("by", "slug", "link"),
    [
        ("lotus_manager", "lotus", "/o/lotus/people/"),
        ("lotus_manager", "river", None),
        ("lotus_writer", "lotus", None),
        ("lotus_viewer", "lotus", None),
        ("stranger", "lotus", None),
        ("coordinator", "lotus", "/network/organisations/lotus"),
        ("administrator", "lotus", "/network/organisations/lotus"),
        ("coach", "lotus", None),
        ("leadership", "lotus", None),
        ("administrator", None, "/network/people"),
        ("coordinator", None, None),
        ("lotus_manager", None, None),
    ],
)
def test_whoever_may_still_invite_is_led_to_where_they_do(
    world: World, by: str, slug: str | None, link: str | None
) -> None:
    number = invite(world, by, Role.WRITER if slug else Role.COACH, slug)
    mail = waiting(world, by, subject=f"invitation:{number}")
    letter = composed(world, compose_refused, mail)
    assert (letter.facts["link"] if letter else None) == link
    if letter:
        assert letter.address == address_of(by)


def test_of_an_invitation_that_is_gone_nobody_is_told(world: World) -> None:
    mail = waiting(world, "lotus_manager", subject="invitation:0")
    assert composed(world, compose_refused, mail) is None
    kept = waiting(world, None, subject=f"invitation:{invite(world)}")
    assert composed(world, compose_refused, kept) is None


def test_a_manager_who_is_of_the_network_too_is_led_to_their_own_people(world: World) -> None:
    manager = world.people["lotus_manager"]
    world.admin.execute(
        "INSERT INTO network_roles (person_id, role) VALUES (%s, 'coordinator')", [manager]
    )
    for slug, link in (("lotus", "/o/lotus/people/"), ("river", "/network/organisations/river")):
        mail = waiting(world, "lotus_manager", subject=f"invitation:{invite(world, slug=slug)}")
        letter = composed(world, compose_refused, mail)
        assert letter is not None
        assert letter.facts["link"] == link
        world.admin.execute("DELETE FROM invitations")


def test_the_language_that_was_chosen_comes_first(world: World) -> None:
    number = invite(world)
    world.admin.execute("UPDATE invitations SET locale = 'km'")
    mail = waiting(world, None, subject=f"invitation:{number}", address=NEW)
    letter = composed(world, compose_invitation, mail)
    assert letter is not None
    assert letter.locale == "km"
