"""News: what others did since somebody last looked, for each role, behind the wall."""

import re
from datetime import timedelta
from html import unescape

import pytest

from portal import clock
from portal.coaching.comments.drafts import CommentAnchor
from portal.coaching.comments.replies import ReplyWords, answer
from portal.coaching.workflow import ReviewAction
from tests.coaching.scenes import comment, counted, judge, make_coached, send
from tests.conftest import MOMENT
from tests.factories import assign_coach
from tests.network.scenes import SECRET
from tests.sessions.scenes import PROMISED, SEEN, hold
from tests.world import World

LINE = re.compile(
    r'<span class="list__title(?: words)?"><a href="([^"]+)">([^<]*)</a>'
    r'( <span class="tag tag--new">New</span>)?'
)
HOME = {"coach": "/coach/"}


def news_of(world: World, name: str) -> list[tuple[str, str, bool]]:
    """Return title, address and whether it is new, of each piece of news of somebody."""
    page = world.sign_in(name).get(HOME.get(name.removeprefix("other_"), "/o/lotus/")).text
    found = re.search(r'(?:id="news"|<summary>News</summary>)(.*?)</ul>', page, re.S)
    lines = LINE.findall(found[1]) if found else []
    return [(unescape(title), unescape(href), bool(new)) for href, title, new in lines]


def titles(world: World, name: str) -> list[str]:
    """Return the titles of somebody's news, the latest first."""
    return [title for title, _, _ in news_of(world, name)]


def later(hours: int) -> None:
    """Go on some hours."""
    clock.hold(MOMENT + timedelta(hours=hours))


def reviewed(world: World, action: ReviewAction = ReviewAction.REQUEST_CHANGES) -> int:
    """Return an analysis that was sent, commented and judged, an hour apart."""
    _project, analysis = make_coached(world)
    later(1)
    send(world, analysis)
    comment(world, analysis, "Between whom?", is_required=True)
    later(2)
    judge(world, analysis, action)
    return analysis


def mark(world: World, name: str, **sent: str) -> int:
    """Mark somebody's news as seen as their page does it, and return the status."""
    client = world.sign_in(name)
    path = HOME.get(name, "/o/lotus/")
    found = re.search(r'name="until" value="([^"]+)"', client.get(path).text)
    until = sent.get("until", found[1] if found else "")
    return int(client.post(f"{path}news/seen", data={"until": until}).status_code)


def test_what_the_coach_did_is_news_to_the_organisation_and_not_to_the_coach(world: World) -> None:
    analysis = reviewed(world)
    here = f"/o/lotus/analyses/{analysis}"
    found = news_of(world, "lotus_manager")
    assert [title for title, _, _ in found] == [
        "1 comment",
        "Changes requested",
        "Sent to the coach",
        "coach is now this project's coach",
    ]
    assert all(is_new for _, _, is_new in found)
    by_title = {title: href for title, href, _ in found}
    assert by_title["Changes requested"] == f"{here}/feedback"
    assert by_title["1 comment"].startswith(f"{here}/steps/2#comment-")
    assert "Sent to the coach" not in titles(world, "lotus_writer")
    assert titles(world, "coach") == ["Sent to the coach", "You coach this project now"]
    client = world.sign_in("lotus_manager")
    for _, href, _ in found:
        assert client.get(href.partition("#")[0]).status_code == 200, href


def test_an_answer_is_news_to_the_coach_where_it_can_be_read(world: World) -> None:
    analysis = reviewed(world)
    (said,) = world.admin.execute("SELECT id FROM comments").fetchone() or (0,)
    later(3)
    with world.acting("lotus_writer", "lotus") as writer:
        answer(analysis, said, ReplyWords("Between the villages.", "token", writer))
    title, href, is_new = news_of(world, "coach")[0]
    assert (title, is_new) == ("1 comment", True)
    assert world.sign_in("coach").get(href.partition("#")[0]).status_code == 200
    assert href.partition("#")[2] in world.sign_in("coach").get(href.partition("#")[0]).text


def test_what_was_agreed_and_done_is_news_to_the_other_side(world: World) -> None:
    project, _analysis = make_coached(world)
    later(1)
    hold(world, project, SEEN, PROMISED)
    assert {f"Agreed: {SEEN.words}", f"Agreed: {PROMISED.words}"} <= set(
        titles(world, "lotus_viewer")
    )
    assert not [title for title in titles(world, "coach") if "Agreed" in title]
    later(2)
    world.admin.execute(
        "UPDATE milestones SET met_at = %s, met_by = %s WHERE words = %s",
        [clock.now(), world.people["lotus_writer"], SEEN.words],
    )
    assert titles(world, "coach")[0] == f"Completed: {SEEN.words}"
    assert f"Completed: {SEEN.words}" not in titles(world, "lotus_writer")


@pytest.mark.parametrize("name", ["lotus_writer", "coach"])
def test_only_the_button_marks_and_only_for_whoever_pressed_it(world: World, name: str) -> None:
    reviewed(world)
    for _ in range(2):
        assert any(is_new for _, _, is_new in news_of(world, name)), "to look marks nothing"
    for _ in range(2):
        assert mark(world, name) == 303
    assert world.one("SELECT count(*) FROM news_marks") == 1
    found = news_of(world, name)
    assert found
    assert not any(is_new for _, _, is_new in found)
    assert any(is_new for _, _, is_new in news_of(world, "lotus_manager"))


def test_what_came_while_one_read_stays_new(world: World) -> None:
    analysis = reviewed(world)
    client = world.sign_in("lotus_writer")
    shown = re.search(r'name="until" value="([^"]+)"', client.get("/o/lotus/").text)
    assert shown
    later(5)
    comment(world, analysis, "And then?")
    world.admin.execute("UPDATE comments SET sent_at = %s WHERE body = 'And then?'", [clock.now()])
    client.post("/o/lotus/news/seen", data={"until": shown[1]})
    assert next(one for one in news_of(world, "lotus_writer") if one[2])[0] == "2 comments"


@pytest.mark.parametrize("until", ["", "soon", "2026-11-24", "2026-11-24T10:00", "\x00", "9" * 400])
def test_a_moment_that_is_none_marks_nothing(world: World, until: str) -> None:
    reviewed(world)
    assert mark(world, "lotus_writer", until=until) == 303
    assert world.one("SELECT count(*) FROM news_marks") == 0


@pytest.mark.parametrize("until", ["9999-12-31T23:59:59+00:00", "0001-01-01T00:00:00+14:00"])
def test_no_mark_goes_beyond_now_or_back(world: World, until: str) -> None:
    reviewed(world)
    mark(world, "lotus_writer")
    before = world.one("SELECT seen_until FROM news_marks")
    assert mark(world, "lotus_writer", until=until) == 303
    assert before <= world.one("SELECT seen_until FROM news_marks") <= clock.now()


def test_another_organisation_and_a_coach_who_left_hear_nothing(world: World) -> None:
    analysis = reviewed(world)
    page = world.sign_in("river_manager").get("/o/river/").text
    assert "tag--new" not in page
    assert "Changes requested" not in page
    assert world.sign_in("river_manager").post("/o/lotus/news/seen").status_code == 404
    assert titles(world, "other_coach") == []
    world.admin.execute("UPDATE coach_assignments SET ended_at = now(), ended_by = coach_id")
    page = world.sign_in("coach").get("/coach/").text
    assert titles(world, "coach") == []
    assert f"analyses/{analysis}" not in page


def test_a_draft_of_a_comment_is_no_news(world: World) -> None:
    project, analysis = make_coached(world, "coach", "other_coach")
    later(1)
    send(world, analysis)
    comment(world, analysis, SECRET, CommentAnchor(2))
    assert "1 comment" not in titles(world, "lotus_writer")
    assert "1 comment" not in titles(world, "other_coach")
    assert project.id


@pytest.mark.parametrize("name", ["leadership", "coordinator", "administrator", "stranger"])
def test_whoever_leads_the_network_has_no_such_news(world: World, name: str) -> None:
    reviewed(world)
    client = world.sign_in(name)
    assert client.post("/coach/news/seen").status_code == 403
    assert client.post("/o/lotus/news/seen").status_code == 404
    if name != "stranger":
        assert 'id="news"' not in client.get("/network/").text


def test_there_are_ten_at_most_and_they_take_one_statement(world: World) -> None:
    project, analysis = make_coached(world)
    writer, coach = world.people["lotus_writer"], world.people["coach"]
    for hours in range(15):
        world.admin.execute(
            "INSERT INTO review_moves (organisation_id, project_id, analysis_id, action, origin,"
            " target, at, by) VALUES (%s, %s, %s, 'accept', 'in_review', 'accepted', %s, %s)",
            [
                *(project.organisation_id, project.id, analysis),
                *(MOMENT + timedelta(hours=hours), coach),
            ],
        )
    later(20)
    assert len(news_of(world, "lotus_writer")) == 10
    client = world.sign_in("lotus_writer")
    with counted(world) as sent:
        client.get("/o/lotus/")
    assert len([one for one in sent if "news_marks" in one]) == 1
    assert writer


def test_what_is_long_ago_is_no_news(world: World) -> None:
    reviewed(world)
    clock.hold(MOMENT + timedelta(days=70))
    assert titles(world, "lotus_writer") == []


def test_a_second_coach_hears_of_the_first_assignment_only_as_their_own(world: World) -> None:
    project, _analysis = make_coached(world)
    assign_coach(world, project, "other_coach")
    assert titles(world, "other_coach") == ["You coach this project now"]
    assert sorted(titles(world, "lotus_viewer")) == [
        "coach is now this project's coach",
        "other coach is now this project's coach",
    ]
