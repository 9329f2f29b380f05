"""Turns a letter into a message: in the recipient's language, as plain text and as simple HTML."""

import re
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr, parseaddr
from urllib.parse import urlsplit

from flask import current_app

from config.settings import Settings
from portal import clock
from portal.language.dates import say_date
from portal.language.i18n import gettext, speak
from portal.notifications.composers import Letter, Waiting

# Khmer travels as ASCII, so that no server on the way can spoil it.
SEVEN_BITS = SMTP.clone(cte_type="7bit")
# What a template leaves where a part of it stays empty.
BLANK_LINES = re.compile(r"\n{3,}")


def write_message(mail: Waiting, letter: Letter) -> EmailMessage:
    """Return the message for `letter`; each writing of the same row has the same Message-ID."""
    settings: Settings = current_app.extensions["settings"]
    message = EmailMessage(policy=SEVEN_BITS)
    with speak(letter.locale):
        message["Subject"] = gettext(letter.title, **letter.facts)
        message["From"] = _sender(settings)
        text, html = (_render(settings, mail.kind, letter, part) for part in ("txt", "html"))
    message["To"] = letter.address
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = message_id(settings, mail)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    message.add_alternative(html, subtype="html")
    message["Content-Language"] = letter.locale
    return message


def message_id(settings: Settings, mail: Waiting) -> str:
    """Return the Message-ID of a row, by which receivers can tell that a mail came twice."""
    return f"<outbox-{mail.id}.{mail.created_at:%Y%m%d%H%M%S}@{host_of(settings)}>"


def host_of(settings: Settings) -> str:
    """Return the name under which people, and mail servers, know the portal."""
    return urlsplit(settings.base_url).hostname or "localhost"


def _sender(settings: Settings) -> str:
    name, address = parseaddr(settings.mail_from)
    return formataddr((name or gettext("Do No Harm portal"), address))


def _render(settings: Settings, kind: str, letter: Letter, part: str) -> str:
    template = current_app.jinja_env.get_template(f"emails/{kind}.{part}")
    written = template.render(
        base_url=settings.base_url,
        format_date=say_date,
        locale=letter.locale,
        **letter.facts,
    )
    return BLANK_LINES.sub("\n\n", written)
