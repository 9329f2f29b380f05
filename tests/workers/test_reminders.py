"""Who is reminded of what and when; once, in one mail, and only while it is theirs to do."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

import psycopg
import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError

from portal import clock
from portal.extensions import db
from portal.projects.ledger import ProjectRef
from tests.conftest import MOMENT
from tests.factories import assign_coach, make_project
from tests.notifications.outbox import PAST_ALL_LEASES, address_of, rows
from tests.notifications.sink import Sink, text_of
from tests.world import World

Run = Callable[[], int]
TODAY = date(2026, 11, 24)
ORGANISATION, COACH, NETWORK = "commitment", "analysis_accepted", "coach_assigned"


def put_due(world: World, project: ProjectRef, days_late: int, *keys: str) -> None:
    """Date rows of a project so many days back, and leave its other rows without a date."""
    world.admin.execute(
        "UPDATE milestones SET due_on = CASE WHEN key = ANY (%s) THEN %s::date END "
        "WHERE project_id = %s",
        [list(keys), TODAY - timedelta(days=days_late), project.id],
    )


def reminded(world: World) -> list[tuple[str, str]]:
    """Return (name, occasion without its date) of each reminder written."""
    found = world.admin.execute(
        "SELECT p.name, split_part(r.occasion, ':', 2) FROM reminders r "
        "JOIN people p ON p.id = r.recipient_id ORDER BY 1, r.id"
    ).fetchall()
    return [(name.replace(" ", "_"), occasion) for name, occasion in found]


def go_to(days: int, hours: float = 0) -> datetime:
    """Hold the clock so many days and hours after the start of the test."""
    clock.hold(MOMENT + timedelta(days=days, hours=hours))
    return clock.now()


@pytest.mark.parametrize(
    ("days_late", "occasion"),
    [
        (-4, None),
        *((-3, "-3"), (-1, "-3")),
        (0, "0"),
        *((1, "1"), (6, "1")),
        *((7, "7"), (13, "7"), (14, "14"), (20, "14"), (365, "364")),
    ],
)
def test_only_the_latest_occasion_counts(
    world: World, remind: Run, days_late: int, occasion: str | None
) -> None:
    put_due(world, make_project(world), days_late, ORGANISATION)
    remind()
    said = [occasion] if occasion else []
    assert [told for name, told in reminded(world) if name == "lotus_manager"] == said


@pytest.mark.parametrize(
    ("key", "people"),
    [
        (ORGANISATION, ["lotus_manager", "lotus_writer"]),
        (COACH, ["coach"]),
        (NETWORK, ["coordinator"]),
    ],
)
def test_those_in_charge_are_reminded(
    world: World, remind: Run, key: str, people: list[str]
) -> None:
    project = make_project(world)
    assign_coach(world, project)
    put_due(world, project, 1, key)
    assert remind() == len(people)
    assert [name for name, _occasion in reminded(world)] == people
    assert [address for (address,) in rows(world, "address")] == [address_of(p) for p in people]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE milestones SET met_at = now()",
        "UPDATE milestones SET waived_at = now(), waived_by = 1",
        "UPDATE projects SET state = 'paused'",
        "UPDATE projects SET state = 'ended'",
        "UPDATE people SET active = false",
        "DELETE FROM memberships",
    ],
)
def test_nobody_is_reminded_of_what_is_not_theirs_to_do(
    world: World, remind: Run, change: str
) -> None:
    put_due(world, make_project(world), 1, ORGANISATION)
    world.admin.execute(change)
    assert remind() == 0
    assert rows(world) == []


def test_seven_things_make_one_mail(world: World, remind: Run, send: Run, sink: Sink) -> None:
    for number in range(7):
        put_due(world, make_project(world), number, ORGANISATION)
    assert remind() == 2
    assert send() == 2
    (message,) = sink.to(address_of("lotus_manager"))
    assert message["Subject"] == "Your tasks in the Do No Harm portal"
    said = text_of(message)
    assert [f"LOTUS-{number}: " in said for number in range(1, 8)] == [True] * 7
    assert "Tue 24 Nov (today)" in said
    assert "Mon 23 Nov (1 day late)" in said
    assert "Wed 18 Nov (6 days late)" in said
    assert "http://localhost/o/lotus/projects/1\n" in said


def test_a_second_run_changes_nothing(world: World, remind: Run, send: Run, sink: Sink) -> None:
    put_due(world, make_project(world), 1, ORGANISATION)
    assert remind() == 2
    before = (rows(world), reminded(world))
    assert remind() == 0
    assert (rows(world), reminded(world)) == before
    assert send() == 2
    go_to(0, hours=2)
    assert (remind(), send()) == (0, 0)
    go_to(1)
    assert (remind(), send()) == (0, 0)


def test_workers_that_were_away_for_weeks_send_one_mail(
    world: World, remind: Run, send: Run, sink: Sink
) -> None:
    put_due(world, make_project(world), -3, ORGANISATION)
    remind()
    go_to(30)
    assert remind() == 0  # the digest that still waits carries what came since
    assert reminded(world) == [
        *(("lotus_manager", "-3"), ("lotus_manager", "21")),
        *(("lotus_writer", "-3"), ("lotus_writer", "21")),
    ]
    assert send() == 2
    (message,) = sink.to(address_of("lotus_manager"))
    assert text_of(message).count("LOTUS-1") == 1
    assert "(27 days late)" in text_of(message)


def test_a_row_that_was_put_off_is_worth_its_reminders_anew(
    world: World, remind: Run, send: Run, sink: Sink
) -> None:
    project = make_project(world)
    put_due(world, project, 0, ORGANISATION)
    assert remind() == 2
    assert send() == 2
    go_to(1)
    put_due(world, project, -4, ORGANISATION)
    assert remind() == 2


def test_what_comes_after_the_mail_of_the_day_waits_for_the_next_one(
    world: World, remind: Run, send: Run, sink: Sink
) -> None:
    put_due(world, make_project(world), 1, ORGANISATION)
    assert (remind(), send()) == (2, 2)
    put_due(world, make_project(world), 1, ORGANISATION)
    go_to(0, hours=1)
    assert (remind(), send()) == (0, 0)
    go_to(1)
    assert (remind(), send()) == (2, 2)
    first, second = sink.to(address_of("lotus_manager"))
    assert "LOTUS-2" not in text_of(first)
    assert "LOTUS-1" not in text_of(second)
    assert "LOTUS-2" in text_of(second)


def test_what_comes_before_the_mail_of_the_day_goes_with_it(
    world: World, remind: Run, send: Run, sink: Sink
) -> None:
    go_to(0, hours=-9)  # one in the morning
    put_due(world, make_project(world), 1, ORGANISATION)
    assert (remind(), send()) == (2, 0)
    put_due(world, make_project(world), 1, ORGANISATION)
    assert (remind(), send()) == (0, 0)
    go_to(0, hours=-3)  # seven
    assert send() == 2
    (message,) = sink.to(address_of("lotus_manager"))
    assert "LOTUS-1" in text_of(message)
    assert "LOTUS-2" in text_of(message)


def test_a_digest_reaches_people_in_their_hours(
    world: World, remind: Run, send: Run, sink: Sink
) -> None:
    put_due(world, make_project(world), -5, ORGANISATION)
    go_to(4, hours=9)  # Saturday, seven in the evening
    assert remind() == 2
    assert set(rows(world, "occasion")) == {("2026-11-30",)}
    go_to(5)  # Sunday
    assert (remind(), send()) == (0, 0)
    go_to(6, hours=-3.1)  # Monday, before seven
    assert send() == 0
    go_to(6, hours=-3)
    assert send() == 2
    assert "(1 day late)" in text_of(sink.messages[0])


def test_a_digest_that_was_held_up_does_not_go_out_at_night(
    world: World, remind: Run, send: Run, sink: Sink
) -> None:
    put_due(world, make_project(world), 1, ORGANISATION)
    remind()
    go_to(0, hours=12)
    assert send() == 0
    go_to(1)
    assert send() == 2


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE milestones SET met_at = now()",
        "UPDATE milestones SET due_on = '2026-12-24'",
        "UPDATE projects SET state = 'paused'",
        "UPDATE people SET active = false",
        "DELETE FROM memberships",
    ],
)
def test_a_digest_with_nothing_left_to_say_is_dropped(
    world: World, remind: Run, send: Run, sink: Sink, change: str
) -> None:
    put_due(world, make_project(world), 1, ORGANISATION)
    assert remind() == 2
    world.admin.execute(change)
    assert send() == 0
    assert set(rows(world, "error")) == {("not wanted",)}
    assert sink.messages == []


def test_a_coach_who_was_replaced_gets_no_digest(
    world: World, remind: Run, send: Run, sink: Sink
) -> None:
    project = make_project(world)
    assign_coach(world, project)
    put_due(world, project, 1, COACH)
    assert remind() == 1
    world.admin.execute("UPDATE coach_assignments SET ended_at = now()")
    assign_coach(world, project, "other_coach")
    assert send() == 0
    assert remind() == 1
    assert send() == 1
    assert [message["To"] for message in sink.messages] == [address_of("other_coach")]


def test_a_long_digest_names_the_latest_and_counts_the_rest(
    world: World, remind: Run, send: Run, sink: Sink
) -> None:
    for number in range(23):
        put_due(world, make_project(world), number, NETWORK)
    assert (remind(), send()) == (1, 1)
    said = text_of(sink.messages[0])
    assert said.count("LOTUS-") == 20
    assert "And 3 more." in said
    assert "http://localhost/network/organisations/lotus\n" in said


def test_a_run_that_dies_half_way_loses_nothing(
    world: World, remind: Run, send: Run, sink: Sink
) -> None:
    for _ in range(3):
        put_due(world, make_project(world), 1, ORGANISATION)
    world.admin.execute("ALTER TABLE reminders ADD CONSTRAINT half_way CHECK (milestone_id < 20)")
    try:
        with pytest.raises(IntegrityError, match="half_way"):
            remind()
    finally:
        world.admin.execute("ALTER TABLE reminders DROP CONSTRAINT half_way")
    assert (rows(world), reminded(world)) == ([], [])
    assert (remind(), send()) == (2, 2)
    assert text_of(sink.messages[0]).count("LOTUS-") == 3


def test_two_runs_at_once_write_one_digest(
    world: World, remind: Run, admin: psycopg.Connection[object], app: Flask
) -> None:
    put_due(world, make_project(world), 1, ORGANISATION)
    with admin.transaction():
        admin.execute("SELECT pg_advisory_xact_lock(hashtextextended('digests:0', 0))")
        assert remind() == 0
    assert remind() == 2


def test_a_digest_that_is_being_sent_is_left_alone(
    world: World, remind: Run, send: Run, sink: Sink
) -> None:
    put_due(world, make_project(world), 1, ORGANISATION)
    remind()
    world.admin.execute("UPDATE outbox SET lease_until = %s", [MOMENT + timedelta(minutes=5)])
    put_due(world, make_project(world), 1, ORGANISATION)
    assert remind() == 0
    assert len(reminded(world)) == 2
    world.admin.execute(PAST_ALL_LEASES)
    assert remind() == 0
    assert len(reminded(world)) == 4
    assert send() == 2
    assert "LOTUS-2" in text_of(sink.messages[0])


@pytest.mark.parametrize(
    ("hour", "weekday", "days", "hours"),
    [
        (14, None, 0, 4),
        (9, None, 1, -1),  # today's nine o'clock has gone
        (None, 5, 3, -3),  # on Friday, when the day begins
        (9, 5, 3, -1),
        (9, 2, 7, -1),
    ],
)
def test_a_digest_waits_for_the_hour_and_the_day_that_its_reader_chose(
    world: World,
    remind: Run,
    send: Run,
    sink: Sink,
    hour: int | None,
    weekday: int | None,
    days: int,
    hours: int,
) -> None:
    put_due(world, make_project(world), 1, ORGANISATION)
    world.admin.execute(
        "UPDATE people SET digest_hour = %s, digest_day = %s WHERE id = %s",
        [hour, weekday, world.people["lotus_writer"]],
    )

    def told() -> list[str]:
        remind()
        send()
        return [one["To"] for one in sink.messages]

    assert told() == [address_of("lotus_manager")]
    go_to(days, hours - 0.1)
    assert address_of("lotus_writer") not in told()
    go_to(days, hours)
    assert told().count(address_of("lotus_writer")) == 1
    go_to(days, hours + 1)
    assert told().count(address_of("lotus_writer")) == 1


def test_the_number_of_statements_is_the_same_however_much_is_due(
    world: World, remind: Run, app: Flask
) -> None:
    counts = []
    for number in (1, 1, 20):
        world.admin.execute("DELETE FROM outbox")
        for _ in range(number):
            put_due(world, make_project(world), 1, ORGANISATION)
        with counting(app) as statements:
            assert remind() == 2
        counts.append(len(statements))
    assert counts[0] == counts[1] == counts[2]
    assert counts[0] <= 12


@contextmanager
def counting(app: Flask) -> Iterator[list[str]]:
    """Gather the statements that are sent to the database."""
    statements: list[str] = []

    def gather(*told: Any) -> None:
        statements.append(told[2])

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", gather)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", gather)
