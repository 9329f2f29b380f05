"""An analysis whole: every row of every step on one page, for those who may read it."""

from tests.analyses.scenes import make_analysis
from tests.factories import assign_coach, make_project
from tests.statements import statements
from tests.story.scenes import make_story
from tests.world import World


def test_every_row_is_on_the_page_with_all_that_was_written(world: World) -> None:
    story = make_story(world)
    client = world.sign_in("lotus_viewer")
    page = client.get(f"/o/lotus/analyses/{story.analysis}/whole").get_data(as_text=True)
    for said in (
        "One district",
        "Families who can pay and families who cannot",
        "Shared meals",
        "Pay an officer for each stamp",
        "It looks normal.",
        "Take it out of the budget",
        "No money for stamps",
        "Not normal",
    ):
        assert said in page
    assert '<details class="row' not in page
    assert "data-print" in page


def test_a_coach_may_print_it_and_nobody_else_outside(world: World) -> None:
    story = make_story(world)
    address = f"/o/lotus/analyses/{story.analysis}/whole"
    assert world.sign_in("coach").get(address).status_code == 404
    assign_coach(world, story.project)
    assert "Shared meals" in world.sign_in("coach").get(address).get_data(as_text=True)
    for stranger in ("river_manager", "leadership", "coordinator"):
        assert world.sign_in(stranger).get(address).status_code == 404


def test_a_step_without_rows_says_so_and_only_declared_steps_are_there(world: World) -> None:
    analysis = make_analysis(world, make_project(world), (1, 2))
    page = world.sign_in("lotus_writer").get(f"/o/lotus/analyses/{analysis}/whole")
    text = page.get_data(as_text=True)
    assert text.count("Nothing written in this step.") == 2
    assert "Step 3" not in text


def test_it_takes_few_statements(world: World) -> None:
    story = make_story(world)
    client = world.sign_in("lotus_viewer")
    address = f"/o/lotus/analyses/{story.analysis}/whole"
    client.get(address)
    with statements(world.app) as sent:
        client.get(address)
    assert len(sent) == 4  # who is here, the head, the rows, the reading log
