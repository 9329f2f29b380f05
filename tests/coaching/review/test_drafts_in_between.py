"""Drafts of a coach when a new revision comes, another tab writes, or the coach is reassigned."""

import re
from html import unescape
from uuid import uuid4

import pytest

from portal.analyses.rows import services as analyses
from portal.analyses.rows.access import RowRef
from portal.coaching.comments.drafts import CommentAnchor
from tests.analyses.scenes import FACTOR, write
from tests.coaching.scenes import comment, judge, make_coached, send
from tests.world import World

AUTOSAVE = {"X-Autosave": "1"}


@pytest.fixture
def started(world: World) -> tuple[int, int]:
    """Return an analysis that came back, and a row on which its coach wrote one thing more."""
    _, analysis = make_coached(world)
    send(world, analysis)
    row = world.one("SELECT id FROM factors WHERE kind = 'divider'")
    about = CommentAnchor(2, "divider", row, "how")
    judge(world, analysis)
    comment(world, analysis, "Who told you so?", about)
    return analysis, row


def read(world: World, analysis: int, name: str) -> str:
    page = world.sign_in(name).get(f"/o/lotus/analyses/{analysis}/review/2").text
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", page).split()))


def test_a_draft_outlives_a_new_revision_and_its_row(
    world: World, started: tuple[int, int]
) -> None:
    analysis, row = started
    write(world, analysis, "divider", FACTOR | {"title": "Jobs for one family"})
    with world.acting("lotus_writer", "lotus") as by:
        analyses.remove_row(RowRef(analysis, "divider", row), by=by)
    send(world, analysis, 2)
    words = read(world, analysis, "coach")
    assert "Who told you so?" in words
    assert "The row in revision 1: A fee for a stamp" in words
    assert world.one("SELECT count(*) FROM comments WHERE sent_at IS NULL") == 1


def test_two_tabs_write_one_draft_and_neither_text_is_lost(
    world: World, started: tuple[int, int]
) -> None:
    analysis, row = started
    coach, token = world.sign_in("coach"), str(uuid4())
    form = {"step": 2, "row_kind": "divider", "row_id": row, "token": token, "version": 0}
    url = f"/o/lotus/analyses/{analysis}/comments"
    first = coach.post(url, data=form | {"text": "From one tab."}, headers=AUTOSAVE)
    assert first.json is not None
    second = coach.post(url, data=form | {"text": "From the other."}, headers=AUTOSAVE)
    assert second.status_code == 409
    assert "From one tab." in second.text
    assert "From the other." in second.text
    version = re.search(r'name="version" value="(\d+)"', second.text)
    assert version is not None
    again = form | {"text": "From both.", "version": version[1]}
    assert coach.post(url, data=again, headers=AUTOSAVE).status_code == 200
    assert world.one("SELECT body FROM comments WHERE token = %s", token) == "From both."


def test_words_written_after_a_reassignment_are_refused_and_not_stored(
    world: World, started: tuple[int, int]
) -> None:
    analysis, row = started
    coach = world.sign_in("coach")
    assert coach.get(f"/o/lotus/analyses/{analysis}/review/2").status_code == 200
    before = world.one("SELECT json_agg(c ORDER BY id) FROM comments c")
    world.admin.execute(
        "UPDATE coach_assignments SET ended_at = now() WHERE coach_id = %s",
        [world.people["coach"]],
    )
    url = f"/o/lotus/analyses/{analysis}/comments"
    form = {"step": 2, "row_kind": "divider", "row_id": row, "token": str(uuid4()), "text": "Late."}
    asked = world.one("SELECT max(id) FROM comments")
    for end, data in (
        ("", form | {"version": 0}),
        (f"/{asked}/answers", {"text": "Late.", "token": str(uuid4())}),
        (f"/{asked}/resolution", {}),
        (f"/{asked}/reopening", {"text": "Late.", "token": str(uuid4())}),
        (f"/{asked}/removal", {}),
    ):
        assert coach.post(url + end, data=data).status_code == 404
    assert world.one("SELECT json_agg(c ORDER BY id) FROM comments c") == before
