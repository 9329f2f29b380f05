"""A mail server for tests: takes, refuses or holds messages, and remembers what it was told."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask

from embedded.state import find_free_port


class Sink:
    """Keeps messages in memory; `refusals` maps an address to the answer that it gets.

    `hold_at` names the number of a message, from one, that is never answered; with `keep_held`
    it is kept all the same, as by a server that dies, or whose client dies, before the answer.
    `refuse_all` is what everybody is told instead of a place for mail. `slow` is how many seconds
    the answer takes once the whole message is here, `mute` that it never comes: the line is cut
    then. With `one_each` a line is cut as soon as a second message begins on it.
    """

    def __init__(self, **options: object) -> None:
        self.port = find_free_port()
        self.url = f"smtp://127.0.0.1:{self.port}"
        self.messages: list[EmailMessage] = []
        self.connections: set[object] = set()
        self.refusals: dict[str, str] = {}
        self.answers: list[str] = []
        self.hold_at = 0
        self.keep_held = False
        self.refuse_all = ""
        self.asked: list[str] = []
        self.slow = 0.0
        self.mute = False
        self.one_each = False
        self.held = threading.Event()
        self._options = options
        self._controller: Controller | None = None

    def start(self) -> None:
        """Take messages from now on."""
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port, **self._options)
        self._controller.start()

    def stop(self) -> None:
        """Be away."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    @property
    def ids(self) -> list[str]:
        """Return the Message-ID of each message, in the order of arrival."""
        return [str(message["Message-ID"]) for message in self.messages]

    def to(self, address: str) -> list[EmailMessage]:
        """Return the messages to one address."""
        return [message for message in self.messages if message["To"] == address]

    async def handle_MAIL(  # noqa: N802  the name that aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.one_each and session.peer in self.connections:
            assert server.transport is not None
            server.transport.abort()
        envelope.mail_from, envelope.mail_options = address, options
        return "250 OK"

    async def handle_RCPT(  # noqa: N802  the name that aiosmtpd calls
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: object
    ) -> str:
        self.asked.append(address)
        if answer := self.refuse_all or self.refusals.get(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802  the name that aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        self.connections.add(session.peer)
        answer = self.answers.pop(0) if self.answers else "250 Kept"
        if not answer.startswith("250"):
            return answer
        if len(self.messages) + 1 == self.hold_at:
            self.hold_at = 0
            if self.keep_held:
                self._keep(envelope)
            self.held.set()
            await asyncio.sleep(60)
        self._keep(envelope)
        if self.mute:
            assert server.transport is not None
            server.transport.abort()
        await asyncio.sleep(self.slow)
        return answer

    def _keep(self, envelope: Envelope) -> None:
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=default)
        assert isinstance(message, EmailMessage)
        self.messages.append(message)


@contextmanager
def patience(app: Flask, **seconds: float) -> Iterator[None]:
    """Let `app` wait so long for its mail server, as its settings would say."""
    settings = app.extensions["settings"]
    app.extensions["settings"] = replace(settings, **seconds)
    try:
        yield
    finally:
        app.extensions["settings"] = settings


@contextmanager
def delivering_to(app: Flask, sink: Sink) -> Iterator[Sink]:
    """Let `app` send its mails to `sink`, started, for the time of the block."""
    settings = app.extensions["settings"]
    app.extensions["settings"] = replace(settings, smtp_url=sink.url)
    sink.start()
    try:
        yield sink
    finally:
        sink.stop()
        app.extensions["settings"] = settings


def text_of(message: EmailMessage, kind: str = "plain") -> str:
    """Return the plain or the html part of a message."""
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")
