"""The programme's figures as they are counted, each against a world in which it can be told."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from portal import clock
from portal.coaching.workflow import State
from portal.events.kinds import WorkshopKind
from portal.extensions import db
from portal.network.figures import AgeGroup, Figures, StageFigure, read_figures
from portal.projects.journey import Actor, Stage
from portal.projects.ledger import ProjectRef
from portal.tenancy import take_network_role
from tests.analyses.scenes import write
from tests.coaching.scenes import make_analysis
from tests.coaching.scenes import put as put_analysis
from tests.conftest import MOMENT
from tests.factories import assign_coach, make_project
from tests.network.scenes import put
from tests.reports.scenes import add_workshop
from tests.world import World

TODAY = date(2026, 11, 24)
PEOPLE = ("women", "men", "undisclosed", "unrecorded", "uncounted")
CHANGE = {"kind": "plan", "before": "A fee", "after": "No fee", "evidence": "Page 3"}


def figures(world: World, today: date = TODAY) -> Figures:
    """Read the figures as the network does."""
    with world.app.app_context():
        take_network_role(db.session)
        found = read_figures(today)
        db.session.rollback()
    return found


def wait(
    world: World,
    project: ProjectRef,
    since: datetime = MOMENT,
    *,
    state: Any = "submitted",
    due_on: date | None = None,
) -> int:
    """Let an analysis wait for its coach since a moment, with its turn in the ledger."""
    analysis = make_analysis(world, project)
    put_analysis(world, analysis, state)
    world.admin.execute("UPDATE analyses SET state_since = %s WHERE id = %s", [since, analysis])
    world.admin.execute(
        "INSERT INTO milestones (organisation_id, project_id, key, stage, actor, days, "
        "analysis_id, due_on, opened_at) VALUES (%s, %s, 'feedback_given', 'coaching', 'coach', "
        "10, %s, %s, %s)",
        [project.organisation_id, project.id, analysis, due_on, since],
    )
    return analysis


def test_a_network_without_projects_has_noughts(world: World) -> None:
    found = figures(world)
    assert (found.organisations, found.alone, found.oldest) == (2, 0, None)
    assert found.stages == tuple((stage, StageFigure()) for stage in Stage)
    assert found.late == tuple((actor, 0) for actor in Actor)
    assert found.reviews == tuple((age, 0) for age in AgeGroup)
    assert [number for _, number in found.changes] == [0, 0, 0]
    assert found.people == tuple((key, 0) for key in PEOPLE)
    assert found.people_by_kind == tuple((kind, 0) for kind in WorkshopKind)


def test_a_stage_counts_projects_that_go_on_and_their_organisations_once(world: World) -> None:
    one, two, paused, ended = (make_project(world) for _ in range(4))
    other = make_project(world, "river")
    for project in (one, two, paused, ended, other):
        put(world, project, stage="coaching")
    put(world, paused, state="paused")
    put(world, ended, state="ended")
    make_project(world)
    stages = dict(figures(world).stages)
    assert stages[Stage.COACHING] == StageFigure(projects=4, organisations=2, paused=1)
    assert stages[Stage.INTRODUCTORY] == StageFigure(projects=1, organisations=1, paused=0)
    assert stages[Stage.FORUM] == StageFigure()


@pytest.mark.parametrize(
    ("stage", "state", "is_coached", "alone"),
    [
        ("introductory", "active", False, 0),
        ("application", "active", False, 1),
        ("coaching", "active", False, 1),
        ("forum", "active", False, 0),
        ("coaching", "paused", False, 0),
        ("coaching", "ended", False, 0),
        ("coaching", "active", True, 0),
    ],
)
def test_alone_is_whoever_should_have_a_coach_and_has_none(
    world: World, stage: str, state: str, alone: int, *, is_coached: bool
) -> None:
    project = make_project(world)
    if is_coached:
        assign_coach(world, project)
    put(world, project, stage=stage, state=state)
    assert figures(world).alone == alone
    world.admin.execute("UPDATE coach_assignments SET ended_at = now()")
    assert figures(world).alone == (1 if is_coached else alone)


def test_who_has_sent_an_analysis_should_have_a_coach_in_any_stage(world: World) -> None:
    put_analysis(world, make_analysis(world, make_project(world)), State.SUBMITTED)
    assert figures(world).alone == 1
    page = world.sign_in("coordinator").get("/network/").text
    assert "Some projects need a coach and have none yet." in page


def test_late_is_what_is_open_and_was_due_before_today(world: World) -> None:
    project, paused, ended = (make_project(world) for _ in range(3))
    put(world, paused, state="paused")
    put(world, ended, state="ended")
    world.admin.execute("UPDATE milestones SET due_on = NULL")
    world.admin.execute("UPDATE milestones SET due_on = '2026-11-23' WHERE key = 'coach_assigned'")
    keys = {
        "introductory_workshop": date(2026, 11, 23),
        "commitment": date(2026, 11, 24),
        "analysis_accepted": date(2026, 11, 20),
        "analysis_submitted": date(2026, 11, 20),
        "post_training_plan": date(2026, 11, 20),
    }
    for key, due_on in keys.items():
        world.admin.execute(
            "UPDATE milestones SET due_on = %s WHERE key = %s AND project_id = %s",
            [due_on, key, project.id],
        )
    met, waived = "met_at = now(), met_by", "waived_at = now(), waived_by"
    for key, how in (("analysis_submitted", met), ("post_training_plan", waived)):
        world.admin.execute(
            f"UPDATE milestones SET {how} = %s WHERE key = %s", [world.people["coach"], key]
        )
    assert dict(figures(world).late) == {Actor.ORGANISATION: 1, Actor.COACH: 1, Actor.NETWORK: 1}
    tomorrow = figures(world, TODAY + timedelta(days=1))
    assert dict(tomorrow.late)[Actor.ORGANISATION] == 2


@pytest.mark.parametrize(
    ("days", "age"),
    [
        (0, AgeGroup.WEEK),
        (7, AgeGroup.WEEK),
        (8, AgeGroup.FORTNIGHT),
        (14, AgeGroup.FORTNIGHT),
        (15, AgeGroup.MONTH),
        (30, AgeGroup.MONTH),
        (31, AgeGroup.LONGER),
        (400, AgeGroup.LONGER),
    ],
)
def test_reviews_are_told_by_how_long_they_wait(world: World, days: int, age: AgeGroup) -> None:
    wait(world, make_project(world), MOMENT - timedelta(days=days))
    found = figures(world)
    assert dict(found.reviews) == dict.fromkeys(AgeGroup, 0) | {age: 1}
    assert found.oldest == TODAY - timedelta(days=days)


def test_only_what_waits_for_a_coach_in_an_active_project_is_a_review(world: World) -> None:
    project, paused = make_project(world), make_project(world)
    put(world, paused, state="paused")
    wait(world, paused, MOMENT - timedelta(days=90))
    for state in ("draft", "changes_requested", "accepted"):
        put_analysis(world, wait(world, project, MOMENT - timedelta(days=60)), state)  # type: ignore[arg-type]
    wait(world, project, MOMENT - timedelta(days=3), state="in_review")
    wait(world, project, MOMENT - timedelta(days=5))
    found = figures(world)
    assert dict(found.reviews) == dict.fromkeys(AgeGroup, 0) | {AgeGroup.WEEK: 2}
    assert found.oldest == TODAY - timedelta(days=5)


def test_a_review_waits_since_its_turn_without_the_days_of_pauses(world: World) -> None:
    analysis = wait(world, make_project(world), MOMENT - timedelta(days=20), state="in_review")
    world.admin.execute("UPDATE analyses SET state_since = %s", [MOMENT - timedelta(days=2)])
    assert figures(world).oldest == TODAY - timedelta(days=20)
    world.admin.execute("UPDATE milestones SET paused_for = '5 days' WHERE analysis_id IS NOT NULL")
    assert figures(world).oldest == TODAY - timedelta(days=15)
    world.admin.execute("DELETE FROM milestones WHERE analysis_id = %s", [analysis])
    assert figures(world).oldest == TODAY - timedelta(days=2)


def test_a_change_counts_by_its_kind_when_it_is_told_with_its_evidence(world: World) -> None:
    analysis = make_analysis(world, make_project(world))
    for number, changed in enumerate(({}, {"kind": "monitoring"}, {}, {"evidence": ""})):
        write(world, analysis, "change", CHANGE | {"before": f"Fee {number}"} | changed)
    assert {str(kind): number for kind, number in figures(world).changes} == {
        "plan": 2,
        "implementation": 0,
        "monitoring": 1,
    }
    world.admin.execute(
        "UPDATE changes SET removed_at = %s WHERE kind = 'monitoring'", [clock.now()]
    )
    assert sum(number for _, number in figures(world).changes) == 2


def test_people_are_counted_by_sex_and_workshops_that_nobody_counted_apart(world: World) -> None:
    add_workshop(world, date(2026, 3, 2), 4, 3, 1)
    add_workshop(world, date(2026, 5, 2), 10, 0, 0)
    add_workshop(world, date(2026, 6, 2), 0, 0, 0, unrecorded=7)
    add_workshop(world, date(2026, 7, 2), 0, 0, 0, is_uncounted=True)
    assert figures(world).people == tuple(zip(PEOPLE, (14, 3, 1, 7, 1), strict=True))


def test_who_met_or_shared_was_not_trained(world: World) -> None:
    for number, kind in enumerate(WorkshopKind, 1):
        add_workshop(world, date(2026, 3, 2), number, 0, 0, kind=kind)
    found = figures(world)
    assert dict(found.people)["women"] == sum((2, 3, 4))
    assert found.people_by_kind == tuple(zip(WorkshopKind, range(1, 7), strict=True))
