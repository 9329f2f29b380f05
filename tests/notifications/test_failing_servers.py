"""Servers that are slow, mute, short of breath or refuse everybody, and workers that die."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from portal import clock
from portal.notifications import claims, sending
from portal.notifications.composers import Waiting
from tests.conftest import MOMENT
from tests.notifications.outbox import (
    PAST_ALL_LEASES,
    address_of,
    queue_notice,
    queue_reset,
    queue_resets,
    row,
    rows,
)
from tests.notifications.sink import Sink, patience
from tests.people import CAST
from tests.world import World

Send = Callable[[], int]
LIMIT = 600.0


@pytest.fixture
def send(send_alone: Send) -> Send:
    """Work the outbox off without telling anybody of what fails."""
    return send_alone


def begin(mail: Waiting) -> Waiting:
    """Begin a claimed mail that nobody else has taken."""
    begun = claims.begin(mail, within=LIMIT)
    assert begun is not None
    return begun


# Workers that die.


def test_workers_that_die_cost_no_mail_a_try_but_the_one_that_they_were_at(
    world: World, sink: Sink, send: Send
) -> None:
    queue_resets(world, 20)
    for _ in range(9):
        with world.app.app_context():
            begin(claims.claim()[0])
        world.admin.execute(PAST_ALL_LEASES)
    assert sorted(rows(world, "attempts, dropped_at")) == [(0, None)] * 11 + [(1, None)] * 9
    assert send() == 20
    assert len(sink.ids) == len(set(sink.ids)) == 20


def test_a_mail_that_ends_every_worker_rests_longer_each_time_and_is_never_dropped(
    world: World, sink: Sink, send: Send
) -> None:
    queue_notice(world)
    pauses = []
    for _ in range(12):
        with world.app.app_context():
            begun = begin(claims.claim()[0])
        (next_try,) = row(world, "next_try_at")
        pauses.append(next_try - clock.now())
        clock.hold(max(next_try, begun.lease_until) + timedelta(seconds=1))
    assert pauses[:3] == [timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=8)]
    assert pauses[-1] == claims.LONGEST_PAUSE
    assert row(world, "attempts, dropped_at, sent_at") == (12, None, None)
    assert send() == 1


def test_a_worker_that_lost_its_claim_neither_begins_nor_changes_the_mail(world: World) -> None:
    queue_reset(world)
    with world.app.app_context():
        (slow,) = claims.claim()
        clock.hold(slow.lease_until + timedelta(seconds=1))
        (quick,) = claims.claim()
        assert claims.begin(slow, within=LIMIT) is None
        claims.put_back([slow], "SMTPServerDisconnected")
        assert row(world, "attempts, lease_until, error") == (0, quick.lease_until, "")
        assert claims.begin(quick, within=LIMIT) is not None


def test_a_mail_whose_workers_die_after_the_text_went_out_is_sent_once_more_and_no_third_time(
    world: World, sink: Sink, send: Send
) -> None:
    queue_notice(world)
    for _ in range(2):
        with world.app.app_context():
            claims.hand_over(begin(claims.claim()[0]), within=LIMIT)
        world.admin.execute(PAST_ALL_LEASES)
    assert send() == 0
    assert row(world, "handovers, sent_at, dropped_at, error") == (2, MOMENT, None, "unconfirmed")
    assert sink.messages == []


# Servers that answer late, or never.


def test_a_server_that_takes_its_time_with_a_message_gets_it_once(
    world: World, sink: Sink, send: Send, app: Flask
) -> None:
    queue_notice(world)
    sink.slow = 2.0
    with patience(app, smtp_patience=1.0, smtp_message_patience=60.0):
        assert send() == 1
    assert len(sink.messages) == 1
    assert row(world, "sent_at, error, attempts") == (MOMENT, "", 1)


def test_a_server_that_answers_after_we_hung_up_gets_a_mail_once_more_and_no_third_time(
    world: World, sink: Sink, send: Send, app: Flask
) -> None:
    queue_notice(world)
    sink.slow = 3.0
    with patience(app, smtp_message_patience=0.5):
        assert send() == 0
        assert row(world, "sent_at, dropped_at, handovers") == (None, None, 1)
        (next_try,) = row(world, "next_try_at")
        assert next_try - clock.now() >= 0.8 * sending.RESEND_PAUSE
        clock.hold(next_try)
        for _ in range(9):
            assert send() == 0
            clock.hold(clock.now() + timedelta(hours=13))
    assert len(sink.messages) == 2
    assert len(set(sink.ids)) == 1
    assert row(world, "dropped_at, handovers, error") == (None, 2, "unconfirmed")


def test_a_line_cut_instead_of_the_answer_leads_to_one_more_copy_at_most(
    world: World, sink: Sink, send: Send
) -> None:
    queue_notice(world)
    sink.mute = True
    for _ in range(4):
        assert send() == 0
        clock.hold(clock.now() + timedelta(hours=13))
    assert len(sink.messages) == 2
    sink.mute = False
    queue_reset(world)
    assert send() == 1
    assert len(sink.messages) == 3


def test_what_a_server_said_no_to_after_an_answer_that_never_came_may_still_be_there(
    world: World, sink: Sink, send: Send
) -> None:
    queue_notice(world)
    sink.mute = True
    assert send() == 0
    sink.mute, sink.refuse_all = False, "451 Later"
    clock.hold(clock.now() + timedelta(hours=1))
    assert send() == 0
    assert row(world, "handovers, attempts, error") == (1, 2, "SMTPRecipientsRefused 451")
    sink.refuse_all, sink.mute = "", True
    clock.hold(clock.now() + timedelta(hours=1))
    assert send() == 0
    assert row(world, "handovers, error") == (2, "unconfirmed")


def test_others_may_take_what_a_worker_claimed_while_it_waits_for_an_answer(
    world: World, sink: Sink, send: Send, app: Flask
) -> None:
    clock.hold(None)
    queue_resets(world, 3)
    sink.hold_at = 1

    def wait_in_vain() -> None:
        with app.app_context():
            sending.send_waiting()

    with patience(app, smtp_message_patience=5.0):
        waiting = threading.Thread(target=wait_in_vain)
        waiting.start()
        assert sink.held.wait(20)
        world.admin.execute(
            "UPDATE outbox SET lease_until = now() - interval '1 second' WHERE handovers = 0"
        )
        assert send() == 2
        waiting.join()
    assert len(sink.ids) == len(set(sink.ids)) == 2
    assert sorted(rows(world, "sent_at IS NOT NULL, attempts")) == [
        (False, 1),
        (True, 1),
        (True, 1),
    ]


# Servers that refuse everybody.


def test_a_server_that_refuses_everybody_for_ten_minutes_is_away_and_loses_nothing(
    world: World, sink: Sink, send: Send
) -> None:
    for number, name in enumerate(CAST):
        queue_reset(world, name, f"number {number}")
    sink.refuse_all = "554 Transaction failed"
    for _ in range(10):
        assert send() == 0
        clock.hold(clock.now() + timedelta(minutes=1))
    assert set(rows(world, "dropped_at")) == {(None,)}
    # It is asked for a few people each time, not for everybody, and not for the same ones.
    assert len(sink.asked) <= 10 * sending.REFUSED_IN_A_ROW
    assert len(set(sink.asked)) == len(CAST)
    sink.refuse_all = ""
    clock.hold(clock.now() + timedelta(minutes=25))
    assert send() == len(CAST)
    assert len(sink.ids) == len(set(sink.ids)) == len(CAST)


def test_refusals_of_everybody_count_against_nobody(world: World, sink: Sink, send: Send) -> None:
    for name in CAST:
        queue_reset(world, name)
    sink.refuse_all = "554 Transaction failed"
    assert send() == 0
    told = "attempts, dropped_at, refused_at, error"
    assert set(rows(world, told)) == {(0, None, None, "SMTPRecipientsRefused 554")}
    assert len(sink.asked) == sending.REFUSED_IN_A_ROW


def test_a_lone_mail_is_not_dropped_by_a_server_that_takes_nothing_else(
    world: World, sink: Sink, send: Send
) -> None:
    queue_notice(world)
    sink.refuse_all = "554 Transaction failed"
    for _ in range(30):
        assert send() == 0
        (next_try,) = row(world, "next_try_at")
        assert next_try - clock.now() <= 1.2 * sending.LONGEST_DOUBT
        clock.hold(next_try)
    assert row(world, "dropped_at, error") == (None, "SMTPRecipientsRefused 554")
    sink.refuse_all = ""
    assert send() == 1


def test_a_refusal_that_began_after_others_were_taken_is_not_final(
    world: World, sink: Sink, send: Send
) -> None:
    queue_reset(world, "coach")
    assert send() == 1
    sink.refuse_all = "554 Transaction failed"
    queue_reset(world, "lotus_manager")
    clock.hold(MOMENT + timedelta(minutes=1))
    assert send() == 0
    assert rows(world, "dropped_at") == [(None,), (None,)]
    sink.refuse_all = ""
    clock.hold(MOMENT + timedelta(hours=1))
    assert send() == 1


def test_an_address_that_is_refused_is_dropped_once_others_are_taken(
    world: World, sink: Sink, send: Send
) -> None:
    sink.refusals[address_of("lotus_manager")] = "550 No such mailbox"
    queue_reset(world, "lotus_manager")
    assert send() == 0
    assert row(world, "dropped_at, refused_at, attempts") == (None, MOMENT, 1)
    # Long before its next try would be due: the server has just taken a mail for somebody else.
    later = MOMENT + timedelta(seconds=5)
    clock.hold(later)
    queue_reset(world, "coach")
    assert send() == 1
    assert rows(world, "dropped_at, error, secret")[0] == (
        later,
        "SMTPRecipientsRefused 550",
        "",
    )


def test_an_address_that_is_refused_is_not_dropped_because_its_own_mail_was_taken(
    world: World, sink: Sink, send: Send
) -> None:
    queue_reset(world, "lotus_manager", "first")
    queue_reset(world, "lotus_manager", "second")
    sink.answers = ["554 No"]
    assert send() == 1
    assert rows(world, "dropped_at") == [(None,), (None,)]


def test_many_bad_addresses_in_a_row_hold_up_nobody_for_long(
    world: World, sink: Sink, send: Send
) -> None:
    bad = [name for name in CAST if name != "coach"]
    for name in bad:
        queue_reset(world, name)
        sink.refusals[address_of(name)] = "550 No such mailbox"
    queue_reset(world, "coach")
    for _ in range(4):
        send()
        clock.hold(clock.now() + timedelta(minutes=2))
    assert [message["To"] for message in sink.messages] == [address_of("coach")]


# Servers that close after each mail.


def test_a_server_that_hangs_up_after_each_mail_costs_no_mail_a_try(
    world: World, sink: Sink, send: Send
) -> None:
    queue_resets(world, 4)
    sink.one_each = True
    assert send() == 4
    assert len(sink.ids) == len(set(sink.ids)) == 4
    assert rows(world, "attempts, error") == [(1, "")] * 4
    assert len(sink.connections) == 4
