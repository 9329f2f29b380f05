"""The workload board: counts of what waits now, without what is paused, ended or taken back."""

import re
from datetime import date, timedelta
from typing import Any

import pytest

from portal.coaching.workflow import State
from portal.errors import NotFound
from portal.network.workload import coach_by_id, projects_of, reviews_of
from portal.projects.ledger import ProjectRef
from tests.coaching.scenes import make_analysis
from tests.coaching.scenes import put as put_analysis
from tests.conftest import MOMENT
from tests.factories import assign_coach
from tests.network.scenes import SECRET, begin, put
from tests.partnership.scenes import describe
from tests.statements import statements
from tests.world import World


def wait(
    world: World,
    project: ProjectRef,
    state: State = State.SUBMITTED,
    days: int = 3,
    slug: str = "lotus",
) -> int:
    """Let an analysis wait for feedback since some days, due after ten."""
    analysis = make_analysis(world, project, slug)
    put_analysis(world, analysis, state)
    sent = MOMENT - timedelta(days=days)
    world.admin.execute(
        "INSERT INTO milestones (organisation_id, project_id, key, stage, actor, days, "
        "analysis_id, due_on, opened_at) VALUES (%s, %s, 'feedback_given', 'coaching', 'coach', "
        "10, %s, %s, %s)",
        [project.organisation_id, project.id, analysis, sent + timedelta(days=10), sent],
    )
    return analysis


def answer(world: World, analysis: int, days: int, who: str = "coach") -> None:
    """Meet the turn of feedback some days after it was opened."""
    world.admin.execute(
        "UPDATE milestones SET met_at = opened_at + %s, met_by = %s WHERE analysis_id = %s",
        [timedelta(days=days), world.people[who], analysis],
    )
    world.admin.execute("UPDATE analyses SET state = 'accepted' WHERE id = %s", [analysis])


def board(world: World) -> dict[str, list[str]]:
    page = world.sign_in("coordinator").get("/network/workload").text
    rows = re.findall(r'<tr>\s*<th scope="row"><a [^>]*>([^<]+)</a></th>(.*?)</tr>', page, re.S)
    strip = re.compile(r"<[^>]+>")
    return {
        name: [strip.sub("", cell).strip() for cell in re.findall(r"<td.*?</td>", cells, re.S)]
        for name, cells in rows
    }


def test_the_counts_are_those_of_what_waits(world: World) -> None:
    project, paused, ended, left = begin(world), begin(world), begin(world), begin(world)
    for one in (project, paused, ended, left):
        assign_coach(world, one)
    world.admin.execute(
        "UPDATE coach_assignments SET ended_at = now() WHERE project_id = %s", [left.id]
    )
    put(world, paused, state="paused")
    put(world, ended, state="ended")
    wait(world, project)
    wait(world, project, State.IN_REVIEW, days=11)
    for other in (paused, ended, left):
        wait(world, other, days=20)
    taken_back = wait(world, project, days=30)
    put_analysis(world, taken_back, State.DRAFT)
    world.admin.execute("DELETE FROM milestones WHERE analysis_id = %s", [taken_back])
    answer(world, wait(world, project, days=9), 2)
    answer(world, wait(world, project, days=9), 5)
    answer(world, wait(world, project, days=9), 9, "other_coach")
    answer(world, wait(world, project, days=500), 100)
    describe(world, "coach", capacity=4)
    assert board(world) == {
        "coach": ["1", "4", "2", "1", "3.5"],
        "other coach": ["0", "not stated", "0", "0", "9.0"],
    }


def test_the_drill_down_has_dates_and_counts_alone(world: World) -> None:
    project = begin(world)
    assign_coach(world, project)
    wait(world, project, days=12)
    page = world.sign_in("coordinator").get(f"/network/coaches/{world.people['coach']}").text
    assert "LOTUS-1" in page
    assert "12 days" in page
    assert "2 days late" in page
    assert SECRET not in page


@pytest.mark.parametrize("path", ["/network/workload", "/network/coaches/{coach}"])
def test_it_is_for_coordinators(world: World, path: str) -> None:
    path = path.format(coach=world.people["coach"])
    assert world.sign_in("coordinator").get(path).status_code == 200
    assert world.sign_in("administrator").get(path).status_code == 200
    assert world.sign_in("leadership").get(path).status_code == 403
    assert world.sign_in("coach").get(path).status_code == 403


def test_who_is_no_coach_is_not_found(world: World) -> None:
    path = f"/network/coaches/{world.people['leadership']}"
    for page in (path, f"{path}/profile"):
        assert world.sign_in("coordinator").get(page).status_code == 404


def test_it_costs_the_same_with_many(world: World) -> None:
    project, counts = begin(world), []
    assign_coach(world, project)
    for _ in range(2):
        for _ in range(5):
            wait(world, project)
        for path in ("/network/workload", f"/network/coaches/{world.people['coach']}"):
            with statements(world.app) as sent:
                world.sign_in("coordinator").get(path)
            counts.append(len(sent))
    assert counts[:2] == counts[2:]
    assert max(counts) <= 6


def of_coach(world: World, name: str = "coach", later: int = 0) -> Any:
    """Return a coach's row as the board reads it some days later."""
    with world.coordinating():
        return coach_by_id(world.people[name], MOMENT.date() + timedelta(days=later))


def test_what_falls_due_today_is_not_overdue(world: World) -> None:
    project = begin(world)
    assign_coach(world, project)
    wait(world, project, days=10)
    for days, overdue in ((0, 0), (1, 1)):
        row = of_coach(world, later=days)
        assert (row.projects, row.reviews, row.overdue) == (1, 1, overdue)


def test_feedback_that_coaches_gave_together_counts_for_each_of_them(world: World) -> None:
    project = begin(world)
    analysis = wait(world, project, days=9)
    answer(world, analysis, 4)
    given = [world.people["coach"], world.people["other_coach"]]
    world.admin.execute(
        "INSERT INTO review_moves (organisation_id, project_id, analysis_id, action, origin, "
        "target, revision, told, at, by, given_by) SELECT organisation_id, project_id, "
        "analysis_id, 'accept', 'in_review', 'accepted', 1, '{}', met_at, %s, %s FROM milestones "
        "WHERE analysis_id = %s",
        [given[0], given, analysis],
    )
    assert [of_coach(world, one).mean_days for one in ("coach", "other_coach")] == [4, 4]
    world.admin.execute("UPDATE milestones SET paused_for = '3 days' WHERE analysis_id IS NOT NULL")
    assert [of_coach(world, one).mean_days for one in ("coach", "other_coach")] == [1, 1]


def test_days_to_feedback_are_those_of_the_last_year(world: World) -> None:
    project = begin(world)
    assert of_coach(world).mean_days is None
    for days, took in ((366 + 10, 10), (364 + 20, 20)):
        answer(world, wait(world, project, days=days), took)
    assert of_coach(world).mean_days == 20


def test_reviews_are_told_oldest_first_from_their_turn_without_pauses(world: World) -> None:
    project, paused, other = begin(world), begin(world), begin(world, "river")
    for one in (project, paused, other):
        assign_coach(world, one)
    put(world, paused, state="paused")
    for one, days, slug in ((project, 3, "lotus"), (paused, 50, "lotus"), (other, 12, "river")):
        wait(world, one, days=days, slug=slug)
    world.admin.execute(
        "UPDATE milestones SET paused_for = '2 days' WHERE project_id = %s", [other.id]
    )
    with world.coordinating():
        found = [
            (row.reference, row.acronym, row.state, row.since, row.due_on)
            for row in reviews_of(world.people["coach"])
        ]
    assert found == [
        ("RIVER-1", "RIVER", "submitted", date(2026, 11, 14), date(2026, 11, 22)),
        ("LOTUS-1", "LOTUS", "submitted", date(2026, 11, 21), date(2026, 12, 1)),
    ]


def test_a_coachs_projects_are_those_that_go_on_with_their_own_sessions(world: World) -> None:
    project, paused, ended, left = begin(world), begin(world), begin(world), begin(world)
    for one in (project, paused, ended, left):
        assign_coach(world, one)
    put(world, paused, state="paused")
    put(world, ended, state="ended")
    world.admin.execute(
        "UPDATE coach_assignments SET ended_at = now() WHERE project_id = %s", [left.id]
    )
    for coach, day in (("coach", 3), ("coach", 9), ("other_coach", 20)):
        world.admin.execute(
            "INSERT INTO coaching_sessions (organisation_id, project_id, token, coach_id, held_on, "
            "mode, minutes, women, men, undisclosed, summary) VALUES (%s, %s, %s, %s, %s, 'visit', "
            "60, 1, 1, 0, 'We met.')",
            [
                *(project.organisation_id, project.id, str(day), world.people[coach]),
                date(2026, 11, day),
            ],
        )
    with world.coordinating():
        found = [
            (row.reference, row.stage, row.state, row.sessions, row.last_on)
            for row in projects_of(world.people["coach"])
        ]
    assert found == [
        ("LOTUS-1", "introductory", "active", 2, date(2026, 11, 9)),
        ("LOTUS-2", "introductory", "paused", 0, None),
    ]


def test_who_is_no_coach_has_no_row(world: World) -> None:
    for name in ("leadership", "lotus_manager"):
        with pytest.raises(NotFound):
            of_coach(world, name)
    world.admin.execute("UPDATE people SET active = false WHERE name = 'coach'")
    with pytest.raises(NotFound):
        of_coach(world)
