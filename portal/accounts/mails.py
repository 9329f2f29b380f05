"""Composes the mails about accounts, and says who a mail's recipient is now."""

from typing import NamedTuple

from flask import current_app
from sqlalchemy import select

from portal import clock
from portal.accounts.models import Person
from portal.accounts.new_address.services import LINK_LASTS
from portal.extensions import db
from portal.language.i18n import N_
from portal.notifications.composers import Letter, Waiting


class Recipient(NamedTuple):
    """An active person, where they are reached and in which language they read."""

    id: int
    address: str
    locale: str


def find_recipient(mail: Waiting) -> Recipient | None:
    """Return the person a mail is for, None when their account is closed or was never theirs."""
    row = db.session.execute(
        select(Person.id, Person.email, Person.locale).where(
            Person.id == mail.recipient_id, Person.active
        )
    ).one_or_none()
    return Recipient(*row) if row else None


def compose_reset(mail: Waiting) -> Letter | None:
    """Send the link to the address that asked for it, while the address and the link are good."""
    recipient = find_recipient(mail)
    if recipient is None or recipient.address != mail.address or not mail.secret:
        return None
    if mail.created_at + current_app.config["SECURITY_RESET_PASSWORD_WITHIN"] < clock.now():
        return None
    link = f"/reset/{mail.secret}"
    return Letter(recipient.address, recipient.locale, N_("Choose a new password"), {"link": link})


def compose_second_step_failed(mail: Waiting) -> Letter | None:
    """Tell somebody that their password is known to whoever fails at their second step."""
    recipient = find_recipient(mail)
    if recipient is None:
        return None
    title = N_("Failed sign-in at your second step")
    return Letter(recipient.address, recipient.locale, title, {"link": "/password"})


def compose_second_step_taken(mail: Waiting) -> Letter | None:
    """Tell somebody that their second step was taken away, while their account is open."""
    recipient = find_recipient(mail)
    if recipient is None:
        return None
    title = N_("Your second step at sign-in was removed")
    return Letter(recipient.address, recipient.locale, title, {"link": "/sign-in"})


def compose_address_link(mail: Waiting) -> Letter | None:
    """Send the link to the address that somebody wants, while it works and nobody has that."""
    recipient = find_recipient(mail)
    if recipient is None or not mail.secret or mail.created_at + LINK_LASTS < clock.now():
        return None
    if db.session.scalar(select(Person.id).where(Person.email == mail.address)):
        return None
    link = f"/account/address/{mail.secret}"
    title = N_("Confirm your new email address")
    return Letter(mail.address, recipient.locale, title, {"link": link})


def compose_address_notice(mail: Waiting) -> Letter | None:
    """Tell the address of an account that somebody asked for another one."""
    recipient = find_recipient(mail)
    if recipient is None:
        return None
    title = N_("New email address for your account")
    return Letter(mail.address, recipient.locale, title, {"link": "/account"})
