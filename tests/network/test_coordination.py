"""What coordinators look at: projects that wait for a coach first, the network's people."""

from datetime import date, timedelta

import pytest

from portal import clock
from portal.errors import NotFound
from portal.network import coordination
from portal.network.coordination import (
    CoachedProject,
    count_coaches,
    find_organisation,
    find_project,
    network_people,
    open_invitations,
    projects_to_coach,
)
from portal.projects.ledger import ProjectRef
from tests.coaching.scenes import judge, make_coached, send
from tests.conftest import MOMENT
from tests.factories import assign_coach, make_project
from tests.partnership.scenes import add_coach, assignment_of
from tests.projects.scenes import put
from tests.world import World

EARLY, LATE = date(2026, 12, 1), date(2026, 12, 24)


def due(world: World, project: ProjectRef, day: date | None) -> None:
    """Put the day on which a project should have its coach."""
    world.admin.execute(
        "UPDATE milestones SET due_on = %s WHERE project_id = %s AND key = 'coach_assigned'",
        [day, project.id],
    )


def board(world: World, page: int = 1) -> list[CoachedProject]:
    with world.coordinating():
        return projects_to_coach(page)


def test_what_waits_for_a_coach_stands_first_by_its_date(world: World) -> None:
    coached, undated, late, early = (make_project(world) for _ in range(4))
    assign_coach(world, coached)
    for project, day in ((coached, EARLY), (undated, None), (late, LATE), (early, EARLY)):
        due(world, project, day)
    found = board(world)
    assert [one.id for one in found] == [early.id, late.id, undated.id, coached.id]
    assert [one.is_alone for one in found] == [True, True, True, False]
    assert {(one.alone, one.total) for one in found} == {(3, 4)}


def test_who_has_sent_an_analysis_stands_before_those_with_an_earlier_day(world: World) -> None:
    early = make_project(world)
    due(world, early, EARLY)
    sent, analysis = make_coached(world)
    world.admin.execute("DELETE FROM coach_assignments")
    due(world, sent, LATE)
    send(world, analysis)
    assert [one.id for one in board(world)] == [sent.id, early.id]


def test_a_paused_project_waits_for_nobody_and_an_ended_one_is_gone(world: World) -> None:
    paused, ended, active = (make_project(world) for _ in range(3))
    put(world, paused, state="paused")
    put(world, ended, state="ended")
    due(world, paused, EARLY)
    found = board(world)
    assert [(one.id, one.state, one.is_alone) for one in found] == [
        (active.id, "active", True),
        (paused.id, "paused", True),
    ]
    assert found[1].due_on is None
    assert {(one.alone, one.total) for one in found} == {(1, 2)}


def test_coaches_are_those_of_today_and_who_lost_the_last_one_waits(world: World) -> None:
    project = make_project(world)
    for coach in ("coach", "other_coach"):
        assign_coach(world, project, coach)
    (found,) = board(world)
    assert sorted(one["name"] for one in found.coaches) == ["coach", "other coach"]
    assert {one["id"] for one in found.coaches} == {
        assignment_of(world, project, coach) for coach in ("coach", "other_coach")
    }
    world.admin.execute("UPDATE coach_assignments SET ended_at = now(), ended_by = assigned_by")
    (found,) = board(world)
    assert (found.coaches, found.is_alone, found.alone) == ([], True, 1)


def test_analyses_that_wait_for_the_coach_are_marked(world: World) -> None:
    project, waiting = make_coached(world)
    send(world, waiting)
    quiet = make_project(world)
    found = {one.id: one for one in board(world)}
    day = clock.today()
    assert (found[project.id].to_read, found[project.id].to_read_since) == (1, day)
    assert (found[quiet.id].to_read, found[quiet.id].to_read_since) == (0, None)
    page = world.sign_in("coordinator").get("/network/assignments").text
    assert page.count("1 analysis to read") == 1
    # It waits since it was sent, whatever its coach began meanwhile.
    clock.hold(clock.now() + timedelta(days=4))
    world.sign_in("coach").post(f"/o/lotus/analyses/{waiting}/review")
    (again,) = (one for one in board(world) if one.id == project.id)
    assert again.to_read_since == day
    judge(world, waiting)
    assert "1 analysis to read" not in world.sign_in("coordinator").get("/network/assignments").text


def test_a_pause_lets_no_analysis_wait(world: World) -> None:
    project, waiting = make_coached(world)
    send(world, waiting)
    put(world, project, state="paused")
    (found,) = board(world)
    assert (found.to_read, found.to_read_since) == (0, None)


def test_pages_go_on_where_the_last_one_ended(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(coordination, "ROWS_PER_PAGE", 2)
    made = [make_project(world) for _ in range(3)]
    for number, project in enumerate(made):
        due(world, project, EARLY + timedelta(days=number))
    first, second, third = (board(world, page) for page in (1, 2, 3))
    assert [one.id for one in (*first, *second)] == [project.id for project in made]
    assert ({one.total for one in first}, third) == ({3}, [])


def test_coaches_are_counted_with_open_accounts_alone(world: World) -> None:
    add_coach(world, "ដារ៉ា")
    with world.coordinating():
        assert count_coaches() == 3
    world.admin.execute("UPDATE people SET active = false WHERE name = 'coach'")
    with world.coordinating():
        assert count_coaches() == 2


def test_what_is_not_there_is_not_found(world: World) -> None:
    project = make_project(world)
    with world.coordinating():
        assert find_project(project.id) == project
        assert find_organisation("lotus") == world.organisations["lotus"]
        for search in (lambda: find_project(0), lambda: find_organisation("LOTUS")):
            with pytest.raises(NotFound):
                search()


def test_people_of_the_network_stand_by_role_then_by_name(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.admin.execute("UPDATE people SET active = false WHERE name = 'leadership'")
    with world.coordinating():
        found = network_people(1)
        monkeypatch.setattr(coordination, "PEOPLE_PAGE", 3)
        pages = [[one.name for one in network_people(page)] for page in (1, 2)]
    assert [(one.role, one.name) for one in found] == [
        ("administrator", "administrator"),
        ("coach", "coach"),
        ("coach", "other coach"),
        ("coordinator", "coordinator"),
    ]
    assert pages == [["administrator", "coach", "other coach"], ["coordinator"]]
    assert {one.total for one in found} == {4}


@pytest.mark.parametrize(
    ("change", "is_open"),
    [
        ("", True),
        ("accepted_at = now()", False),
        ("revoked_at = now()", False),
        ("expires_at = %(now)s", False),
        ("expires_at = %(now)s + interval '1 second'", True),
    ],
    ids=["open", "accepted", "taken back", "expired just now", "in its last second"],
)
def test_an_invitation_is_open_until_it_is_used_or_ends(
    world: World, change: str, *, is_open: bool
) -> None:
    invite(world, "new@test.example", None)
    if change:
        world.admin.execute(f"UPDATE invitations SET {change}", {"now": MOMENT})
    with world.coordinating():
        assert [one.email for one in open_invitations(None)] == ["new@test.example"] * is_open


def test_invitations_of_an_organisation_and_of_the_network_are_told_apart(world: World) -> None:
    invite(world, "first@test.example", None)
    invite(world, "second@test.example", None, 1)
    invite(world, "writer@test.example", "lotus")
    with world.coordinating():
        network = [one.email for one in open_invitations(None)]
        lotus = [(one.email, one.role) for one in open_invitations(world.organisations["lotus"])]
        assert open_invitations(world.organisations["river"]) == []
    assert network == ["second@test.example", "first@test.example"]
    assert lotus == [("writer@test.example", "manager")]


def invite(world: World, email: str, slug: str | None, minutes: int = 0) -> None:
    """Write an invitation as of so many minutes after the held moment."""
    world.admin.execute(
        "INSERT INTO invitations (organisation_id, email, role, token_hash, invited_by, "
        "invited_at, expires_at) VALUES (%s, %s, %s, %s, %s, %s, %s)",
        [
            *(world.organisations.get(slug or ""), email, "manager" if slug else "coach"),
            *(email.encode(), world.people["coordinator"]),
            *(MOMENT + timedelta(minutes=minutes), MOMENT + timedelta(days=7)),
        ],
    )
