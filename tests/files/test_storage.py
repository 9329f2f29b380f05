"""The storage in each of its kinds, and the sweep that brings it together with the rows."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from obstore.store import LocalStore, MemoryStore

from portal import clock
from portal.files import storage as storages
from portal.files.storage import Bucket, Folder, Storage, new_key, open_storage
from portal.files.sweeping import sweep
from tests.conftest import MOMENT
from tests.files.scenes import Scene, keys_in, make_scene, storage_of
from tests.files.small_s3 import SmallS3, serve
from tests.world import World
from workers.files import sweep_files

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def s3() -> Iterator[SmallS3]:
    """Return a little server that speaks enough S3."""
    with serve() as server:
        yield server


@pytest.fixture(params=["folder", "memory", "local", "s3", "s3 with prefix"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    """Return a storage of each kind."""
    if request.param == "folder":
        return open_storage("", tmp_path)
    if request.param == "memory":
        return Bucket(MemoryStore())
    if request.param == "local":
        return Bucket(LocalStore(tmp_path))
    server: SmallS3 = request.getfixturevalue("s3")
    prefix = "/some/place" if "prefix" in request.param else ""
    return open_storage(f"{server.url}/bucket{prefix}?region=ap-southeast-1", tmp_path)


def test_bytes_come_back_until_they_are_forgotten(storage: Storage) -> None:
    first, second = new_key(7), new_key(8)
    assert storage.get(first) is None
    storage.put(first, b"one")
    storage.put(second, b"two" * 100_000)
    assert (storage.get(first), storage.get(second)) == (b"one", b"two" * 100_000)
    found = {blob.key: blob.written_at for blob in storage.walk()}
    assert set(found) == {first, second}
    assert all(abs(at - datetime.now(UTC)) < timedelta(minutes=5) for at in found.values())
    storage.delete(first)
    storage.delete(first)
    assert ({blob.key for blob in storage.walk()}, storage.get(first)) == ({second}, None)


def test_a_bucket_is_signed_for_and_its_secret_is_not_told(s3: SmallS3, tmp_path: Path) -> None:
    store = open_storage(f"{s3.url}/bucket", tmp_path)
    store.put(new_key(1), b"one")
    assert s3.signatures
    assert all("Credential=a key/" in one for one in s3.signatures)
    assert all("a/secret" not in one for one in s3.signatures)


def test_a_folder_writes_aside_and_leaves_nothing_half(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, key = Folder(tmp_path), new_key(1)

    def fail(*_told: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(storages.os, "fsync", fail)
    with pytest.raises(OSError, match="No space"):
        folder.put(key, b"half")
    assert (list(folder.walk()), folder.get(key)) == ([], None)
    monkeypatch.undo()
    folder.put(key, b"whole")
    assert oct((tmp_path / key).stat().st_mode & 0o777) == "0o600"


@pytest.mark.parametrize("key", ["../secret", "1/../../x", "/etc/passwd", "1/abc", "x/" + "0" * 32])
def test_a_folder_knows_only_its_own_keys(tmp_path: Path, key: str) -> None:
    with pytest.raises(ValueError, match="not a key"):
        Folder(tmp_path).get(key)


def later(days: float) -> None:
    """Let time pass."""
    clock.hold(MOMENT + timedelta(days=days))


def run_sweep(world: World) -> int:
    """Run the task as a worker does."""
    with world.app.app_context():
        return int(sweep_files())


def aged(world: World, key: str) -> None:
    """Make stored bytes old enough to be judged."""
    folder = storage_of(world)
    assert isinstance(folder, Folder)
    os.utime(folder.root / key, (0, LONG_AGO.timestamp()))


@pytest.fixture
def scene(world: World) -> Iterator[Scene]:
    """Return a scene in an empty storage."""
    for key in keys_in(world):
        storage_of(world).delete(key)
    yield make_scene(world)
    for key in keys_in(world):
        storage_of(world).delete(key)


def test_bytes_without_a_row_are_deleted_once_they_are_old(world: World, scene: Scene) -> None:
    scene.keep()
    kept = keys_in(world)
    fresh, old, gone = new_key(1), new_key(2), new_key(99_999)
    for key in (fresh, old, gone):
        storage_of(world).put(key, b"x")
    for key in (*kept, old, gone):
        aged(world, key)
    assert run_sweep(world) == 2
    assert keys_in(world) == {*kept, fresh}
    assert run_sweep(world) == 0


def test_a_row_without_bytes_is_marked_and_the_mark_goes_when_they_are_back(
    world: World, scene: Scene
) -> None:
    file = scene.keep()
    key = world.one("SELECT key FROM files")
    body = storage_of(world).get(key) or b""
    storage_of(world).delete(key)
    assert run_sweep(world) == 0  # it may be on its way
    later(2)
    assert (run_sweep(world), run_sweep(world)) == (1, 0)
    assert world.one("SELECT lost_at FROM files") is not None
    writer = world.sign_in("lotus_writer")
    page = writer.get(f"{scene.home}/changes").text
    assert ("was lost" in page, f'href="{scene.home}/files/{file}"' in page) == (True, False)
    storage_of(world).put(key, body)
    assert (run_sweep(world), run_sweep(world)) == (1, 0)
    assert writer.get(f"{scene.home}/files/{file}").status_code == 200


def test_a_removed_file_is_forgotten_after_a_month_and_not_before(
    world: World, scene: Scene
) -> None:
    file, writer = scene.keep(), world.sign_in("lotus_writer")
    writer.post(f"{scene.home}/files/{file}/removal")
    later(29)
    assert (run_sweep(world), len(keys_in(world))) == (0, 1)
    later(31)
    assert run_sweep(world) == 1
    assert (world.one("SELECT count(*) FROM files"), keys_in(world)) == (0, set())
    assert run_sweep(world) == 0


def test_a_storage_that_does_not_forget_is_swept_the_next_time(
    world: World, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, writer = scene.keep(), world.sign_in("lotus_writer")
    writer.post(f"{scene.home}/files/{file}/removal")

    def fail(*_told: object) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as broken:
        broken.setattr(storage_of(world), "delete", fail)
        assert writer.post(f"{scene.home}/files/{file}/erasure").status_code == 303
    (left,) = keys_in(world)
    aged(world, left)
    assert (run_sweep(world), keys_in(world)) == (1, set())


def test_a_sweep_works_on_a_bucket_too(world: World, scene: Scene) -> None:
    scene.keep()
    store = Bucket(MemoryStore())
    store.put(new_key(1), b"x")
    later(400)
    with world.app.app_context():
        first = sweep(store)
        second = sweep(store)
    assert (first.orphans, first.lost, second.total) == (1, 1, 0)
