"""What nobody looked at for 90 days leads to one line in one digest, without a word of it."""

from collections.abc import Callable

import pytest

from portal.tracking.reminders import REMINDER_TITLE
from tests.notifications.outbox import address_of
from tests.notifications.sink import Sink, text_of
from tests.tracking.scenes import go_to, look, make_tracked
from tests.workers.conftest import remind, send, sink
from tests.world import World

__all__ = ["remind", "send", "sink"]
Run = Callable[[], int]
NEXT_ROUND = """
  INSERT INTO analyses (organisation_id, project_id, token, title, scope, declared_steps, state,
    framework_version, created_by, origin_id, round)
  SELECT organisation_id, project_id, 'next', '', scope, declared_steps, state,
    framework_version, created_by, id, 2 FROM analyses"""
QUIET = "UPDATE milestones SET due_on = NULL"


def told(world: World) -> list[tuple[str, str]]:
    """Return (name, day of the last look) of each reminder written."""
    return world.admin.execute(
        "SELECT p.name, r.checked_on::text FROM check_in_reminders r"
        " JOIN people p ON p.id = r.recipient_id ORDER BY r.id"
    ).fetchall()


def test_no_reminder_on_day_90_one_on_day_91_and_no_more(
    world: World, remind: Run, send: Run, sink: Sink
) -> None:
    _project, analysis, _divider, _connector = make_tracked(world)
    world.admin.execute(QUIET)
    go_to(90)
    assert (remind(), told(world)) == (0, [])
    go_to(91)
    assert remind() == 2
    assert [remind(), remind()] == [0, 0]
    assert len(told(world)) == 4  # two people, two factors
    assert send() == 2
    (message,) = sink.to(address_of("lotus_writer"))
    said = text_of(message)
    assert said.count(REMINDER_TITLE) == 1
    assert f"/o/lotus/analyses/{analysis}/check-ins/new" in said
    assert "A fee for a stamp" not in message.as_string()
    assert "Shared meals" not in message.as_string()
    for days in (91, 92, 98, 200):
        go_to(days)
        assert (remind(), send()) == (0, 0)
    assert len(told(world)) == 4


def test_a_look_ends_the_wait_and_the_next_one_begins(
    world: World, remind: Run, send: Run, sink: Sink
) -> None:
    _project, analysis, divider, connector = make_tracked(world)
    world.admin.execute(QUIET)
    go_to(91)
    assert (remind(), send()) == (2, 2)
    look(world, analysis, {divider: "same", connector: "better"})
    go_to(91 + 90)
    assert remind() == 0
    go_to(91 + 91)
    assert (remind(), send()) == (2, 2)
    assert len(sink.to(address_of("lotus_manager"))) == 2


def test_what_was_looked_at_before_the_mail_left_is_not_told(
    world: World, remind: Run, send: Run, sink: Sink
) -> None:
    _project, analysis, divider, connector = make_tracked(world)
    world.admin.execute(QUIET)
    go_to(91)
    assert remind() == 2
    look(world, analysis, {divider: "same", connector: "over"})
    assert send() == 0
    assert sink.to(address_of("lotus_manager")) == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE projects SET state = 'paused'",
        "UPDATE projects SET state = 'ended'",
        "UPDATE factors SET removed_at = now()",
        "UPDATE people SET active = false",
        "DELETE FROM memberships",
        "UPDATE memberships SET role = 'viewer'",
        NEXT_ROUND,
    ],
)
def test_nobody_is_reminded_of_what_is_not_theirs_to_look_at(
    world: World, remind: Run, change: str
) -> None:
    make_tracked(world)
    world.admin.execute(QUIET)
    world.admin.execute(change)
    go_to(91)
    assert (remind(), told(world)) == (0, [])


def test_it_stands_in_the_same_digest_as_a_milestone(
    world: World, remind: Run, send: Run, sink: Sink
) -> None:
    make_tracked(world)
    go_to(91)
    world.admin.execute(
        "UPDATE milestones SET due_on = CASE key WHEN 'commitment' THEN %s::date END",
        ["2027-02-23"],
    )
    assert (remind(), send()) == (2, 2)
    (message,) = sink.to(address_of("lotus_manager"))
    said = text_of(message)
    assert said.count("LOTUS-1: ") == 2
    assert REMINDER_TITLE in said
