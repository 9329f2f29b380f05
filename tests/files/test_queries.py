"""Files by row, with what was removed lately, as rows and as what other reads bring along."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from portal.files.queries import (
    A_MOMENT,
    FileLine,
    FilesByRow,
    file_columns,
    group_by_row,
    is_shown_to_coach,
    keys_of,
    read_files,
)
from portal.tenancy import ReaderScope
from tests.conftest import MOMENT
from tests.files.scenes import make_scene
from tests.world import World

SECOND = timedelta(seconds=1)


def line(
    file_id: int, row_id: int = 7, removed_at: datetime | None = None, kind: str = "change"
) -> dict[str, Any]:
    """Return a file as JSON brings it."""
    return {
        **dict.fromkeys(("name", "format", "sha256", "who"), "ក"),
        "id": file_id,
        "row_kind": kind,
        "row_id": row_id,
        "size": 1,
        "visibility": "coach",
        "added_at": MOMENT.isoformat(),
        "removed_at": removed_at.isoformat() if removed_at else None,
        "lost_at": None,
    }


def test_files_are_grouped_by_kind_and_row_in_their_order() -> None:
    found = group_by_row([line(3), line(1), line(2, row_id=8), line(4, kind="option")])
    assert [file.id for file in found.on("change", 7)] == [3, 1]
    assert [file.id for file in found.on("change", 8)] == [2]
    assert [file.id for file in found.on("option", 7)] == [4]
    assert found.on("option", 8) == found.taken_from("change", 7) == []


def test_moments_that_were_read_as_text_are_moments() -> None:
    (kept,) = group_by_row([line(1)]).on("change", 7)
    (removed,) = group_by_row([line(1, removed_at=MOMENT)]).taken_from("change", 7)
    assert (kept.added_at, kept.removed_at, kept.lost_at) == (MOMENT, None, None)
    assert removed.removed_at == MOMENT


def test_no_files_are_no_files_and_nothing_is_shared_between_two_readings() -> None:
    first = group_by_row([])
    first.kept[("change", 7)] = []
    assert (FilesByRow().kept, first.has_undo("change", 7)) == ({}, False)


@pytest.mark.parametrize(
    ("removed", "has_undo"),
    [
        pytest.param([], False, id="none"),
        pytest.param([MOMENT], True, id="now"),
        pytest.param([MOMENT - A_MOMENT + SECOND], True, id="just within"),
        pytest.param([MOMENT - A_MOMENT], False, id="a moment ago to the second"),
        pytest.param([MOMENT - A_MOMENT - SECOND, MOMENT], True, id="one of two"),
    ],
)
def test_a_removal_is_undone_for_a_moment(
    app: Flask, removed: list[datetime], *, has_undo: bool
) -> None:
    lines = [line(number, removed_at=at) for number, at in enumerate(removed)]
    found = group_by_row([line(99), *lines])
    assert found.has_undo("change", 7) is has_undo
    assert found.has_undo("change", 8) is False


@pytest.mark.parametrize(
    ("visibility", "removed_at", "is_shown"),
    [
        ("coach", None, True),
        ("organisation", None, False),
        ("coach", MOMENT.isoformat(), False),
        ("organisation", MOMENT.isoformat(), False),
    ],
)
def test_a_coach_opens_what_is_shown_and_not_removed(
    visibility: str, removed_at: str | None, *, is_shown: bool
) -> None:
    assert is_shown_to_coach({"visibility": visibility, "removed_at": removed_at}) is is_shown


def test_what_other_reads_bring_is_what_a_file_takes() -> None:
    assert set(file_columns()) == set(FileLine._fields)


def test_each_scope_reads_its_own_files(world: World) -> None:
    scene = make_scene(world)
    shown, hidden = scene.keep(), scene.keep("organisation")
    with world.acting("lotus_viewer", "lotus"):
        found = read_files(scene.analysis).on("change", scene.change)
        assert [file.id for file in found] == [shown, hidden]
        assert sorted(file.id for file in keys_of(world.organisations["lotus"])) == [shown, hidden]
        assert keys_of(world.organisations["river"]) == []
    with world.acting("coach"):
        assert [file.id for file in read_files(scene.analysis).on("change", scene.change)] == [
            shown
        ]
    with world.acting("river_writer", "river"):
        assert read_files(scene.analysis) == FilesByRow()
    with world.scope(ReaderScope()):
        assert read_files(scene.analysis) == FilesByRow()
