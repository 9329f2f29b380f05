"""What a person meets when the database goes away, comes back, or a page is sent too much."""

from collections.abc import Iterator

import pytest
from psycopg.sql import SQL, Identifier
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from portal.extensions import db
from tests.accounts.conftest import PASSWORD, give_password
from tests.analyses.scenes import make_analysis, write
from tests.factories import make_project
from tests.world import World

TERMINATE = (
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
LIMIT = "ALTER DATABASE {} CONNECTION LIMIT {}"


@pytest.fixture(autouse=True)
def _fresh_pool(world: World) -> Iterator[None]:
    """Leave no connection behind that was ended: only a request asks again by itself."""
    yield
    with world.app.app_context():
        db.engine.dispose()


def test_a_restarted_database_is_not_noticed(world: World) -> None:
    manager = world.sign_in("lotus_manager")
    assert manager.get("/o/lotus/").status_code == 200
    world.admin.execute(TERMINATE)
    assert manager.get("/o/lotus/").status_code == 200


def test_a_restarted_database_is_not_noticed_at_the_door(world: World) -> None:
    email = give_password(world, "lotus_manager")
    here, anew = world.sign_in("lotus_manager"), world.app.test_client()
    assert here.get("/password").status_code == 200
    world.admin.execute(TERMINATE)
    assert here.get("/password").status_code == 200
    world.admin.execute(TERMINATE)
    assert anew.post("/sign-in", data={"email": email, "password": PASSWORD}).status_code == 302


def test_a_database_that_is_away_is_said_in_both_languages_and_comes_back(
    world: World, database: str
) -> None:
    manager = world.sign_in("lotus_manager")
    assert manager.get("/o/lotus/").status_code == 200
    limit = SQL(LIMIT)
    world.admin.execute(limit.format(Identifier(database), SQL("0")))
    try:
        world.admin.execute(TERMINATE)
        away = manager.get("/o/lotus/")
    finally:
        world.admin.execute(limit.format(Identifier(database), SQL("-1")))
    assert away.status_code == 503
    assert 'lang="km"' in away.text
    assert 'lang="en"' in away.text
    assert manager.get("/o/lotus/").status_code == 200


def test_a_body_that_is_too_large_is_refused_and_nothing_is_changed(world: World) -> None:
    analysis = make_analysis(world, make_project(world))
    row = write(world, analysis, "divider", {"title": "Before"})
    address = f"/o/lotus/analyses/{analysis}/rows/divider/{row}"
    large = {"version": "1", "title": "ក" * 400_000}
    answer = world.sign_in("lotus_writer").post(address, data=large)
    assert answer.status_code == 413
    assert world.one("SELECT title FROM factors") == "Before"


def test_a_page_needs_no_redis(world: World) -> None:
    # The tests' settings name a Redis that is not there.
    writer = world.sign_in("lotus_writer")
    assert writer.get("/o/lotus/").status_code == 200
    assert world.app.test_client().get("/sign-in").status_code == 200


def test_an_address_that_no_text_can_hold_names_nothing(world: World) -> None:
    manager, coordinator = world.sign_in("lotus_manager"), world.sign_in("coordinator")
    assert manager.get("/o/%00/").status_code == 404
    assert coordinator.get("/network/organisations/lotus%00").status_code == 404


def test_a_fault_met_while_telling_of_a_fault_is_still_told(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(world.app.config, "PROPAGATE_EXCEPTIONS", False)
    manager = world.sign_in("lotus_manager")
    world.admin.execute("ALTER FUNCTION enter RENAME TO gone")
    try:
        answer = manager.get("/o/lotus/")
    finally:
        world.admin.execute("ALTER FUNCTION gone RENAME TO enter")
    assert answer.status_code == 503
    assert 'lang="km"' in answer.text


def test_a_fault_in_the_database_does_not_quote_what_was_sent_to_it(world: World) -> None:
    asked = text("SELECT CAST(:typed AS text), 1 / 0")
    with world.app.app_context(), pytest.raises(DBAPIError) as caught:
        db.session.execute(asked, {"typed": "canary"})
    assert "canary" not in str(caught.value)


def test_no_page_is_kept_by_browsers_or_between(world: World) -> None:
    manager = world.sign_in("lotus_manager")
    for address in ("/o/lotus/", "/password", "/no-such-page"):
        assert manager.get(address).headers["Cache-Control"] == "private, no-store"
    stranger = world.app.test_client()
    assert stranger.get("/sign-in").headers["Cache-Control"] == "private, no-store"
