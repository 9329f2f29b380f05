"""The sessions of people as rows: begun, listed for their person, ended and nobody else's."""

import hashlib
from datetime import timedelta

import pytest

from portal import clock
from portal.accounts.devices.user_sessions import (
    begin_session,
    end_by_token,
    end_others,
    end_session,
    list_sessions,
)
from portal.tenancy import ReaderScope
from tests.conftest import MOMENT
from tests.world import World

PHONE = "Mozilla/5.0 (Linux; Android 10; K) Chrome/124.0 Mobile Safari/537.36"
LONG_AGO = MOMENT - timedelta(days=365)
SECOND = timedelta(seconds=1)


def begin(world: World, name: str = "coach", user_agent: str = PHONE) -> str:
    """Begin a session of one of the cast."""
    with world.scope(ReaderScope()):
        return begin_session(world.people[name], user_agent)


def keys(world: World) -> set[bytes]:
    """Return the hashes of all keys that still open something."""
    return {bytes(row[0]) for row in world.admin.execute("SELECT token_hash FROM user_sessions")}


def hashes(*tokens: str) -> set[bytes]:
    return {hashlib.sha256(token.encode()).digest() for token in tokens}


@pytest.mark.parametrize(
    ("user_agent", "browser", "device"),
    [
        (PHONE, "Chrome", "android_phone"),
        ("", "", ""),
        ("ខ្មែរ", "", ""),
        ("x" * 10_000, "", ""),
    ],
    ids=["a phone", "nothing", "khmer", "long"],
)
def test_a_session_keeps_what_its_device_is_and_not_what_it_says(
    world: World, user_agent: str, browser: str, device: str
) -> None:
    token = begin(world, user_agent=user_agent)
    row = world.admin.execute("SELECT * FROM user_sessions").fetchone()
    assert row is not None
    assert hashes(token) == keys(world)
    assert token not in str(row)
    with world.scope(ReaderScope(world.people["coach"])):
        (found,) = list_sessions(world.people["coach"], LONG_AGO)
    assert (found.browser, found.device) == (browser, device)
    assert (found.began_at, found.last_seen_at) == (MOMENT, MOMENT)


def test_no_two_sessions_have_one_key(world: World) -> None:
    tokens = [begin(world) for _ in range(5)]
    assert len(set(tokens)) == 5
    assert min(map(len, tokens)) >= 43


@pytest.mark.parametrize(
    ("since", "is_listed"),
    [(MOMENT - SECOND, True), (MOMENT, False), (MOMENT + SECOND, False)],
)
def test_a_session_is_listed_that_was_used_since(
    world: World, since: object, *, is_listed: bool
) -> None:
    begin(world)
    with world.scope(ReaderScope(world.people["coach"])):
        assert bool(list_sessions(world.people["coach"], since)) is is_listed  # type: ignore[arg-type]


def test_the_latest_use_comes_first_and_of_two_at_once_the_later_sign_in(world: World) -> None:
    for hours in (2, 1, 1, 3):
        clock.hold(MOMENT - timedelta(hours=hours))
        begin(world)
    clock.hold(MOMENT)
    numbers = [row[0] for row in world.admin.execute("SELECT id FROM user_sessions ORDER BY id")]
    with world.scope(ReaderScope(world.people["coach"])):
        found = [one.id for one in list_sessions(world.people["coach"], LONG_AGO)]
    assert found == [numbers[2], numbers[1], numbers[0], numbers[3]]


def test_nobody_lists_the_sessions_of_others(world: World) -> None:
    begin(world, "other_coach")
    with world.scope(ReaderScope(world.people["coach"])):
        assert list_sessions(world.people["coach"], LONG_AGO) == []
        assert list_sessions(world.people["other_coach"], LONG_AGO) == []


def test_a_session_is_ended_by_its_own_person_alone(world: World) -> None:
    mine, theirs = begin(world), begin(world, "other_coach")
    number = world.one(
        "SELECT id FROM user_sessions WHERE person_id = %s", world.people["other_coach"]
    )
    with world.scope(ReaderScope()):
        end_session(world.people["coach"], number)
        end_session(world.people["coach"], -1)
        end_by_token(world.people["coach"], theirs)
    assert keys(world) == hashes(mine, theirs)
    with world.scope(ReaderScope()):
        end_session(world.people["other_coach"], number)
    assert keys(world) == hashes(mine)


def test_a_session_is_ended_by_its_key(world: World) -> None:
    first, second = begin(world), begin(world)
    with world.scope(ReaderScope()):
        for wrong in ("", first.upper(), first[:-1], f"{first} "):
            end_by_token(world.people["coach"], wrong)
    assert keys(world) == hashes(first, second)
    with world.scope(ReaderScope()):
        end_by_token(world.people["coach"], first)
    assert keys(world) == hashes(second)


@pytest.mark.parametrize(
    ("spared", "left"), [(0, 1), (None, 0)], ids=["but this one", "every single one"]
)
def test_all_others_of_a_person_are_ended(world: World, spared: int | None, left: int) -> None:
    tokens, theirs = [begin(world) for _ in range(3)], begin(world, "other_coach")
    with world.scope(ReaderScope()):
        end_others(world.people["coach"], "" if spared is None else tokens[spared])
    assert keys(world) == hashes(*tokens[:left], theirs)
