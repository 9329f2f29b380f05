"""What a person meets when the database goes away, comes back, or a page is sent too much."""

from psycopg.sql import SQL, Identifier

from tests.analyses.scenes import make_analysis, write
from tests.factories import make_project
from tests.world import World

TERMINATE = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
LIMIT = "ALTER DATABASE {} CONNECTION LIMIT {}"


def test_a_restarted_database_is_not_noticed(world: World) -> None:
    manager = world.sign_in("lotus_manager")
    assert manager.get("/o/lotus/").status_code == 200
    world.admin.execute(TERMINATE)
    assert manager.get("/o/lotus/").status_code == 200


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
