"""What a row said that is gone now, as the revision kept it that the comment is about."""

import json
from typing import Any

import pytest

from portal.analyses.rows.titles import LONGEST_HEADING
from portal.coaching.comments.removed_rows import LostRow, RevisionTarget, find_lost_rows
from portal.coaching.workflow import State
from portal.language.i18n import speak
from tests.analyses.rows.plain import make_row, make_snapshot
from tests.coaching.scenes import make_analysis, put
from tests.factories import make_project
from tests.statements import statements
from tests.world import World

FEES = make_row("divider", 5, title="Fees", how="Some pay.", category="experiences")


@pytest.fixture
def analysis(world: World) -> int:
    """Return an analysis that was sent once."""
    found = make_analysis(world, make_project(world))
    put(world, found, State.SUBMITTED)
    return found


def keep(world: World, analysis: int, *made: tuple[str, Any]) -> None:
    """Let the first revision be one with these rows."""
    words = json.dumps(make_snapshot(*made))
    world.admin.execute(
        "UPDATE revisions SET snapshot = %s WHERE analysis_id = %s", [words, analysis]
    )


def about(
    field: str = "", kind: str = "divider", row: int = 5, revision: int = 1
) -> RevisionTarget:
    return RevisionTarget(revision, kind, row, field)


def find(world: World, analysis: int, *asked: RevisionTarget) -> dict[RevisionTarget, LostRow]:
    with world.acting("lotus_viewer", "lotus"), speak("en"):
        return find_lost_rows(analysis, asked)


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("", ""),
        ("how", "Some pay."),
        ("category", "Different experiences"),
        ("groups", ""),
        ("title", ""),
        ("nothing", ""),
    ],
    ids=["the row", "a text", "a choice", "not written", "its title", "no such field"],
)
def test_a_row_is_told_by_its_title_and_what_the_comment_is_about(
    world: World, analysis: int, field: str, words: str
) -> None:
    keep(world, analysis, ("divider", FEES))
    assert find(world, analysis, about(field)) == {about(field): LostRow(1, "Fees", words)}


@pytest.mark.parametrize(
    "other",
    [about(row=6), about(kind="connector"), about(kind='") <b>'), about(revision=2)],
    ids=["another id", "another kind", "hostile", "no such revision"],
)
def test_what_the_revision_lacks_is_left_out(
    world: World, analysis: int, other: RevisionTarget
) -> None:
    keep(world, analysis, ("divider", FEES))
    assert find(world, analysis, other, about()).keys() == {about()}


@pytest.mark.parametrize(
    ("kind", "row"),
    [
        ("chain", make_row("chain", 5, factor_id=4, explanation="So.")),
        ("test", make_row("test", 5, factor_id=None, note="So.")),
    ],
    ids=["a row", "the own staff"],
)
def test_a_link_is_not_told_for_its_row_may_be_gone_too(
    world: World, analysis: int, kind: str, row: dict[str, Any]
) -> None:
    keep(world, analysis, (kind, row))
    asked = about("factor_id", kind)
    assert find(world, analysis, asked) == {asked: LostRow(1, "So.", "")}


def test_long_words_are_cut_between_letters(world: World, analysis: int) -> None:
    row = make_row("divider", 5, title="ស្ត្រី" * 500, how="ក" * 5000)
    keep(world, analysis, ("divider", row))
    (lost,) = find(world, analysis, about("how")).values()
    assert lost.title == "ស្ត្រី" * LONGEST_HEADING + "…"
    assert lost.words == "ក" * LONGEST_HEADING * 4 + "…"


def test_many_rows_of_many_revisions_take_one_statement(world: World, analysis: int) -> None:
    keep(world, analysis, ("divider", FEES), ("divider", FEES | {"id": 6, "title": "ថ្លៃ"}))
    asked = (about(), about(row=6), about("how"), about())
    with statements(world.app) as sent:
        found = find(world, analysis, *asked)
    assert [lost.title for lost in found.values()] == ["Fees", "ថ្លៃ", "Fees"]
    assert len([one for one in sent if "revisions" in one]) == 1


def test_nothing_asked_asks_nothing(world: World, analysis: int) -> None:
    with world.acting("lotus_viewer", "lotus"), statements(world.app) as sent:
        assert find_lost_rows(analysis, [about(kind="nothing")]) == {}
    assert [one for one in sent if "revisions" in one] == []


def test_another_organisation_reads_nothing(world: World, analysis: int) -> None:
    keep(world, analysis, ("divider", FEES))
    with world.acting("river_writer", "river"):
        assert find_lost_rows(analysis, [about()]) == {}
