"""After an answer the page says so beside it, and leads to the next comment or to the sending."""

import re
from uuid import uuid4

from portal.coaching.comments.drafts import CommentAnchor
from tests.coaching.scenes import comment, judge, make_coached, send
from tests.projects.following import check_leads
from tests.world import World

BASE = "/o/lotus/analyses/{}"
KEPT = "Your answer is sent. Your coach can read it."


def test_answers_lead_from_one_comment_to_the_next_and_to_the_sending(world: World) -> None:
    _, analysis = make_coached(world)
    send(world, analysis)
    first = comment(world, analysis, "Who decides?", is_required=True)
    free = comment(world, analysis, "Well seen.", CommentAnchor(1))
    last = comment(world, analysis, "Since when?", CommentAnchor(3), is_required=True)
    judge(world, analysis)
    writer, base = world.sign_in("lotus_writer"), BASE.format(analysis)
    for asked, following in (
        (first, f"{base}/steps/3#comment-{last}"),
        (last, f"{base}/steps/1#comment-{free}"),
        (free, f"{base}/submission"),
    ):
        form = {"text": "The elders.", "token": str(uuid4())}
        done = writer.post(f"{base}/comments/{asked}/answers", data=form)
        page = writer.get(done.location).text
        assert page.count(KEPT) == 1
        beside = page.split(f'id="comment-{asked}"')[1].split("</article>")[0]
        assert KEPT in beside
        assert f'href="{following}"' in beside
        check_leads(writer, following)


def test_the_answer_then_what_follows_is_the_one_primary_button(world: World) -> None:
    _, analysis = make_coached(world)
    send(world, analysis)
    asked = [
        comment(world, analysis, words, CommentAnchor(step), is_required=True)
        for words, step in (("Who decides?", 2), ("Since when?", 2), ("Who says so?", 3))
    ]
    judge(world, analysis)
    writer, base = world.sign_in("lotus_writer"), BASE.format(analysis)
    for one, label in zip(asked, ("Next comment", "Next comment", "Check and send"), strict=True):
        page = writer.get(f"{base}/steps/{3 if one == asked[-1] else 2}").text
        assert _primary(page) == ["Send answer"]
        beside = page.split(f'id="comment-{one}"')[1].split("</article>")[0]
        assert _primary(beside) == ["Send answer"]
        form = {"text": "The elders.", "token": str(uuid4())}
        done = writer.post(f"{base}/comments/{one}/answers", data=form)
        assert _primary(writer.get(done.location).text) == [label]
    viewer = world.sign_in("lotus_viewer").get(f"{base}/steps/2").text
    assert _primary(viewer) == ["Go to step 3"]


def _primary(page: str) -> list[str]:
    return re.findall(r'class="button button--primary[^"]*"[^>]*>\s*([^<]+?)\s*<', page)


def test_nobody_else_is_told_of_an_answer(world: World) -> None:
    _, analysis = make_coached(world)
    send(world, analysis)
    asked = comment(world, analysis, "Who decides?", is_required=True)
    judge(world, analysis)
    page = f"{BASE.format(analysis)}/steps/2?answered={asked}"
    viewer = world.sign_in("lotus_viewer").get(page)
    assert viewer.status_code == 200
    assert "Next comment" not in viewer.text
    for name in ("river_writer", "stranger"):
        assert world.sign_in(name).get(page).status_code == 404
    for odd in ("x", "-1", "99999999999999999999"):
        odd_page = f"{BASE.format(analysis)}/steps/2?answered={odd}"
        assert KEPT not in world.sign_in("lotus_writer").get(odd_page).text


def test_a_script_is_told_where_its_answer_stands_however_often_it_sends_it(world: World) -> None:
    _, analysis = make_coached(world)
    send(world, analysis)
    asked = comment(world, analysis, "Who decides?", is_required=True)
    judge(world, analysis)
    writer, base = world.sign_in("lotus_writer"), BASE.format(analysis)
    form, script = {"text": "The elders.", "token": str(uuid4())}, {"X-Autosave": "1"}
    address = f"{base}/comments/{asked}/answers"
    told = [writer.post(address, data=form, headers=script) for _ in range(3)]
    assert {answer.status_code for answer in told} == {200}
    page = told[0].get_json()["page"]
    assert page.startswith(f"{base}/steps/")
    assert KEPT in writer.get(page).text
    assert world.one("SELECT count(*) FROM comments WHERE body = 'The elders.'") == 1
