"""What a page takes of a step that was sent: its neighbours, its help, and what changed in it."""

import pytest

from portal.analyses.frameworks import FRAMEWORK_BY_VERSION
from portal.analyses.vocabulary import FrameworkVersion
from portal.coaching.comparison.rows import RowFate
from portal.coaching.review.revision_steps import marks_in, step_in, step_lines
from portal.errors import NotFound
from tests.analyses.rows.plain import make_row, make_snapshot

FEES = make_row("divider", 5, title="Fees", how="Some pay.", groups="All")
STAMPS = make_row("divider", 2, title="Stamps")


@pytest.mark.parametrize(
    ("declared", "number", "neighbours"),
    [
        ((1, 2, 5), 1, (None, 2)),
        ((1, 2, 5), 2, (1, 5)),
        ((5, 1, 2), 5, (2, None)),
        ((4,), 4, (None, None)),
    ],
    ids=["first", "between", "last, declared out of order", "alone"],
)
def test_a_step_leads_to_the_declared_ones_beside_it(
    declared: tuple[int, ...], number: int, neighbours: tuple[int | None, int | None]
) -> None:
    step = step_in(make_snapshot(steps=declared), number)
    assert (step.before, step.after) == neighbours
    known = FRAMEWORK_BY_VERSION[FrameworkVersion.HANDBOOK].step(number)
    assert (step.number, step.title, step.handbook_name) == (
        *(number, known.title, known.handbook_name),
    )


@pytest.mark.parametrize("number", [3, 0, -1, 8])
def test_a_step_that_was_not_declared_is_not_found(number: int) -> None:
    with pytest.raises(NotFound):
        step_in(make_snapshot(steps=(1, 2)), number)


def test_help_is_that_of_the_kinds_of_the_step_and_each_line_has_a_name() -> None:
    step = step_in(make_snapshot(), 4)
    assert (step.kinds, step.lead) == (["detail"], "detail")
    assert [name for name, _ in step.checks] == ["detail-1", "detail-2", "detail-3"]
    assert tuple(line for _, line in step.checks) == step.guide.look_for
    assert tuple(line for _, line in step.asks) == step.guide.questions


def test_help_of_a_step_with_two_kinds_is_that_of_both() -> None:
    step = step_in(make_snapshot(version=FrameworkVersion.LOOP, steps=(1,)), 1)
    assert step.kinds == ["divider", "connector"]
    assert [name for name, _ in step.asks] == [
        *("divider-1", "divider-2", "divider-3"),
        *("connector-1", "connector-2", "connector-3"),
    ]


def test_a_step_that_only_acts_is_about_changes() -> None:
    step = step_in(make_snapshot(version=FrameworkVersion.SHEET, steps=(6,)), 6)
    assert (step.lead, step.row_kinds, step.places) == ("change", set(), [])


def test_kinds_of_rows_are_those_that_were_written() -> None:
    limit = ("constraint", make_row("constraint", 3))
    assert step_in(make_snapshot(limit), 4).row_kinds == {"constraint"}


def test_files_are_those_that_the_revision_names() -> None:
    file = {"id": 7, "row_kind": "divider", "row_id": 5, "format": "pdf", "sha256": "a"}
    assert step_in(make_snapshot() | {"files": [file]}, 2).files == [file]


def test_files_of_a_revision_from_before_there_were_files_are_none() -> None:
    old = {name: value for name, value in make_snapshot().items() if name != "files"}
    assert step_in(old, 1).files == []


def test_lines_tell_each_declared_step_with_its_rows() -> None:
    sent = make_snapshot(("divider", FEES), ("divider", STAMPS), steps=(3, 2))
    assert [(one.number, one.lead, one.rows) for one in step_lines(sent)] == [
        (2, "divider", 2),
        (3, "connector", 0),
    ]


def test_marks_say_what_became_of_a_row_and_which_fields_differ() -> None:
    old = make_snapshot(("divider", FEES), ("divider", STAMPS))
    new = make_snapshot(
        ("divider", FEES | {"how": "Nobody pays.", "groups": "Traders"}),
        ("divider", make_row("divider", 7, title="ថ្មី")),
    )
    marks, removed = marks_in(old, new, 2)
    assert marks["divider-5"].fate is RowFate.CHANGED
    assert marks["divider-5"].labels == ["How does it divide people?", "Between whom?"]
    assert (marks["divider-7"].fate, marks["divider-7"].labels) == (RowFate.ADDED, [])
    assert removed == {"divider-2": "Stamps"}
    assert "divider-2" not in marks


def test_a_row_that_moved_tells_both_places() -> None:
    rows = [("divider", make_row("divider", number)) for number in (1, 2, 3)]
    marks, removed = marks_in(make_snapshot(*rows), make_snapshot(rows[2], *rows[:2]), 2)
    ((anchor, mark),) = marks.items()
    assert (anchor, mark.fate, mark.is_moved) == ("divider-3", RowFate.MOVED, True)
    assert (mark.old_place, mark.new_place) == (3, 1)
    assert removed == {}


def test_what_changed_in_another_step_is_no_mark_here() -> None:
    old = make_snapshot(("divider", FEES))
    new = make_snapshot(("divider", FEES | {"title": "ថ្លៃ"}))
    assert marks_in(old, new, 3) == ({}, {})
