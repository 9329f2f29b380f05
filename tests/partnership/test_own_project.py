"""A coach who also coordinates does not read, answer or decide what concerns their own project."""

from uuid import uuid4

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import ProgrammingError

from portal import clock
from portal.extensions import db
from portal.notifications.services import Cause
from portal.partnership.models import CoachRequest
from portal.projects.ledger import ProjectRef
from portal.tenancy import name_person
from tests.factories import assign_coach, make_project
from tests.partnership.coordinating import agree, let_coordinate
from tests.partnership.scenes import assignment_of
from tests.world import World

WORDS = "Our field team speaks Kuy and cannot follow."
TOLD = "SELECT array_agg(address ORDER BY address) FROM outbox WHERE kind = %s"


def coordinate_own(world: World) -> ProjectRef:
    """Let the coach of a project coordinate the network too, as its manager agreed."""
    project, coach = make_project(world), let_coordinate(world)
    agree(world, project.id, coach, clock.now())
    assign_coach(world, project)
    return project


def ask(world: World, project: ProjectRef) -> int:
    data = {"token": str(uuid4()), "category": "language", "words": WORDS}
    path = f"/o/lotus/projects/{project.id}/coach-requests"
    assert world.sign_in("lotus_manager").post(path, data=data).status_code == 303
    return int(world.one("SELECT id FROM coach_requests"))


def test_the_coach_neither_learns_of_a_request_nor_answers_it(world: World) -> None:
    project = coordinate_own(world)
    wish = ask(world, project)
    assert world.one(TOLD, "coach_requested") == ["coordinator@test.example"]
    assert world.one(TOLD, "coordinator_wanted") is None
    coach = world.sign_in("coach")
    for path in ("/network/requests", "/network/assignments"):
        shown = coach.get(path).text
        assert WORDS not in shown
        assert "Asks for another coach" not in shown
        assert "1 request for another coach" not in shown
    answer = coach.post(f"/network/requests/{wish}/answer", data={"words": "I stay."})
    assert answer.status_code == 404
    assert world.one("SELECT answered_at FROM coach_requests") is None
    assert WORDS in world.sign_in("coordinator").get("/network/requests").text


def test_who_coached_when_it_was_asked_does_not_read_it_afterwards(world: World) -> None:
    project = coordinate_own(world)
    wish = ask(world, project)
    coach = world.sign_in("coach")
    ending = f"/network/assignments/{assignment_of(world, project)}/ending"
    assert coach.post(ending).status_code == 303
    assert WORDS not in coach.get("/network/requests").text
    path = f"/network/requests/{wish}/answer"
    assert coach.post(path, data={"words": "I left."}).status_code == 404


def test_the_database_shows_a_request_to_coordinators_who_do_not_coach_alone(world: World) -> None:
    wish = ask(world, coordinate_own(world))
    for who, seen in (("coordinator", [WORDS]), ("coach", []), ("administrator", [])):
        with world.coordinating():
            name_person(db.session, world.people[who])
            assert db.session.execute(select(CoachRequest.words)).scalars().all() == seen
            changed = update(CoachRequest).where(CoachRequest.id == wish).values(answer=who)
            assert (
                db.session.execute(changed.returning(CoachRequest.id)).all()
                == [(wish,)][: len(seen)]
            )


def test_only_coordinators_close_a_request_with_a_new_coach(world: World) -> None:
    project = coordinate_own(world)
    ask(world, project)
    with world.acting("coach"), pytest.raises(ProgrammingError, match="permission denied"):
        db.session.execute(
            select(db.func.settle_coach_requests(project.id, world.people["coach"], clock.now()))
        )


def test_administrators_are_told_where_nobody_else_coordinates(world: World) -> None:
    project = coordinate_own(world)
    world.admin.execute(
        "DELETE FROM network_roles WHERE person_id = %s", [world.people["coordinator"]]
    )
    ask(world, project)
    assert world.one(TOLD, "coach_requested") is None
    assert world.one(TOLD, "coordinator_wanted") == ["administrator@test.example"]
    page = world.sign_in("administrator").get("/network/requests").text
    assert WORDS not in page
    assert "Only coordinators read these requests" in page


def test_an_administrator_who_assigns_a_coach_settles_a_request_unseen(world: World) -> None:
    project = make_project(world)
    assign_coach(world, project)
    ask(world, project)
    path = f"/network/projects/{project.id}/assignments"
    data = {"coach": world.people["other_coach"]}
    assert world.sign_in("administrator").post(path, data=data).status_code == 303
    assert world.one("SELECT answered_at FROM coach_requests") is not None


def test_others_decide_who_coaches_the_project_of_a_coordinator(world: World) -> None:
    project = coordinate_own(world)
    assign_coach(world, project, "other_coach")
    own, beside = (assignment_of(world, project, name) for name in ("coach", "other_coach"))
    coach, base = world.sign_in("coach"), "/network/assignments"
    choice = {"coach": world.people["other_coach"], "is_without": "y"}
    for path in (
        *(f"{base}/{own}/handover", f"{base}/{beside}/handover"),
        *(f"{base}/{own}/handover-request", f"{base}/{beside}/handover-request"),
        *(f"{base}/{beside}/ending", f"/network/projects/{project.id}/assignments"),
    ):
        answer = coach.post(path, data=choice)
        assert (path, answer.status_code) == (path, 409)
        assert "You coach this project yourself" in answer.text
    for path in (f"{base}/{own}/handover", f"/network/projects/{project.id}/coaches"):
        assert "You coach this project yourself" in coach.get(path).text
    assert world.one("SELECT count(*) FROM coach_assignments WHERE ended_at IS NULL") == 2
    assert world.one("SELECT count(*) FROM handovers") == 0
    assert coach.post(f"{base}/{own}/ending").status_code == 303


@pytest.mark.parametrize("kind", ["coach_requested", "coordinator_wanted", "request_answered"])
def test_a_mail_that_fails_tells_the_coach_nothing(world: World, kind: str) -> None:
    project = coordinate_own(world)
    cause = Cause(kind, f"project:{project.id}", "request:1")
    world.admin.execute(
        "INSERT INTO outbox (kind, subject, occasion, address, created_at, next_try_at) "
        "VALUES (%s, %s, %s, 'lotus-manager@test.example', now(), now())",
        [cause.kind, cause.subject, cause.occasion],
    )
    world.admin.execute(
        "INSERT INTO mail_failures (mail_id, kind, subject, address, cause, is_final, since, "
        "failed_at) SELECT id, kind, subject, address, 'refused', true, %s, %s FROM outbox",
        [clock.now(), clock.now()],
    )
    address = "lotus-manager@test.example"
    assert address in world.sign_in("coordinator").get("/network/mails").text
    assert address not in world.sign_in("coach").get("/network/mails").text
