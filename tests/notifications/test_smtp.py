"""The connection to the mail server: plain, encrypted, signed in, and refused."""

import shutil
import ssl
import subprocess
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from portal.notifications.smtp import Away, MailServer, NotTaken
from tests.notifications.sink import Sink

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


def deliver(url: str) -> None:
    with MailServer(url, "localhost") as server:
        server.send(message())


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
    with pytest.raises(Away, match="SMTPAuthenticationError"):
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
    with pytest.raises(Away, match="SSLCertVerificationError"):
        deliver(f"smtp+starttls://localhost:{sink.port}")
    assert sink.messages == []


def test_no_mail_goes_unencrypted_to_a_server_that_cannot_encrypt(started: list[Sink]) -> None:
    sink = start(started)
    with pytest.raises(Away, match="SMTPNotSupportedError"):
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
    assert (str(refused.value), refused.value.is_final) == (reason, final)


def test_nobody_there() -> None:
    with pytest.raises(Away, match="ConnectionRefusedError"):
        deliver("smtp://127.0.0.1:1")
