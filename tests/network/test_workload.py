"""The workload board: counts of what waits now, without what is paused, ended or taken back."""

import re
from datetime import timedelta

import pytest

from portal.coaching.workflow import State
from portal.projects.ledger import ProjectRef
from tests.coaching.scenes import make_analysis
from tests.coaching.scenes import put as put_analysis
from tests.conftest import MOMENT
from tests.factories import assign_coach
from tests.network.scenes import SECRET, begin, put
from tests.partnership.scenes import describe
from tests.statements import statements
from tests.world import World


def wait(world: World, project: ProjectRef, state: State = State.SUBMITTED, days: int = 3) -> int:
    """Let an analysis wait for feedback since some days, due after ten."""
    analysis = make_analysis(world, project)
    put_analysis(world, analysis, state)
    sent = MOMENT - timedelta(days=days)
    world.admin.execute(
        "INSERT INTO milestones (organisation_id, project_id, key, stage, actor, position, days, "
        "analysis_id, due_on, opened_at) VALUES (%s, %s, 'feedback_given', 'coaching', 'coach', "
        "6, 10, %s, %s, %s)",
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
    rows = re.findall(r'<tr><th scope="row"><a [^>]*>([^<]+)</a></th>(.*?)</tr>', page)
    strip = re.compile(r"<[^>]+>")
    return {
        name: [strip.sub("", cell) for cell in re.findall(r"<td.*?</td>", cells)]
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
        "other coach": ["0", "not said", "0", "0", "9.0"],
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
