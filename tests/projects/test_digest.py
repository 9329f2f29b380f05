"""A person's digest: what of that which they were reminded of is still theirs to do."""

from datetime import date, timedelta
from typing import Any

import pytest

from portal import clock
from portal.extensions import db
from portal.notifications.composers import Letter, Waiting
from portal.projects import digest
from portal.projects.digest import compose_digest
from portal.projects.ledger import ProjectRef
from portal.tenancy import ReaderScope, Side, open_scope, take_network_role
from tests.conftest import MOMENT
from tests.factories import make_project
from tests.projects.scenes import put, row_id
from tests.world import World
from workers.reminders import write_digests

TODAY = date(2026, 11, 24)


def put_due(world: World, project: ProjectRef, **days: int) -> None:
    """Date rows of a project so many days from today, and leave all others without a date."""
    world.admin.execute("UPDATE milestones SET due_on = NULL WHERE project_id = %s", [project.id])
    for key, number in days.items():
        world.admin.execute(
            "UPDATE milestones SET due_on = %s WHERE id = %s",
            [TODAY + timedelta(days=number), row_id(world, project, key)],
        )


def compose(world: World, name: str = "lotus_manager") -> Letter | None:
    """Return the letter of the mail that waits for somebody, as a worker would compose it."""
    row = world.admin.execute(
        "SELECT id, recipient_id, address FROM outbox WHERE recipient_id = %s",
        [world.people[name]],
    ).fetchone()
    assert row is not None
    mail = Waiting(
        *(row[0], "digest", f"person:{row[1]}", "2026-11-24", None, row[1], row[2], ""),
        *(MOMENT, 0, 0, None, MOMENT),
    )
    with world.app.app_context():
        open_scope(db.session, ReaderScope(side=Side.WORKER))
        take_network_role(db.session)
        letter = compose_digest(mail)
        db.session.rollback()
    return letter


def remind(world: World) -> None:
    with world.app.app_context():
        write_digests()


def lines(letter: Letter | None, part: str) -> list[tuple[str, int]]:
    assert letter is not None
    return [(line.title, line.days) for line in letter.facts[part]]


def test_what_is_late_and_what_comes_are_told_apart_by_their_date(world: World) -> None:
    project = make_project(world)
    put_due(world, project, introductory_workshop=-3, commitment=0)
    remind(world)
    letter = compose(world)
    assert lines(letter, "late") == [("Take part in the introductory workshop", 3)]
    assert lines(letter, "soon") == [("Agree with your leadership and team to continue", 0)]
    assert letter is not None
    (late,) = letter.facts["late"]
    assert late[1:] == (
        *("LOTUS-1", TODAY - timedelta(days=3)),
        f"/o/lotus/projects/{project.id}",
    )
    assert (letter.address, letter.facts["more"]) == ("lotus-manager@test.example", 0)


def test_days_are_counted_when_it_is_sent_and_not_when_it_was_written(world: World) -> None:
    put_due(world, make_project(world), commitment=2)
    remind(world)
    clock.hold(MOMENT + timedelta(days=5))
    assert lines(compose(world), "late") == [("Agree with your leadership and team to continue", 3)]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE milestones SET met_at = now()",
        "UPDATE milestones SET due_on = '2027-06-01'",
        "UPDATE projects SET state = 'paused'",
        "DELETE FROM memberships WHERE role = 'manager'",
        "UPDATE people SET active = false",
    ],
    ids=["done", "put off", "paused", "left", "account closed"],
)
def test_with_nothing_left_to_say_there_is_no_mail(world: World, change: str) -> None:
    put_due(world, make_project(world), commitment=1)
    remind(world)
    assert compose(world) is not None
    world.admin.execute(change)
    assert compose(world) is None


def test_what_came_due_since_waits_for_its_own_digest(world: World) -> None:
    project = make_project(world)
    put_due(world, project, commitment=1)
    remind(world)
    world.admin.execute(
        "UPDATE milestones SET due_on = %s WHERE key = 'introductory_workshop'", [TODAY]
    )
    letter = compose(world)
    assert len(lines(letter, "soon") + lines(letter, "late")) == 1


def test_coordinators_are_led_to_the_organisation_whose_words_they_may_not_read(
    world: World,
) -> None:
    put_due(world, make_project(world), coach_assigned=1)
    remind(world)
    letter = compose(world, "coordinator")
    assert letter is not None
    assert [line.link for line in letter.facts["soon"]] == ["/network/organisations/lotus"]


def test_a_long_digest_names_the_earliest_and_counts_the_rest(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(digest, "LONGEST_LIST", 2)
    for late in (1, 3, 2):
        put_due(world, make_project(world), commitment=-late)
    remind(world)
    letter = compose(world)
    assert [days for _, days in lines(letter, "late")] == [3, 2]
    assert letter is not None
    assert letter.facts["more"] == 1


def test_it_speaks_the_language_of_who_reads_it(world: World) -> None:
    put_due(world, make_project(world), commitment=1)
    world.admin.execute("UPDATE people SET locale = 'km' WHERE name = 'lotus manager'")
    remind(world)
    letters: list[Any] = [compose(world, name) for name in ("lotus_manager", "lotus_writer")]
    assert [letter.locale for letter in letters] == ["km", "en"]


def test_a_paused_project_tells_nothing_beside_one_that_goes_on(world: World) -> None:
    paused, active = make_project(world), make_project(world)
    for project in (paused, active):
        put_due(world, project, commitment=1)
    remind(world)
    put(world, paused, state="paused")
    letter = compose(world)
    assert letter is not None
    assert [line.reference for line in letter.facts["soon"]] == ["LOTUS-2"]
