"""Who belongs to an organisation, and which invitations of it stand or were refused."""

from datetime import datetime, timedelta

import pytest

from portal.errors import NotFound
from portal.organisations.queries import (
    REFUSED_SHOWN_FOR,
    WRITER_ROLES,
    invitations_of,
    member,
    members,
    refused_invitations,
)
from portal.permissions import Role
from tests.conftest import MOMENT
from tests.world import World

SECOND, WEEK = timedelta(seconds=1), timedelta(days=7)
INVITED = (
    "INSERT INTO invitations (organisation_id, email, role, token_hash, invited_by, invited_at, "
    "expires_at, accepted_at, revoked_at, refused_at) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)


def invite(world: World, email: str, slug: str | None = "lotus", **at: datetime | None) -> None:
    """Write an invitation with its moments."""
    row = {"invited_at": MOMENT, "expires_at": MOMENT + WEEK} | at
    world.admin.execute(
        INVITED,
        [
            world.organisations[slug] if slug else None,
            *(f"{email}@test.example", "writer" if slug else "coach", email.encode()),
            world.people["lotus_manager"],
            *(row.get(f"{name}_at") for name in ("invited", "expires", "accepted", "revoked")),
            row.get("refused_at"),
        ],
    )


def listed(world: World, slug: str = "lotus") -> tuple[list[str], list[str]]:
    """Return the names in the addresses of open and of refused invitations."""
    with world.acting(f"{slug}_manager", slug):
        still_open, refused = invitations_of(world.organisations[slug])
    return [_name(one.email) for one in still_open], [_name(one.email) for one in refused]


def _name(email: str) -> str:
    return email.partition("@")[0]


def test_members_are_listed_by_name_as_khmer_is_sorted(world: World) -> None:
    for name, shown in (("manager", "ខេមរា"), ("writer", "កញ្ញា"), ("viewer", "Anna")):
        world.admin.execute(
            "UPDATE people SET name = %s WHERE id = %s", [shown, world.people[f"lotus_{name}"]]
        )
    with world.acting("lotus_viewer", "lotus"):
        found = members(world.organisations["lotus"])
    assert [(one.name, one.role) for one in found] == [
        *[("Anna", "viewer"), ("កញ្ញា", "writer"), ("ខេមរា", "manager")],
    ]


@pytest.mark.parametrize(
    ("roles", "names"),
    [
        (WRITER_ROLES, ["lotus manager", "lotus writer"]),
        ((Role.VIEWER,), ["lotus viewer"]),
        ((Role.COACH,), []),
        ((), []),
    ],
    ids=["writers", "readers", "a role of the network", "none"],
)
def test_members_of_some_roles_alone(
    world: World, roles: tuple[Role, ...], names: list[str]
) -> None:
    with world.acting("lotus_viewer", "lotus"):
        assert [one.name for one in members(world.organisations["lotus"], roles)] == names


def test_a_closed_account_is_in_no_list_and_still_a_member(world: World) -> None:
    organisation, writer = world.organisations["lotus"], world.people["lotus_writer"]
    world.admin.execute("UPDATE people SET active = false WHERE id = %s", [writer])
    with world.acting("lotus_manager", "lotus"):
        assert writer not in [one.id for one in members(organisation)]
        assert member(organisation, writer).role == "writer"


@pytest.mark.parametrize("name", ["river_writer", "coach", "stranger", "coordinator"])
def test_whoever_does_not_belong_is_no_member(world: World, name: str) -> None:
    with world.acting("lotus_manager", "lotus"), pytest.raises(NotFound):
        member(world.organisations["lotus"], world.people[name])


def test_members_of_others_are_not_seen(world: World) -> None:
    with world.acting("lotus_manager", "lotus"):
        assert members(world.organisations["river"]) == []


@pytest.mark.parametrize(
    ("at", "is_open", "is_refused"),
    [
        pytest.param({}, True, False, id="open"),
        pytest.param({"expires_at": MOMENT + SECOND}, True, False, id="for a second more"),
        pytest.param({"expires_at": MOMENT}, False, False, id="just expired"),
        pytest.param({"accepted_at": MOMENT}, False, False, id="accepted"),
        pytest.param({"revoked_at": MOMENT}, False, False, id="taken back"),
        pytest.param({"revoked_at": MOMENT, "refused_at": MOMENT}, False, True, id="refused"),
        pytest.param(
            {"revoked_at": MOMENT, "refused_at": MOMENT - REFUSED_SHOWN_FOR + SECOND},
            *(False, True),
            id="refused almost a month ago",
        ),
        pytest.param(
            {"revoked_at": MOMENT, "refused_at": MOMENT - REFUSED_SHOWN_FOR},
            *(False, False),
            id="refused a month ago",
        ),
        pytest.param(
            {"expires_at": MOMENT - WEEK, "refused_at": MOMENT}, False, True, id="refused too late"
        ),
    ],
)
def test_an_invitation_is_open_refused_or_gone(
    world: World, at: dict[str, datetime], *, is_open: bool, is_refused: bool
) -> None:
    invite(world, "new", **at)
    assert listed(world) == (["new"] * is_open, ["new"] * is_refused)
    assert listed(world, "river") == ([], [])


def test_invitations_are_listed_in_the_order_in_which_they_were_sent(world: World) -> None:
    for name, days in (("second", 2), ("third", 1), ("first", 3)):
        invite(world, name, invited_at=MOMENT - timedelta(days=days))
    invite(world, "fourth", invited_at=MOMENT - timedelta(days=1))
    assert listed(world)[0] == ["first", "second", "third", "fourth"]


def test_the_network_sees_its_own_refused_invitations_latest_first(world: World) -> None:
    invite(world, "old", None, refused_at=MOMENT - timedelta(days=2), revoked_at=MOMENT)
    invite(world, "new", None, refused_at=MOMENT - timedelta(days=1), revoked_at=MOMENT)
    invite(world, "gone", None, refused_at=MOMENT - REFUSED_SHOWN_FOR, revoked_at=MOMENT)
    invite(world, "open", None)
    invite(world, "lotus", refused_at=MOMENT, revoked_at=MOMENT)
    with world.coordinating():
        assert [_name(one.email) for one in refused_invitations(None)] == ["new", "old"]
        lotus = refused_invitations(world.organisations["lotus"])
        assert [(_name(one.email), one.role, one.refused_at) for one in lotus] == [
            ("lotus", "writer", MOMENT)
        ]
        assert refused_invitations(world.organisations["river"]) == []


def test_so_many_refused_invitations_are_shown_and_no_more(world: World) -> None:
    for number in range(21):
        at = MOMENT - timedelta(hours=number)
        invite(world, f"n{number}", None, refused_at=at, revoked_at=at)
    with world.coordinating():
        shown = [_name(one.email) for one in refused_invitations(None)]
    assert shown == [f"n{number}" for number in range(20)]
