"""The connection to the mail server: plain, encrypted, signed in, and refused."""

import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from portal.notifications.smtp import MailServer, NotTaken, Patience, ServerAway, Unanswered
from tests.notifications.sink import Sink, text_of

CALM = Patience(15, 15)
USER, PASSWORD = "portal@ngo.example", "p@ss/word"
CREDENTIALS = "portal%40ngo.example:p%40ss%2Fword"


def sign_in(
    _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: LoginPassword
) -> AuthResult:
    """Let the portal in, and nobody else."""
    known = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=known, handled=False)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a key and a certificate for localhost."""
    folder = tmp_path_factory.mktemp("certificate")
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no openssl here to make a certificate with")
    made = [
        *(openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"),
        *("-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext"),
        *("subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", str(folder / "key.pem")),
        *("-out", str(folder / "certificate.pem")),
    ]
    subprocess.run(made, check=True, capture_output=True)
    return folder


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """Return a server's side of a certificate that this process trusts."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "certificate.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "certificate.pem", certificate / "key.pem")
    return context


def message() -> EmailMessage:
    made = EmailMessage()
    made["From"] = "portal@ngo.example"
    made["To"] = "coach@test.example"
    made["Message-ID"] = "<outbox-1@localhost>"
    made.set_content("Hello")
    return made


def deliver(url: str, patience: Patience = CALM) -> list[str]:
    """Send one message and return when the server was about to get its text."""
    handed: list[str] = []
    with MailServer(url, "localhost", patience) as server:
        server.send(message(), lambda: handed.append("handed over"))
    return handed


@pytest.fixture
def started() -> Iterator[list[Sink]]:
    """Return a list; sinks in it are stopped after the test."""
    sinks: list[Sink] = []
    yield sinks
    for sink in sinks:
        sink.stop()


def start(started: list[Sink], **options: object) -> Sink:
    sink = Sink(**options)
    sink.start()
    started.append(sink)
    return sink


def test_a_plain_connection_needs_no_sign_in(started: list[Sink]) -> None:
    sink = start(started)
    deliver(sink.url)
    assert sink.ids == ["<outbox-1@localhost>"]


def test_starttls_with_user_and_password(started: list[Sink], trusted: ssl.SSLContext) -> None:
    sink = start(
        started,
        tls_context=trusted,
        require_starttls=True,
        authenticator=sign_in,
        auth_required=True,
    )
    deliver(f"smtp+starttls://{CREDENTIALS}@localhost:{sink.port}")
    assert len(sink.ids) == 1
    with pytest.raises(ServerAway, match="SMTPAuthenticationError"):
        deliver(f"smtp+starttls://somebody:else@localhost:{sink.port}")
    assert len(sink.ids) == 1


def test_encrypted_from_the_start(started: list[Sink], trusted: ssl.SSLContext) -> None:
    sink = start(started, ssl_context=trusted)
    deliver(f"smtps://localhost:{sink.port}")
    assert len(sink.ids) == 1


def test_no_mail_goes_to_a_server_whose_certificate_nobody_vouches_for(
    started: list[Sink], trusted: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    sink = start(started, tls_context=trusted)
    with pytest.raises(ServerAway, match="SSLCertVerificationError"):
        deliver(f"smtp+starttls://localhost:{sink.port}")
    assert sink.messages == []


def test_no_mail_goes_unencrypted_to_a_server_that_cannot_encrypt(started: list[Sink]) -> None:
    sink = start(started)
    with pytest.raises(ServerAway, match="SMTPNotSupportedError"):
        deliver(f"smtp+starttls://localhost:{sink.port}")
    assert sink.messages == []


@pytest.mark.parametrize(
    ("answer", "reason", "final"),
    [
        ("550 Unknown", "SMTPRecipientsRefused 550", True),
        ("450 Busy", "SMTPRecipientsRefused 450", False),
    ],
)
def test_a_refused_recipient_is_told_by_class_and_code_alone(
    started: list[Sink], answer: str, reason: str, *, final: bool
) -> None:
    sink = start(started)
    sink.refusals["coach@test.example"] = f"{answer} <coach@test.example>"
    with pytest.raises(NotTaken) as refused:
        deliver(sink.url)
    assert (str(refused.value), refused.value.is_permanent) == (reason, final)


def test_a_message_is_announced_before_its_text_goes_out_and_a_refused_one_is_not(
    started: list[Sink],
) -> None:
    sink = start(started)
    assert deliver(sink.url) == ["handed over"]
    sink.refusals["coach@test.example"] = "550 Unknown"
    announced: list[str] = []
    with MailServer(sink.url, "localhost", CALM) as server, pytest.raises(NotTaken):
        server.send(message(), lambda: announced.append("handed over"))
    assert announced == []


def test_lines_that_begin_with_a_full_stop_arrive_as_they_are(started: list[Sink]) -> None:
    sink = start(started)
    made = message()
    made.set_content("one\n.\n..two\nthree\n")
    with MailServer(sink.url, "localhost", CALM) as server:
        server.send(made, list)
    assert text_of(sink.messages[0]) == "one\n.\n..two\nthree\n"


def test_an_answer_to_a_whole_message_may_take_longer_than_any_other(started: list[Sink]) -> None:
    sink = start(started)
    sink.slow = 1.5
    assert deliver(sink.url, Patience(0.5, 30)) == ["handed over"]
    with pytest.raises(Unanswered, match="SMTPServerDisconnected"):
        deliver(sink.url, Patience(0.5, 0.5))
    assert len(sink.ids) == 2


def test_a_line_that_is_cut_before_the_text_means_that_the_server_is_away(
    started: list[Sink],
) -> None:
    gone = pytest.raises(ServerAway, match="SMTPServerDisconnected")
    with socket.create_server(("127.0.0.1", 0)) as silent, gone:
        deliver(f"smtp://127.0.0.1:{silent.getsockname()[1]}", Patience(0.3, 30))


def test_an_address_beyond_ascii_goes_to_a_server_that_knows_such(started: list[Sink]) -> None:
    made = message()
    del made["To"]
    made["To"] = "អ្នកសរសេរ@test.example"
    wide, narrow = start(started, enable_SMTPUTF8=True), start(started, enable_SMTPUTF8=False)
    with MailServer(wide.url, "localhost", CALM) as server:
        server.send(made, list)
    assert wide.asked == ["អ្នកសរសេរ@test.example"]
    unable = pytest.raises(NotTaken, match="SMTPNotSupportedError")
    with MailServer(narrow.url, "localhost", CALM) as server, unable as refused:
        server.send(made, list)
    assert refused.value.is_permanent


def test_nobody_there() -> None:
    with pytest.raises(ServerAway, match="ConnectionRefusedError"):
        deliver("smtp://127.0.0.1:1")
