"""Marks on what changed since a coach read last, and the keys for reading."""

import re
from html import unescape

import pytest

from portal.analyses.rows import services as analyses
from portal.analyses.rows.access import RowRef
from portal.coaching.comments.drafts import CommentAnchor
from portal.coaching.review.unread_changes import last_read
from tests.analyses.scenes import FACTOR, write
from tests.coaching.comparison.test_comparison_pages import change, first
from tests.coaching.scenes import comment, counted, judge, make_coached, send
from tests.world import World


@pytest.fixture
def sent(world: World) -> int:
    """Return an analysis that was sent to two coaches."""
    _, analysis = make_coached(world, "coach", "other_coach")
    send(world, analysis)
    return analysis


def read(world: World, analysis: int, name: str = "coach", step: int = 2) -> str:
    page = world.sign_in(name).get(f"/o/lotus/analyses/{analysis}/review/{step}").text
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", page).split()))


def last(world: World, analysis: int, before: int, name: str = "coach") -> int:
    with world.acting(name, "lotus") as coach:
        return last_read(analysis, before, coach)


def test_a_first_revision_has_no_marks(world: World, sent: int) -> None:
    assert last(world, sent, 1) == 0
    assert "You read revision" not in read(world, sent)


def test_rows_that_changed_came_and_went_are_marked(world: World, sent: int) -> None:
    gone = world.one("SELECT id FROM factors WHERE kind = 'divider'")
    judge(world, sent)
    with world.acting("lotus_writer", "lotus") as by:
        analyses.remove_row(RowRef(sent, "divider", gone), by=by)
    write(world, sent, "divider", FACTOR | {"title": "Jobs for one family"})
    change(world, sent, "connector", first(world, "connector"), how="At each harvest.")
    send(world, sent, 2)
    words = read(world, sent)
    assert "You read revision 1 last." in words
    assert re.search(r"Jobs for one family New", words)
    assert "Removed: A fee for a stamp" in words
    changed = read(world, sent, step=3)
    assert "Changed since revision 1: How does it connect people?" in changed
    page = world.sign_in("coach").get(f"/o/lotus/analyses/{sent}/review/3").text
    link = re.search(r'href="(/o/[^"]+comparison[^"]+row=connector-\d+)"', unescape(page))
    assert link is not None
    shown = world.sign_in("coach").get(link[1]).text
    assert "At each harvest" in shown
    assert "Jobs for one family" not in shown
    assert "Nothing changed in this step." in read(world, sent, step=1)


def test_each_coach_has_an_own_last_revision(world: World, sent: int) -> None:
    judge(world, sent)
    send(world, sent, 2)
    comment(world, sent, "Hm.", CommentAnchor(2), name="other_coach")
    judge(world, sent, name="coach")
    send(world, sent, 3)
    judge(world, sent, name="coach")
    send(world, sent, 4)
    assert last(world, sent, 4) == 3
    assert last(world, sent, 4, "other_coach") == 2
    assert last(world, sent, 3, "other_coach") == 2
    assert last(world, sent, 2, "other_coach") == 1
    assert "Revision 1 was the last one a coach answered" not in read(world, sent)


def test_a_new_coach_starts_from_the_last_answer_of_another(world: World, sent: int) -> None:
    judge(world, sent)
    send(world, sent, 2)
    assert "Revision 1 was the last one a coach answered." in read(world, sent, "other_coach")
    page = world.sign_in("other_coach").get(f"/o/lotus/analyses/{sent}/comparison?from=read")
    assert "From revision 1 to revision 2" in page.text


def test_marks_cost_the_same_statements_at_any_number_of_rows(world: World, sent: int) -> None:
    coach, counts = world.sign_in("coach"), []
    for number, rows in ((2, 3), (3, 60)):
        judge(world, sent)
        for _ in range(rows):
            write(world, sent, "divider", FACTOR)
        send(world, sent, number)
        with counted(world) as statements:
            assert coach.get(f"/o/lotus/analyses/{sent}/review/2").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 6


def test_keys_are_switched_off_and_on_without_scripts_and_remembered(
    world: World, sent: int
) -> None:
    coach = world.sign_in("coach")
    page = f"/o/lotus/analyses/{sent}/review/2"
    assert 'data-keys="on"' in coach.get(page).text
    switched = coach.post("/shortcuts", data={"shortcuts": "off", "back": page})
    assert (switched.status_code, switched.location) == (303, page)
    assert 'data-keys="off"' in world.sign_in("coach").get(page).text
    assert 'data-keys="on"' in world.sign_in("other_coach").get(page).text
    coach.post("/shortcuts", data={"shortcuts": "on", "back": "//elsewhere.example"})
    assert 'data-keys="on"' in coach.get(page).text
    assert world.app.test_client().post("/shortcuts").status_code == 302


@pytest.mark.parametrize("path", ["/coach/", "/o/lotus/analyses/{}/review"])
def test_the_queue_and_the_whole_review_have_keys_as_their_reader_wants(
    world: World, sent: int, path: str
) -> None:
    coach, page = world.sign_in("coach"), path.format(sent)
    shown = coach.get(page).text
    assert 'data-keys="on"' in shown
    assert ("<kbd>H</kbd>" in shown) == page.endswith("/review")
    coach.post("/shortcuts", data={"shortcuts": "off", "back": page})
    assert 'data-keys="off"' in coach.get(page).text
