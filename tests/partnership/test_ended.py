"""An ended project offers nothing that a project under way needs, and takes nothing of it."""

from uuid import uuid4

import pytest

from portal.partnership.vocabulary import RequestCategory
from tests.coaching.scenes import everything, make_coached
from tests.projects.scenes import put
from tests.world import World

ENDED = "This project has ended. Nothing was changed. What was written stays readable."


@pytest.mark.parametrize("state", ["active", "paused", "ended"])
def test_needs_are_said_while_a_project_lives(world: World, state: str) -> None:
    project, _analysis = make_coached(world)
    put(world, project, state=state)
    manager, here = world.sign_in("lotus_manager"), f"/o/lotus/projects/{project.id}"
    page = manager.get(f"{here}/coach")
    assert (page.status_code, f'href="{here}/needs"' in page.text) == (200, state != "ended")
    asked = manager.get(f"{here}/needs")
    sent = {"languages": "km", "sector": "", "version": "0"}
    saved = manager.post(f"{here}/needs", data=sent)
    expected = (409, 409, 0) if state == "ended" else (200, 303, 1)
    count = world.one("SELECT count(*) FROM project_needs")
    assert (asked.status_code, saved.status_code, count) == expected
    assert (ENDED in saved.text) is (state == "ended")


def test_nobody_asks_for_another_coach_of_an_ended_project(world: World) -> None:
    project, _analysis = make_coached(world)
    put(world, project, state="ended")
    sent = {"category": next(iter(RequestCategory)), "words": "", "token": str(uuid4())}
    path = f"/o/lotus/projects/{project.id}/coach-requests"
    answer = world.sign_in("lotus_manager").post(path, data=sent)
    assert (answer.status_code, ENDED in answer.text) == (409, True)
    assert world.one("SELECT count(*) FROM coach_requests") == 0


def test_nothing_is_sent_to_a_coach_who_would_never_see_it(world: World) -> None:
    project, analysis = make_coached(world)
    put(world, project, state="ended")
    writer, home = world.sign_in("lotus_writer"), f"/o/lotus/analyses/{analysis}"
    before = everything(world)
    page = writer.get(home).text
    assert (f'href="{home}/submission"' in page, "This project has ended" in page) == (False, True)
    for answer in (
        writer.get(f"{home}/submission"),
        writer.post(f"{home}/submission", data={"number": 1}),
    ):
        assert (answer.status_code, ENDED in answer.text) == (409, True)
    assert everything(world) == before
