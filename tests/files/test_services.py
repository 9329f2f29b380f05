"""Files of a row as they are kept: room, tokens, removal, and bytes that got lost."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest

from portal.errors import NotFound
from portal.files import queries, services
from portal.files.formats import MOST_ON_ROW, UnfitFile
from portal.files.ingest import Clean
from portal.files.models import FileDetails, Visibility
from portal.files.services import FileAnchor, FileLost, Stored
from portal.files.storage import Folder, Storage
from tests.conftest import MOMENT
from tests.files.scenes import make_scene
from tests.world import World


@dataclass
class Row:
    """A row that files are kept on, in the scope of its writer."""

    anchor: FileAnchor
    writer: int

    def keep(
        self, size: int = 1, *, quota: int = 1000, mark: str = "", name: str = "ផែនការ.docx"
    ) -> int | None:
        """Keep a file of a size."""
        given = FileDetails(name, Visibility.COACH, mark or str(uuid4()))
        kept = Stored(f"key-{uuid4()}", "pdf", size, "0" * 64)
        return services.keep(self.anchor, given, kept, quota=quota, by=self.writer)

    def fill(self, number: int) -> None:
        """Keep a number of files."""
        for _ in range(number):
            assert self.keep()

    def beside(self, **place: object) -> "Row":
        """Return another row."""
        return Row(self.anchor._replace(**place), self.writer)  # type: ignore[arg-type]

    @property
    def count(self) -> int:
        """Return how many files count as those of the row."""
        place = (self.anchor.row_kind, self.anchor.row_id)
        return queries.count_on_row(self.anchor.analysis_id, place)

    @property
    def used(self) -> int:
        """Return how much space its organisation uses."""
        return queries.space_used(self.anchor.project.organisation_id)


@pytest.fixture
def row(world: World) -> Iterator[Row]:
    """Return a row with no file yet."""
    scene = make_scene(world)
    with world.acting("lotus_writer", "lotus") as writer:
        yield Row(FileAnchor(scene.project, scene.analysis, "change", scene.change), writer)


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    """Return a storage of its own."""
    return Folder(tmp_path)


def some(file_id: int | None) -> int:
    assert file_id is not None
    return file_id


def test_a_row_holds_so_many_files_and_a_removed_one_leaves_its_place(row: Row) -> None:
    row.fill(MOST_ON_ROW - 1)
    last = some(row.keep())
    with pytest.raises(UnfitFile, match="full_row"):
        row.keep()
    services.remove(last, by=row.writer)
    assert (row.count, row.keep() is None) == (MOST_ON_ROW - 1, False)


def test_another_row_and_another_kind_have_room_of_their_own(row: Row) -> None:
    row.fill(MOST_ON_ROW)
    for other in (row.beside(row_kind="option"), row.beside(row_id=row.anchor.row_id + 1)):
        assert other.count == 0
        assert other.keep()
        assert other.count == 1


def test_an_organisation_has_so_much_space_and_removed_files_take_theirs(row: Row) -> None:
    first = some(row.keep(400, quota=1000))
    services.remove(first, by=row.writer)
    with pytest.raises(UnfitFile, match=r"^full$"):
        row.keep(601, quota=1000)
    assert row.keep(600, quota=1000)
    assert row.used == 1000
    services.erase(first)
    assert row.used == 600
    with pytest.raises(UnfitFile, match=r"^full$"):
        row.keep(401, quota=1000)


def test_room_is_looked_for_before_a_file_is_read(row: Row) -> None:
    services.refuse_unless_room(row.anchor, 1000, 1000)
    for size, quota in ((1001, 1000), (1, 0)):
        with pytest.raises(UnfitFile, match=r"^full$"):
            services.refuse_unless_room(row.anchor, size, quota)


def test_the_same_token_makes_one_file_in_an_analysis(row: Row) -> None:
    assert row.keep(7, mark="once") is not None
    assert row.keep(9, mark="once") is None
    assert row.beside(row_id=row.anchor.row_id + 1).keep(9, mark="once") is None
    assert row.keep(9, mark="twice") is not None
    assert (row.count, row.used) == (2, 16)


def test_a_file_is_kept_under_its_tidy_name_as_what_it_is(row: Row) -> None:
    file_id = some(row.keep(name="C:\\ឯកសារ\\ផែនការ.exe"))
    head = queries.file_head(row.anchor.analysis_id, file_id)
    assert (head.name, head.format, head.visibility) == ("ផែនការ.pdf", "pdf", "coach")
    (line,) = queries.read_files(row.anchor.analysis_id).on("change", row.anchor.row_id)
    assert (line.id, line.who, line.added_at) == (file_id, "lotus writer", MOMENT)


def test_a_file_is_erased_once_it_was_removed_and_only_once(row: Row) -> None:
    file_id = some(row.keep())
    with pytest.raises(NotFound):
        services.erase(file_id)
    services.remove(file_id, by=row.writer)
    services.restore(file_id)
    with pytest.raises(NotFound):
        services.erase(file_id)
    services.remove(file_id, by=row.writer)
    assert services.erase(file_id).startswith("key-")
    with pytest.raises(NotFound):
        services.erase(file_id)


def test_what_is_not_there_is_not_changed(row: Row) -> None:
    for act in (
        lambda: services.show_to(-1, Visibility.COACH),
        lambda: services.remove(-1, by=row.writer),
        lambda: services.restore(-1),
    ):
        with pytest.raises(NotFound):
            act()


def test_a_removed_file_is_listed_apart_and_comes_back_to_its_place(row: Row) -> None:
    first, second = some(row.keep()), some(row.keep())
    services.remove(first, by=row.writer)
    found = queries.read_files(row.anchor.analysis_id)
    place = ("change", row.anchor.row_id)
    assert [file.id for file in found.on(*place)] == [second]
    assert [(file.id, file.removed_at) for file in found.taken_from(*place)] == [(first, MOMENT)]
    services.restore(first)
    found = queries.read_files(row.anchor.analysis_id)
    assert [file.id for file in found.on(*place)] == [first, second]
    assert found.taken_from(*place) == []


def test_a_file_of_another_analysis_is_not_there(row: Row) -> None:
    file_id = some(row.keep())
    with pytest.raises(NotFound):
        queries.file_head(row.anchor.analysis_id + 1, file_id)


def test_bytes_are_stored_with_what_tells_them_apart(storage: Storage) -> None:
    kept = services.store(storage, 7, Clean("pdf", "ខ្មែរ".encode()))
    assert (kept.format, kept.size) == ("pdf", len("ខ្មែរ".encode()))
    assert kept.sha256 == hashlib.sha256("ខ្មែរ".encode()).hexdigest()
    assert storage.get(kept.key) == "ខ្មែរ".encode()


class Broken(Folder):
    """A storage that takes and forgets nothing."""

    def put(self, key: str, body: bytes) -> None:
        raise OSError("no room")

    def delete(self, key: str) -> None:
        raise OSError("no room")


def test_a_storage_that_fails_is_busy_and_what_it_does_not_forget_stays(tmp_path: Path) -> None:
    with pytest.raises(UnfitFile, match="busy"):
        services.store(Broken(tmp_path), 7, Clean("pdf", b"x"))
    kept = services.store(Folder(tmp_path), 7, Clean("pdf", b"x"))
    services.forget(Broken(tmp_path), kept.key)
    assert Folder(tmp_path).get(kept.key) == b"x"
    services.forget(Folder(tmp_path), kept.key)
    assert Folder(tmp_path).get(kept.key) is None


def test_bytes_that_are_gone_or_others_are_lost(row: Row, storage: Storage) -> None:
    kept = services.store(storage, row.anchor.project.organisation_id, Clean("pdf", b"words"))
    given = FileDetails("a.pdf", Visibility.COACH, "once")
    file_id = some(services.keep(row.anchor, given, kept, quota=1000, by=row.writer))
    head = queries.file_head(row.anchor.analysis_id, file_id)
    assert services.read_bytes(storage, head) == b"words"
    storage.put(head.key, b"Words")
    with pytest.raises(FileLost):
        services.read_bytes(storage, head)
    storage.delete(head.key)
    with pytest.raises(FileLost) as told:
        services.read_bytes(storage, head)
    assert told.value.status == 404
