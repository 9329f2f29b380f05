"""Whom a notice of a review still concerns when it is sent, and where it leads."""

import pytest

from portal.coaching.mails import MOVE_NOTICES, compose_assignment, compose_ending, compose_notice
from portal.coaching.workflow import State
from portal.notifications.composers import Composer, Letter
from portal.projects.ledger import ProjectRef
from tests.coaching.scenes import make_analysis, put
from tests.factories import assign_coach, make_project
from tests.notifications.composing import compose_letter
from tests.partnership.scenes import join
from tests.world import World

TO_COACH = ("analysis_submitted", "analysis_withdrawn", "analysis_reopened", "review_handed_in")
TO_ORGANISATION = ("changes_requested", "analysis_accepted")


@pytest.fixture
def project(world: World) -> ProjectRef:
    found = make_project(world)
    assign_coach(world, found)
    return found


def notice(
    world: World, project: ProjectRef, kind: str, state: State, name: str = "coach"
) -> Letter | None:
    analysis = make_analysis(world, project)
    put(world, analysis, state)
    return compose_letter(world, compose_notice, name, f"analysis:{analysis}", kind=kind)


def of_project(
    world: World, composer: Composer, project: ProjectRef, name: str = "coach"
) -> Letter | None:
    return compose_letter(world, composer, name, f"project:{project.id}")


def leave(world: World) -> None:
    world.admin.execute("UPDATE coach_assignments SET ended_at = now(), ended_by = assigned_by")


@pytest.mark.parametrize(
    ("kind", "states"),
    [
        ("analysis_submitted", set(State) - {State.DRAFT}),
        ("review_handed_in", {State.SUBMITTED, State.IN_REVIEW}),
        ("analysis_withdrawn", set(State)),
        ("analysis_reopened", set(State)),
    ],
)
def test_a_notice_is_sent_while_it_is_news(
    world: World, project: ProjectRef, kind: str, states: set[State]
) -> None:
    told = {state for state in State if notice(world, project, kind, state) is not None}
    assert told == states


@pytest.mark.parametrize("kind", MOVE_NOTICES)
def test_a_notice_is_told_to_its_side_alone(world: World, project: ProjectRef, kind: str) -> None:
    told = [
        name
        for name in ("coach", "other_coach", "lotus_writer", "river_manager", "coordinator")
        if notice(world, project, kind, State.IN_REVIEW, name)
    ]
    assert told == (["coach"] if kind in TO_COACH else ["lotus_writer"])
    assert {*TO_COACH, *TO_ORGANISATION} == set(MOVE_NOTICES)


@pytest.mark.parametrize(
    ("state", "path"),
    [
        (State.SUBMITTED, "/o/lotus/analyses/{analysis}"),
        (State.DRAFT, "/o/lotus/projects/{project}"),
    ],
)
def test_a_coach_is_led_to_the_project_where_the_analysis_is_a_draft_again(
    world: World, project: ProjectRef, state: State, path: str
) -> None:
    letter = notice(world, project, "analysis_withdrawn", state)
    assert letter is not None
    analysis = world.one("SELECT max(id) FROM analyses")
    assert letter.facts["link"] == path.format(analysis=analysis, project=project.id)
    assert (letter.address, letter.facts["reference"]) == ("coach@test.example", "LOTUS-1")


def test_who_left_is_told_no_news(world: World, project: ProjectRef) -> None:
    leave(world)
    assert notice(world, project, "analysis_submitted", State.SUBMITTED) is None
    world.admin.execute("UPDATE people SET active = false WHERE name = 'lotus writer'")
    accepted = notice(world, project, "analysis_accepted", State.ACCEPTED, "lotus_writer")
    assert accepted is None


def test_an_analysis_that_is_gone_is_no_news(world: World, project: ProjectRef) -> None:
    kind = "analysis_submitted"
    assert compose_letter(world, compose_notice, "coach", "analysis:999", kind=kind) is None


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("coach", "%(reference)s: you are now the coach"),
        ("lotus_viewer", "%(reference)s: your project has a coach"),
        ("other_coach", None),
        ("river_manager", None),
    ],
)
def test_an_assignment_is_told_to_both_sides_in_their_own_words(
    world: World, project: ProjectRef, name: str, title: str | None
) -> None:
    make_project(world)
    letter = of_project(world, compose_assignment, project, name)
    assert (letter.title if letter else None) == title
    if letter:
        assert letter.facts["link"] == f"/o/lotus/projects/{project.id}"
        assert (letter.facts["organisation"], letter.locale) == ("Lotus Care", "en")


@pytest.mark.parametrize(
    ("name", "title", "link"),
    [
        ("coach", "%(reference)s: you are no longer the coach", "/coach/"),
        ("lotus_viewer", "%(reference)s: a coach has left your project", "/o/lotus/projects/{id}"),
    ],
)
def test_an_ending_leads_the_coach_away_from_the_project(
    world: World, project: ProjectRef, name: str, title: str, link: str
) -> None:
    leave(world)
    make_project(world)
    letter = of_project(world, compose_ending, project, name)
    assert letter is not None
    assert (letter.title, letter.facts["link"]) == (title, link.format(id=project.id))


def test_a_coach_who_is_back_is_not_told_that_they_left(world: World, project: ProjectRef) -> None:
    assert of_project(world, compose_ending, project) is None
    join(world, "coach", "lotus", "viewer")
    letter = of_project(world, compose_ending, project)
    assert letter is not None
    assert letter.title == "%(reference)s: a coach has left your project"
