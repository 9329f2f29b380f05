"""One connection to the mail server, opened when the first message needs it and used again."""

import contextlib
import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import parseaddr
from types import TracebackType
from typing import NamedTuple, Self
from urllib.parse import SplitResult, unquote, urlsplit

SMTP_OK, SMTP_FORWARDED, SMTP_GO_ON = 250, 251, 354
SMTP_CLOSING = 421
SMTP_UNREADABLE = -1  # as smtplib puts it
FIRST_PERMANENT = 500
# Most answers that one message needs: a connection found dead, a new one with encryption and
# sign-in, sender, recipient, DATA.
MOST_ANSWERS = 12
# A line that begins with a full stop gets a second one (RFC 5321, 4.5.2).
LEADING_STOP = re.compile(rb"^\.", re.MULTILINE)


class ServerAway(Exception):
    """The server takes no mail at all now: not reached, log-in refused, sender refused."""


class Unanswered(Exception):
    """The server has the whole message and did not say whether it keeps it."""


class NotTaken(Exception):
    """The server did not take this message: its answer, and whether it calls that final."""

    def __init__(self, error: type[Exception], code: int | None = None) -> None:
        super().__init__(error.__name__ if code is None else f"{error.__name__} {code}")
        self.code = code
        self.is_permanent = code is None or code >= FIRST_PERMANENT


class ConnectionLost(Exception):
    """The line was cut before the server had the whole message: it keeps nothing of it."""


class Patience(NamedTuple):
    """Seconds to wait for an ordinary answer, and for the one to a whole message.

    A server may look at a message for minutes before it answers (RFC 5321, 4.5.3.2.6: ten);
    whoever hangs up before has it delivered, and sends it again.
    """

    answer: float
    message: float

    @property
    def before_message(self) -> float:
        """Return the longest that it can take until the whole message is handed over."""
        return MOST_ANSWERS * self.answer


class MailServer:
    """Sends messages to the server of an SMTP address.

    `name` is what the portal calls itself there: to ask DNS for one can take seconds.
    The address is `smtp://`, `smtp+starttls://` or `smtps://`, with `user:password@` if wanted.
    """

    def __init__(self, url: str, name: str, patience: Patience) -> None:
        self._url = urlsplit(url)
        self._name = name
        self.patience = patience
        self._connection: smtplib.SMTP | None = None
        self._is_used = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: object, _trace: TracebackType | None
    ) -> None:
        if self._connection is not None:
            with contextlib.suppress(OSError):
                self._connection.quit()

    def open(self) -> smtplib.SMTP:
        """Connect unless connected; raise Away when that cannot be done."""
        if self._connection is None:
            self._connection = self._connect()
            self._is_used = False
        return self._connection

    def send(self, message: EmailMessage, on_handing_over: Callable[[], None]) -> None:
        """Hand one message over; raise Away, NotTaken or Unanswered unless the server has said yes.

        `on_handing_over` is called just before the text goes out, maybe twice: until then the
        server has nothing. A line that was used before and turns out to be cut is replaced once.
        """
        connection = self.open()
        may_be_cut = self._is_used
        try:
            self._send(connection, message, on_handing_over)
        except ConnectionLost as lost:
            if may_be_cut:
                self.send(message, on_handing_over)
                return
            raise ServerAway(str(lost)) from None

    def _send(
        self, connection: smtplib.SMTP, message: EmailMessage, on_handing_over: Callable[[], None]
    ) -> None:
        try:
            with _as_lost():
                _name_both(connection, message)
            on_handing_over()
            with _as_lost():
                connection.send(_text_of(message))
            _expect(smtplib.SMTPDataError, self._read_verdict(connection), SMTP_OK)
        except NotTaken:
            self._forget()
            raise
        except BaseException:  # whatever it was, half a message is under way
            self._drop()
            raise
        self._is_used = True

    def _read_verdict(self, connection: smtplib.SMTP) -> int:
        _wait_at_most(connection, self.patience.message)
        try:
            code, _words = connection.getreply()
        except OSError as silent:
            raise Unanswered(_name(silent)) from None
        if code == SMTP_UNREADABLE:
            raise Unanswered(smtplib.SMTPResponseException.__name__)
        _wait_at_most(connection, self.patience.answer)
        return code

    def _connect(self) -> smtplib.SMTP:
        opened: smtplib.SMTP | None = None
        try:
            opened = SMTP_SCHEMES[self._url.scheme](self._url, self._name, self.patience.answer)
            opened.ehlo_or_helo_if_needed()
            if self._url.username:
                opened.login(unquote(self._url.username), unquote(self._url.password or ""))
        except OSError as refused:
            if opened is not None:
                opened.close()
            raise ServerAway(_name(refused)) from None
        return opened

    def _forget(self) -> None:
        # A refused recipient leaves a message begun.
        self._is_used = True
        if self._connection is not None:
            try:
                self._connection.rset()
            except OSError:
                self._drop()

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _name_both(connection: smtplib.SMTP, message: EmailMessage) -> None:
    """Name sender and recipient, and ask to hand the message over."""
    sender, recipient = _addresses_of(message)
    options = [] if (sender + recipient).isascii() else ["SMTPUTF8", "BODY=8BITMIME"]
    if options and not connection.has_extn("smtputf8"):
        raise NotTaken(smtplib.SMTPNotSupportedError)
    code, _words = connection.mail(sender, options)
    if code != SMTP_OK:
        raise ConnectionLost(f"{smtplib.SMTPSenderRefused.__name__} {code}")
    code, _words = connection.rcpt(recipient)
    _expect(smtplib.SMTPRecipientsRefused, code, SMTP_OK, SMTP_FORWARDED)
    code, _words = connection.docmd("DATA")
    _expect(smtplib.SMTPDataError, code, SMTP_GO_ON)


def _expect(error: type[Exception], code: int, *wanted: int) -> None:
    if code == SMTP_CLOSING:
        raise ConnectionLost(f"{error.__name__} {code}")
    if code not in wanted:
        raise NotTaken(error, code)


def _text_of(message: EmailMessage) -> bytes:
    is_ascii = "".join(_addresses_of(message)).isascii()
    text = message.as_bytes(policy=SMTP if is_ascii else SMTPUTF8)
    return LEADING_STOP.sub(b"..", text) + b".\r\n"


def _wait_at_most(connection: smtplib.SMTP, seconds: float) -> None:
    if connection.sock is not None:
        connection.sock.settimeout(seconds)


def _addresses_of(message: EmailMessage) -> tuple[str, str]:
    return parseaddr(str(message["From"]))[1], parseaddr(str(message["To"]))[1]


@contextlib.contextmanager
def _as_lost() -> Iterator[None]:
    try:
        yield
    except OSError as lost:
        raise ConnectionLost(_name(lost)) from None


def _plain(url: SplitResult, name: str, patience: float) -> smtplib.SMTP:
    return smtplib.SMTP(url.hostname or "", url.port or 25, name, patience)


def _secured(url: SplitResult, name: str, patience: float) -> smtplib.SMTP:
    context = ssl.create_default_context()
    return smtplib.SMTP_SSL(
        url.hostname or "", url.port or 465, name, timeout=patience, context=context
    )


def _starttls(url: SplitResult, name: str, patience: float) -> smtplib.SMTP:
    opened = smtplib.SMTP(url.hostname or "", url.port or 587, name, patience)
    try:
        opened.starttls(context=ssl.create_default_context())
    except OSError:
        opened.close()
        raise
    return opened


SMTP_SCHEMES: dict[str, Callable[[SplitResult, str, float], smtplib.SMTP]] = {
    "smtp": _plain,
    "smtp+starttls": _starttls,
    "smtps": _secured,
}


def _name(error: Exception) -> str:
    # The class alone: a server's words may quote the address.
    return type(error).__name__
