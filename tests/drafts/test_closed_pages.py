"""Words for a page that is closed to their writer, or gone: kept, shown, and led to once."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from config.settings import SecondFactor
from tests.accounts.conftest import PASSWORD, give_password
from tests.drafts.test_drafts import FIELDS, MADE, NEW, WORDS, kept, left_behind, send, token_on
from tests.factories import assign_coach, make_project
from tests.world import World

TOLD = "You wrote this earlier and it was not saved"
SHOWN = "What we talked about, &lt;b&gt;at length&lt;/b&gt;"
VIEWER = "UPDATE memberships SET role = 'viewer'"
STEP = "/account/second-step"
STEP_SET_UP = "UPDATE people SET tf_primary_method = 'authenticator', tf_totp_secret = 'a'"


@pytest.fixture(autouse=True)
def _protected(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(world.app.config, "WTF_CSRF_ENABLED", True)


@pytest.fixture
def _required(world: World) -> Iterator[None]:
    settings = world.app.extensions["settings"]
    world.app.extensions["settings"] = replace(settings, second_factor=SecondFactor.REQUIRED)
    yield
    world.app.extensions["settings"] = settings


def led_to(world: World, name: str = "lotus_manager") -> str:
    """Return where signing in with a password leads to."""
    client = world.app.test_client()
    token = token_on(client, "/sign-in")
    data = {"email": give_password(world, name), "password": PASSWORD, "csrf_token": token}
    answer = client.post("/sign-in", data=data)
    assert answer.status_code == 302
    return str(answer.location)


def test_a_sign_in_leads_to_a_draft_once(world: World) -> None:
    wanted = left_behind(world)
    world.admin.execute(VIEWER)
    assert [led_to(world), led_to(world)] == [wanted, "/"]
    assert kept(world) == 1


@pytest.mark.parametrize(
    ("page", "change", "status"),
    [
        (NEW, VIEWER, 403),
        ("/o/lotus/projects/{}/edit", VIEWER, 403),
        ("/o/lotus/projects/{}/edit", "DELETE FROM projects", 404),
    ],
)
def test_a_page_that_is_closed_shows_the_words_and_throws_them_away(
    world: World, page: str, change: str, status: int
) -> None:
    page = page.format(make_project(world).id)
    client = world.sign_in("lotus_manager")
    token = token_on(client, page)
    client.delete_cookie("session")
    send(client, token, form=MADE if page == NEW else page, page=page, **FIELDS)
    world.admin.execute("SET session_replication_role = replica")
    world.admin.execute(change)
    world.admin.execute("SET session_replication_role = origin")
    client, draft = world.sign_in("lotus_manager"), world.one("SELECT id FROM drafts")
    answer = client.get(f"{page}?draft={draft}")
    assert answer.status_code == status
    assert (TOLD in answer.text, SHOWN in answer.text) == (True, True)
    assert f'action="/drafts/{draft}/removal"' in answer.text
    other = world.sign_in("lotus_writer").get(f"/o/lotus/nowhere?draft={draft}")
    assert (other.status_code, TOLD in other.text) == (404, False)
    data = {"csrf_token": token_on(client, "/help"), "back": "/"}
    assert client.post(f"/drafts/{draft}/removal", data=data).location == "/"
    assert kept(world) == 0


def sent_after(world: World, change: str) -> TestResponse:
    """Send a form whose writer lost the role for it meanwhile."""
    client = world.sign_in("lotus_manager")
    token = token_on(client)
    world.admin.execute(change)
    return send(client, token)


def test_a_changed_role_keeps_the_words(world: World) -> None:
    answer = sent_after(world, VIEWER)
    draft = world.one("SELECT id FROM drafts")
    assert answer.status_code == 403
    assert f'<a href="{NEW}?draft={draft}">See what you wrote</a>' in answer.text
    assert SHOWN in world.sign_in("lotus_manager").get(f"{NEW}?draft={draft}").text


def test_whoever_is_in_the_organisation_no_more_has_the_words_on_the_page(world: World) -> None:
    answer = sent_after(world, "DELETE FROM memberships")
    assert (answer.status_code, kept(world)) == (404, 0)
    assert SHOWN in answer.text


def test_a_form_of_others_to_no_page_at_all_keeps_nothing(world: World) -> None:
    client = world.sign_in("lotus_manager")
    answer = client.post("/o/lotus/nowhere", data={"title": WORDS, "csrf_token": "forged"})
    assert (answer.status_code, kept(world)) == (404, 0)
    assert SHOWN not in answer.text
    large = {"title": "x" * 3_000_000}
    assert client.post("/o/lotus/nowhere", data=large).status_code == 404
    own = send(client, token_on(client), "/o/lotus/nowhere", **FIELDS)
    assert (own.status_code, kept(world)) == (404, 1)


def owing(world: World, **headers: str) -> tuple[TestResponse, FlaskClient, str]:
    """Send the notes of a coach who owes a second step since their page was opened."""
    project = make_project(world)
    assign_coach(world, project)
    page = f"/o/lotus/projects/{project.id}/sessions/new"
    client = world.sign_in("coach")
    settings = world.app.extensions["settings"]
    world.app.extensions["settings"] = replace(settings, second_factor=SecondFactor.OFFERED)
    token = token_on(client, page)
    world.app.extensions["settings"] = settings
    form = f"/o/lotus/projects/{project.id}/sessions/"
    data = {"csrf_token": token, "summary": WORDS, "held_on": "2026-11-20"}
    told = {"Origin": "http://localhost", "Referer": f"http://localhost{page}", **headers}
    return client.post(form, data=data, headers=told), client, page


@pytest.mark.usefixtures("_required")
def test_words_wait_while_a_second_step_is_set_up(world: World) -> None:
    answer, client, page = owing(world)
    assert (answer.status_code, answer.location) == (302, STEP)
    draft = world.one("SELECT id FROM drafts")
    shown = client.get(STEP).text
    assert "Continue with what you wrote" not in shown
    world.admin.execute(STEP_SET_UP)
    other = world.sign_in("coach")
    link = f'<a href="{page}?draft={draft}">Continue with what you wrote</a>'
    assert link in client.get(STEP).text
    assert link not in other.get(STEP).text
    assert SHOWN in client.get(f"{page}?draft={draft}").text


@pytest.mark.usefixtures("_required")
def test_a_draft_that_a_sign_in_leads_to_waits_too(world: World) -> None:
    _, _, page = owing(world)
    draft, client = world.one("SELECT id FROM drafts"), world.sign_in("coach")
    assert client.get(f"{page}?draft={draft}").location == STEP
    world.admin.execute(STEP_SET_UP)
    assert f'<a href="{page}?draft={draft}">' in client.get(STEP).text


@pytest.mark.usefixtures("_required")
def test_a_script_is_told_of_the_second_step_and_may_keep_the_words(world: World) -> None:
    answer, client, page = owing(world, **{"X-Autosave": "1"})
    told = {"message": "Set up a second step at sign-in first.", "owes_second_step": True}
    assert (answer.status_code, answer.json, kept(world)) == (401, told, 0)
    data = {"csrf_token": token_on(client, STEP), "summary": WORDS}
    address = f"/drafts?of={page.removesuffix('new')}&back={page}"
    assert client.post(address, data=data, headers={"X-Autosave": "1"}).status_code == 200
    assert kept(world) == 1
