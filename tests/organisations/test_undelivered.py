"""Who is told of a mail that does not get through, and when it is worth a word."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from portal.extensions import db
from portal.organisations.undelivered import (
    MAIL_KIND,
    MAILS_AT_ONCE,
    NETWORK_PLACE,
    SETTLED_AFTER,
    compose_failed,
    tell_failures,
)
from portal.permissions import Role
from tests.accounts.test_mails import composed, waiting
from tests.conftest import MOMENT
from tests.organisations.test_mails import invite
from tests.world import World

SECOND = timedelta(seconds=1)
FAILED = (
    "WITH mail AS (INSERT INTO outbox (kind, subject, occasion, address) "
    "VALUES ('any', 'person:1', %s, 'x@test.example') RETURNING id) "
    "INSERT INTO mail_failures (mail_id, kind, subject, organisation_id, recipient_id, address, "
    "cause, is_final, since, failed_at) "
    "SELECT id, %s, %s, %s, %s, 'x@test.example', 'refused', %s, %s, %s FROM mail RETURNING id"
)


def fail(
    world: World,
    recipient: str | None = None,
    slug: str | None = None,
    kind: str = "any",
    subject: str = "person:1",
    *,
    is_final: bool = True,
    since: datetime = MOMENT,
) -> int:
    """Write that a mail fails."""
    place = world.organisations[slug] if slug else None
    person = world.people[recipient] if recipient else None
    row = (kind, subject, place, person, is_final, since, since)
    return int(world.one(FAILED, str(uuid4()), *row))


def told(world: World) -> list[tuple[str, str]]:
    """Tell of what failed; returns the names of who is told, each with the place."""
    with world.app.app_context():
        tell_failures()
        db.session.commit()
    slugs = {f"organisation:{number}": slug for slug, number in world.organisations.items()}
    rows = world.admin.execute(
        "SELECT p.name, o.subject FROM outbox o JOIN people p ON p.id = o.recipient_id "
        "WHERE o.kind = %s ORDER BY p.name, o.subject",
        [MAIL_KIND],
    )
    return [(name, slugs.get(place, place)) for name, place in rows]


@pytest.mark.parametrize(
    ("recipient", "slug", "who"),
    [
        ("lotus_writer", "lotus", [("lotus manager", "lotus")]),
        ("lotus_writer", None, [("lotus manager", "lotus")]),
        ("lotus_writer", "river", [("river manager", "river")]),
        ("coach", "lotus", [("lotus manager", "lotus")]),
        ("lotus_manager", "lotus", [("coordinator", NETWORK_PLACE)]),
        ("lotus_manager", None, [("coordinator", NETWORK_PLACE)]),
        ("coach", None, [("coordinator", NETWORK_PLACE)]),
        ("coordinator", None, [("administrator", NETWORK_PLACE)]),
        ("stranger", None, [("coordinator", NETWORK_PLACE)]),
        (None, "lotus", [("lotus manager", "lotus")]),
        (None, None, [("coordinator", NETWORK_PLACE)]),
    ],
)
def test_those_who_can_act_are_told(
    world: World, recipient: str | None, slug: str | None, who: list[tuple[str, str]]
) -> None:
    fail(world, recipient, slug)
    assert told(world) == who


def test_a_second_manager_is_told_of_the_first(world: World) -> None:
    world.admin.execute(
        "UPDATE memberships SET role = 'manager' WHERE person_id = %s",
        [world.people["lotus_writer"]],
    )
    fail(world, "lotus_manager")
    assert told(world) == [("lotus writer", "lotus")]


def test_whose_account_is_closed_is_not_told(world: World) -> None:
    world.admin.execute("UPDATE people SET active = false WHERE name = 'lotus manager'")
    fail(world, "lotus_writer", "lotus")
    assert told(world) == [("coordinator", NETWORK_PLACE)]
    world.admin.execute("UPDATE people SET active = false WHERE name = 'coordinator'")
    fail(world, "coach")
    assert told(world) == [("administrator", NETWORK_PLACE), ("coordinator", NETWORK_PLACE)]


@pytest.mark.parametrize(
    ("by", "slug", "role", "who"),
    [
        ("lotus_manager", "lotus", Role.WRITER, [("lotus manager", "lotus")]),
        ("coordinator", "lotus", Role.MANAGER, [("coordinator", NETWORK_PLACE)]),
        ("lotus_writer", "lotus", Role.WRITER, [("lotus manager", "lotus")]),
        ("administrator", None, Role.COACH, [("administrator", NETWORK_PLACE)]),
        ("stranger", None, Role.COACH, [("coordinator", NETWORK_PLACE)]),
    ],
)
def test_of_an_invitation_the_one_who_invited_is_told_while_they_can_act(
    world: World, by: str, slug: str | None, role: Role, who: list[tuple[str, str]]
) -> None:
    number = invite(world, by, role, slug)
    fail(world, None, slug, "invitation", f"invitation:{number}")
    assert told(world) == who


@pytest.mark.parametrize("at", ["accepted_at", "revoked_at", "expires_at"])
def test_an_invitation_that_has_ended_is_forgotten(world: World, at: str) -> None:
    number = invite(world, **{at: MOMENT})
    fail(world, None, "lotus", "invitation", f"invitation:{number}")
    fail(world, None, "lotus", "invitation", "invitation:0")
    kept = fail(world, None, "lotus", "other", f"invitation:{number}")
    told(world)
    assert world.one("SELECT array_agg(id) FROM mail_failures") == [kept]


@pytest.mark.parametrize(
    ("is_final", "age", "is_told"),
    [
        (True, timedelta(0), True),
        (False, timedelta(0), False),
        (False, SETTLED_AFTER, False),
        (False, SETTLED_AFTER + SECOND, True),
    ],
)
def test_a_failure_that_may_pass_is_given_some_minutes(
    world: World, age: timedelta, *, is_final: bool, is_told: bool
) -> None:
    fail(world, "lotus_writer", "lotus", is_final=is_final, since=MOMENT - age)
    assert (told(world) != []) is is_told


def test_a_failure_is_told_once_and_several_in_one_mail(world: World) -> None:
    for name in ("lotus_writer", "lotus_viewer", "lotus_writer"):
        fail(world, name, "lotus")
    fail(world, "river_writer", "river")
    expected = [("lotus manager", "lotus"), ("river manager", "river")]
    assert told(world) == expected
    assert world.one("SELECT count(*) FROM mail_failures WHERE told_at IS NULL") == 0
    fail(world, "lotus_viewer", "lotus")
    assert told(world) == expected  # one mail a day and place


def test_mails_about_failures_are_told_to_nobody(world: World) -> None:
    fail(world, "lotus_manager", "lotus", MAIL_KIND)
    assert told(world) == []


def test_so_many_are_told_of_at_once_and_the_rest_the_next_time(world: World) -> None:
    for _ in range(MAILS_AT_ONCE + 1):
        fail(world, "lotus_writer", "lotus")
    told(world)
    untold = "SELECT count(*) FROM mail_failures WHERE told_at IS NULL"
    assert world.one(untold) == 1
    told(world)
    assert world.one(untold) == 0


@pytest.mark.parametrize(
    ("who", "slug", "count", "link"),
    [
        ("lotus_manager", "lotus", 2, "/o/lotus/people/#mails"),
        ("lotus_manager", "river", None, None),
        ("lotus_writer", "lotus", None, None),
        ("coordinator", None, 3, "/network/mails"),
        ("administrator", None, 3, "/network/mails"),
        ("coach", None, None, None),
        ("leadership", None, None, None),
    ],
)
def test_the_mail_counts_what_fails_in_its_place_for_those_who_can_act(
    world: World, who: str, slug: str | None, count: int | None, link: str | None
) -> None:
    fail(world, None, "lotus")
    fail(world, "lotus_writer")
    fail(world, "river_writer", "river")
    place = f"organisation:{world.organisations[slug]}" if slug else NETWORK_PLACE
    letter = composed(world, compose_failed, waiting(world, who, subject=place))
    assert (letter.facts["count"] if letter else None) == count
    assert (letter.facts["link"] if letter else None) == link


def test_where_nothing_fails_any_more_no_mail_is_written(world: World) -> None:
    place = f"organisation:{world.organisations['lotus']}"
    fail(world, "river_writer", "river")
    assert composed(world, compose_failed, waiting(world, "lotus_manager", subject=place)) is None
