"""Private notes: their author's alone, by the database, and never lost between two windows."""

from sqlalchemy import select

from portal.extensions import db
from portal.partnership.models import CoachNote
from tests.factories import assign_coach, make_project
from tests.world import World

AUTOSAVE = {"X-Autosave": "1", "Accept": "application/json"}


def test_only_the_author_reads_them(world: World) -> None:
    project = make_project(world)
    assign_coach(world, project)
    assign_coach(world, project, "other_coach")
    path = f"/o/lotus/projects/{project.id}/notes"
    assert (
        world.sign_in("coach").post(path, data={"text": "Shy.", "version": "0"}).status_code == 303
    )
    assert "Shy." in world.sign_in("coach").get(path).text
    assert "Shy." not in world.sign_in("other_coach").get(path).text
    assert world.sign_in("lotus_manager").get(path).status_code == 403
    read = select(CoachNote.body)
    for who in ("other_coach", "lotus_manager", "lotus_writer"):
        with world.acting(who, "lotus"):
            assert db.session.execute(read).scalars().all() == []
    with world.working("lotus"):
        assert db.session.execute(read).scalars().all() == []
    with world.acting("coach", "lotus"):
        assert db.session.execute(read).scalars().all() == ["Shy."]


def test_two_windows_lose_no_word(world: World) -> None:
    project = make_project(world)
    assign_coach(world, project)
    path, coach = f"/o/lotus/projects/{project.id}/notes", world.sign_in("coach")
    saved = coach.post(path, data={"text": "One.", "version": "0"}, headers=AUTOSAVE)
    assert saved.json is not None
    assert saved.json["version"] == 1
    stale = coach.post(path, data={"text": "Two.", "version": "0"}, headers=AUTOSAVE)
    assert stale.status_code == 409
    assert "One." in stale.text
    assert "Two." in stale.text
    page = coach.post(path, data={"text": "Two.", "version": "0"})
    assert page.status_code == 409
    assert world.one("SELECT body FROM coach_notes") == "One."


def test_after_the_end_they_stay_readable_on_the_coachs_own_pages(world: World) -> None:
    project = make_project(world)
    assign_coach(world, project)
    path, coach = f"/o/lotus/projects/{project.id}/notes", world.sign_in("coach")
    coach.post(path, data={"text": "Shy.", "version": "0"})
    world.admin.execute("UPDATE coach_assignments SET ended_at = now()")
    assert coach.get(path).status_code == 404
    late = coach.post(path, data={"text": "More.", "version": "1"}, headers=AUTOSAVE)
    assert late.status_code == 404
    assert "Shy." in coach.get("/coach/words").text
