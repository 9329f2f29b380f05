"""What a coach reads: the latest revision, its due date, the verdict before, and whose it is."""

from datetime import timedelta

import pytest

from portal import clock
from portal.coaching.review.submitted import Submission, submitted, submitted_with_people
from portal.errors import NotFound
from tests.coaching.scenes import judge, make_coached, send
from tests.world import World


def read(world: World, analysis: int, name: str = "coach", slug: str = "lotus") -> Submission:
    with world.acting(name, slug):
        return submitted(analysis)


def test_what_was_not_sent_yet_is_not_found(world: World) -> None:
    _, analysis = make_coached(world)
    with pytest.raises(NotFound):
        read(world, analysis)
    with world.acting("coach", "lotus"), pytest.raises(NotFound):
        submitted_with_people(analysis)


def test_a_first_sending_has_no_verdict_before_and_is_due(world: World) -> None:
    project, analysis = make_coached(world)
    send(world, analysis)
    found = read(world, analysis)
    assert (found.id, found.project_id, found.number, found.state) == (
        *(analysis, project.id, 1, "submitted"),
    )
    assert (found.who, found.last_action) == ("lotus writer", "submit")
    assert (found.last_note, found.last_note_by) == (None, None)
    assert found.due_on is not None
    assert found.due_on.isoformat() == "2026-12-04"
    assert not found.is_paused


def test_the_latest_revision_counts_with_the_verdict_before_it(world: World) -> None:
    _, analysis = make_coached(world)
    send(world, analysis)
    judge(world, analysis)
    assert read(world, analysis).due_on is None
    world.admin.execute("UPDATE factors SET title = 'ថ្លៃត្រា' WHERE kind = 'divider'")
    world.admin.execute("UPDATE review_moves SET note = 'ម្តងទៀត' WHERE action = 'request_changes'")
    send(world, analysis, 2, "lotus_manager")
    found = read(world, analysis)
    assert (found.number, found.who) == (2, "lotus manager")
    assert found.snapshot["rows"]["divider"][0]["title"] == "ថ្លៃត្រា"
    assert (found.last_note, found.last_note_by) == ("ម្តងទៀត", "coach")
    assert found.due_on is not None


def test_nothing_is_due_in_a_pause(world: World) -> None:
    _, analysis = make_coached(world)
    send(world, analysis)
    clock.hold(clock.now() + timedelta(days=90))
    assert read(world, analysis).is_late
    world.admin.execute("UPDATE projects SET state = 'paused'")
    found = read(world, analysis)
    assert (found.is_paused, found.due_on, found.is_late) == (True, None, False)


def test_people_are_the_coaches_of_today_and_those_who_write(world: World) -> None:
    _, analysis = make_coached(world, "other_coach", "coach")
    send(world, analysis)
    with world.acting("coach", "lotus"):
        found, people = submitted_with_people(analysis)
    assert found.id == analysis
    assert people.listeners == ["lotus manager", "lotus writer"]
    assert [tuple(one) for one in people.coaches or ()] == [
        (world.people["coach"], "coach"),
        (world.people["other_coach"], "other coach"),
    ]


def test_who_left_is_neither_coach_nor_listener(world: World) -> None:
    _, analysis = make_coached(world, "coach", "other_coach")
    send(world, analysis)
    world.admin.execute(
        "UPDATE people SET active = false WHERE name IN ('other coach', 'lotus manager')"
    )
    with world.acting("coach", "lotus"):
        _, people = submitted_with_people(analysis)
    assert people.listeners == ["lotus writer"]
    assert [name for _, name in people.coaches or ()] == ["coach"]


@pytest.mark.parametrize(("name", "slug"), [("other_coach", "lotus"), ("river_manager", "river")])
def test_nobody_else_finds_it(world: World, name: str, slug: str) -> None:
    _, analysis = make_coached(world)
    send(world, analysis)
    with pytest.raises(NotFound):
        read(world, analysis, name, slug)
