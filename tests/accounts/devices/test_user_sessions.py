"""Sessions are rows: they end when they should, and their person sees and ends them."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import ProgrammingError

from portal import clock
from portal.accounts.models import UserSession
from portal.accounts.sweeping import sweep_sessions
from portal.extensions import db
from portal.tenancy import ReaderScope
from tests.accounts.conftest import PASSWORD, csrf_of, give_password, send, sign_in
from tests.accounts.test_passwords import NEW, ask
from tests.conftest import MOMENT
from tests.world import World

PAGE = "/account/sessions"
PHONE = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/126.0.0.0 Mobile Safari/537.36"
)
COMPUTER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    """Let nobody else meet a clock that a test moved."""
    yield
    clock.hold(MOMENT)


def enter(app: Flask, email: str, agent: str = COMPUTER) -> FlaskClient:
    """Return a browser of its own kind in which somebody has just signed in."""
    client = app.test_client()
    client.environ_base["HTTP_USER_AGENT"] = agent
    assert sign_in(client, email).status_code == 302
    return client


def copy_of(client: FlaskClient) -> FlaskClient:
    """Return another browser that holds the same cookie."""
    held = client.get_cookie("session")
    assert held is not None
    thief = client.application.test_client()
    thief.set_cookie("session", held.value)
    return thief


def is_in(client: FlaskClient) -> bool:
    """Tell whether a browser is signed in."""
    return "/sign-in" not in client.get("/").location


def sign_out(client: FlaskClient, csrf: str = "") -> object:
    """Sign out as the button does."""
    token = csrf or csrf_of(client.get(PAGE))
    return client.post("/sign-out", data={"csrf_token": token})


def test_a_copied_cookie_ends_with_the_sign_out(world: World, protected: Flask) -> None:
    client = enter(protected, give_password(world, "lotus_manager"))
    thief = copy_of(client)
    assert is_in(thief)
    client.post("/sign-out", data={"csrf_token": csrf_of(client.get("/password"))})
    assert not is_in(client)
    assert not is_in(thief)
    assert world.one("SELECT count(*) FROM user_sessions") == 0


def test_signing_out_clears_what_the_browser_kept(world: World, protected: Flask) -> None:
    client = enter(protected, give_password(world, "lotus_manager"))
    page = client.get("/password")
    assert "Clear-Site-Data" not in page.headers
    answer = client.post("/sign-out", data={"csrf_token": csrf_of(page)})
    assert answer.status_code == 302
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'


def test_signing_out_of_a_session_that_has_ended_leads_to_the_form(
    world: World, protected: Flask
) -> None:
    client = enter(protected, give_password(world, "lotus_manager"))
    token = csrf_of(client.get("/password"))
    world.admin.execute("DELETE FROM user_sessions")
    answer = client.post("/sign-out", data={"csrf_token": token})
    assert (answer.status_code, answer.location) == (302, "/sign-in")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'


def test_each_sign_in_has_an_id_of_its_own(world: World, protected: Flask) -> None:
    email = give_password(world, "lotus_manager")
    client = enter(protected, email)
    with client.session_transaction() as session:
        first = session["session_token"]
    before = copy_of(client)
    client.post("/sign-out", data={"csrf_token": csrf_of(client.get("/password"))})
    sign_in(client, email)
    with client.session_transaction() as session:
        assert session["session_token"] != first
    assert is_in(client)
    assert not is_in(before)


def test_an_id_that_was_planted_is_not_taken_over(world: World, protected: Flask) -> None:
    email = give_password(world, "lotus_manager")
    client = protected.test_client()
    client.get("/sign-in")
    with client.session_transaction() as session:
        session["session_token"] = "planted"
    sign_in(client, email)
    with client.session_transaction() as session:
        assert session["session_token"] != "planted"
    assert is_in(client)


@pytest.mark.parametrize(
    ("name", "minutes"),
    [
        *(("lotus_manager", 480), ("lotus_viewer", 480), ("coach", 480)),
        *(("coordinator", 60), ("leadership", 60), ("administrator", 60)),
    ],
)
def test_a_session_ends_when_nobody_used_it_for_so_long(
    world: World, protected: Flask, name: str, minutes: int
) -> None:
    email = give_password(world, name)
    client = enter(protected, email)
    clock.hold(MOMENT + timedelta(minutes=minutes, seconds=-1))
    assert is_in(copy_of(client))
    left = enter(protected, email)
    clock.hold(MOMENT + timedelta(minutes=2 * minutes, seconds=-1))
    assert not is_in(left)


def test_whoever_is_of_the_network_too_has_the_shorter_time(world: World, protected: Flask) -> None:
    world.admin.execute(
        "INSERT INTO network_roles (person_id, role) VALUES (%s, 'coordinator')",
        (world.people["lotus_manager"],),
    )
    client = enter(protected, give_password(world, "lotus_manager"))
    clock.hold(MOMENT + timedelta(minutes=60))
    assert not is_in(client)


def test_the_settings_say_how_long(world: World, protected: Flask) -> None:
    settings = protected.extensions["settings"]
    shorter = replace(settings, idle=timedelta(minutes=5), network_idle=timedelta(minutes=3))
    manager = enter(protected, give_password(world, "lotus_manager"))
    leader = enter(protected, give_password(world, "leadership"))
    protected.extensions["settings"] = shorter
    try:
        clock.hold(MOMENT + timedelta(minutes=4))
        assert (is_in(copy_of(manager)), is_in(leader)) == (True, False)
        clock.hold(MOMENT + timedelta(minutes=9))
        assert not is_in(manager)
    finally:
        protected.extensions["settings"] = settings


def test_what_autosave_keeps_counts_as_being_there(world: World, app: Flask) -> None:
    email = give_password(world, "lotus_writer")
    client = enter(app, email)
    for hours in (7, 14, 21):
        clock.hold(MOMENT + timedelta(hours=hours))
        # As the script sends it: no page is looked at in between.
        answer = client.post("/language", data={"locale": "km"}, headers={"X-Autosave": "1"})
        assert answer.status_code == 303
    assert world.one("SELECT last_seen_at FROM user_sessions") == clock.now()


def test_being_seen_is_written_once_a_minute(world: World, app: Flask) -> None:
    client = enter(app, give_password(world, "lotus_manager"))
    seen = []
    for seconds in (0, 59, 61, 100, 125):
        clock.hold(MOMENT + timedelta(seconds=seconds))
        client.get("/o/lotus/")
        seen.append(world.one("SELECT last_seen_at FROM user_sessions") - MOMENT)
    assert [moment.total_seconds() for moment in seen] == [0, 0, 61, 61, 125]


def test_a_page_that_is_being_saved_holds_no_other_up(world: World, app: Flask) -> None:
    client = enter(app, give_password(world, "lotus_manager"))
    clock.hold(MOMENT + timedelta(minutes=5))
    world.admin.execute("ALTER ROLE portal_app SET lock_timeout = '500ms'")
    with app.app_context():
        db.engine.dispose()  # the next connection knows the limit
    try:
        with world.admin.transaction():
            world.admin.execute("SELECT 1 FROM user_sessions FOR UPDATE")
            assert client.get("/o/lotus/").status_code == 200
    finally:
        world.admin.execute("ALTER ROLE portal_app RESET lock_timeout")
        with app.app_context():
            db.engine.dispose()


def test_the_list_names_devices_in_plain_words_and_marks_this_one(
    world: World, protected: Flask
) -> None:
    email = give_password(world, "lotus_manager")
    here = enter(protected, email)
    clock.hold(MOMENT + timedelta(minutes=10))
    enter(protected, email, PHONE)
    enter(protected, give_password(world, "river_manager"), "something else")
    page = here.get(PAGE)
    assert page.status_code == 200
    rows = re.findall(r"<tr>.*?</tr>", page.text.partition("<tbody>")[2], re.DOTALL)
    assert len(rows) == 2
    assert "Firefox on a Windows computer" in rows[0]
    assert "Chrome on an Android phone" in rows[1]
    assert ["This device" in row for row in rows] == [True, False]


def test_one_session_is_ended_and_the_others_stay(world: World, protected: Flask) -> None:
    email = give_password(world, "lotus_manager")
    here, there, third = (enter(protected, email) for _ in range(3))
    session = world.one(
        "SELECT id FROM user_sessions ORDER BY id OFFSET 1 LIMIT 1",
    )
    token = csrf_of(here.get(PAGE))
    answer = here.post(f"{PAGE}/{session}/ending", data={"csrf_token": token})
    assert (answer.status_code, answer.location) == (303, PAGE)
    assert [is_in(here), is_in(there), is_in(third)] == [True, False, True]
    again = here.post(f"{PAGE}/{session}/ending", data={"csrf_token": token})
    assert (again.status_code, again.location) == (303, PAGE)


def test_ending_this_one_signs_out(world: World, protected: Flask) -> None:
    here = enter(protected, give_password(world, "lotus_manager"))
    session = world.one("SELECT id FROM user_sessions")
    token = csrf_of(here.get(PAGE))
    answer = here.post(f"{PAGE}/{session}/ending", data={"csrf_token": token})
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert not is_in(here)


def test_nobody_ends_a_session_of_others(world: World, protected: Flask) -> None:
    other = enter(protected, give_password(world, "river_manager"))
    session = world.one("SELECT id FROM user_sessions")
    here = enter(protected, give_password(world, "lotus_manager"))
    token = csrf_of(here.get(PAGE))
    here.post(f"{PAGE}/{session}/ending", data={"csrf_token": token})
    here.post(f"{PAGE}/others/ending", data={"csrf_token": token})
    assert is_in(other)


def test_all_others_are_ended_at_once(world: World, protected: Flask) -> None:
    email = give_password(world, "lotus_manager")
    here, *others = [enter(protected, email) for _ in range(3)]
    send_ending = {"csrf_token": csrf_of(here.get(PAGE))}
    answer = here.post(f"{PAGE}/others/ending", data=send_ending)
    assert (answer.status_code, answer.location) == (303, PAGE)
    assert [is_in(here), *map(is_in, others)] == [True, False, False]


def test_all_are_ended_at_once(world: World, protected: Flask) -> None:
    email = give_password(world, "lotus_manager")
    here, there = enter(protected, email), enter(protected, email)
    answer = here.post(f"{PAGE}/ending", data={"csrf_token": csrf_of(here.get(PAGE))})
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert [is_in(here), is_in(there)] == [False, False]
    assert world.one("SELECT count(*) FROM user_sessions") == 0


def test_a_changed_password_leaves_this_session_alone(world: World, protected: Flask) -> None:
    email = give_password(world, "lotus_manager")
    here, there = enter(protected, email), enter(protected, email)
    fields = {"password": PASSWORD, "new_password": NEW, "new_password_confirm": NEW}
    send(here, "/password", fields)
    assert [is_in(here), is_in(there)] == [True, False]
    assert world.one("SELECT count(*) FROM user_sessions") == 1


def test_a_reset_password_leaves_no_session(world: World, protected: Flask) -> None:
    email = give_password(world, "lotus_manager")
    here = enter(protected, email)
    token = ask(world, protected, email)
    send(protected.test_client(), f"/reset/{token}", {"password": NEW, "password_confirm": NEW})
    assert not is_in(here)
    assert world.one("SELECT count(*) FROM user_sessions") == 0


def test_the_database_keeps_the_key_of_a_session_as_a_hash_alone(
    world: World, protected: Flask
) -> None:
    client = enter(protected, give_password(world, "lotus_manager"))
    with client.session_transaction() as session:
        token = session["session_token"]
    row = world.admin.execute("SELECT * FROM user_sessions").fetchone()
    assert token not in str(row)
    assert len(world.one("SELECT token_hash FROM user_sessions")) == 32


def test_sessions_that_ended_long_ago_are_swept_and_the_others_stay(
    world: World, protected: Flask
) -> None:
    old = enter(protected, give_password(world, "lotus_manager"))
    clock.hold(MOMENT + timedelta(minutes=481))
    young = enter(protected, give_password(world, "river_manager"))
    with protected.app_context():
        assert [sweep_sessions(), sweep_sessions()] == [1, 0]
    assert [is_in(old), is_in(young)] == [False, True]
    assert world.one("SELECT count(*) FROM user_sessions") == 1


def test_what_a_database_session_sees_is_its_own_persons_alone(world: World) -> None:
    for name in ("lotus_manager", "lotus_manager", "river_manager"):
        world.sign_in(name)
    with world.scope(ReaderScope(world.people["lotus_manager"])):
        asked = db.select(db.func.count()).select_from(UserSession)
        assert db.session.execute(asked).scalar_one() == 2
        planted = db.insert(UserSession).values(
            person_id=world.people["river_manager"], token_hash=b"planted"
        )
        with pytest.raises(ProgrammingError, match="row-level security"):
            db.session.execute(planted)
        db.session.rollback()
