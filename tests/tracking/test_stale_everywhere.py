"""What nobody looked at for 90 days is one number: with the analysis, in mails, in next steps."""

import re
from collections.abc import Callable

import pytest

from tests.tracking.scenes import go_to, look, make_tracked
from tests.workers.conftest import remind
from tests.world import World

__all__ = ["remind"]
NOT_CHECKED = r"(\d+) not checked for 90 days"
QUIET = "UPDATE milestones SET due_on = NULL"
REMINDED = "SELECT count(DISTINCT (factor_id, checked_on)) FROM check_in_reminders"
LATER = """
  INSERT INTO analyses (organisation_id, project_id, token, title, scope, declared_steps, state,
    framework_version, created_by, origin_id, round)
  SELECT organisation_id, project_id, 'next', '', scope, declared_steps, state,
    framework_version, created_by, id, 2 FROM analyses"""
Change = Callable[[World, int, int, int], object]
CHANGES: dict[str, tuple[int, Change, int]] = {
    "ninety days": (90, lambda *_: None, 0),
    "a day more": (91, lambda *_: None, 2),
    "one was seen": (91, lambda world, here, one, _: look(world, here, {one: "same"}), 1),
    "one is over": (91, lambda world, here, one, _: look(world, here, {one: "over"}), 1),
    "one was removed": (
        91,
        lambda world, _here, one, _: world.admin.execute(
            "UPDATE factors SET removed_at = now() WHERE id = %s", [one]
        ),
        1,
    ),
    "the project is paused": (
        91,
        lambda world, *_: world.admin.execute("UPDATE projects SET state = 'paused'"),
        0,
    ),
    "a later round began": (91, lambda world, *_: world.admin.execute(LATER), 0),
}


@pytest.mark.parametrize("case", CHANGES)
def test_every_place_says_the_same(world: World, remind: Callable[[], int], case: str) -> None:
    days, change, expected = CHANGES[case]
    project, analysis, one, other = make_tracked(world)
    world.admin.execute(QUIET)
    go_to(days)
    change(world, analysis, one, other)
    writer, home = world.sign_in("lotus_writer"), f"/o/lotus/analyses/{analysis}"
    said = re.findall(NOT_CHECKED, writer.get(home).text)
    listed = writer.get(f"{home}/check-ins").text.count(f"Not checked for {days} days")
    remind()
    steps = [writer.get(page).text for page in ("/o/lotus/", f"/o/lotus/projects/{project.id}")]
    asked = [sum(map(int, re.findall(NOT_CHECKED, text))) for text in steps]
    assert [f'href="{home}/check-ins/new"' in text for text in steps] == [expected > 0] * 2
    assert [sum(map(int, said)), listed, world.one(REMINDED), *asked] == [expected] * 5
