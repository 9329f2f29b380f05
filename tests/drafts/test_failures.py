"""What was written is kept whatever goes wrong, and nobody is told to go back and copy it."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from psycopg.sql import SQL, Identifier

from portal.extensions import limiter
from tests.analyses.scenes import make_analysis, write
from tests.drafts.test_drafts import FIELDS, MADE, NEW, WORDS, send, token_on
from tests.factories import make_project
from tests.test_faults import LIMIT, TERMINATE
from tests.world import World

ROOT = Path(__file__).resolve().parents[2]
KHMER = ROOT / "portal/translations/km/LC_MESSAGES/messages.po"
BACK_AND_COPY = re.compile(
    r"\bgo back[,;:. ](?!a stage|or leave)|copy (what|your|it)\b|your browser (still )?has", re.I
)


@pytest.fixture(autouse=True)
def _protected(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(world.app.config, "WTF_CSRF_ENABLED", True)


def test_no_answer_tells_people_to_go_back_and_copy() -> None:
    with KHMER.open("rb") as file:
        spoken = [message.id for message in read_po(file) if message.id]
    flat = [part for one in spoken for part in ([one] if isinstance(one, str) else one)]
    assert len(flat) > 1000
    assert [one for one in flat if BACK_AND_COPY.search(one)] == []
    bare = [
        path.name for path in (ROOT / "templates").rglob("*.html") if "Go back" in path.read_text()
    ]
    assert set(bare) <= {"_beside.html"}  # back a stage


def test_a_refused_move_keeps_the_words_and_leads_to_them(world: World) -> None:
    analysis = make_analysis(world, make_project(world))
    row = write(world, analysis, "divider", {"title": "Before"})
    world.admin.execute("UPDATE analyses SET state = 'in_review'")
    client = world.sign_in("lotus_writer")
    page = f"/o/lotus/analyses/{analysis}/steps/2"
    form = f"/o/lotus/analyses/{analysis}/rows/divider/{row}"
    answer = send(client, token_on(client, page), form, page, title=WORDS, version="1")
    draft = world.one("SELECT id FROM drafts")
    assert answer.status_code == 409
    assert f'<a href="{page}?draft={draft}">Continue with what you wrote</a>' in answer.text
    assert "at length" in client.get(f"{page}?draft={draft}").text
    assert world.one("SELECT title FROM factors") == "Before"


def test_a_fault_of_ours_keeps_the_words(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(world.app.config, "PROPAGATE_EXCEPTIONS", False)
    client = world.sign_in("lotus_manager")
    token = token_on(client)
    world.admin.execute("ALTER TABLE projects RENAME COLUMN place TO gone")
    try:
        answer = send(client, token)
    finally:
        world.admin.execute("ALTER TABLE projects RENAME COLUMN gone TO place")
    assert answer.status_code == 500
    draft = world.one("SELECT id FROM drafts")
    assert f'<a href="{NEW}?draft={draft}">Continue with what you wrote</a>' in answer.text
    assert world.one("SELECT count(*) FROM projects") == 0


def test_too_many_tries_keep_the_words(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limiter, "enabled", True)
    limiter._fallback_limiter.storage.reset()
    client, statuses = world.sign_in("lotus_manager"), []
    page, form = "/o/lotus/people/", "/o/lotus/people/invitations"
    token = token_on(client, page)
    for number in range(61):
        invited = {"email": f"new{number}@test.example", "role": "writer"}
        answer = send(client, token, form, page, **invited)
        statuses.append(answer.status_code)
    limiter._fallback_limiter.storage.reset()
    assert (statuses[-1], set(statuses[:-1])) == (429, {303})
    draft = world.one("SELECT id FROM drafts")
    assert f'href="{page}?draft={draft}"' in answer.text
    assert 'value="new60@test.example"' in client.get(f"{page}?draft={draft}").text


def test_the_page_itself_carries_the_words_while_the_database_is_away(
    world: World, database: str
) -> None:
    client = world.sign_in("lotus_manager")
    token, limit = token_on(client), SQL(LIMIT)
    world.admin.execute(limit.format(Identifier(database), SQL("0")))
    try:
        world.admin.execute(TERMINATE)
        away = send(client, token)
    finally:
        world.admin.execute(limit.format(Identifier(database), SQL("-1")))
    assert away.status_code == 503
    assert f'<form action="{MADE}" method="post"' in away.text
    assert "What we talked about, &lt;b&gt;at length&lt;/b&gt;" in away.text
    found = re.search(r'name="csrf_token" value="([^"]+)"', away.text)
    assert found is not None
    assert send(client, found[1]).status_code == 303
    assert world.one("SELECT title FROM projects") == WORDS


def test_what_is_too_large_is_on_the_page_to_be_shortened(world: World) -> None:
    client = world.sign_in("lotus_manager")
    long = "ក " * 300_000
    answer = send(client, token_on(client), **FIELDS | {"title": long})
    assert answer.status_code == 413
    assert f'action="{MADE}" method="post"' in answer.text
    assert long.strip() in answer.text
    assert world.one("SELECT count(*) FROM projects") == 0


def test_a_file_is_named_to_be_chosen_again(world: World) -> None:
    client = world.sign_in("lotus_manager")
    token = token_on(client)
    client.delete_cookie("session")
    send(client, token, **FIELDS, photo=(BytesIO(b"picture"), "well & pump.jpg"))
    draft = world.one("SELECT id FROM drafts")
    page = world.sign_in("lotus_manager").get(f"{NEW}?draft={draft}").text
    assert "Files are not kept. Choose again: well &amp; pump.jpg" in page
    assert "picture" not in world.one("SELECT words::text FROM drafts")
