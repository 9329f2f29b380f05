"""One answer everywhere to who waits and what is late: nothing of a paused project does."""

import re
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from pathlib import Path

import pytest

from portal import clock, migrations
from portal.coaching.moves import hold_sent, move
from portal.coaching.review.rounds import is_feedback_late
from portal.coaching.workflow import ReviewAction, State
from portal.projects.agreed_actions import AgreedAction as Agreed
from portal.projects.journey import Actor
from portal.projects.ledger import ProjectRef
from portal.projects.services import pause_project, resume_project
from tests.coaching.scenes import comment, make_analysis, send, write_revision
from tests.coaching.scenes import make_coached as make_complete
from tests.conftest import MOMENT
from tests.factories import assign_coach, make_project
from tests.network.scenes import bars_of
from tests.reports.scenes import at
from tests.sessions.scenes import hold
from tests.statements import statements
from tests.world import World

DAY = timedelta(days=1)


def ago(days: float) -> datetime:
    """Return a moment so many days before the held one."""
    return MOMENT - days * DAY


def coached(world: World, coach: str = "coach") -> ProjectRef:
    with at(ago(100)):
        project = make_project(world)
    assign_coach(world, project, coach)
    return project


def sent(world: World, project: ProjectRef, days: float) -> int:
    """Send an analysis of a project so many days ago."""
    with at(ago(days)):
        analysis = make_analysis(world, project)
        with world.acting("lotus_writer", "lotus") as writer:
            move(analysis, ReviewAction.SUBMIT, by=writer)
        write_revision(world, analysis)
        world.admin.execute(
            "UPDATE analyses SET revisions = 1, title = 'Analysis ' || id WHERE id = %s", [analysis]
        )
        world.admin.execute(
            "UPDATE revisions SET submitted_at = %s WHERE analysis_id = %s", [clock.now(), analysis]
        )
    return analysis


def paused(world: World, project: ProjectRef, since: float, until: float | None = None) -> None:
    """Pause a project from so many days ago until so many days ago, or still."""
    with at(ago(since)), world.acting("lotus_manager", "lotus") as manager:
        pause_project(project, "Floods", by=manager)
    if until is not None:
        with at(ago(until)), world.acting("lotus_manager", "lotus") as manager:
            resume_project(project, by=manager)


def judged(world: World, analysis: int, days: float) -> None:
    """Accept an analysis so many days ago."""
    with at(ago(days)), world.acting("coach", "lotus") as coach:
        move(analysis, ReviewAction.ACCEPT, by=coach)


def board(world: World) -> list[str]:
    """Return projects, capacity, reviews, late ones and mean days of the coach."""
    page = world.sign_in("coordinator").get("/network/workload").text
    row = page[page.index(">coach</a>") :].split("</tr>")[0]
    return [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<td.*?</td>", row, re.S)]


def queue(world: World) -> str:
    return str(world.sign_in("coach").get("/coach/").text)


def table_of(page: str, caption: str) -> str:
    return page[page.index(f"<caption>{caption}") :].split("</table>")[0]


def test_a_coach_reads_the_number_of_the_workload_page(world: World) -> None:
    sent(world, coached(world), 2)
    resting = coached(world)
    waits = sent(world, resting, 40)
    paused(world, resting, 35)
    page = queue(world)
    assert "1 analysis waits for you" in page
    assert board(world)[2:4] == ["1", "0"]
    waiting = table_of(page, "Waiting for you, oldest first")
    assert f"Analysis {waits}<" not in waiting
    apart = table_of(page, "Paused")
    assert f"Analysis {waits}<" in apart
    assert "late" not in page
    first = page[page.index("next-action") :].split("</section>")[0]
    assert f"analyses/{waits}/" not in first


def test_who_has_only_paused_projects_has_nothing_to_do(world: World) -> None:
    resting = coached(world)
    sent(world, resting, 40)
    paused(world, resting, 35)
    page = queue(world)
    assert "You have nothing to do" in page
    assert "next-action" not in page
    assert "Paused" in page
    assert "late" not in page


def test_what_was_taken_back_after_a_pause_waits_since_it_was_asked_for(world: World) -> None:
    project = coached(world)
    analysis = sent(world, project, 42)
    with at(ago(40)), world.acting("coach", "lotus") as coach:
        move(analysis, ReviewAction.REQUEST_CHANGES, by=coach, note="Between whom?")
    paused(world, project, 38, 18)
    for days, action in ((3, ReviewAction.SUBMIT), (2, ReviewAction.WITHDRAW)):
        with at(ago(days)), world.acting("lotus_writer", "lotus") as writer:
            move(analysis, action, by=writer)
    assert "20 days<" in table_of(queue(world), "Waiting for the organisations")


def test_what_waits_for_an_organisation_does_not_in_a_pause(world: World) -> None:
    resting = coached(world)
    analysis = sent(world, resting, 40)
    with at(ago(38)), world.acting("coach", "lotus") as coach:
        move(analysis, ReviewAction.REQUEST_CHANGES, by=coach, note="Between whom?")
    assert "Waiting for the organisations" in queue(world)
    paused(world, resting, 30)
    page = queue(world)
    assert "Waiting for the organisations" not in page
    assert f"Analysis {analysis}<" in table_of(page, "Paused")
    assert "late" not in page


def test_the_programme_does_not_count_what_is_paused(world: World) -> None:
    working, resting = coached(world), coached(world)
    sent(world, working, 2)
    sent(world, resting, 40)
    paused(world, resting, 35)
    page = world.sign_in("leadership").get("/network/").text
    assert bars_of(page, "Analyses waiting") == {
        "Up to 7 days": 1, "8 to 14 days": 0, "15 to 30 days": 0, "More than 30 days": 0
    }  # fmt: skip
    longest = page[page.index("The analysis waiting longest") :].split("</p>")[0]
    assert "2 days" in longest
    coaches = world.sign_in("coordinator").get("/network/coaches").text
    row = coaches[coaches.index(">coach<") :].split("</tr>")[0]
    assert re.findall(r"<div>(\d+)</div>|>(\d+)</td>", row) == [("1", ""), ("1", "")]


def test_days_of_a_pause_are_no_days_of_waiting(world: World) -> None:
    project = coached(world)
    sent(world, project, 33)
    paused(world, project, 30, 4)
    assert "7 days<" in table_of(queue(world), "Waiting for you, oldest first")
    one = world.sign_in("coordinator").get(f"/network/coaches/{world.people['coach']}").text
    assert "7 days<" in table_of(one, "Analyses waiting for feedback, oldest first")
    page = world.sign_in("leadership").get("/network/").text
    assert bars_of(page, "Analyses waiting")["Up to 7 days"] == 1
    longest = page[page.index("The analysis waiting longest") :].split("</p>")[0]
    assert "7 days" in longest


def test_the_mean_leaves_out_the_days_of_pauses(world: World) -> None:
    project = coached(world)
    analysis = sent(world, project, 33)
    paused(world, project, 30, 16)
    paused(world, project, 14, 2)
    judged(world, analysis, 0)
    assert board(world)[4] == "7.0"


def test_feedback_in_a_pause_took_the_days_before_it(world: World) -> None:
    project = coached(world)
    analysis = sent(world, project, 33)
    paused(world, project, 28)
    judged(world, analysis, 0)
    assert board(world)[4] == "5.0"
    with world.acting("lotus_manager", "lotus") as manager:
        resume_project(project, by=manager)
    assert board(world)[4] == "5.0"


def test_what_is_sent_in_a_pause_waits_from_its_end(world: World) -> None:
    project = coached(world)
    paused(world, project, 30)
    analysis = sent(world, project, 20)
    with at(ago(5)), world.acting("lotus_manager", "lotus") as manager:
        resume_project(project, by=manager)
    assert "5 days<" in table_of(queue(world), "Waiting for you, oldest first")
    judged(world, analysis, 0)
    assert board(world)[4] == "5.0"


def test_the_oldest_is_the_one_that_waited_longest_without_pauses(world: World) -> None:
    rested, working = coached(world), coached(world)
    first, second = sent(world, rested, 33), sent(world, working, 10)
    paused(world, rested, 30, 4)
    listed = re.findall(r"Analysis (\d+)<", table_of(queue(world), "Waiting for you, oldest"))
    assert [int(one) for one in listed] == [second, first]


def test_pauses_before_this_release_are_found_in_the_history(world: World) -> None:
    project = coached(world)
    analysis, open_one = sent(world, project, 33), sent(world, project, 20)
    paused(world, project, 30, 16)
    paused(world, project, 14, 2)
    judged(world, analysis, 0)
    kept = "SELECT json_agg(paused_for ORDER BY id) FROM milestones"
    known = world.one(kept)
    assert world.one("SELECT paused_for FROM milestones WHERE analysis_id = %s "
                     "AND key = 'feedback_given'", open_one) == 16 * DAY  # fmt: skip
    world.admin.execute("UPDATE milestones SET paused_for = '0'")
    name = next((Path(migrations.__path__[0]) / "versions").glob("*_leave_pauses_out.py")).stem
    for statement in import_module(f"portal.migrations.versions.{name}").BACKFILL:
        world.admin.execute(statement)
    assert world.one(kept) == known


def test_a_review_is_not_overdue_in_a_pause(world: World) -> None:
    with at(ago(50)):
        project, analysis = make_complete(world, "coach", "other_coach")
        send(world, analysis)
        comment(world, analysis, "Between whom?")
    assert world.sign_in("coach").get(f"/o/lotus/analyses/{analysis}/review").text.count("late")
    with world.acting("coach", "lotus"):
        assert is_feedback_late(analysis)
    paused(world, project, 45)
    assert "late" not in world.sign_in("coach").get(f"/o/lotus/analyses/{analysis}/review").text
    with world.acting("coach", "lotus"):
        assert not is_feedback_late(analysis)
        assert hold_sent(analysis).state == State.IN_REVIEW


@pytest.mark.parametrize("path", ["sessions/", "agreed-actions/{row}", ""])
def test_what_was_agreed_is_not_late_in_a_pause(world: World, path: str) -> None:
    project = coached(world)
    agreed = Agreed(Actor.ORGANISATION, "Ask two more families", date(2026, 11, 1))
    with at(ago(30)):
        hold(world, project, agreed, held_on=date(2026, 10, 25))
    row = world.one("SELECT id FROM milestones WHERE session_id IS NOT NULL")
    page = f"/o/lotus/projects/{project.id}/{path.format(row=row)}".rstrip("/") + (
        "/" if path == "sessions/" else ""
    )
    assert "days late" in world.sign_in("lotus_manager").get(page).text
    paused(world, project, 29)
    answer = world.sign_in("lotus_manager").get(page)
    assert (answer.status_code, "days late" in answer.text) == (200, False)


def test_nothing_is_to_be_looked_at_again_in_a_pause(world: World) -> None:
    with at(datetime(2026, 7, 1, 3, tzinfo=UTC)):
        project, analysis = make_complete(world)
    stale = "not checked for 90 days"
    writer = world.sign_in("lotus_writer")
    assert stale in writer.get(f"/o/lotus/analyses/{analysis}").text
    trends = writer.get(f"/o/lotus/analyses/{analysis}/check-ins").text
    paused(world, project, 1)
    assert stale not in writer.get(f"/o/lotus/analyses/{analysis}").text
    assert trends.count("90 days") > 0
    assert writer.get(f"/o/lotus/analyses/{analysis}/check-ins").text.count("90 days") == 0


def test_a_project_without_a_coach_does_not_wait_for_one_in_a_pause(world: World) -> None:
    with at(ago(100)):
        make_project(world)
        resting = make_project(world)
    coordinator = world.sign_in("coordinator")
    assert "2 projects have no coach" in coordinator.get("/network/assignments").text
    paused(world, resting, 30)
    page = coordinator.get("/network/assignments").text
    assert "1 project has no coach" in page
    assert page.index("LOTUS-1<") < page.index("LOTUS-2<")


def test_the_queue_takes_as_many_statements_with_pauses(world: World) -> None:
    working, resting = coached(world), coached(world)
    sent(world, working, 2)
    sent(world, resting, 40)
    paused(world, resting, 35)
    with statements(world.app) as asked:
        world.sign_in("coach").get("/coach/")
    assert len(asked) == 6
