"""A mail is sent once: whatever server, network and other workers do."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from flask import Flask
from sqlalchemy import select

from portal import clock
from portal.analyses.models import Analysis
from portal.app import MAIL_COMPOSERS
from portal.extensions import db
from portal.notifications import claims, sending
from portal.notifications.composers import COMPOSERS, Letter, Waiting
from portal.notifications.failures import Failure
from portal.notifications.models import FailureCause
from portal.notifications.services import Cause
from portal.notifications.smtp import NotTaken, Patience
from tests.conftest import MOMENT
from tests.notifications.outbox import (
    address_of,
    queue,
    queue_notice,
    queue_reset,
    queue_resets,
    row,
    rows,
)
from tests.notifications.sink import Sink
from tests.world import World

Send = Callable[[], int]


@pytest.fixture
def send(send_alone: Send) -> Send:
    """Work the outbox off without telling anybody of what fails."""
    return send_alone


def test_a_mail_is_sent_once_and_a_second_run_changes_nothing(
    world: World, sink: Sink, send: Send
) -> None:
    queue_reset(world)
    assert send() == 1
    after = rows(world)
    assert send() == 0
    assert rows(world) == after
    assert [message["To"] for message in sink.messages] == [address_of("lotus_manager")]
    assert row(world, "sent_at, dropped_at, attempts, error") == (MOMENT, None, 1, "")


def test_the_same_cause_makes_one_mail(world: World) -> None:
    queue_reset(world)
    queue_reset(world)
    assert len(rows(world)) == 1


def test_all_mails_of_a_run_go_over_one_connection(world: World, sink: Sink, send: Send) -> None:
    queue_resets(world, 2 * claims.MAILS_AT_ONCE + 5)
    assert send() == 45
    assert len(set(sink.ids)) == 45
    assert len(sink.connections) == 1


def test_a_link_is_forgotten_when_it_was_sent(world: World, sink: Sink, send: Send) -> None:
    queue_reset(world)
    assert row(world, "secret") == ("t0ken",)
    send()
    assert row(world, "secret") == ("",)


def test_a_mail_waits_while_the_server_is_away_and_is_sent_when_it_is_back(
    world: World, sink: Sink, send: Send
) -> None:
    sink.stop()
    queue_resets(world, 3)
    pauses = []
    for _ in range(12):
        assert send() == 0
        (next_try,) = rows(world, "next_try_at")[0]
        pauses.append(next_try - clock.now())
        assert send() == 0  # too early to try again
        clock.hold(max(next_try for (next_try,) in rows(world, "next_try_at")))
    assert timedelta(seconds=20) < pauses[0] < timedelta(seconds=40)
    assert pauses[0] < pauses[3] < pauses[6] < pauses[11]
    assert max(pauses) <= timedelta(minutes=12)
    assert set(rows(world, "attempts, error")) == {(0, "ConnectionRefusedError")}
    sink.start()
    assert send() == 3
    assert send() == 0
    assert len(sink.ids) == len(set(sink.ids)) == 3


def test_a_mail_that_is_put_off_by_a_server_that_takes_others_is_given_up_in_the_end(
    world: World, sink: Sink, send: Send
) -> None:
    queue_notice(world)
    sink.refusals[address_of("coach")] = "451 Come back later"
    pauses = []
    for number in range(sending.MOST_TRIES - 1):
        queue_reset(world, "lotus_writer", f"number {number}")
        assert send() == 1
        (next_try,) = rows(world, "next_try_at")[0]
        pauses.append(next_try - clock.now())
        clock.hold(next_try)
    growing = pauses[:6]
    assert all(later > 2 * sooner for sooner, later in pairwise(growing))
    assert pauses[6] <= 1.2 * claims.LONGEST_PAUSE
    assert rows(world, "attempts, dropped_at")[0] == (7, None)
    assert send() == 0
    told = "attempts, dropped_at, error, secret"
    assert rows(world, told)[0] == (8, clock.now(), "SMTPRecipientsRefused 451", "")
    clock.hold(clock.now() + timedelta(days=30))
    assert send() == 0
    assert sink.to(address_of("coach")) == []


def test_a_mail_that_was_put_off_is_sent_when_the_server_takes_it(
    world: World, sink: Sink, send: Send
) -> None:
    queue_reset(world)
    sink.answers = ["451 Try again"]
    assert send() == 0
    assert row(world, "error, refused_at, handovers") == ("SMTPDataError 451", MOMENT, 0)
    clock.hold(clock.now() + timedelta(minutes=1))
    assert send() == 1
    assert row(world, "attempts, error, refused_at") == (2, "", None)


def test_an_address_that_the_server_does_not_know_is_dropped_and_holds_up_nobody(
    world: World, sink: Sink, send: Send
) -> None:
    queue_reset(world, "lotus_manager")
    queue_reset(world, "coach")
    sink.refusals[address_of("lotus_manager")] = "550 No such mailbox"
    assert send() == 1
    assert [message["To"] for message in sink.messages] == [address_of("coach")]
    dropped, sent = rows(world, "dropped_at, sent_at, error, secret")
    assert dropped == (MOMENT, None, "SMTPRecipientsRefused 550", "")
    assert sent == (None, MOMENT, "", "")


def test_a_server_that_hangs_up_is_called_again(world: World, sink: Sink, send: Send) -> None:
    queue_resets(world, 3)
    sink.answers = ["250 Kept", "421 Closing"]
    assert send() == 3
    assert len(sink.connections) == 2
    assert len(sink.ids) == len(set(sink.ids)) == 3
    assert rows(world, "attempts, handovers") == [(1, 1)] * 3


def test_a_mail_that_another_worker_holds_is_left_to_it_until_its_lease_ends(
    world: World, sink: Sink, send: Send
) -> None:
    queue_reset(world)
    with world.app.app_context():
        (held,) = claims.claim()
    assert send() == 0
    clock.hold(held.lease_until)
    assert send() == 0
    clock.hold(held.lease_until + timedelta(seconds=1))
    assert send() == 1
    assert row(world, "attempts") == (1,)


def test_two_workers_at_once_send_each_mail_once(world: World, sink: Sink, app: Flask) -> None:
    queue_resets(world, 60)

    together = threading.Barrier(2)

    def work() -> None:
        clock.hold(MOMENT)
        together.wait()
        with app.app_context():
            sending.send_waiting()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(sink.ids) == len(set(sink.ids)) == 60


def test_a_mail_that_cannot_be_composed_holds_up_no_other(
    world: World, sink: Sink, send: Send
) -> None:
    queue(world, Cause("unheard of", "nothing:1", "once"), "coach")
    queue_reset(world)
    assert send() == 1
    assert rows(world, "attempts, error") == [(1, "KeyError"), (1, "")]


def test_a_composer_cannot_read_content(world: World, sink: Sink, send: Send) -> None:
    def leak(mail: Waiting) -> Letter | None:
        db.session.execute(select(Analysis.id))
        titles = db.session.execute(select(Analysis.title)).scalars()
        return Letter(mail.address, "en", " ".join(titles))

    queue(world, Cause("leak", "nothing:1", "once"), "coach")
    COMPOSERS.fill({"leak": leak})
    try:
        assert send() == 0
    finally:
        COMPOSERS.fill(MAIL_COMPOSERS)
    assert row(world, "error") == ("ProgrammingError",)
    assert sink.messages == []


def test_a_mail_to_somebody_who_left_is_dropped(world: World, sink: Sink, send: Send) -> None:
    queue_reset(world)
    world.admin.execute(
        "UPDATE people SET active = false WHERE id = %s", [world.people["lotus_manager"]]
    )
    assert send() == 0
    assert row(world, "error, secret, dropped_at") == ("not wanted", "", MOMENT)
    assert sink.messages == []


def test_the_same_row_has_the_same_message_id_whenever_it_is_sent(
    world: World, sink: Sink, send: Send
) -> None:
    queue_reset(world)
    send()
    world.admin.execute("UPDATE outbox SET sent_at = NULL, secret = 't0ken', lease_until = NULL")
    clock.hold(MOMENT + timedelta(hours=3))
    send()
    first, second = sink.ids
    assert first == second
    assert first.endswith("@localhost>")


def waiting(attempts: int) -> Waiting:
    """Return a mail of which so many tries were made."""
    return Waiting(
        id=1,
        kind="coach_assigned",
        subject="project:12",
        occasion="first",
        organisation_id=1,
        recipient_id=1,
        address="coach@test.example",
        secret="",
        created_at=MOMENT,
        attempts=attempts,
        handovers=0,
        refused_at=None,
        lease_until=MOMENT,
    )


@pytest.mark.parametrize(
    ("code", "attempts", "cause"),
    [
        (550, 1, FailureCause.REFUSED),
        (None, 1, FailureCause.REFUSED),
        (500, 9, FailureCause.REFUSED),
        (499, 1, None),
        (451, 2, None),
        (451, 3, FailureCause.PUT_OFF),
        (451, 8, FailureCause.PUT_OFF),
    ],
)
@pytest.mark.parametrize("is_final", [False, True])
def test_a_refusal_is_told_at_once_and_being_put_off_from_the_third_time(
    code: int | None, attempts: int, cause: FailureCause | None, *, is_final: bool
) -> None:
    refused = NotTaken(ValueError, code)
    expected = Failure(cause, code, is_final) if cause else None
    assert sending.failure_of(waiting(attempts), refused, is_final=is_final) == expected


def test_a_run_ends_when_its_last_mail_may_have_been_answered(app: Flask) -> None:
    settings = replace(app.extensions["settings"], smtp_patience=10.0, smtp_message_patience=300.0)
    patience = sending.patience_of(settings)
    assert (patience.answer, patience.message) == (10.0, 300.0)
    # Two minutes for the run, twelve answers and the verdict on a message, half a minute to write.
    assert sending.longest_run(settings) == 120 + 12 * 10 + 300 + 30


def test_a_try_that_kept_nothing_is_undone_to_as_many_handovers_as_before() -> None:
    attempt = sending.Try(replace(waiting(2), handovers=1), Patience(1, 1))
    attempt.mail = replace(attempt.mail, handovers=2, attempts=3)
    assert attempt.undone() == replace(waiting(3), handovers=1)
