"""One connection to the mail server, opened when the first message needs it and used again."""

import contextlib
import smtplib
import ssl
from collections.abc import Callable
from email.message import EmailMessage
from types import TracebackType
from typing import Self
from urllib.parse import SplitResult, unquote, urlsplit

PATIENCE = 15.0  # seconds for each answer of the server
CLOSING = 421
FIRST_PERMANENT = 500


class Away(Exception):
    """The server takes no mail at all now: not reached, log-in refused, sender refused."""


class NotTaken(Exception):
    """The server did not take this message; `is_final` says whether it ever would."""

    def __init__(self, reason: str, *, is_final: bool) -> None:
        super().__init__(reason)
        self.is_final = is_final


class MailServer:
    """Sends messages to the server of an SMTP address.

    `name` is what the portal calls itself there: to ask DNS for one can take seconds.
    The address is `smtp://`, `smtp+starttls://` or `smtps://`, with `user:password@` if wanted.
    """

    def __init__(self, url: str, name: str) -> None:
        self._url = urlsplit(url)
        self._name = name
        self._connection: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: object, _trace: TracebackType | None
    ) -> None:
        if self._connection is not None:
            with contextlib.suppress(OSError):
                self._connection.quit()

    def send(self, message: EmailMessage) -> None:
        """Hand one message over; raise Away or NotTaken when the server does not have it."""
        connection = self._connection or self._connect()
        try:
            connection.send_message(message)
        except smtplib.SMTPRecipientsRefused as refused:
            raise self._explain(refused, *refused.recipients.values()) from None
        except smtplib.SMTPDataError as refused:
            raise self._explain(refused, (refused.smtp_code, b"")) from None
        except smtplib.SMTPResponseException as refused:
            self._drop()
            raise Away(_name(refused)) from None
        except smtplib.SMTPNotSupportedError as refused:
            raise NotTaken(_name(refused), is_final=True) from None
        except OSError as lost:
            self._drop()
            raise NotTaken(_name(lost), is_final=False) from None

    def _connect(self) -> smtplib.SMTP:
        opened: smtplib.SMTP | None = None
        try:
            opened = SCHEMES[self._url.scheme](self._url, self._name)
            opened.ehlo_or_helo_if_needed()
            if self._url.username:
                opened.login(unquote(self._url.username), unquote(self._url.password or ""))
        except OSError as refused:
            if opened is not None:
                opened.close()
            raise Away(_name(refused)) from None
        self._connection = opened
        return opened

    def _explain(self, error: Exception, *answers: tuple[int, bytes]) -> NotTaken:
        code = max(code for code, _words in answers)
        if code == CLOSING:
            self._drop()
        return NotTaken(f"{_name(error)} {code}", is_final=code >= FIRST_PERMANENT)

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _plain(url: SplitResult, name: str) -> smtplib.SMTP:
    return smtplib.SMTP(url.hostname or "", url.port or 25, name, PATIENCE)


def _secured(url: SplitResult, name: str) -> smtplib.SMTP:
    context = ssl.create_default_context()
    return smtplib.SMTP_SSL(
        url.hostname or "", url.port or 465, name, timeout=PATIENCE, context=context
    )


def _starttls(url: SplitResult, name: str) -> smtplib.SMTP:
    opened = smtplib.SMTP(url.hostname or "", url.port or 587, name, PATIENCE)
    try:
        opened.starttls(context=ssl.create_default_context())
    except OSError:
        opened.close()
        raise
    return opened


SCHEMES: dict[str, Callable[[SplitResult, str], smtplib.SMTP]] = {
    "smtp": _plain,
    "smtp+starttls": _starttls,
    "smtps": _secured,
}


def _name(error: Exception) -> str:
    # The class alone: a server's words may quote the address.
    return type(error).__name__
