"""Reads of coaching sessions: the log, its sums, what was agreed and what comes next."""

from datetime import date, timedelta

import pytest

from portal.errors import NotFound
from portal.extensions import db
from portal.projects.agreed_actions import AgreedAction
from portal.projects.journey import Actor
from portal.projects.models import Project
from portal.sessions.queries import (
    SESSIONS_PER_PAGE,
    AgendaLine,
    SessionTotals,
    agreed_action,
    agreed_in,
    coach_agenda,
    log_of,
    next_session,
    session_of,
    totals_of,
)
from tests.factories import make_project
from tests.sessions.scenes import DAY, NEXT, PROMISED, SEEN, hold, make_coached
from tests.world import World


def agenda(world: World, coach: str = "coach") -> list[AgendaLine]:
    with world.acting(coach):
        return coach_agenda()


def next_day(world: World) -> date | None:
    with world.acting("lotus_viewer", "lotus"):
        return db.session.scalar(db.select(next_session()).select_from(Project))


def test_the_log_comes_latest_first_and_in_pages(world: World) -> None:
    project = make_coached(world)
    days = [DAY - timedelta(days=number) for number in range(SESSIONS_PER_PAGE + 1)]
    for day in reversed(days):
        hold(world, project, held_on=day)
    with world.acting("lotus_viewer", "lotus"):
        first, second, third = (log_of(project.id, page) for page in (1, 2, 3))
    assert [one.facts.held_on for one in (*first, *second)] == days
    assert (len(second), second[0].total, third) == (1, SESSIONS_PER_PAGE + 1, [])
    assert first[0].who == "coach"


def test_of_two_sessions_on_a_day_the_one_recorded_later_stands_first(world: World) -> None:
    project = make_coached(world)
    early, late = hold(world, project), hold(world, project)
    with world.acting("coach", "lotus"):
        assert [one.facts.id for one in log_of(project.id)] == [late, early]


def test_sums_are_of_one_project_and_noughts_without_sessions(world: World) -> None:
    project, other = make_coached(world), make_project(world)
    hold(world, project)
    hold(world, project, minutes=30, women=0, men=0, undisclosed=0, unrecorded=5)
    with world.acting("lotus_viewer", "lotus"):
        assert totals_of(project.id) == SessionTotals(2, 120, 3, 2, 1, 7)
        assert totals_of(other.id) == SessionTotals(0, 0, 0, 0, 0, 0)


def test_a_session_is_found_in_its_project_alone(world: World) -> None:
    project, other = make_coached(world), make_project(world)
    held = hold(world, project, summary="យើងបានមើល")
    with world.acting("lotus_viewer", "lotus"):
        assert session_of(project.id, held).summary == "យើងបានមើល"
        with pytest.raises(NotFound):
            session_of(other.id, held)
    with world.acting("river_manager", "river"), pytest.raises(NotFound):
        session_of(project.id, held)


def test_what_was_agreed_comes_by_its_date_with_who_closed_it(world: World) -> None:
    project = make_coached(world)
    hold(world, project, SEEN, PROMISED)
    world.admin.execute(
        "UPDATE milestones SET met_at = now(), met_by = %s WHERE words = %s",
        [world.people["lotus_writer"], SEEN.words],
    )
    with world.acting("lotus_viewer", "lotus"):
        found = agreed_in(project.id)
        assert agreed_action(project.id, found[0].id) == found[0]
        with pytest.raises(NotFound):
            agreed_action(project.id + 1, found[0].id)
    assert [(one.words, one.actor, one.done_by) for one in found] == [
        (PROMISED.words, "coach", None),
        (SEEN.words, "organisation", "lotus writer"),
    ]


def test_a_milestone_of_the_journey_is_nothing_that_was_agreed(world: World) -> None:
    project = make_coached(world)
    key = world.one("SELECT id FROM milestones WHERE session_id IS NULL LIMIT 1")
    with world.acting("lotus_viewer", "lotus"):
        assert agreed_in(project.id) == []
        with pytest.raises(NotFound):
            agreed_action(project.id, key)


def test_the_agenda_has_the_next_session_and_what_is_open_by_date(world: World) -> None:
    project = make_coached(world)
    hold(world, project, SEEN, PROMISED, next_on=NEXT)
    assert [(one.kind, one.due_on, one.words) for one in agenda(world)] == [
        ("coach", PROMISED.due_on, PROMISED.words),
        ("organisation", SEEN.due_on, SEEN.words),
        ("session", NEXT, ""),
    ]
    assert {(one.reference, one.slug, one.project_id) for one in agenda(world)} == {
        ("LOTUS-1", "lotus", project.id)
    }


def test_what_is_done_or_left_out_leaves_the_agenda(world: World) -> None:
    project = make_coached(world)
    hold(world, project, SEEN, PROMISED)
    world.admin.execute("UPDATE milestones SET met_at = now() WHERE words = %s", [SEEN.words])
    world.admin.execute(
        "UPDATE milestones SET waived_at = now(), waived_by = %s, waiver_reason = 'No' "
        "WHERE words = %s",
        [world.people["coach"], PROMISED.words],
    )
    assert agenda(world) == []


def test_the_session_held_last_says_when_the_next_one_is(world: World) -> None:
    project = make_coached(world)
    assert next_day(world) is None
    hold(world, project, next_on=NEXT)
    assert next_day(world) == NEXT
    # Recorded later, held earlier: it says nothing of what comes.
    hold(world, project, held_on=DAY - timedelta(days=3), next_on=NEXT + timedelta(days=9))
    assert next_day(world) == NEXT
    hold(world, project, held_on=DAY + timedelta(days=1), next_on=None)
    assert next_day(world) is None
    assert [one.kind for one in agenda(world)] == []


def test_of_two_on_a_day_the_one_recorded_later_plans_the_next(world: World) -> None:
    project = make_coached(world)
    hold(world, project, next_on=NEXT)
    later = NEXT + timedelta(days=1)
    hold(world, project, next_on=later)
    assert (next_day(world), [one.due_on for one in agenda(world)]) == (later, [later])


@pytest.mark.parametrize("state", ["paused", "ended"])
def test_nothing_is_planned_where_nothing_goes_on(world: World, state: str) -> None:
    project = make_coached(world)
    hold(world, project, SEEN, next_on=NEXT)
    world.admin.execute("UPDATE projects SET state = %s", [state])
    assert agenda(world) == []
    with world.acting("lotus_viewer", "lotus"):
        assert [(one.day, one.due_on) for one in agreed_in(project.id)] == [(SEEN.due_on, None)]


def test_a_coach_has_the_agenda_of_their_own_projects(world: World) -> None:
    hold(world, make_coached(world), AgreedAction(Actor.COACH, "Call them", NEXT), next_on=None)
    assert [one.words for one in agenda(world)] == ["Call them"]
    assert agenda(world, "other_coach") == []
