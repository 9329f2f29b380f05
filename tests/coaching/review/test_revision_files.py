"""Files of a revision as they stand now: still open, closed since, added since."""

from datetime import UTC, datetime

import pytest

from portal.coaching.review.revision_files import RevisionFiles, proofs_of
from portal.files.queries import FileLine, FilesByRow
from tests.files.scenes import make_scene
from tests.world import World

MOMENT = datetime(2026, 11, 24, tzinfo=UTC)


def line(id_: int, sha256: str = "a", row: int = 1, kind: str = "divider") -> FileLine:
    return FileLine(
        *(id_, kind, row, f"{id_}.pdf", "pdf", 10, "coach", sha256, MOMENT, None, None, "Dara")
    )


def named(id_: int, sha256: str = "a", row: int = 1, kind: str = "divider") -> dict[str, object]:
    return {"id": id_, "row_kind": kind, "row_id": row, "format": "pdf", "sha256": sha256}


def files(sent: list[dict[str, object]], *now: FileLine) -> RevisionFiles:
    kept: dict[tuple[str, int], list[FileLine]] = {}
    for one in now:
        kept.setdefault((one.row_kind, one.row_id), []).append(one)
    return RevisionFiles(sent, FilesByRow(kept))


def ids(lines: list[FileLine]) -> list[int]:
    return [one.id for one in lines]


def test_files_are_told_apart_by_whether_the_revision_named_them() -> None:
    found = files([named(1), named(2)], line(1), line(3))
    assert ids(found.sent("divider", 1)) == [1]
    assert ids(found.since("divider", 1)) == [3]
    assert found.closed("divider", 1) == 1


def test_other_bytes_under_the_same_id_are_another_file() -> None:
    found = files([named(1, "a")], line(1, "b"))
    assert (ids(found.sent("divider", 1)), ids(found.since("divider", 1))) == ([], [1])
    assert found.closed("divider", 1) == 1


def test_rows_of_other_kinds_with_the_same_id_have_their_own_files() -> None:
    found = files([named(1), named(2, kind="connector")], line(1), line(2, kind="connector"))
    assert ids(found.sent("divider", 1)) == [1]
    assert ids(found.sent("connector", 1)) == [2]
    assert found.closed("connector", 1) == 0


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (files([named(1)]), True),
        (files([], line(1)), True),
        (files([named(1, row=2)], line(3, row=2)), False),
        (files([]), False),
    ],
    ids=["closed since", "added since", "of another row", "none"],
)
def test_a_row_has_something_to_show_where_a_file_was_sent_or_came(
    found: RevisionFiles, *, expected: bool
) -> None:
    assert found.on("divider", 1) is expected


def test_a_row_without_files_has_none_of_any_sort() -> None:
    found = files([named(1)], line(2))
    assert (found.sent("divider", 9), found.since("divider", 9)) == ([], [])
    assert found.closed("divider", 9) == 0


def test_files_of_a_revision_are_told_from_those_of_today(world: World) -> None:
    scene = make_scene(world)
    sent, later = scene.keep(name="sent.pdf"), scene.keep(name="later.pdf")
    sha256 = world.one("SELECT sha256 FROM files WHERE id = %s", sent)
    named = {"id": sent, "row_kind": "change", "row_id": scene.change, "sha256": sha256}
    with world.acting("lotus_writer", "lotus"):
        found = proofs_of(scene.analysis, [named])
        assert [file.id for file in found.sent("change", scene.change)] == [sent]
        assert [file.id for file in found.since("change", scene.change)] == [later]
