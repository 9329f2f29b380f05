"""Mails about requests for another coach and handovers: who gets them, and what they hold."""

from collections.abc import Callable

import pytest

from portal import clock
from portal.notifications.services import Cause
from portal.projects.ledger import ProjectRef
from tests.factories import assign_coach, make_project
from tests.notifications.outbox import address_of, queue
from tests.notifications.sink import Sink, text_of
from tests.partnership.coordinating import agree, let_coordinate
from tests.world import World

Send = Callable[[], int]
# Who is told, which page it leads to, and the change after which nobody need be told any more.
LETTERS = {
    "coach_requested": (
        "coordinator",
        "network/requests",
        "DELETE FROM network_roles WHERE role = 'coordinator'",
    ),
    "coordinator_wanted": (
        "administrator",
        "network/people",
        "DELETE FROM network_roles WHERE role = 'administrator'",
    ),
    "request_answered": (
        "lotus_manager",
        "o/lotus/projects/{id}/coach",
        "UPDATE memberships SET role = 'viewer' WHERE role = 'manager'",
    ),
    "handover_wanted": (
        "coach",
        "o/lotus/projects/{id}/handover",
        "UPDATE coach_assignments SET ended_at = now(), ended_by = assigned_by",
    ),
}


def queue_letter(world: World, kind: str, name: str) -> ProjectRef:
    project = make_project(world)
    assign_coach(world, project)
    cause = Cause(kind, f"project:{project.id}", "once:1", project.organisation_id)
    queue(world, cause, name)
    return project


@pytest.mark.parametrize("kind", LETTERS)
def test_a_letter_leads_to_its_page_and_says_no_more(
    world: World, sink: Sink, send: Send, kind: str
) -> None:
    name, page, _ = LETTERS[kind]
    project = queue_letter(world, kind, name)
    assert send() == 1
    (message,) = sink.messages
    assert message["To"] == address_of(name)
    assert str(message["Subject"]).startswith("LOTUS-1: ")
    assert f"http://localhost/{page.format(id=project.id)}\n" in text_of(message)


@pytest.mark.parametrize("kind", LETTERS)
def test_who_no_longer_has_to_do_with_it_gets_none(
    world: World, sink: Sink, send: Send, kind: str
) -> None:
    name, _, change = LETTERS[kind]
    queue_letter(world, kind, name)
    world.admin.execute(change)
    send()
    assert sink.messages == []


@pytest.mark.parametrize("kind", LETTERS)
def test_a_letter_speaks_the_language_of_its_reader(
    world: World, sink: Sink, send: Send, kind: str
) -> None:
    name, _, _ = LETTERS[kind]
    queue_letter(world, kind, name)
    world.admin.execute("UPDATE people SET locale = 'km'")
    assert send() == 1
    (message,) = sink.messages
    assert any("\u1780" <= letter <= "\u17ff" for letter in str(message["Subject"]))


def test_the_end_of_an_assignment_is_told_to_both_sides_until_the_coach_is_back(
    world: World, sink: Sink, send: Send
) -> None:
    project = make_project(world)
    assign_coach(world, project)
    ended = "UPDATE coach_assignments SET ended_at = now(), ended_by = assigned_by"
    for number, (name, link) in enumerate(
        (("coach", "coach/"), ("lotus_manager", f"o/lotus/projects/{project.id}"))
    ):
        world.admin.execute(ended)
        cause = Cause("assignment_ended", f"project:{project.id}", f"once:{number}")
        queue(world, cause, name)
        assert send() == 1
        assert f"http://localhost/{link}\n" in text_of(sink.messages[-1])
    assign_coach(world, project)
    queue(world, Cause("assignment_ended", f"project:{project.id}", "once:2"), "coach")
    send()
    assert len(sink.messages) == 2


def test_a_coordinator_who_coaches_the_project_now_is_not_told(
    world: World, sink: Sink, send: Send
) -> None:
    project, coach = make_project(world), let_coordinate(world)
    queue(world, Cause("coach_requested", f"project:{project.id}", "once:1"), "coach")
    agree(world, project.id, coach, clock.now())
    assign_coach(world, project)
    send()
    assert sink.messages == []
