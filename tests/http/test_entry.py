"""Who is here: what a visitor and a stranger may, in which language they read, what is held."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, Response, g, session

from portal import entry
from portal.entry import RequestOrganisation, Stranger, Visitor, after_commit, choose_locale
from portal.errors import NotFound
from portal.extensions import db
from portal.permissions import PERMISSIONS, Role
from tests.world import World, uniquifier, write_session

LOTUS = RequestOrganisation(1, "lotus", "LOTUS", "Lotus Care")


def visitor(*roles: Role, **more: Any) -> Visitor:
    """Return somebody with roles in this place."""
    told = {"id": 7, "name": "ឈ្មោះ", "email": "a@b.example", "locale": "km", "side": "member"}
    return Visitor(**{**told, "organisation": LOTUS, **more}, roles=roles)


@pytest.mark.parametrize(
    ("roles", "permission", "may"),
    [
        ((Role.WRITER,), "analysis:write", True),
        ((Role.VIEWER,), "analysis:write", False),
        ((Role.VIEWER, Role.WRITER), "analysis:write", True),
        ((Role.COACH,), "analysis:review", True),
        ((Role.MANAGER,), "analysis:review", False),
        ((Role.ADMINISTRATOR,), "analysis:read", False),
        ((), "project:read", False),
        ((Role.MANAGER,), "no:permission", False),
        ((Role.MANAGER,), "", False),
    ],
)
def test_a_visitor_may_what_one_of_their_roles_here_may(
    roles: tuple[Role, ...], permission: str, *, may: bool
) -> None:
    assert visitor(*roles).may(permission) is may


def test_roles_elsewhere_give_nothing_here() -> None:
    outside = visitor(network_roles=tuple(Role), is_coach=True)
    assert [permission for permission in PERMISSIONS if outside.may(permission)] == []


@pytest.mark.parametrize("permission", sorted(PERMISSIONS))
def test_a_stranger_may_nothing(permission: str) -> None:
    assert not Stranger().may(permission)
    assert (Stranger().roles, Stranger().organisation) == ((), None)


def test_an_organisation_is_asked_for_where_there_is_one(app: Flask) -> None:
    with app.test_request_context("/"):
        g._login_user = visitor()
        assert entry.organisation() == LOTUS
        g._login_user = visitor(organisation=None)
        with pytest.raises(NotFound):
            entry.organisation()


@pytest.mark.parametrize(
    ("person", "kept", "asked", "locale"),
    [
        ("km", "en", "en", "km"),
        ("en", "km", "km", "en"),
        (None, "km", "en", "km"),
        (None, None, "km", "km"),
        (None, None, "km-KH,en;q=0.5", "km"),
        (None, None, "km-KH", "km"),
        (None, None, "KM-kh, en", "km"),
        (None, None, "en;q=0.4, km;q=0.5", "km"),
        (None, None, "km;q=0, fr;q=0.1", "en"),
        (None, None, "*", "en"),
        (None, None, "kmx, -, ;q=1", "en"),
        (None, None, "fr, km;q=0.2", "km"),
        (None, None, "fr", "en"),
        (None, None, "", "en"),
        (None, "fr", "km", "km"),
        ("fr", "en", "km", "km"),
        ("", "km", "en", "km"),
        (None, None, "ខ្មែរ".encode().decode("latin-1"), "en"),
    ],
)
def test_the_language_is_that_of_the_person_else_of_the_session_else_of_the_browser(
    app: Flask, person: str | None, kept: str | None, asked: str, locale: str
) -> None:
    with app.test_request_context("/", headers={"Accept-Language": asked}):
        g._login_user = Stranger() if person is None else visitor(locale=person)
        if kept:
            session["locale"] = kept
        assert choose_locale() == locale


def settled(app: Flask, status: int, *, keeps: bool = False) -> list[str]:
    """Return what was done after a request of this status, in order."""
    done: list[str] = []
    with app.test_request_context("/") as context:
        g._login_user = Stranger()
        after_commit(lambda: done.append("first"))
        after_commit(lambda: done.append("second"))
        context.request.commits_after_all = keeps  # type: ignore[attr-defined]
        answer = entry.settle(Response(status=status))
        assert answer.status_code == status
        assert ("after_commit" in g) is not done
        entry.drop_unsent(None)
        assert "after_commit" not in g
    return done


@pytest.mark.parametrize(
    ("status", "keeps", "is_done"),
    [
        (200, False, True),
        (303, False, True),
        (399, False, True),
        (400, False, False),
        (409, False, False),
        (500, False, False),
        (422, True, True),
        (500, True, True),
    ],
)
def test_what_waits_for_the_commit_is_done_once_it_stands(
    app: Flask, status: int, *, keeps: bool, is_done: bool
) -> None:
    assert settled(app, status, keeps=keeps) == (["first", "second"] if is_done else [])


@pytest.mark.parametrize(("status", "kept"), [(200, "ថ្មី"), (422, "lotus writer")])
def test_a_failed_request_leaves_nothing_in_the_database(
    world: World, status: int, kept: str
) -> None:
    writer = world.people["lotus_writer"]
    with world.app.test_request_context("/"):
        g._login_user = Stranger()
        with world.acting("lotus_writer"):
            pass
        person = db.session.get(entry.Person, writer)
        assert person is not None
        person.name = "ថ្មី"
        entry.settle(Response(status=status))
    assert world.one("SELECT name FROM people WHERE id = %s", writer) == kept


def away(world: World, change: Callable[[], object]) -> Visitor:
    """Return who is here after something happened while the database was not held."""
    with world.app.test_request_context("/o/lotus/projects/new"):
        session["session_token"] = write_session(world.admin, uniquifier("lotus_writer"))
        found = entry.load_visitor(uniquifier("lotus_writer"))
        assert isinstance(found, Visitor)
        g._login_user = found
        with entry.release_connection():
            assert not db.session().in_transaction()
            change()
        assert db.session().in_transaction()
        return entry.visitor()


def test_the_scope_opens_again_after_something_slow(world: World) -> None:
    assert away(world, lambda: None).roles == (Role.WRITER,)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE memberships SET role = 'viewer' WHERE person_id = %s",
        "UPDATE memberships SET role = 'manager' WHERE person_id = %s",
        "DELETE FROM memberships WHERE person_id = %s",
        "DELETE FROM user_sessions WHERE person_id = %s",
        "UPDATE people SET active = false WHERE id = %s",
    ],
    ids=["a lower role", "a higher role", "no role", "signed out", "closed"],
)
def test_whoever_changed_meanwhile_goes_no_further(world: World, change: str) -> None:
    with pytest.raises(NotFound):
        away(world, lambda: world.admin.execute(change, [world.people["lotus_writer"]]))
