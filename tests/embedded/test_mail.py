"""The mail sink keeps every message and shows it without believing it."""

import smtplib
import urllib.error
import urllib.request
from collections.abc import Iterator
from email.message import EmailMessage
from html import escape

import pytest

from embedded.mail import MailSink
from embedded.mail_page import MailPage
from embedded.stack import throwaway_mail
from embedded.state import find_free_port


@pytest.fixture
def sink() -> Iterator[MailSink]:
    """Return a sink that takes messages."""
    with throwaway_mail() as sink:
        yield sink


@pytest.fixture
def page(sink: MailSink) -> Iterator[str]:
    """Return the address of the page that shows what the sink kept."""
    port = find_free_port()
    page = MailPage(sink.folder, port)
    page.start()
    yield f"http://127.0.0.1:{port}"
    page.stop()


def send(sink: MailSink, subject: str, text: str) -> None:
    message = EmailMessage()
    message["From"] = "portal@ngo.example"
    message["To"] = "coach1@dnhc.example"
    message["Subject"] = subject
    message.set_content(text)
    host, port = sink.url.removeprefix("smtp://").split(":")
    with smtplib.SMTP(host, int(port)) as connection:
        connection.send_message(message)


def read(address: str) -> str:
    with urllib.request.urlopen(address) as answer:
        return str(answer.read().decode())


def test_messages_are_kept_in_order_of_arrival(sink: MailSink) -> None:
    for number in range(3):
        send(sink, f"Message {number}", "ការរំលឹក")
    assert [kept["Subject"] for kept in sink.messages()] == ["Message 0", "Message 1", "Message 2"]
    assert sink.messages()[0].get_content().strip() == "ការរំលឹក"


def test_file_names_tell_nothing(sink: MailSink) -> None:
    send(sink, "Secret", "Nothing")
    (path,) = sink.folder.iterdir()
    assert path.name.replace("-", "").removesuffix(".eml").isdigit()


def test_a_refusing_sink_keeps_nothing(sink: MailSink) -> None:
    sink.refusal = "451 Try again later"
    with pytest.raises(smtplib.SMTPDataError) as refused:
        send(sink, "Not now", "Later")
    assert refused.value.smtp_code == 451
    assert sink.messages() == []


def test_the_page_lists_the_newest_first(sink: MailSink, page: str) -> None:
    assert "No messages yet" in read(page)
    send(sink, "Older", "One")
    send(sink, "Newer", "Two")
    listed = read(page)
    assert 0 < listed.index("Newer") < listed.index("Older")


def test_the_page_escapes_what_it_shows(sink: MailSink, page: str) -> None:
    send(sink, "<b>bold</b>", '<script>alert(1)</script> https://portal.example/a?b=1&c=2 "x"')
    (path,) = sink.folder.iterdir()
    shown = read(f"{page}/{path.name}")
    assert "<script" not in shown
    assert "<b>" not in shown + read(page)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    link = "https://portal.example/a?b=1&amp;c=2"
    assert f"<a href='{link}'>{link}</a> &quot;x&quot;" in shown


@pytest.mark.parametrize(
    ("before", "after"),
    [("", "."), ("(", ")"), ("[", "],"), ("«", "»"), ("", "។"), ('"', '"'), ("<", ">."), ("", ";")],
)
def test_a_link_ends_before_the_signs_around_it(
    sink: MailSink, page: str, before: str, after: str
) -> None:
    send(sink, "Link", f"See {before}https://portal.example/a?b=1&c=2{after}")
    (path,) = sink.folder.iterdir()
    link = "https://portal.example/a?b=1&amp;c=2"
    assert f"{escape(before)}<a href='{link}'>{link}</a>{escape(after)}" in read(
        f"{page}/{path.name}"
    )


@pytest.mark.parametrize("path", ["/0-0.eml", "/../remembered.json", "/.%2e/x.eml", "/favicon.ico"])
def test_nothing_but_messages_is_served(page: str, path: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        read(page + path)
    assert refused.value.code == 404
    refused.value.close()
