"""What one run over the outbox keeps of each mail, with a server that does what the test says."""

from collections.abc import Callable, Iterator
from email.message import EmailMessage
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import func, select

from portal.app import MAIL_COMPOSERS
from portal.extensions import db
from portal.notifications import claims, sending
from portal.notifications.composers import COMPOSERS, Letter, Waiting
from portal.notifications.smtp import NotTaken, Patience, ServerAway, Unanswered
from tests.conftest import MOMENT
from tests.notifications.outbox import queue_reset, row, rows
from tests.world import World

PATIENCE = Patience(answer=2, message=50)


class ScriptedServer:
    """Answers each message with the next of `answers`, None for yes."""

    patience = PATIENCE

    def __init__(self, *answers: Exception | None) -> None:
        self._answers = list(answers)

    def open(self) -> None:
        """Be there."""

    def send(self, _message: EmailMessage, on_handing_over: Callable[[], None]) -> None:
        """Take the text, then answer."""
        on_handing_over()
        answer = self._answers.pop(0)
        if answer is not None:
            raise answer


def work_off(world: World, *answers: Exception | None) -> int:
    """Work the outbox off against such a server, and return how many mails it took."""
    server: Any = ScriptedServer(*answers)
    with world.app.app_context():
        run = sending.OutboxRun(server)
        run.work_off()
    return run.sent


@pytest.fixture
def two(world: World) -> World:
    """Two mails wait, to two people."""
    queue_reset(world, "lotus_manager")
    queue_reset(world, "coach")
    return world


def test_a_mail_at_which_the_server_goes_away_was_not_tried(two: World) -> None:
    assert work_off(two, ServerAway("SMTPSenderRefused 451")) == 0
    told = "attempts, handovers, lease_until, error"
    assert rows(two, told) == [(0, 0, None, "SMTPSenderRefused 451")] * 2


def test_what_was_refused_before_the_server_went_away_is_put_off(two: World) -> None:
    refused, away = NotTaken(ValueError, 451), ServerAway("gone")
    assert work_off(two, refused, away) == 0
    assert rows(two, "attempts, refused_at, error") == [
        (1, MOMENT, "ValueError 451"),
        (0, None, "gone"),
    ]


def test_a_mail_that_is_not_answered_for_says_why(world: World) -> None:
    queue_reset(world)
    assert work_off(world, Unanswered("TimeoutError")) == 0
    assert row(world, "attempts, handovers, error") == (1, 1, "TimeoutError")


def at(monkeypatch: pytest.MonkeyPatch, *seconds: float) -> None:
    """Let a run begin at second 0 and look at its clock at these."""
    times: Iterator[float] = iter((0.0, *seconds))
    monkeypatch.setattr(sending, "time", SimpleNamespace(monotonic=lambda: next(times)))


def test_a_run_whose_time_is_over_lets_go_of_what_it_did_not_begin(
    two: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Before it claims, before each mail, and before it claims again.
    at(monkeypatch, 1, 2, sending.LONGEST_RUN, sending.LONGEST_RUN)
    assert work_off(two, None) == 1
    told = "sent_at, attempts, next_try_at, lease_until IS NULL, error"
    assert rows(two, told)[1] == (None, 0, MOMENT, True, "")


def test_nothing_is_claimed_when_the_time_is_over(
    two: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, sending.LONGEST_RUN)
    assert work_off(two) == 0
    assert rows(two, "attempts, lease_until") == [(0, None)] * 2


def test_a_lease_lasts_as_long_as_the_server_may_take_and_half_a_minute(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[float] = []

    def noting(write: Callable[..., Any]) -> Callable[..., Any]:
        def noted(mail: Waiting, *, within: float) -> Any:
            asked.append(within)
            return write(mail, within=within)

        return noted

    for name in ("begin", "hand_over"):
        monkeypatch.setattr(claims, name, noting(getattr(claims, name)))
    queue_reset(world)
    assert work_off(world, None) == 1
    assert asked == [12 * 2 + 30, 50 + 30]


def test_the_server_is_told_the_name_of_the_portal(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[object] = []

    class Server(ScriptedServer):
        def __init__(self, *words: object) -> None:
            super().__init__()
            told.extend(words)

        def __enter__(self) -> "Server":
            return self

        def __exit__(self, *_fault: object) -> None:
            return None

    monkeypatch.setattr(sending, "MailServer", Server)
    with world.app.app_context():
        assert sending.send_waiting() == 0
        settings = world.app.extensions["settings"]
    assert told == [settings.smtp_url, "localhost", sending.patience_of(settings)]


def test_a_composer_reads_as_a_worker_and_the_role_ends_with_it(world: World) -> None:
    seen: list[object] = []

    def note(_mail: Waiting) -> Letter | None:
        asked = select(func.current_setting("portal.side"), func.current_user())
        seen.extend(db.session.execute(asked).one())
        return None

    queue_reset(world)
    with world.app.app_context():
        (mail,) = claims.claim()
        COMPOSERS.fill({mail.kind: note})
        try:
            assert sending.compose(mail) is None
        finally:
            COMPOSERS.fill(MAIL_COMPOSERS)
        assert seen == ["worker", "portal_network"]
        assert not db.session.registry().in_transaction()
