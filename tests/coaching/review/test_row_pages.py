"""A long step as a coach reads it: forty rows on a page, and what an address names in sight."""

import re
from uuid import uuid4

import pytest

from portal.coaching.comments.drafts import CommentAnchor
from tests.analyses.test_long_steps import COPIES
from tests.coaching.scenes import comment, make_coached, send
from tests.statements import statements
from tests.world import World

ROWS = 43  # two that make_coached wrote may stand among them


@pytest.fixture
def rows(world: World) -> list[int]:
    """Return the dividers of an analysis that was sent, in order."""
    _, analysis = make_coached(world)
    world.admin.execute("DELETE FROM factors WHERE kind = 'divider' AND position > 1")
    world.admin.execute(
        COPIES.replace("FROM factors", "FROM (SELECT * FROM factors WHERE kind = 'divider') f"),
        [ROWS - 1],
    )
    send(world, analysis)
    found = world.admin.execute(
        "SELECT id FROM factors WHERE kind = 'divider' ORDER BY position, id"
    ).fetchall()
    return [row[0] for row in found]


def address(world: World, end: str = "") -> str:
    """Return the page of the second step as its coach reads it."""
    return f"/o/lotus/analyses/{world.one('SELECT max(id) FROM analyses')}/review/2{end}"


def shown(text: str) -> list[int]:
    """Return the dividers on a page, in order."""
    return [
        int(found) for found in re.findall(r'class="row row--divider" id="divider-(\d+)"', text)
    ]


def test_forty_rows_stand_on_a_page_and_the_rest_on_the_next(world: World, rows: list[int]) -> None:
    coach = world.sign_in("coach")
    first = coach.get(address(world)).text
    assert shown(first) == rows[:40]
    assert f'href="{address(world, "?page=2")}" data-turn="on"' in first
    second = coach.get(address(world, "?page=2")).text
    assert shown(second) == rows[40:]
    assert f'href="{address(world, "?page=1")}" data-turn="back"' in second
    for odd in ("?page=99", "?page=" + "9" * 5000):
        assert coach.get(address(world, odd)).status_code == 200
    assert shown(coach.get(address(world, "?page=x&row=&comment=x")).text) == rows[:40]


def test_a_row_or_a_comment_is_on_the_page_that_its_address_leads_to(
    world: World, rows: list[int]
) -> None:
    analysis = world.one("SELECT max(id) FROM analyses")
    said = comment(world, analysis, "Who told you so?", CommentAnchor(2, "divider", rows[41], ""))
    coach = world.sign_in("coach")
    for end in (f"?row=divider-{rows[41]}", f"?comment={said}"):
        page = coach.get(address(world, end)).text
        assert shown(page) == rows[40:]
        assert "Who told you so?" in page
    removed = coach.post(f"/o/lotus/analyses/{analysis}/comments/{said}/removal")
    assert shown(coach.get(removed.location).text) == rows[40:]


def test_comments_on_rows_of_another_page_are_not_said_to_be_on_removed_rows(
    world: World, rows: list[int]
) -> None:
    analysis = world.one("SELECT max(id) FROM analyses")
    comment(world, analysis, "Who told you so?", CommentAnchor(2, "divider", rows[41], ""))
    page = world.sign_in("coach").get(address(world)).text
    assert "Who told you so?" not in page
    assert "On a row removed since" not in page


def test_a_refused_comment_stands_open_on_the_page_of_its_row(
    world: World, rows: list[int]
) -> None:
    analysis = world.one("SELECT max(id) FROM analyses")
    sent = {
        "step": 2,
        "row_kind": "divider",
        "row_id": rows[41],
        "token": str(uuid4()),
        "version": 0,
        "text": "x" * 20_000,
    }
    answer = world.sign_in("coach").post(f"/o/lotus/analyses/{analysis}/comments", data=sent)
    assert (answer.status_code, shown(answer.text)) == (422, rows[40:])


def test_every_page_takes_the_same_few_statements(world: World, rows: list[int]) -> None:
    coach = world.sign_in("coach")
    costs = set()
    for end in ("", "?page=2"):
        with statements(world.app) as asked:
            coach.get(address(world, end))
        costs.add(len(asked))
    assert costs == {4}
