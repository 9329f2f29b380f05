"""Files in reviews, registers and reports; what a page of files costs; how many come in at once."""

import re
from datetime import date

import pytest

from portal.files import upload_slots
from portal.files.formats import UnfitFile
from portal.files.upload_slots import upload_slot
from portal.reports.period import Period
from portal.reports.snapshot import take_snapshot
from tests.coaching.scenes import counted, make_coached, send
from tests.files import samples
from tests.files.scenes import Scene, make_scene
from tests.world import World


def make_sent(world: World) -> tuple[Scene, int, int]:
    """Return a scene whose divider has a shown and a hidden file and was sent."""
    project, analysis = make_coached(world)
    divider = int(world.one("SELECT min(id) FROM factors"))
    scene = Scene(world, project, analysis, divider)
    address = f"{scene.home}/rows/divider/{divider}/files"
    writer = world.sign_in("lotus_writer")
    for name, sight in (("shown.png", "coach"), ("hidden.png", "organisation")):
        sent = scene.upload(writer, samples.png(), name, visibility=sight, address=address)
        assert sent.status_code == 303
    send(world, analysis)
    first = int(world.one("SELECT min(id) FROM files"))
    return scene, first, first + 1


def test_a_revision_names_what_its_coach_could_open(world: World) -> None:
    scene, shown, _ = make_sent(world)
    named = world.one("SELECT snapshot -> 'files' FROM revisions")
    sha256 = world.one("SELECT sha256 FROM files WHERE id = %s", shown)
    assert named == [
        {
            "id": shown,
            "row_kind": "divider",
            "row_id": scene.change,
            "format": "png",
            "sha256": sha256,
        }
    ]


def test_a_coach_reviews_with_the_files_that_were_sent(world: World) -> None:
    scene, shown, hidden = make_sent(world)
    coach = world.sign_in("coach")
    for page in (f"{scene.home}/review/2", f"{scene.home}/revisions/1"):
        text = coach.get(page).text
        assert f'href="{scene.home}/files/{shown}"' in text
        assert (f"files/{hidden}" in text, "hidden.png" in text) == (False, False)
    assert coach.get(f"{scene.home}/files/{shown}").status_code == 200


def test_what_was_sent_and_is_closed_since_is_said_and_not_named(world: World) -> None:
    scene, shown, hidden = make_sent(world)
    world.admin.execute("UPDATE files SET visibility = 'organisation' WHERE id = %s", [shown])
    world.admin.execute("UPDATE files SET visibility = 'coach' WHERE id = %s", [hidden])
    text = world.sign_in("coach").get(f"{scene.home}/review/2").text
    assert "1 file that was sent is no longer shown." in text
    assert "shown.png" not in text
    assert re.search(r"Added since this was sent:.*hidden\.png", text, re.S)


def test_the_register_and_reports_say_which_changes_have_files(world: World) -> None:
    scene = make_scene(world)
    scene.keep("coach")
    scene.keep("organisation")
    pages = {
        name: world.sign_in(name).get("/o/lotus/changes").text for name in ("lotus_viewer", "coach")
    }
    assert ("2 files" in pages["lotus_viewer"], "1 file" in pages["coach"]) == (True, True)
    with world.working("lotus"):
        period = Period(date(2026, 1, 1), date(2026, 12, 31))
        taken = take_snapshot(world.organisations["lotus"], period)
    assert [row["has_file"] for row in taken["change_rows"]] == [True]


def test_a_page_asks_as_much_for_one_file_as_for_twenty(world: World) -> None:
    scene = make_scene(world)
    scene.keep()
    writer = world.sign_in("lotus_writer")
    with counted(world) as one:
        assert writer.get(f"{scene.home}/changes").status_code == 200
    world.admin.execute(
        "INSERT INTO files (organisation_id, project_id, analysis_id, row_kind, row_id, token, key,"
        " name, format, size, sha256, visibility, added_by) SELECT organisation_id, project_id,"
        " analysis_id, row_kind, row_id, n::text, n::text, 'n.pdf', format, 1, '', visibility,"
        " added_by FROM files, generate_series(1, 19) n"
    )
    with counted(world) as many:
        page = writer.get(f"{scene.home}/changes").text
    assert page.count(">n.pdf</a>") == 19
    assert (len(many), len(one) <= 6) == (len(one), True)


def test_only_a_few_files_come_in_at_once_and_a_dead_line_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with upload_slot(), upload_slot():
        with pytest.raises(UnfitFile) as told, upload_slot():
            pass
        assert told.value.problem == "busy"
        monkeypatch.setattr(upload_slots, "LONGEST_UPLOAD", 0.0)
        with upload_slot():
            pass
    monkeypatch.undo()
    with upload_slot(), upload_slot():
        pass


def test_a_file_too_many_is_told_to_come_later_and_is_not_read(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene, writer = make_scene(world), world.sign_in("lotus_writer")
    monkeypatch.setattr(upload_slots, "UPLOADS_AT_ONCE", 0)
    later = scene.upload(writer, samples.pdf())
    assert (later.status_code, "try again in a few minutes" in later.text) == (503, True)
