"""A mail sink: takes every message by SMTP and keeps it as a file, delivering nothing."""

import argparse
import itertools
import signal
import time
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from embedded.mail_page import MailPage, read_message


class MailSink:
    """Keeps each message as one .eml file whose name sorts by arrival and tells nothing."""

    def __init__(self, folder: Path, port: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.refusal: str | None = None
        self._count = itertools.count()
        self._controller = Controller(self, hostname="127.0.0.1", port=port)
        self.url = f"smtp://127.0.0.1:{port}"

    async def handle_DATA(  # noqa: N802 - the name that aiosmtpd calls
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Keep one message and say so to the sender; refuse it while `refusal` says how."""
        if self.refusal is not None:
            return self.refusal
        content = envelope.content or b""
        name = f"{time.time_ns():020d}-{next(self._count):06d}.eml"
        aside = self.folder / f".{name}.part"
        aside.write_bytes(content if isinstance(content, bytes) else content.encode())
        aside.rename(self.folder / name)
        return "250 Kept"

    def start(self) -> None:
        """Take messages from now on, in a thread of its own."""
        self._controller.start()

    def stop(self) -> None:
        """Take no more messages."""
        self._controller.stop()

    def messages(self) -> list[EmailMessage]:
        """Return the kept messages, oldest first."""
        return [read_message(path) for path in sorted(self.folder.glob("*.eml"))]

    def clear(self) -> None:
        """Forget the kept messages."""
        for path in self.folder.glob("*.eml"):
            path.unlink()


def main() -> None:
    """Run the sink and its page until asked to stop."""
    parser = argparse.ArgumentParser(prog="embedded.mail", description=__doc__)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--smtp-port", type=int, required=True)
    parser.add_argument("--page-port", type=int, required=True)
    chosen = parser.parse_args()
    ends = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, ends)  # before any thread: all of them inherit it
    sink = MailSink(chosen.folder, chosen.smtp_port)
    page = MailPage(chosen.folder, chosen.page_port)
    sink.start()
    page.start()
    signal.sigwait(ends)
    page.stop()
    sink.stop()


if __name__ == "__main__":
    main()
