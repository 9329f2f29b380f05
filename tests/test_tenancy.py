"""The database scope by itself: how far it reaches, when it ends, and who enters."""

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from datetime import timedelta
from enum import StrEnum
from typing import Any

import pytest
from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKeyConstraint,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    func,
    select,
)
from sqlalchemy.orm import Session

from portal import clock, tenancy
from portal.extensions import db
from portal.projects.models import Project
from portal.tenancy import ReaderScope, SessionKey, Side, open_scope
from tests.conftest import MOMENT
from tests.factories import assign_coach, make_project
from tests.world import World, uniquifier, write_session

HOUR = timedelta(hours=1)


class Colour(StrEnum):
    """Two values of a column."""

    RED = "red"
    BLUE = "blue"


@pytest.fixture
def inside(world: World) -> Iterator[World]:
    """Return a world in whose application context the test runs; nothing is committed."""
    make_project(world)
    make_project(world, "river")
    with world.app.app_context():
        yield world
        db.session.rollback()


def seen() -> list[str]:
    """Return the references of the projects that can be read in the present scope."""
    return list(db.session.scalars(select(Project.reference).order_by(Project.reference)))


def setting(name: str) -> str:
    return str(db.session.scalar(select(func.current_setting(f"portal.{name}"))))


def test_without_a_scope_no_row_of_an_organisation_is_there(inside: World) -> None:
    assert seen() == []


def test_a_scope_reaches_its_own_organisation_until_the_transaction_ends(inside: World) -> None:
    lotus, river = (inside.organisations[slug] for slug in ("lotus", "river"))
    manager = inside.people["lotus_manager"]
    open_scope(db.session, ReaderScope(manager, lotus, Side.MEMBER))
    assert seen() == ["LOTUS-1"]
    assert [setting(name) for name in ("person", "organisation", "side")] == [
        *(str(manager), str(lotus), "member"),
    ]
    tenancy.open_worker_scope(db.session, river)
    assert seen() == ["RIVER-1"]
    assert [setting(name) for name in ("person", "organisation", "side")] == [
        *("", str(river), "worker"),
    ]
    db.session.rollback()
    assert seen() == []


def test_whoever_says_that_they_are_of_an_organisation_is_not_by_saying_so(inside: World) -> None:
    river = inside.organisations["river"]
    open_scope(db.session, ReaderScope(inside.people["lotus_manager"], river, Side.COACH))
    assert seen() == []


def test_a_person_can_be_named_without_another_scope(inside: World) -> None:
    tenancy.open_worker_scope(db.session, inside.organisations["lotus"])
    tenancy.name_person(db.session, inside.people["coach"])
    assert [setting(name) for name in ("person", "organisation", "side")] == [
        *(str(inside.people["coach"]), str(inside.organisations["lotus"]), "worker"),
    ]


def test_the_network_role_reads_every_organisation_and_no_content(inside: World) -> None:
    tenancy.take_network_role(db.session)
    assert seen() == ["LOTUS-1", "RIVER-1"]
    assert db.session.scalar(select(func.current_user())) == "portal_network"
    may_read = func.has_column_privilege("projects", "title", "SELECT")
    assert db.session.scalar(select(may_read)) is False
    tenancy.leave_network_role(db.session)
    assert db.session.scalar(select(func.current_user())) == "portal_app"
    assert seen() == []


def test_nothing_of_a_scope_outlives_the_commit_on_the_same_connection(inside: World) -> None:
    names = ("person", "organisation", "side")
    asked = select(
        *(func.coalesce(func.current_setting(f"portal.{name}", True), "") for name in names),
        func.current_user(),
    )
    nothing = ("", "", "", "portal_app")
    person, lotus = inside.people["lotus_manager"], inside.organisations["lotus"]
    with db.engine.connect() as connection, Session(bind=connection) as session:
        open_scope(session, ReaderScope(person, lotus, Side.MEMBER))
        tenancy.take_network_role(session)
        found = tuple(session.execute(asked).one())
        assert found == (str(person), str(lotus), "member", "portal_network")
        session.commit()
        assert tuple(session.execute(asked).one()) == nothing
        tenancy.name_person(session, person)
        session.commit()
        assert tuple(session.execute(asked).one()) == nothing


def enter(world: World, name: str, place: str = "", slug: str = "", **other: Any) -> Any:
    """Enter as somebody who has signed in just now."""
    token = other.pop("token", None) or write_session(world.admin, uniquifier(name))
    key = {
        "uniquifier": uniquifier(name),
        "token_hash": hashlib.sha256(token.encode()).digest(),
        "idle": HOUR,
        "network_idle": HOUR,
    }
    return tenancy.enter(db.session, SessionKey(**key | other), place, slug)


@pytest.mark.parametrize(
    ("name", "place", "slug", "roles", "projects"),
    [
        ("lotus_manager", "organisation", "lotus", ["manager"], ["LOTUS-1"]),
        ("lotus_viewer", "organisation", "lotus", ["viewer"], ["LOTUS-1"]),
        ("lotus_manager", "organisation", "river", [], []),
        ("coach", "organisation", "lotus", ["coach"], ["LOTUS-1"]),
        ("coach", "organisation", "river", [], []),
        ("coach", "coach", "", ["coach"], ["LOTUS-1"]),
        ("other_coach", "organisation", "lotus", [], []),
        ("stranger", "organisation", "lotus", [], []),
        ("coordinator", "network", "", ["coordinator"], ["LOTUS-1", "RIVER-1"]),
        ("lotus_manager", "network", "", [], []),
        ("lotus_manager", "", "", [], []),
    ],
)
def test_a_person_enters_a_place_with_the_roles_that_they_hold_there(
    world: World, name: str, place: str, slug: str, roles: list[str], projects: list[str]
) -> None:
    project = make_project(world)
    make_project(world, "river")
    assign_coach(world, project)
    with world.app.app_context():
        found = enter(world, name, place, slug)
        assert (found.id, found.email) == (
            *(world.people[name], f"{name.replace('_', '-')}@test.example"),
        )
        assert (found.roles, seen()) == (roles, projects)
        db.session.rollback()


def test_nobody_enters_with_another_token_or_when_they_are_gone(world: World) -> None:
    with world.app.app_context():
        assert enter(world, "lotus_manager", token=uniquifier("lotus_manager")) is None
        theirs = write_session(world.admin, uniquifier("lotus_writer"))
        assert enter(world, "lotus_manager", token=theirs) is None
        assert enter(world, "lotus_manager").name == "lotus manager"
        world.admin.execute("UPDATE people SET active = false")
        assert enter(world, "lotus_manager") is None
        db.session.rollback()


@pytest.mark.parametrize(
    ("name", "idle", "network_idle", "enters"),
    [
        ("lotus_manager", 3 * HOUR, HOUR, True),
        ("lotus_manager", HOUR, 3 * HOUR, False),
        ("coordinator", 3 * HOUR, HOUR, False),
        ("coordinator", HOUR, 3 * HOUR, True),
        ("coordinator", 3 * HOUR, 3 * HOUR, True),
    ],
)
def test_a_session_ends_when_nobody_was_there_for_long(
    world: World, name: str, idle: timedelta, network_idle: timedelta, *, enters: bool
) -> None:
    token = write_session(world.admin, uniquifier(name))
    world.admin.execute("UPDATE user_sessions SET last_seen_at = %s", [MOMENT - 2 * HOUR])
    with world.app.app_context():
        found = enter(world, name, token=token, idle=idle, network_idle=network_idle)
        assert (found is not None) == enters
        db.session.rollback()


def test_what_a_coach_saves_is_waited_for(inside: World) -> None:
    coach = inside.people["coach"]
    tenancy.hold_coach(db.session, coach)

    def wait(who: int) -> None:
        clock.hold(MOMENT)
        with inside.app.app_context():
            tenancy.wait_for_coach(db.session, who)
            db.session.rollback()

    with ThreadPoolExecutor(2) as pool:
        waiting, other = pool.submit(wait, coach), pool.submit(wait, coach + 1)
        other.result(10)
        with pytest.raises(NotYet):
            waiting.result(0.2)
        db.session.rollback()
        waiting.result(10)


def test_what_tables_carry_keeps_organisations_apart() -> None:
    key = tenancy.belongs_to("projects", "project_id")
    assert isinstance(key, ForeignKeyConstraint)
    assert key.column_keys == ["organisation_id", "project_id"]
    assert [one.target_fullname for one in key.elements] == [
        *("projects.organisation_id", "projects.id"),
    ]
    assert key.ondelete == "CASCADE"
    assert tenancy.one_of("colour", Colour) == "colour IN ('red', 'blue')"
    assert tenancy.content().column.info == {"content": True}


def test_columns_are_what_every_table_has_of_them() -> None:
    number, words, made = (
        tenancy.identifier().column,
        tenancy.content("draft").column,
        tenancy.made_of("lower(name)").column,
    )
    table = Table("things", MetaData(), Column("organisation_id"), Column("id"))
    key = tenancy.referable()
    table.append_constraint(key)
    assert (number.primary_key, number.identity is not None) == (True, True)
    assert isinstance(number.type, BigInteger)
    assert isinstance(words.type, Text)
    assert (words.default.arg, words.server_default.arg) == ("draft", "draft")
    assert words.info == {"content": True}
    assert (str(made.computed.sqltext), made.computed.persisted) == ("lower(name)", True)
    assert (made.type.collation, type(made.type)) == ("C", Text)
    assert isinstance(key, UniqueConstraint)
    assert key.columns.keys() == ["organisation_id", "id"]
