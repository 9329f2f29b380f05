"""Codes of the second step: how they are read, drawn, kept and used up."""

import re

import pytest
from flask import Flask

from portal.accounts.models import Person
from portal.accounts.second_step.codes import HashedRecoveryCodes, derive_key, draw, tidy_code
from portal.extensions import db
from portal.tenancy import ReaderScope
from tests.world import World

CODES = HashedRecoveryCodes


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("123456", "123456"),
        (" 123 456\n", "123456"),
        ("123-456", "123456"),
        ("១២៣៤៥៦", "123456"),
        ("១២៣ 456", "123456"),
        ("\uff11\uff12\uff13", "123"),
        ("AbCd-1234", "abcd1234"),
        ("\u200b12\u200c3\ufeff", "123"),
        ("1.2,3", "123"),
        ("", ""),
        (" - ", ""),
        (None, ""),
        (0, ""),
        (123456, "123456"),
        ("ក១", "ក1"),
        ("½", "½"),
    ],
)
def test_a_code_is_read_however_it_is_typed(typed: object, code: str) -> None:
    assert tidy_code(typed) == code


def dots(svg: str) -> set[tuple[int, int]]:
    """Return the dark squares of a picture, as column and line."""
    bars = re.findall(r"M(\d+),(\d+)h(\d+)v1h-(\d+)z", svg)
    assert all(there == back for *_, there, back in bars)
    return {(int(x) + n, int(y)) for x, y, long, _ in bars for n in range(int(long))}


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(["#"], id="one dark"),
        pytest.param([" "], id="one light"),
        pytest.param(["## ", " ##", "# #"], id="runs and gaps"),
        pytest.param(["####"] * 4, id="all dark"),
        pytest.param([], id="nothing"),
    ],
)
def test_every_dark_square_is_drawn_and_no_other(lines: list[str]) -> None:
    svg = draw([[sign == "#" for sign in line] for line in lines])
    dark = {(x, y) for y, line in enumerate(lines) for x, sign in enumerate(line) if sign == "#"}
    assert dots(svg) == dark
    assert f'viewBox="0 0 {len(lines)} {len(lines)}"' in svg


def test_a_run_is_one_bar() -> None:
    assert draw([[True, True, False, True]] * 2).count("M") == 4


def test_a_key_is_of_its_secret_and_its_purpose_alone() -> None:
    keys = {derive_key(secret, use) for secret in ("a", "b", "ក") for use in ("x", "y", "")}
    assert len(keys) == 9
    assert {len(key) for key in keys} == {64}
    assert derive_key("a", "x") == derive_key("a", "x")
    assert derive_key("ax", "") != derive_key("a", "x")


@pytest.fixture
def person(world: World) -> Person:
    """Return somebody who signs in."""
    with world.app.app_context():
        found = db.session.get(Person, world.people["lotus_writer"])
        assert found is not None
        db.session.expunge(found)
    return found


def test_recovery_codes_are_good_once_however_they_are_typed(world: World, person: Person) -> None:
    with world.app.test_request_context("/"), world.scope(ReaderScope(person.id)):
        codes = CODES(world.app).create_recovery_codes(person)
        typed = f" {codes[0].upper()} ".replace("-", " ")
        assert CODES(world.app).check_recovery_code(person, typed)
        assert CODES(world.app).check_recovery_code(person, codes[0])
        assert CODES(world.app).delete_recovery_code(person, typed)
        assert not CODES(world.app).check_recovery_code(person, codes[0])
        assert not CODES(world.app).delete_recovery_code(person, codes[0])
        assert CODES(world.app).check_recovery_code(person, codes[1])


def test_codes_are_kept_as_hashes_and_never_shown_again(world: World, person: Person) -> None:
    with world.app.test_request_context("/"), world.scope(ReaderScope(person.id)):
        codes = CODES(world.app).create_recovery_codes(person)
        assert CODES(world.app).get_recovery_codes(person) == []
    kept = world.admin.execute("SELECT code_hash FROM recovery_codes").fetchall()
    assert len(codes) == len(set(codes)) == len(kept) == 8
    for (code_hash,) in kept:
        assert not any(code.encode() in bytes(code_hash) for code in codes)


def test_new_codes_make_the_old_ones_nothing(world: World, person: Person) -> None:
    with world.app.test_request_context("/"), world.scope(ReaderScope(person.id)):
        old = CODES(world.app).create_recovery_codes(person)
        new = CODES(world.app).create_recovery_codes(person)
        assert not any(CODES(world.app).check_recovery_code(person, code) for code in old)
        assert all(CODES(world.app).check_recovery_code(person, code) for code in new)


@pytest.mark.parametrize("typed", ["", " ", "ខ្មែរ", "0" * 5000, "' OR 1=1"])
def test_what_is_no_code_is_not_good(world: World, person: Person, typed: str) -> None:
    with world.app.test_request_context("/"), world.scope(ReaderScope(person.id)):
        CODES(world.app).create_recovery_codes(person)
        assert not CODES(world.app).check_recovery_code(person, typed)
        assert not CODES(world.app).delete_recovery_code(person, typed)


def test_codes_of_another_person_are_not_good(world: World, person: Person, app: Flask) -> None:
    with app.test_request_context("/"), world.scope(ReaderScope(person.id)):
        codes = CODES(app).create_recovery_codes(person)
    other = Person(id=world.people["coach"])
    with app.test_request_context("/"), world.scope(ReaderScope(other.id)):
        assert not any(CODES(app).check_recovery_code(other, code) for code in codes)
        assert not CODES(app).delete_recovery_code(other, codes[0])
