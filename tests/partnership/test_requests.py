"""Asking for another coach: managers and coordinators know, nobody else, the coach least of all."""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.exc import ProgrammingError

from portal.extensions import db
from portal.partnership.models import CoachRequest
from portal.projects.ledger import ProjectRef
from portal.tenancy import take_network_role
from tests.factories import assign_coach, make_project
from tests.partnership.scenes import assignment_of
from tests.world import World

WORDS = "Our field team speaks Kuy and cannot follow."


def make_coached(world: World) -> ProjectRef:
    project = make_project(world)
    assign_coach(world, project)
    return project


def ask(world: World, project: ProjectRef, who: str = "lotus_manager", **more: str) -> Any:
    data = {"token": str(uuid4()), "category": "language", "words": WORDS} | more
    return world.sign_in(who).post(f"/o/lotus/projects/{project.id}/coach-requests", data=data)


def test_it_reaches_the_coordinators_and_no_coach(world: World) -> None:
    project = make_coached(world)
    token = str(uuid4())
    for _ in range(2):
        assert ask(world, project, token=token).status_code == 303
    assert world.one("SELECT count(*) FROM coach_requests") == 1
    told = world.admin.execute(
        "SELECT address FROM outbox WHERE kind = 'coach_requested'"
    ).fetchall()
    assert told == [("coordinator@test.example",)]
    page = world.sign_in("coordinator").get("/network/requests").text
    assert "We need another language" in page
    assert WORDS in page
    assert "Asks for another coach" in world.sign_in("coordinator").get("/network/assignments").text
    coach = world.sign_in("coach")
    for path in ("/coach/", f"/o/lotus/projects/{project.id}", "/coach/record"):
        shown = coach.get(path).text
        assert WORDS not in shown
        assert "another coach" not in shown
    assert coach.get(f"/o/lotus/projects/{project.id}/coach").status_code == 403
    assert world.sign_in("leadership").get("/network/requests").status_code == 403


def test_the_database_gives_it_to_managers_and_coordinators_alone(world: World) -> None:
    project = make_coached(world)
    ask(world, project)
    read = select(CoachRequest.words)
    for who, slug, seen in (
        ("lotus_manager", "lotus", [WORDS]),
        ("lotus_writer", "lotus", []),
        ("river_manager", "river", []),
        ("coach", "lotus", []),
        ("coach", None, []),
    ):
        with world.acting(who, slug):
            assert (who, db.session.execute(read).scalars().all()) == (who, seen)
    with world.app.app_context():
        take_network_role(db.session)
        with pytest.raises(ProgrammingError, match="permission denied"):
            db.session.execute(read)


def test_one_request_waits_at_a_time_and_can_be_taken_back(world: World) -> None:
    project = make_coached(world)
    assert ask(world, project).status_code == 303
    second = ask(world, project)
    assert second.status_code == 409
    assert "You have already asked." in second.text
    wish = world.one("SELECT id FROM coach_requests")
    path = f"/o/lotus/projects/{project.id}/coach-requests/{wish}/withdrawal"
    manager = world.sign_in("lotus_manager")
    assert manager.post(path).status_code == 303
    assert manager.post(path).status_code == 303
    assert manager.post(path.replace(str(wish), "999", 1)).status_code == 404
    assert "No requests" in world.sign_in("coordinator").get("/network/requests").text
    assert ask(world, project).status_code == 303


def test_a_page_that_is_shown_again_asks_anew_after_a_withdrawal(world: World) -> None:
    project, token = make_coached(world), str(uuid4())
    for asked in (1, 2, 3):
        for _ in range(2):
            assert ask(world, project, token=token).status_code == 303
        assert world.one("SELECT count(*) FROM coach_requests") == asked
        wish = world.one("SELECT max(id) FROM coach_requests")
        path = f"/o/lotus/projects/{project.id}/coach-requests/{wish}/withdrawal"
        assert world.sign_in("lotus_manager").post(path).status_code == 303


def test_it_is_answered_by_a_word(world: World) -> None:
    project = make_coached(world)
    ask(world, project)
    path = f"/network/requests/{world.one('SELECT id FROM coach_requests')}/answer"
    coordinator = world.sign_in("coordinator")
    assert coordinator.post(path, data={"words": ""}).status_code == 422
    for _ in range(2):
        assert coordinator.post(path, data={"words": "In May."}).status_code == 303
    assert coordinator.post(path, data={"words": "In June."}).status_code == 409
    assert world.one("SELECT count(*) FROM outbox WHERE kind = 'request_answered'") == 1
    page = world.sign_in("lotus_manager").get(f"/o/lotus/projects/{project.id}/coach").text
    assert "In May." in page
    wish = world.one("SELECT id FROM coach_requests")
    taken = f"/o/lotus/projects/{project.id}/coach-requests/{wish}/withdrawal"
    assert world.sign_in("lotus_manager").post(taken).status_code == 409


def test_a_new_coach_is_an_answer(world: World) -> None:
    project = make_coached(world)
    ask(world, project)
    path = f"/network/assignments/{assignment_of(world, project)}/handover"
    data = {"coach": str(world.people["other_coach"]), "is_without": "y"}
    assert world.sign_in("coordinator").post(path, data=data).status_code == 303
    page = world.sign_in("lotus_manager").get(f"/o/lotus/projects/{project.id}/coach").text
    assert "The project has another coach now." in page
    assert WORDS not in world.sign_in("other_coach").get(f"/o/lotus/projects/{project.id}").text


@pytest.mark.parametrize(
    ("who", "status"), [("lotus_writer", 403), ("river_manager", 404), ("coach", 403)]
)
def test_only_managers_ask(world: World, who: str, status: int) -> None:
    project = make_coached(world)
    assert ask(world, project, who).status_code == status


def test_bad_input_is_named_and_kept(world: World) -> None:
    project = make_coached(world)
    answer = ask(world, project, category="")
    assert answer.status_code == 422
    assert "Choose the closest answer." in answer.text
    assert WORDS in answer.text
