"""Sends what waits in the outbox: claim, begin, compose, hand over, mark.

A try is counted when it begins, and that the server is about to get the whole text is kept just
before. Three things can be known afterwards. The server took the mail: it is sent. It said no: the
mail rests, and is given up only when the server takes mail for others meanwhile, since a server
that refuses everybody is as good as away. Nobody knows, because the answer did not come or the
worker died: the mail is handed over once more, with the same Message-ID, and never a third time.
"""

import time
from collections import deque
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage

import structlog
from flask import current_app

from config.settings import Settings
from portal import clock
from portal.extensions import db
from portal.notifications import claims
from portal.notifications.composers import COMPOSERS, Letter, Waiting
from portal.notifications.failures import Failure
from portal.notifications.messages import host_of, write_message
from portal.notifications.models import FailureCause
from portal.notifications.smtp import MailServer, NotTaken, Patience, ServerAway, Unanswered
from portal.tenancy import ReaderScope, Side, open_scope, take_network_role

LONGEST_RUN = 120.0
CLAIM_MARGIN = 30.0
# A server that puts a mail off is asked about a day long.
MOST_TRIES = 8
TOLD_AFTER = 3
MOST_HANDOVERS = 2
RESEND_PAUSE = timedelta(minutes=10)
# While a server takes nothing else, what it refused is tried at least so often.
LONGEST_DOUBT = timedelta(hours=1)
REFUSED_IN_A_ROW = 5
NOT_WANTED = "not wanted"
NOT_CONFIRMED = "unconfirmed"
log = structlog.get_logger("portal.notifications")


def send_waiting() -> int:
    """Send every mail whose time has come, over one connection, and return how many were sent.

    While the server is away nothing counts against a mail: it waits, at most ten minutes a time.
    """
    settings: Settings = current_app.extensions["settings"]
    patience = patience_of(settings)
    with MailServer(settings.smtp_url, host_of(settings), patience) as server:
        run = OutboxRun(server)
        run.work_off()
    return run.sent


def patience_of(settings: Settings) -> Patience:
    """Return how long the portal waits for its mail server."""
    return Patience(settings.smtp_patience, settings.smtp_message_patience)


def longest_run(settings: Settings) -> float:
    """Return how many seconds a run may take: its last mail may begin when its time ends."""
    patience = patience_of(settings)
    return LONGEST_RUN + patience.before_message + patience.message + CLAIM_MARGIN


def compose(mail: Waiting) -> Letter | None:
    """Ask the composer of the mail's kind, in a transaction that can read no content."""
    open_scope(db.session, ReaderScope(side=Side.WORKER))
    take_network_role(db.session)
    try:
        return COMPOSERS.value[mail.kind](mail)
    finally:
        db.session.rollback()


class Try:
    """One try of one mail; `mail` is what is kept of it now."""

    def __init__(self, mail: Waiting, patience: Patience) -> None:
        self.mail = mail
        self._handovers = mail.handovers
        self._within = patience.message + CLAIM_MARGIN

    def on_handing_over(self) -> None:
        """Keep that the server is about to get the text; the same when a cut line is replaced."""
        self.mail = claims.hand_over(self.undone(), within=self._within)

    def undone(self) -> Waiting:
        """Return the mail as one of which the server has kept nothing this time."""
        return replace(self.mail, handovers=self._handovers)


class OutboxRun:
    """One run over the outbox; `sent` counts what the server took."""

    def __init__(self, server: MailServer) -> None:
        self.sent = 0
        self._server = server
        self._ends = time.monotonic() + LONGEST_RUN
        # Refused since the server last took something: still held, for what follows tells why.
        self._refused: list[tuple[Waiting, NotTaken]] = []

    def work_off(self) -> None:
        """Work through the outbox until it is empty, the server away or the time over."""
        claims.take_up_asked()
        while self._has_time() and (batch := deque(claims.claim())):
            try:
                self._work_through(batch)
            except ServerAway as away:
                log.warning("mail server away", error=str(away), count=len(batch))
                claims.put_back(batch, str(away))
                break
            claims.put_back(batch, "")
        for mail, refused in self._refused:
            self._settle(mail, refused, takes_others=claims.takes_others(mail, mail.refused_at))

    def _work_through(self, batch: deque[Waiting]) -> None:
        while batch and self._has_time():
            self._server.open()
            self._deliver(batch.popleft())

    def _has_time(self) -> bool:
        return time.monotonic() < self._ends

    def _deliver(self, claimed: Waiting) -> None:
        mail = claims.begin(claimed, within=self._server.patience.before_message + CLAIM_MARGIN)
        if mail is None:
            return
        try:
            letter = compose(mail)
            message = write_message(mail, letter) if letter else None
        except Exception as fault:  # a mail that cannot be written holds up no other
            log.exception("mail not composed", outbox_id=mail.id, kind=mail.kind)
            failure, name = Failure(FailureCause.NOT_WRITTEN), type(fault).__name__
            claims.put_off(mail, claims.pause_after(mail.attempts), name, failure)
            return
        if message is None:
            log.info("mail not wanted", outbox_id=mail.id, kind=mail.kind)
            claims.close(mail, dropped_at=clock.now(), error=NOT_WANTED)
        elif mail.handovers >= MOST_HANDOVERS:
            self._leave_unconfirmed(mail)
        else:
            self._send(Try(mail, self._server.patience), message)

    def _send(self, attempt: Try, message: EmailMessage) -> None:
        try:
            self._server.send(message, attempt.on_handing_over)
        except ServerAway as away:
            claims.take_back([attempt.undone()], str(away))
            raise
        except Unanswered as silent:
            self._wait_and_see(attempt.mail, str(silent))
        except NotTaken as refused:
            self._note_refusal(attempt.undone(), refused)
        except claims.ClaimedElsewhere:
            log.warning("mail overtaken", outbox_id=attempt.mail.id, kind=attempt.mail.kind)
        else:
            self._note_sent(attempt.mail)

    def _note_sent(self, mail: Waiting) -> None:
        claims.close(mail, sent_at=clock.now(), error="", refused_at=None)
        log.info("mail sent", outbox_id=mail.id, kind=mail.kind, attempt=mail.attempts)
        self.sent += 1
        if self.sent == 1:
            claims.wake_refused()
        waiting, self._refused = self._refused, []
        for other, refused in waiting:
            self._settle(other, refused, takes_others=other.address != mail.address)

    def _wait_and_see(self, mail: Waiting, reason: str) -> None:
        if mail.handovers >= MOST_HANDOVERS:
            self._leave_unconfirmed(mail)
            return
        log.warning("mail not answered for", outbox_id=mail.id, kind=mail.kind)
        claims.put_off(mail, max(RESEND_PAUSE, claims.pause_after(mail.attempts)), reason)

    def _leave_unconfirmed(self, mail: Waiting) -> None:
        log.warning("mail unconfirmed", outbox_id=mail.id, kind=mail.kind, attempt=mail.attempts)
        failure = Failure(FailureCause.UNCONFIRMED, is_final=True)
        claims.give_up(mail, failure, sent_at=clock.now(), error=NOT_CONFIRMED)

    def _note_refusal(self, mail: Waiting, refused: NotTaken) -> None:
        self._refused.append((mail, refused))
        if len({held.address for held, _ in self._refused}) >= REFUSED_IN_A_ROW:
            claims.take_back([held for held, _ in self._refused], str(refused))
            self._refused = []
            raise ServerAway(str(refused))

    def _settle(self, mail: Waiting, refused: NotTaken, *, takes_others: bool) -> None:
        is_final = takes_others and (refused.is_permanent or mail.attempts >= MOST_TRIES)
        failure = failure_of(mail, refused, is_final=is_final)
        if is_final and failure:
            log.warning("mail dropped", outbox_id=mail.id, kind=mail.kind, attempt=mail.attempts)
            claims.give_up(mail, failure, dropped_at=clock.now(), error=str(refused))
            return
        log.warning("mail put off", outbox_id=mail.id, kind=mail.kind, attempt=mail.attempts)
        pause = claims.pause_after(mail.attempts)
        claims.put_off(
            mail,
            pause if takes_others else min(pause, LONGEST_DOUBT),
            str(refused),
            failure,
            handovers=mail.handovers,
            refused_at=mail.refused_at or clock.now(),
        )


def failure_of(mail: Waiting, refused: NotTaken, *, is_final: bool) -> Failure | None:
    """Return what people are told of a refusal; nothing of a first "come back later"."""
    if refused.is_permanent:
        return Failure(FailureCause.REFUSED, refused.code, is_final)
    if mail.attempts < TOLD_AFTER:
        return None
    return Failure(FailureCause.PUT_OFF, refused.code, is_final)
