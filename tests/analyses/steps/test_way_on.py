"""The button below a step leads to what is left to do, then to sending; readers go step by step."""

import re

import pytest

from tests.analyses.scenes import CONTEXT, FACTOR, make_analysis, make_complete, write
from tests.coaching.scenes import comment, judge, make_coached, send
from tests.factories import make_project
from tests.world import World

AUTOSAVE = {"X-Autosave": "1"}
BUTTON = r'<a class="button button--(?:primary|secondary)" href="([^"]+)">([^<]+)</a>'


def way_on(world: World, analysis: int, step: int, name: str = "lotus_writer") -> tuple[str, str]:
    """Return where the button of a step leads, below the organisation, and its words."""
    page = world.sign_in(name).get(f"/o/lotus/analyses/{analysis}/steps/{step}").text
    return button_in(page.partition('data-part="way-on"')[2])


def button_in(part: str) -> tuple[str, str]:
    """Return where the first button leads, below the analysis, and its words."""
    found = re.search(BUTTON, part)
    assert found
    return re.sub(r"^/o/lotus/analyses/\d+/?", "", found[1]), found[2]


@pytest.mark.parametrize(
    ("step", "following"), [(1, 4), (2, 4), (4, 5), (3, 4)], ids=lambda one: str(one)
)
def test_steps_that_are_complete_are_passed_over_and_one_goes_round(
    world: World, step: int, following: int
) -> None:
    analysis = make_analysis(world, make_project(world), (1, 2, 3, 4, 5))
    write(world, analysis, "divider", FACTOR)
    write(world, analysis, "connector", FACTOR)
    expected = (f"steps/{following}", f"Go to step {following}")
    assert way_on(world, analysis, step) == expected


def test_after_the_last_step_one_goes_on_with_the_first(world: World) -> None:
    analysis = make_analysis(world, make_project(world), (1, 2, 3))
    write(world, analysis, "divider", FACTOR)
    write(world, analysis, "connector", FACTOR)
    assert way_on(world, analysis, 3) == ("steps/1", "Go to step 1")


def test_a_step_that_links_to_an_empty_one_leads_there(world: World) -> None:
    analysis = make_analysis(world, make_project(world), (1, 2, 3, 4, 5))
    assert way_on(world, analysis, 5) == ("steps/2", "Go to step 2")
    write(world, analysis, "divider", FACTOR)
    assert way_on(world, analysis, 5) == ("steps/4", "Go to step 4")
    assert way_on(world, analysis, 5, "lotus_viewer")[0] == ""


def test_who_reads_goes_from_step_to_step(world: World) -> None:
    analysis = make_analysis(world, make_project(world), (1, 2, 3))
    write(world, analysis, "divider", FACTOR)
    found = [way_on(world, analysis, step, "lotus_viewer") for step in (1, 2, 3)]
    assert [path for path, _ in found] == ["steps/2", "steps/3", ""]


def test_where_only_this_step_is_left_one_goes_to_the_analysis(world: World) -> None:
    analysis = make_analysis(world, make_project(world), (1, 2))
    write(world, analysis, "context", CONTEXT)
    assert way_on(world, analysis, 2) == ("", "See the whole analysis")


def test_when_all_is_complete_whoever_may_sends_it(world: World) -> None:
    project, analysis = make_complete(world)
    for step in (1, 2, 3):
        assert way_on(world, analysis, step) == ("submission", "Check and send")
    assert way_on(world, analysis, 2, "lotus_viewer") == ("steps/3", "Go to step 3")
    world.admin.execute("UPDATE projects SET state = 'ended' WHERE id = %s", [project.id])
    assert way_on(world, analysis, 3) == ("", "See the whole analysis")


def test_the_save_that_completes_the_last_step_offers_to_send(world: World) -> None:
    analysis = make_analysis(world, make_project(world), (1, 2))
    write(world, analysis, "context", CONTEXT)
    row = write(world, analysis, "divider", FACTOR | {"how": ""})
    writer = world.sign_in("lotus_writer")
    told = writer.post(
        f"/o/lotus/analyses/{analysis}/rows/divider/{row}",
        data={"version": "1", "how": "Those who pay are served first."},
        headers=AUTOSAVE,
    )
    assert button_in(told.get_json()["parts"]["way-on"]) == ("submission", "Check and send")


def test_the_questions_left_in_a_row_come_before_the_next_step(world: World) -> None:
    analysis = make_analysis(world, make_project(world), (1, 2))
    first = write(world, analysis, "divider", FACTOR | {"how": "", "groups": ""})
    second = write(world, analysis, "divider", FACTOR | {"indicator": ""})
    expected = (f"steps/2?row={first}#row-{first}-how", "Answer 3 more questions")
    assert way_on(world, analysis, 2) == expected
    assert way_on(world, analysis, 2, "lotus_viewer")[0] == ""
    writer = world.sign_in("lotus_writer")
    page = writer.get(f"/o/lotus/analyses/{analysis}/steps/2?row={second}").text
    part = page.partition('data-part="way-on"')[2]
    assert button_in(part)[0] == f"steps/2?row={second}#row-{second}-indicator"
    assert "Go to step 1" in part
    assert ">Step 1</a>" not in part, "the same step twice"
    assert page.count("button--primary") == 1
    told = writer.post(
        f"/o/lotus/analyses/{analysis}/rows/divider/{second}",
        data={"version": "1", "indicator": "Seats"},
        headers=AUTOSAVE,
    )
    expected = (f"steps/2?row={first}#row-{first}-how", "Answer 2 more questions")
    assert button_in(told.get_json()["parts"]["way-on"]) == expected


def test_a_step_with_a_comment_to_answer_is_not_passed_over(world: World) -> None:
    _, analysis = make_coached(world)
    send(world, analysis)
    comment(world, analysis, "Who pays?", is_required=True)
    judge(world, analysis)
    assert [way_on(world, analysis, step)[0] for step in (1, 2, 3)] == ["steps/2", "", "steps/2"]


def test_when_it_is_with_the_coach_one_reads_step_by_step(world: World) -> None:
    _, analysis = make_coached(world)
    send(world, analysis)
    assert [way_on(world, analysis, step)[0] for step in (1, 2, 3)] == ["steps/2", "steps/3", ""]
