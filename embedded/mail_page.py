"""The page that shows what the mail sink kept: a list, newest first, and one message."""

import re
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from functools import partial
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

# Runs over escaped text, so it ends before an escaped quote or bracket, and before the signs that
# end a sentence or stand around a link.
LINK = re.compile(r"https?://(?:(?!&(?:lt|gt|quot|#x27);)[^\s<>])*[^\s<>&;.,:!?()\[\]{}។៖»]")
NAME = re.compile(r"/(\d+-\d+\.eml)")
STYLE = (
    "body{font:16px/1.6 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.4rem .8rem .4rem 0;"
    "border-bottom:1px solid #ccc;vertical-align:top}pre{white-space:pre-wrap;font:inherit}"
)


class MailPage:
    """Serves the page at 127.0.0.1, in a thread of its own."""

    def __init__(self, folder: Path, port: int) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", port), partial(Handler, folder))
        self._thread = Thread(target=self._server.serve_forever, daemon=True)

    def start(self) -> None:
        """Serve from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Serve no more."""
        self._server.shutdown()
        self._server.server_close()


class Handler(BaseHTTPRequestHandler):
    """Answers `/` with the list and `/<name>.eml` with one message; all else is not found."""

    def __init__(self, folder: Path, *arguments: object) -> None:
        self._folder = folder
        super().__init__(*arguments)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        """Answer one request."""
        asked = NAME.fullmatch(self.path)
        if self.path == "/":
            self._answer(HTTPStatus.OK, list_messages(self._folder))
        elif asked and (self._folder / asked[1]).is_file():
            self._answer(HTTPStatus.OK, show_message(self._folder / asked[1]))
        else:
            self._answer(
                HTTPStatus.NOT_FOUND, "<p>No such message. <a href='/'>All messages</a></p>"
            )

    def log_message(self, *_arguments: object) -> None:
        """Say nothing: the page is looked at, not watched."""

    def _answer(self, status: HTTPStatus, body: str) -> None:
        page = (
            "<!doctype html><html lang='en'><meta charset='utf-8'><title>Mail</title>"
            f"<meta name='viewport' content='width=device-width'><style>{STYLE}</style>{body}"
        ).encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.send_header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        self.wfile.write(page)


def list_messages(folder: Path) -> str:
    """Return the list of messages, newest first, as HTML."""
    rows = [_row(path) for path in sorted(folder.glob("*.eml"), reverse=True)]
    head = "<h1>Mail</h1><p>Every message that the portal sent here. None was delivered.</p>"
    if not rows:
        return f"{head}<p>No messages yet.</p>"
    return f"{head}<table><tr><th>Date<th>To<th>Subject</tr>{''.join(rows)}</table>"


def show_message(path: Path) -> str:
    """Return one message as HTML, its text escaped and its addresses as links."""
    message = read_message(path)
    rows = [
        f"<tr><th>{name}<td>{escape(str(message[name] or ''))}</tr>"
        for name in ("Date", "From", "To", "Subject")
    ]
    text = escape(read_text(message))
    linked = LINK.sub(lambda found: f"<a href='{found[0]}'>{found[0]}</a>", text)
    return f"<p><a href='/'>All messages</a></p><table>{''.join(rows)}</table><pre>{linked}</pre>"


def read_message(path: Path) -> EmailMessage:
    """Return the message in a file."""
    return BytesParser(EmailMessage, policy=default).parsebytes(path.read_bytes())


def read_text(message: EmailMessage) -> str:
    """Return the plain text of a message, or what stands for it when there is none."""
    part = message.get_body(("plain", "html"))
    content = part.get_content() if part else ""
    return content if isinstance(content, str) else ""


def _row(path: Path) -> str:
    message = read_message(path)
    date, to, subject = (escape(str(message[name] or "")) for name in ("Date", "To", "Subject"))
    return f"<tr><td>{date}<td>{to}<td><a href='/{path.name}'>{subject or 'No subject'}</a></tr>"
