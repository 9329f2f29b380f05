"""Agreements to a coordinator as coach: how they end, and that nothing is opened again."""

from datetime import timedelta
from typing import Any

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from portal import clock
from portal.extensions import db
from portal.partnership import assigning
from portal.projects.ledger import ProjectRef
from tests.factories import assign_coach, make_project
from tests.partnership.coordinating import agree, let_coordinate
from tests.world import World

DAY = timedelta(days=1)
COUNT = "SELECT count(*) FROM coach_agreements WHERE is_agreed IS NOT FALSE AND ended_at IS NULL"
ASSIGNED = "SELECT count(*) FROM coach_assignments WHERE ended_at IS NULL"


def run_as_coordinator(world: World, statement: str) -> None:
    with world.coordinating():
        db.session.execute(text(statement))


def run_as_manager(world: World, statement: str) -> None:
    with world.acting("lotus_manager", "lotus"):
        db.session.execute(text(statement))


def make_agreed(world: World, at: Any = None) -> tuple[ProjectRef, int, str]:
    """Return a project, the agreement to the other coach and the path of a manager to it."""
    project, coach = make_project(world), let_coordinate(world, "other_coach")
    agreement = agree(world, project.id, coach, at or clock.now())
    return project, agreement, f"/o/lotus/projects/{project.id}/coach-agreements/{agreement}"


def propose(world: World, project: ProjectRef) -> Any:
    path = f"/network/projects/{project.id}/assignments"
    data = {"coach": world.people["other_coach"]}
    return world.sign_in("coordinator").post(path, data=data)


def test_an_assignment_that_has_ended_is_not_opened_again(world: World) -> None:
    assign_coach(world, make_project(world))
    run_as_coordinator(world, "UPDATE coach_assignments SET ended_at = now(), ended_by = coach_id")
    world.admin.execute("DELETE FROM network_roles WHERE person_id = %s", [world.people["coach"]])
    world.admin.execute(
        "INSERT INTO network_roles (person_id, role) VALUES (%s, 'administrator')",
        [world.people["coach"]],
    )
    with pytest.raises(IntegrityError, match="not opened again"):
        run_as_coordinator(world, "UPDATE coach_assignments SET ended_at = NULL")


@pytest.mark.parametrize(
    "change",
    ["is_agreed = false", "is_agreed = NULL, answered_at = NULL, answered_by = NULL"],
)
def test_no_member_takes_an_agreement_from_a_coach_who_has_the_project(
    world: World, change: str
) -> None:
    project, _, _ = make_agreed(world)
    assign_coach(world, project, "other_coach")
    with pytest.raises(IntegrityError, match="holds while"):
        run_as_manager(world, f"UPDATE coach_agreements SET {change}")
    with pytest.raises(IntegrityError, match="holds while"):
        run_as_coordinator(world, "UPDATE coach_agreements SET ended_at = now()")
    run_as_coordinator(world, "UPDATE coach_assignments SET ended_at = now(), ended_by = coach_id")
    assert world.one(COUNT) == 0
    with pytest.raises(IntegrityError, match="not opened again"):
        run_as_coordinator(world, "UPDATE coach_agreements SET ended_at = NULL")


def test_a_refusal_does_not_become_an_agreement_nor_an_old_one_young(world: World) -> None:
    _, agreement, _ = make_agreed(world, clock.now() - 40 * DAY)
    with pytest.raises(IntegrityError, match="holds as it was given"):
        run_as_manager(world, "UPDATE coach_agreements SET answered_at = now()")
    run_as_manager(world, "UPDATE coach_agreements SET is_agreed = false")
    with pytest.raises(IntegrityError, match="holds as it was given"):
        run_as_manager(world, "UPDATE coach_agreements SET is_agreed = true")
    assert agreement


def test_a_manager_takes_an_agreement_back_until_the_coach_is_assigned(world: World) -> None:
    project, _, path = make_agreed(world)
    home = f"/o/lotus/projects/{project.id}/coach"
    manager = world.sign_in("lotus_manager")
    assert "Withdraw the agreement" in manager.get(home).text
    assert world.sign_in("lotus_writer").post(f"{path}/withdrawal").status_code == 403
    assert world.sign_in("river_manager").post(f"{path}/withdrawal").status_code == 404
    for _ in range(2):
        assert manager.post(f"{path}/withdrawal").status_code == 303
    told = "SELECT array_agg(address) FROM outbox WHERE kind = 'coach_answered'"
    assert world.one(told) == ["coordinator@test.example"]
    assert "Withdraw the agreement" not in manager.get(home).text
    assert propose(world, project).status_code == 409
    assert (world.one(ASSIGNED), world.one(COUNT)) == (0, 0)


def test_an_agreement_stays_once_the_coach_is_assigned(world: World) -> None:
    project, _, path = make_agreed(world)
    assert propose(world, project).status_code == 303
    assert world.one(ASSIGNED) == 1
    manager = world.sign_in("lotus_manager")
    home = f"/o/lotus/projects/{project.id}/coach"
    assert "Withdraw the agreement" not in manager.get(home).text
    answer = manager.post(f"{path}/withdrawal")
    assert answer.status_code == 409
    assert "already has the project" in answer.text
    assert world.one(COUNT) == 1


def test_an_agreement_lapses_after_thirty_days(world: World) -> None:
    project, _, path = make_agreed(world, clock.now() - 30 * DAY)
    home, page = f"/o/lotus/projects/{project.id}/coach", f"/network/projects/{project.id}/coaches"
    assert "it is no longer valid" in world.sign_in("lotus_manager").get(home).text
    assert "Ask for agreement" in world.sign_in("coordinator").get(page).text
    with pytest.raises(IntegrityError, match="with an agreement alone"):
        assign_coach(world, project, "other_coach")
    assert propose(world, project).status_code == 303
    assert world.one(ASSIGNED) == 0
    assert world.one("SELECT count(*) FROM coach_agreements WHERE is_agreed IS NULL") == 1
    assert world.sign_in("lotus_manager").post(f"{path}/withdrawal").status_code == 409


def test_an_agreement_of_twenty_nine_days_holds_and_a_coach_stays(world: World) -> None:
    project, _, _ = make_agreed(world, clock.now() - 29 * DAY)
    assert propose(world, project).status_code == 303
    assert world.one(ASSIGNED) == 1
    clock.hold(clock.now() + 2 * DAY)
    answer = propose(world, project)
    assert answer.status_code == 303
    assert (world.one(ASSIGNED), world.one("SELECT count(*) FROM coach_agreements")) == (1, 1)


def test_who_was_declined_is_proposed_again_after_thirty_days(world: World) -> None:
    project, agreement, _ = make_agreed(world)
    world.admin.execute("UPDATE coach_agreements SET is_agreed = false WHERE id = %s", [agreement])
    page = f"/network/projects/{project.id}/coaches"
    shown = world.sign_in("coordinator").get(page).text
    assert "can be proposed again from 24 Dec 2026" in shown
    assert "Ask for agreement" not in shown
    answer = propose(world, project)
    assert answer.status_code == 409
    assert "declined this coach less than 30 days ago" in answer.text
    clock.hold(clock.now() + 30 * DAY)
    assert "Ask for agreement" in world.sign_in("coordinator").get(page).text
    assert propose(world, project).status_code == 303
    assert world.one(COUNT) == 1


def test_a_role_that_comes_at_the_same_moment_is_seen(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody becomes a coordinator between the look at their roles and the assignment."""
    project, coach = make_project(world), world.people["other_coach"]
    locked: list[int] = []
    wanted = assigning.agreements.is_wanted

    def look(ref: ProjectRef, coach_id: int) -> bool:
        found = wanted(ref, coach_id)
        with psycopg.connect(world.admin.info.dsn, password=world.admin.info.password) as other:
            free = other.execute(
                "SELECT pg_try_advisory_xact_lock(hashtextextended('roles:' || %s, 0))", [coach]
            ).fetchone()
            if free == (True,):
                other.execute(
                    "INSERT INTO network_roles (person_id, role) VALUES (%s, 'coordinator')",
                    [coach],
                )
            else:
                locked.append(coach_id)
        return found

    monkeypatch.setattr(assigning.agreements, "is_wanted", look)
    assert propose(world, project).status_code == 303
    assert (locked, world.one(ASSIGNED)) == ([coach], 1)
