"""What the page of an analysis says once it is sent: who has it, and what its writer does next."""

import re
from html import unescape

from tests.analyses.scenes import make_complete
from tests.coaching.scenes import counted, make_coached, send
from tests.projects.following import check_leads
from tests.world import World

NO_COACH = "Sent. Your project has no coach yet"
PRIMARY = re.compile(r'<a class="button button--primary[^"]*" href="([^"]+)"')
TAKE_BACK = re.compile(r'/withdrawal".*?<button class="button ([^"]+)">Take it back', re.S)


def page_of(world: World, analysis: int, name: str = "lotus_writer") -> str:
    """Return the page of an analysis as somebody sees it."""
    return world.sign_in(name).get(f"/o/lotus/analyses/{analysis}").text


def test_no_answer_is_promised_where_there_is_no_coach(world: World) -> None:
    _, analysis = make_complete(world)
    send(world, analysis)
    page = page_of(world, analysis)
    assert NO_COACH in page
    assert "Your coach is told as soon as the network assigns one." in page
    assert "will answer by" not in page
    assert NO_COACH in page_of(world, analysis, "lotus_viewer")


def test_the_day_of_the_answer_is_said_where_there_is_a_coach(world: World) -> None:
    _, analysis = make_coached(world)
    send(world, analysis)
    page = page_of(world, analysis)
    assert "Sent. Your coach will answer by" in page
    assert NO_COACH not in page


def test_taking_back_is_a_small_button_beside_the_way_back_to_the_project(world: World) -> None:
    project, analysis = make_complete(world)
    send(world, analysis)
    page = page_of(world, analysis)
    assert TAKE_BACK.findall(page) == ["button--small"]
    assert f'button--secondary" href="/o/lotus/projects/{project.id}">Back to the project' in page
    assert "Take it back" not in page_of(world, analysis, "lotus_viewer")


def test_what_else_is_open_in_the_project_comes_next(world: World) -> None:
    project, analysis = make_coached(world)
    send(world, analysis)
    world.admin.execute("UPDATE milestones SET due_on = '2026-11-30' WHERE due_on IS NOT NULL")
    manager = world.sign_in("lotus_manager")
    with counted(world) as sent:
        page = manager.get(f"/o/lotus/analyses/{analysis}").text
    assert PRIMARY.findall(page) == [
        f"/o/lotus/workshops/new?project={project.id}&amp;kind=introductory"
    ]
    check_leads(manager, unescape(PRIMARY.findall(page)[0]))
    assert TAKE_BACK.findall(page) == ["button--small"]
    assert "Sent. Your coach will answer by" in page
    assert len(sent) == 6
