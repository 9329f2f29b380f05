"""Composes a person's digest from what still waits for them when it is sent."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import ARRAY, BigInteger, func, literal, select

from portal import clock
from portal.accounts.mails import find_recipient
from portal.extensions import db
from portal.language.i18n import N_
from portal.notifications.composers import Letter, Waiting
from portal.notifications.models import Reminder
from portal.organisations.models import Organisation
from portal.projects.journey import Actor
from portal.projects.milestones import MILESTONE_BY_KEY
from portal.projects.models import LedgerRow, Project
from portal.projects.reminders import in_charge
from portal.projects.slots import DIGEST_SOURCES, DigestLine

LONGEST_LIST = 20


class _WaitingMilestone(NamedTuple):
    key: str
    actor: str
    due_on: date
    project_id: int
    reference: str
    slug: str
    total: int


def compose_digest(mail: Waiting) -> Letter | None:
    """List what is still open, still due and still this person's to do; nothing, no mail."""
    recipient = find_recipient(mail)
    rows = _waiting_lines(mail) if recipient else ()
    lines = [_line(row) for row in rows]
    for source in DIGEST_SOURCES.value:
        lines += source.lines_of(mail) if recipient else []
    if recipient is None or not lines:
        return None
    return Letter(
        recipient.address,
        recipient.locale,
        N_("Your tasks in the Do No Harm portal"),
        {
            "late": [line for line in lines if line.days > 0],
            "soon": [line for line in lines if line.days <= 0],
            "more": rows[0].total - len(rows) if rows else 0,
            "link": "/",
        },
    )


def _waiting_lines(mail: Waiting) -> list[_WaitingMilestone]:
    # Asked for first: known ids lead the database to a few rows, a join to everybody's.
    reminded = db.session.execute(
        select(Reminder.milestone_id).where(Reminder.mail_id == mail.id)
    ).scalars()
    calling = in_charge(
        clock.today(), LedgerRow.id == func.any(literal(list(reminded), ARRAY(BigInteger)))
    )
    found = db.session.execute(
        select(
            calling.c.key,
            calling.c.actor,
            calling.c.due_on,
            calling.c.project_id,
            Project.reference,
            Organisation.slug,
            func.count().over().label("total"),
        )
        .join(Project, Project.id == calling.c.project_id)
        .join(Organisation, Organisation.id == calling.c.organisation_id)
        .where(calling.c.recipient_id == mail.recipient_id)
        .order_by(calling.c.due_on, Project.reference, calling.c.milestone_id)
        .limit(LONGEST_LIST)
    )
    return [_WaitingMilestone._make(row) for row in found]


def _line(row: _WaitingMilestone) -> DigestLine:
    place = (
        f"/network/organisations/{row.slug}"
        if row.actor == Actor.NETWORK
        else f"/o/{row.slug}/projects/{row.project_id}"
    )
    return DigestLine(MILESTONE_BY_KEY[row.key].title, row.reference, row.due_on, place)
