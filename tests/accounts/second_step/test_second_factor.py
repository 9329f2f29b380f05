"""What somebody has of a second step, and how an administrator takes it away."""

from datetime import timedelta

import pytest
from flask import session

from portal import clock
from portal.accounts.models import Person
from portal.accounts.second_step import second_factor
from portal.accounts.second_step.second_factor import (
    SecondStep,
    find_person,
    find_second_step,
    list_resets,
    remove_app,
    reset_second_factor,
    tell_of_failures,
)
from portal.errors import Refused
from portal.extensions import db
from portal.tenancy import ReaderScope
from tests.conftest import MOMENT
from tests.notifications.outbox import address_of
from tests.world import World, uniquifier, write_session

PASSKEY = (
    "INSERT INTO passkeys (person_id, name, credential_id, public_key, sign_count, backup_state, "
    "device_type, usage) VALUES (%s, %s, %s::bytea, 'key', 0, false, 'single_device', 'secondary')"
)


def give(world: World, name: str, *, app: bool = False, passkeys: int = 0, codes: int = 0) -> int:
    """Set a second step up for one of the cast and return their id."""
    person = world.people[name]
    if app:
        world.admin.execute(
            "UPDATE people SET tf_primary_method = 'authenticator', tf_totp_secret = 'secret', "
            "tf_last_counter = 7 WHERE id = %s",
            [person],
        )
    for number in range(passkeys):
        world.admin.execute(PASSKEY, [person, f"key {number}", f"{number}"])
    for number in range(codes):
        world.admin.execute(
            "INSERT INTO recovery_codes (person_id, code_hash) VALUES (%s, %s::bytea)",
            [person, f"{number}"],
        )
    return person


def found(world: World, name: str) -> SecondStep:
    with world.scope(ReaderScope()):
        return find_second_step(world.people[name])


def reset(world: World, name: str, by: str = "administrator") -> str:
    """Take a second step away and return why that was refused."""
    with world.scope(ReaderScope(world.people[by])):
        try:
            reset_second_factor(world.people[name], by=world.people[by])
        except Refused as refused:
            db.session.rollback()
            return refused.message
    return ""


@pytest.mark.parametrize(
    ("has_app", "passkeys", "codes", "is_set_up"),
    [
        (False, 0, 0, False),
        (True, 0, 0, True),
        (False, 1, 0, True),
        (False, 3, 8, True),
        (False, 0, 8, False),
        (True, 2, 1, True),
    ],
)
def test_a_second_step_is_set_up_by_an_app_or_a_passkey_and_not_by_codes_alone(
    world: World, passkeys: int, codes: int, *, has_app: bool, is_set_up: bool
) -> None:
    give(world, "coach", app=has_app, passkeys=passkeys, codes=codes)
    give(world, "other_coach", app=True, passkeys=1, codes=2)
    step = found(world, "coach")
    assert step == SecondStep(has_app, passkeys, codes)
    assert step.is_set_up is is_set_up


@pytest.mark.parametrize(
    ("email", "name"),
    [
        (address_of("coach"), "coach"),
        (address_of("coach").upper(), None),
        ("", None),
        ("%", None),
        ("nobody@test.example", None),
    ],
)
def test_a_person_is_found_by_their_address_as_it_is_kept(
    world: World, email: str, name: str | None
) -> None:
    with world.scope(ReaderScope()):
        assert find_person(email) == (world.people[name] if name else None)
        world.admin.execute("UPDATE people SET active = false")
        assert find_person(email) is None


def test_an_app_is_forgotten_with_its_secret_and_the_rest_stays(world: World) -> None:
    coach = give(world, "coach", app=True, passkeys=1, codes=2)
    give(world, "other_coach", app=True)
    with world.scope(ReaderScope(coach)):
        remove_app(coach)
    assert found(world, "coach") == SecondStep(has_app=False, passkeys=1, codes_left=2)
    assert found(world, "other_coach").has_app
    row = "SELECT tf_totp_secret IS NULL AND tf_last_counter IS NULL FROM people WHERE id = %s"
    assert world.one(row, coach)


@pytest.mark.parametrize(
    ("has_app", "passkeys"), [(True, 0), (False, 2), (True, 2)], ids=["app", "passkeys", "both"]
)
def test_all_of_a_second_step_is_taken_and_every_session_ends(
    world: World, passkeys: int, *, has_app: bool
) -> None:
    coach = give(world, "coach", app=has_app, passkeys=passkeys, codes=3)
    give(world, "other_coach", app=True, passkeys=1, codes=1)
    for name in ("coach", "other_coach"):
        write_session(world.admin, uniquifier(name))
    assert reset(world, "coach") == ""
    assert found(world, "coach") == SecondStep(has_app=False, passkeys=0, codes_left=0)
    assert found(world, "other_coach") == SecondStep(has_app=True, passkeys=1, codes_left=1)
    left = world.admin.execute("SELECT person_id FROM user_sessions").fetchall()
    assert left == [(world.people["other_coach"],)]
    mail = world.admin.execute("SELECT kind, address, recipient_id FROM outbox").fetchall()
    assert mail == [("second_step_taken", address_of("coach"), coach)]


def test_nobody_takes_their_own_and_what_is_not_there_is_not_taken(world: World) -> None:
    give(world, "administrator", app=True)
    give(world, "coach", codes=8)
    assert "Ask another administrator" in reset(world, "administrator")
    assert "has no second step" in reset(world, "coach")
    assert found(world, "administrator").has_app
    assert found(world, "coach").codes_left == 8
    for table in ("outbox", "second_factor_resets"):
        assert world.one(f"SELECT count(*) FROM {table}") == 0


def test_what_was_taken_is_listed_the_newest_first_and_so_many(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for hours, name in ((2, "coach"), (1, "lotus_manager"), (0, "coach")):
        clock.hold(MOMENT - timedelta(hours=hours))
        give(world, name, app=True)
        assert reset(world, name) == ""
    clock.hold(MOMENT)
    listed = [
        ("coach", "administrator", MOMENT),
        ("lotus manager", "administrator", MOMENT - timedelta(hours=1)),
        ("coach", "administrator", MOMENT - timedelta(hours=2)),
    ]
    with world.scope(ReaderScope(world.people["administrator"])):
        assert [tuple(one) for one in list_resets()] == listed
        monkeypatch.setattr(second_factor, "SHOWN_RESETS", 2)
        assert [tuple(one) for one in list_resets()] == listed[:2]


def test_each_loss_is_told_by_a_mail_of_its_own(world: World) -> None:
    for _ in range(2):
        give(world, "coach", app=True)
        assert reset(world, "coach") == ""
    assert world.one("SELECT count(*) FROM outbox WHERE kind = 'second_step_taken'") == 2


def test_failures_are_told_once_a_day_and_stand_although_the_request_fails(world: World) -> None:
    coach = Person(id=world.people["coach"], email=address_of("coach"))
    for days in (0, 0, 1):
        clock.hold(MOMENT + timedelta(days=days))
        with world.app.test_request_context("/") as context, world.scope(ReaderScope()):
            assert "tf_user_id" not in session
            tell_of_failures(coach)
            assert context.request.commits_after_all  # type: ignore[attr-defined]
    mails = world.admin.execute("SELECT kind, address, occasion FROM outbox ORDER BY id").fetchall()
    assert mails == [
        ("second_step_failed", address_of("coach"), "2026-11-24"),
        ("second_step_failed", address_of("coach"), "2026-11-25"),
    ]
