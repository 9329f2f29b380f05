"""Accounts found by what people type, with as much done where there is none."""

import pytest
from sqlalchemy.exc import DBAPIError

from portal.accounts.models import Person
from portal.accounts.queries import address_of, find_account, let_go, nobody_at, return_to
from portal.extensions import db
from portal.tenancy import ReaderScope
from tests.statements import statements
from tests.world import World

WRITER = "lotus-writer@test.example"


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        (WRITER, WRITER),
        (f" {WRITER.upper()}\n", WRITER),
        ("lotus-writer@test\u3002example", WRITER),
        ("lotus-\u200bwriter@test.example", WRITER),
        ("nobody", "nobody"),
        ("NOBODY@", "nobody@"),
        ("@", "@"),
        ("ខ្មែរ", "ខ្មែរ"),
        ("", ""),
        (None, ""),
        ("a@b@c.example", "a@b@c.example"),
        ("a\0b", "ab"),
    ],
)
def test_what_is_typed_is_looked_up_as_it_would_be_kept(
    world: World, typed: str | None, address: str
) -> None:
    with world.app.test_request_context("/"):
        assert address_of(typed) == address


@pytest.mark.parametrize(
    ("address", "name"),
    [(WRITER, "lotus_writer"), ("lotus-writer@test.exampl", None), ("", None), ("%", None)],
)
def test_an_account_is_found_by_its_whole_address(
    world: World, address: str, name: str | None
) -> None:
    with world.scope(ReaderScope()):
        found = find_account(address)
        assert (found.id if found else None) == (world.people[name] if name else None)


def test_a_closed_account_is_found_too(world: World) -> None:
    writer = world.people["lotus_writer"]
    world.admin.execute("UPDATE people SET active = false WHERE id = %s", [writer])
    with world.scope(ReaderScope()):
        found = find_account(WRITER)
        assert found is not None
        assert (found.id, found.active) == (writer, False)


def test_whoever_stands_for_a_person_is_nobody_and_never_the_same() -> None:
    first, second = nobody_at("a@b.example"), nobody_at("a@b.example")
    assert (first.id, first.email) == (None, "a@b.example")
    assert len({first.fs_uniquifier, second.fs_uniquifier, first.password, second.password}) == 4


def test_a_person_keeps_what_was_read_while_the_connection_is_given_back(world: World) -> None:
    with world.scope(ReaderScope()):
        person = find_account(WRITER)
        assert person is not None
        let_go(person)
        assert world.one("SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in%%'") == 0
        with statements(world.app) as asked:
            assert (person.email, person.name, asked) == (WRITER, "lotus writer", [])
        return_to(person)
        assert person in db.session
        person.name = "ឈ្មោះថ្មី"
        db.session.commit()
    assert world.one("SELECT name FROM people WHERE email = %s", WRITER) == "ឈ្មោះថ្មី"


def test_letting_go_of_nobody_gives_the_connection_back_too(world: World) -> None:
    with world.scope(ReaderScope()):
        find_account(WRITER)
        let_go(None)
        assert world.one("SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in%%'") == 0


def test_a_connection_that_was_cut_meanwhile_is_taken_anew(world: World) -> None:
    with world.scope(ReaderScope()):
        person = find_account(WRITER)
        assert person is not None
        let_go(person)
        world.admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE application_name = 'portal' AND pid <> pg_backend_pid()"
        )
        return_to(person)
        assert (person.email, person in db.session) == (WRITER, True)
        assert find_account(WRITER) is person


def test_another_failure_of_the_database_is_not_hidden(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    failure = DBAPIError("SELECT 1", {}, Exception("out of memory"))

    def fail(*_given: object) -> None:
        raise failure

    with world.app.app_context():
        monkeypatch.setattr(db.session, "execute", fail)
        with pytest.raises(DBAPIError) as told:
            return_to(Person(id=1))
    assert told.value is failure
