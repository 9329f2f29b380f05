"""What a project's pages say of sessions: the planned one, and what was agreed."""

from datetime import date

from tests.projects.scenes import close_stage
from tests.sessions.scenes import NEXT, SEEN, hold, make_coached
from tests.world import World

HOME = "/o/lotus/"
PLANNED = "Next session:"


def test_a_project_and_its_home_name_the_planned_session(world: World) -> None:
    project = make_coached(world)
    page = f"{HOME}projects/{project.id}"
    client = world.sign_in("lotus_writer")
    assert "No session is planned." in client.get(page).text
    assert PLANNED not in client.get(HOME).text
    hold(world, project, next_on=NEXT)
    assert "Next session: Fri 4 Dec" in client.get(page).text
    assert "Next session: Fri 4 Dec" in " ".join(client.get(HOME).text.split())


def test_a_planned_day_that_is_over_or_was_replaced_is_not_announced(world: World) -> None:
    project = make_coached(world)
    client = world.sign_in("lotus_writer")
    hold(world, project, next_on=NEXT, held_on=date(2026, 11, 2))
    hold(world, project, held_on=date(2026, 11, 3))
    for page in (HOME, f"{HOME}projects/{project.id}"):
        assert PLANNED not in client.get(page).text
    hold(world, project, held_on=date(2026, 11, 4), next_on=date(2026, 11, 10))
    for page in (HOME, f"{HOME}projects/{project.id}"):
        assert PLANNED not in client.get(page).text


def test_what_was_agreed_is_told_in_its_own_words(world: World) -> None:
    project = make_coached(world)
    for stage in ("introductory", "application", "coaching"):
        close_stage(world, project, stage)
    hold(world, project, SEEN)
    for name in ("lotus_writer", "coach"):
        client = world.sign_in(name)
        assert SEEN.words in client.get(HOME).text
        assert SEEN.words in client.get(f"{HOME}projects/{project.id}").text
