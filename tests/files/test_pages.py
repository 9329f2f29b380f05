"""Files on rows: added, opened, shown, removed; who may, how much, and what is told."""

import hashlib
import re
from uuid import uuid4

import pytest
from sqlalchemy import select
from werkzeug.http import parse_options_header

from portal.coaching.workflow import State
from portal.extensions import db
from portal.files import ingest
from portal.files.formats import LARGEST_FILE
from portal.files.models import EvidenceFile
from portal.tenancy import ReaderScope, Side
from tests.coaching.scenes import put
from tests.files import samples
from tests.files.scenes import VIRUS, keys_in, make_scene, scanner, settings_of, storage_of
from tests.world import World

ONCE = str(uuid4())
AUTOSAVE = {"X-Autosave": "1"}
NAME = "ផែនការ ២០២៦\u202e <KanariLotus>.pdf"
SHOWN = "ផែនការ ២០២៦ KanariLotus.pdf"


def test_a_file_is_kept_and_handed_out_as_what_it_is(world: World) -> None:
    scene = make_scene(world)
    writer = world.sign_in("lotus_writer")
    answer = scene.upload(writer, samples.pdf(), NAME)
    assert (answer.status_code, "row=" in answer.location) == (303, True)
    page = writer.get(answer.location).text
    assert SHOWN in page
    file, key, sha256 = world.admin.execute("SELECT id, key, sha256 FROM files").fetchone()
    assert re.fullmatch(rf"{world.organisations['lotus']}/[0-9a-f]{{32}}", key)
    got = writer.get(f"{scene.home}/files/{file}")
    assert (got.status_code, got.mimetype, got.data[:5]) == (200, "application/pdf", b"%PDF-")
    kind, options = parse_options_header(got.headers["Content-Disposition"])
    assert (kind, options["filename"]) == ("attachment", SHOWN)
    assert f'filename="file-{file}.pdf"' in got.headers["Content-Disposition"]
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert got.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert got.headers["Cache-Control"] == "private, no-store"
    assert storage_of(world).get(key) == got.data
    assert sha256 == hashlib.sha256(got.data).hexdigest()


@pytest.mark.parametrize(
    ("body", "name", "mimetype"),
    [
        (samples.png(), "a.png", "image/png"),
        (samples.photo(), "a.jpeg", "image/jpeg"),
        (
            samples.xlsx(),
            "a.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        (
            samples.docx(),
            "a.docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
    ],
)
def test_every_kind_comes_back_under_its_type(
    world: World, body: bytes, name: str, mimetype: str
) -> None:
    scene, writer = make_scene(world), world.sign_in("lotus_writer")
    assert scene.upload(writer, body, name).status_code == 303
    got = writer.get(f"{scene.home}/files/{world.one('SELECT id FROM files')}")
    assert (got.status_code, got.mimetype) == (200, mimetype)


def test_a_double_click_makes_one_file(world: World) -> None:
    scene, writer = make_scene(world), world.sign_in("lotus_writer")
    body = samples.pdf()
    first = scene.upload(writer, body, token=ONCE)
    second = scene.upload(writer, body, token=ONCE)
    assert (first.status_code, first.location) == (303, second.location)
    assert world.one("SELECT count(*) FROM files") == 1
    assert len(keys_in(world) & {world.one("SELECT key FROM files")}) == 1
    assert {
        key for key in keys_in(world) if key.startswith(f"{world.organisations['lotus']}/")
    } >= {world.one("SELECT key FROM files")}


def test_another_file_from_the_same_page_is_kept_too(world: World) -> None:
    scene, writer = make_scene(world), world.sign_in("lotus_writer")
    for name, body in (("a.pdf", samples.pdf()), ("a.docx", samples.docx())):
        for _ in range(2):
            assert scene.upload(writer, body, name, token=ONCE).status_code == 303
    assert world.one("SELECT count(*) FROM files") == 2


def test_what_is_not_kept_is_told_at_the_field_and_the_choice_stays(world: World) -> None:
    scene, writer = make_scene(world), world.sign_in("lotus_writer")
    before = keys_in(world)
    page = scene.upload(writer, b"MZ" + bytes(99), "KanariName.pdf", visibility="organisation")
    assert page.status_code == 422
    assert "not a Word, Excel, PDF, JPG or PNG" in page.text
    assert "KanariName" not in page.text
    assert "No fee" in page.text  # the row's own words
    assert re.search(r'<input checked[^>]*value="organisation"', page.text)
    told = scene.upload(writer, b"MZ" + bytes(99), headers=AUTOSAVE)
    assert (told.status_code, "not a Word" in told.get_json()["message"]) == (422, True)
    nothing = writer.post(scene.files, data={"visibility": "coach", "token": "t"})
    assert (nothing.status_code, "Choose a file." in nothing.text) == (422, True)
    assert (world.one("SELECT count(*) FROM files"), keys_in(world)) == (0, before)


def test_a_body_that_is_too_large_gets_the_page_with_its_form(world: World) -> None:
    scene, writer = make_scene(world), world.sign_in("lotus_writer")
    page = scene.upload(writer, bytes(LARGEST_FILE + 100_000))
    assert (page.status_code, "at most 10 MB" in page.text) == (413, True)
    assert f'action="{scene.files}"' in page.text
    just_above = scene.upload(writer, bytes(LARGEST_FILE + 1), headers=AUTOSAVE)
    assert (just_above.status_code, "10 MB" in just_above.get_json()["message"]) == (413, True)
    elsewhere = writer.post(f"{scene.home}/rows/change", data={"before": "x" * 1_100_000})
    assert elsewhere.status_code == 413


def test_a_file_for_us_alone_is_not_there_for_the_coach(world: World) -> None:
    scene = make_scene(world)
    shown, hidden = scene.keep("coach", "shown.pdf"), scene.keep("organisation", "KanariHidden.pdf")
    coach, viewer = world.sign_in("coach"), world.sign_in("lotus_viewer")
    assert coach.get(f"{scene.home}/files/{shown}").status_code == 200
    assert coach.get(f"{scene.home}/files/{hidden}").status_code == 404
    assert viewer.get(f"{scene.home}/files/{hidden}").status_code == 200
    page = coach.get(f"{scene.home}/changes").text
    assert ("shown.pdf" in page, "KanariHidden" in page) == (True, False)
    own = world.sign_in("lotus_writer").get(f"{scene.home}/changes").text
    assert ("shown.pdf" in own, "KanariHidden" in own) == (True, True)


def test_the_database_keeps_the_wall_of_a_hidden_file(world: World) -> None:
    scene = make_scene(world)
    shown, hidden = scene.keep("coach"), scene.keep("organisation")
    removed = scene.keep("coach")
    world.admin.execute("UPDATE files SET removed_at = now() WHERE id = %s", [removed])

    def seen(scope: ReaderScope) -> list[int]:
        with world.scope(scope):
            return list(
                db.session.execute(select(EvidenceFile.id).order_by(EvidenceFile.id)).scalars()
            )

    lotus, coach = world.organisations["lotus"], world.people["coach"]
    assert seen(ReaderScope(world.people["lotus_viewer"], lotus, Side.MEMBER)) == [
        shown,
        hidden,
        removed,
    ]
    assert seen(ReaderScope(coach, lotus, Side.COACH)) == [shown]
    assert seen(ReaderScope(coach, None, Side.COACH)) == [shown]
    assert seen(ReaderScope(world.people["other_coach"], lotus, Side.COACH)) == []
    river = world.organisations["river"]
    assert seen(ReaderScope(world.people["river_manager"], river, Side.MEMBER)) == []
    world.admin.execute("UPDATE coach_assignments SET ended_at = now()")
    assert seen(ReaderScope(coach, lotus, Side.COACH)) == []
    for role in ("portal_network", "portal_coordinator"):
        for column in ("id", "name", "key"):
            told = world.one("SELECT has_column_privilege(%s, 'files', %s, 'SELECT')", role, column)
            assert told is False


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("lotus_viewer", 403),
        ("coach", 403),
        ("other_coach", 404),
        ("river_manager", 404),
        ("leadership", 404),
        ("coordinator", 404),
        ("administrator", 404),
        ("stranger", 404),
    ],
)
def test_only_writers_add_and_change(world: World, name: str, status: int) -> None:
    scene = make_scene(world)
    file = scene.keep()
    somebody = world.sign_in(name)
    assert scene.upload(somebody, samples.pdf()).status_code == status
    for act in ("removal", "restoration", "erasure", "visibility"):
        assert somebody.post(f"{scene.home}/files/{file}/{act}").status_code == status
    if status == 404:
        assert somebody.get(f"{scene.home}/files/{file}").status_code == 404
    assert world.one("SELECT count(*) FROM files WHERE removed_at IS NULL") == 1


def test_ids_and_rows_of_others_are_not_there(world: World) -> None:
    scene = make_scene(world)
    file = scene.keep()
    writer, river = world.sign_in("lotus_writer"), world.sign_in("river_manager")
    for path in (f"files/{file}", "files/999999"):
        assert river.get(f"/o/river/analyses/{scene.analysis}/{path}").status_code == 404
    assert writer.get(f"/o/lotus/analyses/999999/files/{file}").status_code == 404
    for path in ("rows/change/999999", "rows/thing/1", "rows/context/1"):
        address = f"{scene.home}/{path}/files"
        assert scene.upload(writer, samples.pdf(), address=address).status_code == 404


def test_a_removed_file_comes_back_or_goes_for_good(world: World) -> None:
    scene = make_scene(world)
    file, writer = scene.keep(), world.sign_in("lotus_writer")
    address, key = f"{scene.home}/files/{file}", world.one("SELECT key FROM files")
    assert writer.post(f"{address}/erasure").status_code == 404  # it was not removed yet
    gone = writer.post(f"{address}/removal")
    page = writer.get(gone.location).text
    assert f"{address}/restoration" in page
    assert (writer.get(address).status_code, key in keys_in(world)) == (404, True)
    writer.post(f"{address}/restoration")
    assert writer.get(address).status_code == 200
    writer.post(f"{address}/removal")
    assert writer.post(f"{address}/erasure").status_code == 303
    assert (world.one("SELECT count(*) FROM files"), key in keys_in(world)) == (0, False)


def test_a_file_can_be_hidden_later(world: World) -> None:
    scene = make_scene(world)
    file, writer, coach = scene.keep(), world.sign_in("lotus_writer"), world.sign_in("coach")
    address = f"{scene.home}/files/{file}"
    writer.post(f"{address}/visibility", data={"visibility": "organisation"})
    assert coach.get(address).status_code == 404
    writer.post(f"{address}/visibility", data={"visibility": "coach"})
    assert coach.get(address).status_code == 200


def test_files_of_a_removed_row_are_hidden_and_come_back_with_it(world: World) -> None:
    scene = make_scene(world)
    file, writer = scene.keep(), world.sign_in("lotus_writer")
    row = f"{scene.home}/rows/change/{scene.change}"
    writer.post(f"{row}/removal")
    assert writer.get(f"{scene.home}/files/{file}").status_code == 404
    assert scene.upload(writer, samples.pdf()).status_code == 404
    writer.post(f"{row}/restoration")
    assert writer.get(f"{scene.home}/files/{file}").status_code == 200


def test_files_are_open_as_long_as_their_row(world: World) -> None:
    scene, writer = make_scene(world), world.sign_in("lotus_writer")
    writer.post(f"{scene.home}/rows/divider", data={"token": "t", "title": "Fees"})
    divider = f"{scene.home}/rows/divider/{world.one('SELECT id FROM factors')}/files"
    assert scene.upload(writer, samples.png(), "a.png", address=divider).status_code == 303
    file = world.one("SELECT max(id) FROM files")
    put(world, scene.analysis, State.SUBMITTED)
    assert scene.upload(writer, samples.pdf()).status_code == 303
    closed = scene.upload(writer, samples.png(), "a.png", address=divider)
    assert (closed.status_code, "with your coach" in closed.text) == (409, True)
    assert writer.post(f"{scene.home}/files/{file}/removal").status_code == 409
    page = writer.get(f"{scene.home}/steps/2").text
    assert ("a.png" in page, f'action="{divider}"' in page) == (True, False)


def test_the_space_of_an_organisation_and_of_a_row_ends(world: World) -> None:
    scene, writer = make_scene(world), world.sign_in("lotus_writer")
    with settings_of(world, files_quota=1000):
        assert scene.upload(writer, samples.pdf()).status_code == 303
        before = keys_in(world)
        full = scene.upload(writer, samples.pdf())
        assert (full.status_code, "file space is full" in full.text) == (422, True)
        assert keys_in(world) == before
    world.admin.execute(
        "INSERT INTO files (organisation_id, project_id, analysis_id, row_kind, row_id, token, key,"
        " format, size, sha256, visibility, added_by) SELECT organisation_id, project_id,"
        " analysis_id, row_kind, row_id, n::text, n::text, format, 1, '', visibility, added_by"
        " FROM files, generate_series(1, 19) n"
    )
    full = scene.upload(writer, samples.pdf())
    assert (full.status_code, "already has 20 files" in full.text) == (422, True)


def test_a_scanner_is_asked_and_its_word_counts(world: World) -> None:
    scene, writer = make_scene(world), world.sign_in("lotus_writer")
    before = keys_in(world)
    with scanner() as (address, seen), settings_of(world, clamd_url=address):
        sent = samples.pdf()
        assert scene.upload(writer, sent).status_code == 303
        assert seen == [sent]
        bad = scene.upload(writer, samples.pdf() + VIRUS)
        assert (bad.status_code, "something harmful" in bad.text) == (422, True)
    broken = b"INSTREAM size limit exceeded. ERROR\0"
    with scanner(broken) as (address, _), settings_of(world, clamd_url=address):
        away = scene.upload(writer, samples.pdf())
        assert (away.status_code, "try again" in away.text) == (503, True)
    with settings_of(world, clamd_url="tcp://127.0.0.1:1"):
        away = scene.upload(writer, samples.pdf(), headers=AUTOSAVE)
        assert (away.status_code, "try again" in away.get_json()["message"]) == (503, True)
    assert world.one("SELECT count(*) FROM files") == 1
    assert len(keys_in(world) - before) == 1


def test_a_storage_that_fails_keeps_nothing_half(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene, writer = make_scene(world), world.sign_in("lotus_writer")

    def fail(*_told: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(storage_of(world), "put", fail)
    away = scene.upload(writer, samples.pdf())
    assert (away.status_code, "try again" in away.text) == (503, True)
    assert world.one("SELECT count(*) FROM files") == 0


def test_bytes_that_are_gone_or_changed_are_never_handed_out(world: World) -> None:
    scene = make_scene(world)
    file, writer, storage = scene.keep(), world.sign_in("lotus_writer"), storage_of(world)
    key = world.one("SELECT key FROM files")
    storage.put(key, b"%PDF-something else")
    assert writer.get(f"{scene.home}/files/{file}").status_code == 404
    storage.delete(key)
    lost = writer.get(f"{scene.home}/files/{file}")
    assert (lost.status_code, "was lost" in lost.text) == (404, True)


def test_nothing_of_a_name_reaches_the_log(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    scene, writer = make_scene(world), world.sign_in("lotus_writer")
    scene.upload(writer, samples.pdf(), NAME)
    scene.upload(writer, b"broken KanariLotus", NAME)
    writer.get(f"{scene.home}/files/{world.one('SELECT id FROM files')}")
    told = capsys.readouterr()
    assert "Kanari" not in told.out + told.err
    assert all("Kanari" not in key for key in keys_in(world))


def test_a_form_without_its_token_is_not_read_further(world: World) -> None:
    scene, writer = make_scene(world), world.sign_in("lotus_writer")
    world.app.config["WTF_CSRF_ENABLED"] = True
    try:
        assert scene.upload(writer, samples.pdf()).status_code == 400
        page = writer.get(f"{scene.home}/changes").text
        found = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert found is not None
        assert scene.upload(writer, samples.pdf(), csrf_token=found[1]).status_code == 303
    finally:
        world.app.config["WTF_CSRF_ENABLED"] = False


def test_somebody_who_is_let_go_during_the_upload_adds_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene, writer = make_scene(world), world.sign_in("lotus_writer")

    def leave(*_told: object) -> ingest.Clean:
        world.admin.execute("DELETE FROM memberships WHERE role = 'writer'")
        return ingest.Clean("pdf", b"%PDF-")

    monkeypatch.setattr(ingest, "take_in", leave)
    assert scene.upload(writer, samples.pdf()).status_code == 404
    assert world.one("SELECT count(*) FROM files") == 0


def test_the_database_is_let_go_while_a_file_is_checked(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene, writer, seen = make_scene(world), world.sign_in("lotus_writer"), []

    def look(*_told: object) -> ingest.Clean:
        seen.append(
            world.one(
                "SELECT count(*) FROM pg_stat_activity WHERE usename = 'portal_app'"
                " AND datname = current_database() AND state <> 'idle'"
            )
        )
        return ingest.Clean("pdf", b"%PDF-")

    monkeypatch.setattr(ingest, "take_in", look)
    assert scene.upload(writer, samples.pdf()).status_code == 303
    assert seen == [0]


def test_loading_the_answer_again_leads_to_the_row(world: World) -> None:
    scene = make_scene(world)
    answer = world.sign_in("lotus_writer").get(scene.files)
    assert (answer.status_code, f"row={scene.change}" in answer.location) == (303, True)
