"""Sending an analysis: checked first, kept whole, once; taken back; opened again."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import psycopg
import pytest

from portal.coaching.comments.drafts import CommentAnchor
from portal.coaching.comments.replies import ReplyWords, answer
from portal.coaching.revisions.queries import digest_of
from portal.coaching.workflow import ReviewAction
from tests.analyses.scenes import FACTOR, make_complete, write
from tests.coaching.scenes import (
    comment,
    counted,
    everything,
    judge,
    make_coached,
    send,
)
from tests.world import World

BASE = "/o/lotus/analyses/{}"


def test_the_check_says_what_is_missing_and_where(world: World) -> None:
    _, analysis = make_coached(world)
    row = write(world, analysis, "divider", FACTOR | {"groups": ""})
    page = world.sign_in("lotus_writer").get(f"{BASE.format(analysis)}/submission")
    assert page.status_code == 200
    assert "1 thing to do first" in page.text
    assert f'href="{BASE.format(analysis)}/steps/2?row={row}#row-{row}-groups"' in page.text
    assert "Send to the coach" not in page.text


def test_the_check_shows_what_the_coach_will_see_and_who_is_told(world: World) -> None:
    _, analysis = make_coached(world)
    with counted(world) as sent:
        page = world.sign_in("lotus_writer").get(f"{BASE.format(analysis)}/submission").text
    assert "Shared meals" in page
    assert "<li>coach</li>" in page
    assert "Send it as revision 1" in page
    assert len(sent) == 5


def test_without_a_coach_the_check_says_that_it_will_wait(world: World) -> None:
    _, analysis = make_complete(world)
    page = world.sign_in("lotus_writer").get(f"{BASE.format(analysis)}/submission").text
    assert "This project has no coach yet" in page
    assert "Send to the coach" in page


def test_something_missing_refuses_and_changes_nothing(world: World) -> None:
    _, analysis = make_coached(world)
    write(world, analysis, "divider", FACTOR | {"groups": ""})
    before = everything(world)
    page = world.sign_in("lotus_writer").post(
        f"{BASE.format(analysis)}/submission", data={"number": 1}
    )
    assert page.status_code == 422
    assert "data-error-summary" in page.text
    assert everything(world) == before


def test_what_was_sent_is_kept_whole_with_its_digest(world: World) -> None:
    _, analysis = make_coached(world)
    client = world.sign_in("lotus_writer")
    answered = client.post(f"{BASE.format(analysis)}/submission", data={"number": 1})
    assert (answered.status_code, answered.location) == (303, BASE.format(analysis))
    snapshot, digest, by = world.admin.execute(
        "SELECT snapshot, sha256, submitted_by FROM revisions WHERE number = 1"
    ).fetchone() or (None, "", 0)
    assert snapshot["rows"]["connector"][0]["title"] == "Shared meals"
    assert (digest, by) == (digest_of(snapshot), world.people["lotus_writer"])
    assert world.one("SELECT kind FROM outbox") == "analysis_submitted"
    world.admin.execute("UPDATE factors SET title = 'Another'")
    assert json.dumps(world.one("SELECT snapshot FROM revisions")) == json.dumps(snapshot)


@pytest.mark.parametrize("statement", ["UPDATE revisions SET sha256 = ''", "DELETE FROM revisions"])
def test_the_database_refuses_to_change_a_revision(world: World, statement: str) -> None:
    _, analysis = make_coached(world)
    send(world, analysis)
    world.admin.execute("SET ROLE portal_app")
    try:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            world.admin.execute(statement)
    finally:
        world.admin.execute("RESET ROLE")


def test_a_double_click_makes_one_revision(world: World) -> None:
    _, analysis = make_coached(world)
    start = Barrier(3)
    clients = [world.sign_in("lotus_writer") for _ in range(3)]

    def click(number: int) -> int:
        start.wait()
        path = f"{BASE.format(analysis)}/submission"
        return clients[number].post(path, data={"number": 1}).status_code

    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(click, range(3))) == [303, 303, 303]
    assert world.one("SELECT count(*) FROM revisions") == 1
    assert world.one("SELECT count(*) FROM review_moves") == 1
    assert world.one("SELECT count(*) FROM outbox") == 1


def test_another_person_is_told_that_it_was_sent(world: World) -> None:
    _, analysis = make_coached(world)
    send(world, analysis)
    page = world.sign_in("lotus_manager").post(
        f"{BASE.format(analysis)}/submission", data={"number": 1}
    )
    assert page.status_code == 409
    assert "This analysis cannot be sent now. lotus writer sent it to the coach on" in page.text
    assert "<h1>It changed in the meantime</h1>" in page.text
    own = world.sign_in("lotus_writer").post(page.request.path, data={"number": 7})
    assert (own.status_code, "<h1>This was not done</h1>" in own.text) == (409, True)
    assert "Someone else has already changed this" not in own.text
    assert world.sign_in("lotus_manager").get(page.request.path).status_code == 409


def test_a_required_comment_without_an_answer_holds_it_back(world: World) -> None:
    _, analysis = make_coached(world)
    send(world, analysis)
    divider = world.one("SELECT id FROM factors WHERE kind = 'divider'")
    first = comment(
        world, analysis, "Who said so?", CommentAnchor(2, "divider", divider), is_required=True
    )
    judge(world, analysis)
    client, path = world.sign_in("lotus_writer"), f"{BASE.format(analysis)}/submission"
    before = everything(world)
    page = client.post(path, data={"number": 2})
    assert page.status_code == 409
    assert f"/steps/2/divider?row={divider}#comment-{first}" in page.text
    assert everything(world) == before
    with world.acting("lotus_writer", "lotus") as writer:
        answer(analysis, first, ReplyWords("Two families.", str(uuid4()), writer))
    assert client.post(path, data={"number": 2}).status_code == 303
    assert world.one("SELECT max(number) FROM revisions") == 2


def test_it_can_be_taken_back_until_the_coach_starts(world: World) -> None:
    _, analysis = make_coached(world)
    client, path = world.sign_in("lotus_writer"), f"{BASE.format(analysis)}/withdrawal"
    send(world, analysis)
    assert client.post(path).status_code == 303
    assert world.one("SELECT state FROM analyses") == "draft"
    assert world.one("SELECT count(*) FROM outbox WHERE kind = 'analysis_withdrawn'") == 1
    send(world, analysis, 2)
    comment(world, analysis, "Hm.")
    page = client.post(path)
    assert page.status_code == 409
    assert "coach started to review it on" in page.text
    assert world.one("SELECT state FROM analyses") == "in_review"


def test_opening_again_asks_why_and_keeps_the_words(world: World) -> None:
    _, analysis = make_coached(world)
    send(world, analysis)
    judge(world, analysis, ReviewAction.ACCEPT)
    client, path = world.sign_in("lotus_manager"), f"{BASE.format(analysis)}/reopening"
    assert client.get(path).status_code == 200
    before = everything(world)
    assert client.post(path, data={"text": " "}).status_code == 422
    too_long = client.post(path, data={"text": "why " * 2000})
    assert (too_long.status_code, "why why" in too_long.text) == (422, True)
    assert everything(world) == before
    assert client.post(path, data={"text": "A new district."}).status_code == 303
    assert world.one("SELECT state FROM analyses") == "draft"
    assert client.post(path, data={"text": "Again."}).status_code == 409


def test_the_page_of_the_analysis_says_what_waits(world: World) -> None:
    _, analysis = make_coached(world)
    writer = world.sign_in("lotus_writer")
    assert "Your coach's feedback" not in writer.get(BASE.format(analysis)).text
    send(world, analysis)
    page = writer.get(BASE.format(analysis)).text
    assert f'action="{BASE.format(analysis)}/withdrawal"' in page
    viewer = world.sign_in("lotus_viewer").get(BASE.format(analysis)).text
    assert "/withdrawal" not in viewer
    first = comment(world, analysis, "Who said so?", is_required=True)
    judge(world, analysis)
    with counted(world) as statements:
        page = writer.get(BASE.format(analysis)).text
    assert "Say more of how you know." in page
    assert "1 comment to answer" in page
    assert f'href="{BASE.format(analysis)}/steps/2#comment-{first}"' in page
    assert len(statements) == 6
    with world.acting("lotus_writer", "lotus") as person:
        answer(analysis, first, ReplyWords("Two families.", str(uuid4()), person))
    send(world, analysis, 2)
    judge(world, analysis, ReviewAction.ACCEPT)
    page = writer.get(BASE.format(analysis)).text
    assert f'href="{BASE.format(analysis)}/reopening"' in page


def test_the_check_of_a_huge_analysis_is_a_page_that_opens(world: World) -> None:
    _, analysis = make_complete(world)
    world.admin.execute(
        "INSERT INTO factors (organisation_id, project_id, analysis_id, kind, title, token, "
        "updated_by) SELECT organisation_id, project_id, analysis_id, 'divider', 'Ring ' || "
        "1000000 + n, n::text, updated_by FROM factors, generate_series(1, 400) n "
        "WHERE kind = 'divider'"
    )
    page = world.sign_in("lotus_writer").get(f"{BASE.format(analysis)}/submission").text
    assert page.count('<section aria-label="Divider') == 100
    assert "401 rows" in page
    assert page.count('class="list__title"') <= 200
    assert "and 301 more" in page
    assert len(page) < 200_000
