"""Files as evidence: whose row a file is, and what a revision names of it."""

from collections.abc import Callable
from typing import Any

import pytest

from portal.analyses.rows.access import RowRef
from portal.analyses.rows.evidence import anchor_of, file_on_row, files_sent
from portal.errors import NotFound, Refused
from portal.files.services import FileAnchor
from tests.analyses.rows.plain import make_row, make_rows
from tests.analyses.scenes import FACTOR, make_analysis, write
from tests.factories import make_project
from tests.files.scenes import make_scene
from tests.world import World

ROWS = make_rows(("divider", make_row("divider", 1)), ("change", make_row("change", 2)))


def file(**values: Any) -> dict[str, Any]:
    whole = {
        "id": 7,
        "row_kind": "divider",
        "row_id": 1,
        "format": "pdf",
        "sha256": "a",
        "visibility": "coach",
        "removed_at": None,
        "name": "plan of Dara.pdf",
        "key": "secret",
    }
    return whole | values


def test_a_revision_names_a_file_by_its_row_and_bytes_and_tells_no_name() -> None:
    assert files_sent([file()], ROWS) == [
        {"id": 7, "row_kind": "divider", "row_id": 1, "format": "pdf", "sha256": "a"}
    ]


@pytest.mark.parametrize(
    "values",
    [
        {"visibility": "organisation"},
        {"removed_at": "2026-11-24T03:00:00+00:00"},
        {"row_id": 2},
        {"row_kind": "connector"},
        {"row_kind": "<b>"},
    ],
    ids=["of the organisation alone", "removed", "another row", "another kind", "hostile"],
)
def test_a_revision_does_not_name_what_its_coach_may_not_open(values: dict[str, Any]) -> None:
    assert files_sent([file(**values)], ROWS) == []
    assert len(files_sent([file(**values), file()], ROWS)) == 1


@pytest.fixture
def divider(world: World) -> RowRef:
    analysis = make_analysis(world, make_project(world))
    return RowRef(analysis, "divider", write(world, analysis, "divider", FACTOR))


def anchor(
    world: World, row: RowRef, name: str = "lotus_writer", slug: str = "lotus"
) -> FileAnchor:
    with world.acting(name, slug):
        return anchor_of(row)


def test_a_row_that_is_there_is_an_anchor_within_its_project(world: World, divider: RowRef) -> None:
    found = anchor(world, divider)
    assert (found.analysis_id, found.row_kind, found.row_id) == (
        *(divider.analysis_id, "divider", divider.id),
    )
    assert found.project.organisation_id == world.organisations["lotus"]


@pytest.mark.parametrize(
    "other",
    [
        lambda row: RowRef(row.analysis_id, "connector", row.id),
        lambda row: RowRef(row.analysis_id, "divider", row.id + 1),
        lambda row: RowRef(row.analysis_id + 1, "divider", row.id),
        lambda row: RowRef(row.analysis_id, "context", row.id),
    ],
    ids=["another kind", "no such row", "another analysis", "a kind that takes no files"],
)
def test_what_is_no_row_for_files_is_not_found(
    world: World, divider: RowRef, other: Callable[[RowRef], RowRef]
) -> None:
    with pytest.raises(NotFound):
        anchor(world, other(divider))


def test_a_removed_row_takes_no_file(world: World, divider: RowRef) -> None:
    world.admin.execute("UPDATE factors SET removed_at = now()")
    with pytest.raises(NotFound):
        anchor(world, divider)


def test_another_organisation_finds_no_row(world: World, divider: RowRef) -> None:
    with pytest.raises(NotFound):
        anchor(world, divider, "river_writer", "river")


@pytest.mark.parametrize("state", ["submitted", "in_review", "accepted"])
def test_a_closed_row_takes_no_file_and_one_that_stays_open_does(
    world: World, divider: RowRef, state: str
) -> None:
    change = write(world, divider.analysis_id, "change", {"after": "No fee"})
    world.admin.execute("UPDATE analyses SET state = %s", [state])
    with pytest.raises(Refused):
        anchor(world, divider)
    assert anchor(world, RowRef(divider.analysis_id, "change", change)).row_id == change


def test_a_file_is_found_as_long_as_its_row_is_there(world: World) -> None:
    scene = make_scene(world)
    kept = scene.keep()
    with world.acting("lotus_viewer", "lotus"):
        assert file_on_row(scene.analysis, kept).row_id == scene.change
        with pytest.raises(NotFound):
            file_on_row(scene.analysis + 1, kept)
    world.admin.execute("UPDATE changes SET removed_at = now()")
    with world.acting("lotus_viewer", "lotus"), pytest.raises(NotFound):
        file_on_row(scene.analysis, kept)


def test_a_file_of_a_kind_that_is_no_more_is_not_found(world: World) -> None:
    scene = make_scene(world)
    kept = scene.keep()
    world.admin.execute("UPDATE files SET row_kind = 'story'")
    with world.acting("lotus_viewer", "lotus"), pytest.raises(NotFound):
        file_on_row(scene.analysis, kept)
