"""A draft is its writer's alone, and gone once it is saved, thrown away or old."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.drafts import services, sweeping
from portal.drafts.submitted_form import SubmittedForm
from portal.tenancy import ReaderScope, Side
from tests.conftest import MOMENT
from tests.factories import assign_coach, make_project
from tests.world import World, let_in

HERE = {"Origin": "http://localhost"}
WORDS = "What we talked about, <b>at length</b>: ភាពជឿទុកចិត្ត"
FIELDS = {
    "title": WORDS,
    "place": "Pursat",
    "starts_on": "2026-12-01",
    "scope": "project",
    "token": "one",
}
NEW, MADE = "/o/lotus/projects/new", "/o/lotus/projects"


@pytest.fixture(autouse=True)
def _protected(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(world.app.config, "WTF_CSRF_ENABLED", True)


def token_on(client: FlaskClient, page: str = NEW) -> str:
    """Return the token of the forms on a page."""
    return re.findall(r'name="csrf_token" value="([^"]+)"', client.get(page).text)[0]


def send(
    client: FlaskClient, csrf: str, form: str = MADE, page: str = NEW, **fields: Any
) -> TestResponse:
    """Send a form from its page."""
    told = {**HERE, "Referer": f"http://localhost{page}"}
    return client.post(form, data={"csrf_token": csrf, **(fields or FIELDS)}, headers=told)


def left_behind(world: World, name: str = "lotus_manager", **fields: Any) -> str:
    """Write a form whose session ends meanwhile; returns where signing in leads to."""
    client = world.sign_in(name)
    token = token_on(client)
    client.delete_cookie("session")
    led = urlsplit(send(client, token, **fields).location)
    assert led.path == "/sign-in"
    return parse_qs(led.query)["next"][0]


def kept(world: World) -> int:
    return int(world.one("SELECT count(*) FROM drafts"))


def test_what_is_sent_from_the_filled_form_is_saved_and_its_draft_forgotten(world: World) -> None:
    wanted, client = left_behind(world), world.sign_in("lotus_manager")
    page = client.get(wanted).text
    assert "You wrote this earlier and it is not saved yet" in page
    draft = world.one("SELECT id FROM drafts")
    assert f'<input type="hidden" name="draft" value="{draft}">' in page
    made = send(client, token_on(client), **FIELDS, draft=str(draft))
    assert made.status_code == 303
    assert world.one("SELECT title FROM projects") == WORDS
    assert kept(world) == 0


def test_a_filled_form_with_faults_is_still_the_draft(world: World) -> None:
    left_behind(world)
    client, draft = world.sign_in("lotus_manager"), world.one("SELECT id FROM drafts")
    faulty = send(client, token_on(client), **FIELDS | {"place": ""}, draft=str(draft))
    assert faulty.status_code == 422
    assert f'name="draft" value="{draft}"' in faulty.text
    assert kept(world) == 1


def test_signing_in_without_wanting_a_page_leads_to_what_was_not_sent(world: World) -> None:
    wanted = left_behind(world)
    with world.app.app_context():
        found = services.newest(world.people["lotus_manager"])
        assert found is not None
        assert (found.page, found.words["title"]) == (NEW, [WORDS])
        assert services.newest(world.people["lotus_writer"]) is None
    assert wanted == f"{NEW}?draft={found.id}"


def test_nothing_of_the_words_is_in_an_address_a_cookie_or_the_log(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    client = world.sign_in("lotus_manager")
    token = token_on(client)
    client.delete_cookie("session")
    answer = send(client, token, **FIELDS | {"title": "Canary"})
    with client.session_transaction() as session:
        carried = str(dict(session))
    assert "Canary" not in f"{answer.headers} {answer.text} {carried}"
    world.sign_in("lotus_manager").get(parse_qs(urlsplit(answer.location).query)["next"][0])
    told = capsys.readouterr()
    assert "Canary" not in told.out + told.err


def test_a_password_is_never_kept(world: World) -> None:
    more = {"password": "a secret", "new_password_confirm": "a secret", "code": "123456"}
    left_behind(world, **FIELDS, **more)
    told = world.one("SELECT words::text FROM drafts")
    assert ("secret" in told, "123456" in told, "Pursat" in told) == (False, False, True)


@pytest.mark.parametrize("name", ["lotus_writer", "river_manager", "coach", "administrator"])
def test_nobody_else_sees_saves_or_forgets_a_draft(world: World, name: str) -> None:
    wanted, draft = left_behind(world), world.one("SELECT id FROM drafts")
    client = world.sign_in(name)
    for page in (wanted, f"/?draft={draft}", f"/help?draft={draft}"):
        assert "Pursat" not in client.get(page, follow_redirects=True).text
    token = token_on(client, "/help")
    client.post(f"/drafts/{draft}/removal", data={"csrf_token": token, "back": "/"})
    assert kept(world) == 1


def test_the_database_shows_a_draft_to_its_writer_alone(world: World) -> None:
    left_behind(world)
    lotus, river = (world.organisations[one] for one in ("lotus", "river"))
    manager, writer = (world.people[one] for one in ("lotus_manager", "lotus_writer"))
    draft = world.one("SELECT id FROM drafts")
    seen = {}
    for scope in (
        ReaderScope(manager, lotus, Side.MEMBER),
        ReaderScope(manager),
        ReaderScope(manager, river, Side.MEMBER),
        ReaderScope(writer, lotus, Side.MEMBER),
        ReaderScope(manager, lotus, Side.WORKER),
        ReaderScope(None, lotus, Side.WORKER),
        ReaderScope(),
    ):
        with world.scope(scope):
            seen[scope] = services.find(draft) is not None
    assert list(seen.values()) == [True, True, False, False, False, False, False]


def test_whoever_left_the_organisation_gets_no_draft_of_it(world: World) -> None:
    wanted = left_behind(world)
    world.admin.execute(
        "DELETE FROM memberships WHERE person_id = %s", [world.people["lotus_manager"]]
    )
    client = world.sign_in("lotus_manager")
    assert client.get(wanted).status_code == 404
    with world.app.app_context():
        assert services.newest(world.people["lotus_manager"]) is None


def test_a_place_of_others_keeps_nothing(world: World) -> None:
    client = world.sign_in("lotus_manager")
    token = token_on(client)
    client.delete_cookie("session")
    answer = send(client, token, form="/o/river/projects", page=NEW)
    assert (answer.status_code, kept(world)) == (303, 0)


def test_a_draft_is_thrown_away_by_its_writer(world: World) -> None:
    wanted = left_behind(world)
    client, draft = world.sign_in("lotus_manager"), world.one("SELECT id FROM drafts")
    data = {"csrf_token": token_on(client), "back": NEW}
    answer = client.post(f"/drafts/{draft}/removal", data=data)
    assert (answer.location, kept(world)) == (NEW, 0)
    assert "You wrote this earlier" not in client.get(wanted).text


def test_the_same_words_sent_ten_times_are_one_draft(world: World) -> None:
    client = world.sign_in("lotus_manager")
    token = token_on(client)
    client.delete_cookie("session")
    led = {send(client, token).location for _ in range(10)}
    assert (len(led), kept(world)) == (1, 1)


def test_so_many_drafts_are_kept_and_the_oldest_goes_first(world: World) -> None:
    client = world.sign_in("lotus_manager")
    token = token_on(client)
    client.delete_cookie("session")
    for number in range(services.MOST_DRAFTS + 3):
        send(client, token, **FIELDS | {"title": f"Number {number}"})
    titles = world.admin.execute("SELECT words #>> '{words,title,0}' FROM drafts ORDER BY id")
    assert [title for (title,) in titles] == [
        f"Number {number}" for number in range(3, services.MOST_DRAFTS + 3)
    ]


def test_what_nobody_came_back_to_is_swept_after_two_weeks(world: World) -> None:
    left_behind(world)
    left_behind(world, **FIELDS | {"title": "Newer"})
    world.admin.execute("UPDATE drafts SET written_at = now()")
    oldest = "UPDATE drafts SET written_at = now() - interval '15 days' WHERE words::text LIKE %s"
    world.admin.execute(oldest, ["%Newer%"])
    with world.app.app_context():
        assert sweeping.sweep() == 1
    assert world.one("SELECT words #>> '{words,title,0}' FROM drafts") == WORDS


def test_words_about_one_row_do_not_come_into_the_form_of_another(world: World) -> None:
    from portal.drafts.filling import fill  # noqa: PLC0415

    form = (
        '<form action="/a" method="post"><input type="hidden" name="row_id" value="{0}">'
        '<textarea name="text"></textarea></form>'
    )
    page = form.format(1) + form.format(2)
    filled = fill(page, "/a", {"row_id": ["2"], "text": ["Mine"]})
    assert filled is not None
    assert filled.index("Mine") > filled.index('value="2"') > filled.index('value="1"')
    assert fill(page, "/a", {"row_id": ["3"], "text": ["Mine"]}) is None


def test_a_form_that_is_gone_shows_the_words_and_sends_them_where_they_were_going(
    world: World,
) -> None:
    project = make_project(world)
    page = f"/o/lotus/projects/{project.id}/edit"
    client = world.sign_in("lotus_manager")
    token = token_on(client, page)
    client.delete_cookie("session")
    answer = send(client, token, form=page, page=page, **FIELDS, version="1")
    world.admin.execute("UPDATE projects SET state = 'ended'")
    client = world.sign_in("lotus_manager")
    draft = world.one("SELECT id FROM drafts")
    shown = client.get(f"/o/lotus/projects/{project.id}?draft={draft}").text
    assert answer.status_code == 303
    assert "Its form is no longer on this page" in shown
    assert f'<form action="{page}" method="post" class="card" novalidate>' in shown
    assert "What we talked about, &lt;b&gt;at length&lt;/b&gt;" in shown


def test_another_account_is_told_and_changes_nothing(world: World) -> None:
    client = world.sign_in("lotus_manager")
    token = token_on(client)
    with client.session_transaction() as session:
        session.clear()
    let_in(client, world.admin, "uniquifier-of-lotus_writer")
    answer = send(client, token)
    assert (answer.status_code, answer.location) == (303, "/")
    page = client.get("/", follow_redirects=True).text
    assert "That page was opened by another account" in page
    assert "Pursat" not in page
    assert world.one("SELECT count(*) FROM projects") == 0
    assert world.one("SELECT person_id FROM drafts") == world.people["lotus_manager"]


def test_a_script_is_told_and_keeps_the_words_itself(world: World) -> None:
    client = world.sign_in("lotus_manager")
    token = token_on(client)
    client.delete_cookie("session")
    told = {**HERE, "X-Autosave": "1"}
    answer = client.post(MADE, data={"csrf_token": token, **FIELDS}, headers=told)
    assert (answer.status_code, answer.json) == (401, {"message": "You are signed out."})
    assert kept(world) == 0


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_page_of_others_keeps_nothing(world: World, site: str) -> None:
    client = world.sign_in("lotus_manager")
    token = token_on(client)
    client.delete_cookie("session")
    told = {"Sec-Fetch-Site": site}
    answer = client.post(MADE, data={"csrf_token": token, **FIELDS}, headers=told)
    assert (answer.status_code, kept(world)) == (302, 0)
    assert "Set-Cookie" not in answer.headers or "csrf" not in answer.headers["Set-Cookie"]


def test_a_coach_gets_their_words_back(world: World) -> None:
    project = make_project(world)
    assign_coach(world, project)
    page = f"/o/lotus/projects/{project.id}/sessions/new"
    client = world.sign_in("coach")
    token = token_on(client, page)
    client.delete_cookie("session")
    form = f"/o/lotus/projects/{project.id}/sessions/"
    answer = send(client, token, form=form, page=page, summary=WORDS, held_on="2026-11-20")
    wanted = parse_qs(urlsplit(answer.location).query)["next"][0]
    again = world.sign_in("coach").get(wanted).text
    assert "What we talked about, &lt;b&gt;at length&lt;/b&gt;" in again


def test_words_of_a_coach_who_was_let_go_are_shown_to_nobody(world: World) -> None:
    project = make_project(world)
    assign_coach(world, project)
    page = f"/o/lotus/projects/{project.id}/sessions/new"
    client = world.sign_in("coach")
    token = token_on(client, page)
    client.delete_cookie("session")
    form = f"/o/lotus/projects/{project.id}/sessions/"
    send(client, token, form=form, page=page, summary=WORDS)
    world.admin.execute("UPDATE coach_assignments SET ended_at = %s", [MOMENT + timedelta(hours=1)])
    with world.app.app_context():
        assert services.newest(world.people["coach"]) is None


def test_an_address_with_a_nul_is_not_found_and_keeps_nothing(world: World) -> None:
    client = world.sign_in("lotus_manager")
    token = token_on(client)
    answers = [send(client, token, form=form) for form in ("/o/%00/projects", f"{MADE}%00")]
    assert ([one.status_code for one in answers], kept(world)) == ([404, 404], 0)


def test_too_long_an_address_keeps_nothing_and_breaks_nothing(world: World) -> None:
    client = world.sign_in("lotus_manager")
    token = token_on(client)
    client.delete_cookie("session")
    answer = send(client, token, form=f"{MADE}?{'x' * 3000}")
    assert (answer.status_code, kept(world)) == (303, 0)
    assert not SubmittedForm("/x" * 2000, "/", {"a": ["b"]}).has_words
