"""Reminds once of dividers and connectors that nobody has looked at for more than 90 days.

A reminder is for a factor and the day it was last looked at: it comes once and not again, until
somebody has looked and another 90 days have passed. A digest carries one line for an analysis.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ARRAY, BigInteger, ColumnElement, Date, func, insert, literal, select

from portal import clock
from portal.accounts.models import Person
from portal.analyses.models import Factor
from portal.extensions import db
from portal.notifications.composers import Waiting
from portal.organisations.models import Membership, Organisation
from portal.organisations.queries import WRITER_ROLES
from portal.projects.models import Project
from portal.projects.next_steps.rules import RULE_OF, WorkKind
from portal.projects.slots import CHECK_IN_PATH, DigestLine
from portal.tracking.models import CheckInReminder
from portal.tracking.stale import stale_factors

REMINDER_TITLE = RULE_OF[WorkKind.CHECK_INS].title
MOST_FACTORS = 20


class StaleFactor(NamedTuple):
    """A factor that nobody has looked at since `checked_on`, for one person who may."""

    factor_id: int
    organisation_id: int
    checked_on: date
    recipient_id: int
    email: str


class _StaleAnalysis(NamedTuple):
    analysis_id: int
    reference: str
    slug: str
    due_on: date


def find_new(as_of: date) -> list[StaleFactor]:
    """Return what is stale on a date and was not told, a line for each writer and manager."""
    stale = stale_factors(literal(as_of)).subquery("stale")
    told = select(CheckInReminder.id).where(
        CheckInReminder.factor_id == stale.c.factor_id,
        CheckInReminder.recipient_id == Membership.person_id,
        CheckInReminder.checked_on == stale.c.checked_on,
    )
    found = db.session.execute(
        select(
            stale.c.factor_id,
            stale.c.organisation_id,
            stale.c.checked_on,
            Membership.person_id.label("recipient_id"),
            Person.email,
        )
        .join(Membership, Membership.organisation_id == stale.c.organisation_id)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.role.in_(WRITER_ROLES), Person.active, ~told.exists())
    )
    return [StaleFactor._make(row) for row in found]


def write(found: Sequence[StaleFactor], mails: Mapping[int, int]) -> None:
    """Keep what the digests `mails` (mail by recipient) tell of `found`."""
    told = [row for row in found if row.recipient_id in mails]
    columns: dict[str, ColumnElement[Any]] = {
        "organisation_id": literal([row.organisation_id for row in told], ARRAY(BigInteger)),
        "factor_id": literal([row.factor_id for row in told], ARRAY(BigInteger)),
        "recipient_id": literal([row.recipient_id for row in told], ARRAY(BigInteger)),
        "checked_on": literal([row.checked_on for row in told], ARRAY(Date)),
        "mail_id": literal([mails[row.recipient_id] for row in told], ARRAY(BigInteger)),
    }
    lines = func.unnest(*columns.values()).table_valued(*columns).render_derived()
    if told:
        db.session.execute(insert(CheckInReminder).from_select(lines.c.keys(), select(*lines.c)))


def lines_of(mail: Waiting) -> list[DigestLine]:
    """Return a line for each analysis of which a digest tells, if it is stale still."""
    told = db.session.execute(
        select(CheckInReminder.factor_id).where(CheckInReminder.mail_id == mail.id)
    ).scalars()
    among = Factor.id == func.any(literal(list(told), ARRAY(BigInteger)))
    stale = stale_factors(literal(clock.today()), among).subquery("stale")
    found = db.session.execute(
        select(
            stale.c.analysis_id,
            Project.reference,
            Organisation.slug,
            func.min(stale.c.due_on).label("due_on"),
        )
        .join(Project, Project.id == stale.c.project_id)
        .join(Organisation, Organisation.id == stale.c.organisation_id)
        .join(Membership, Membership.organisation_id == stale.c.organisation_id)
        .where(Membership.person_id == mail.recipient_id, Membership.role.in_(WRITER_ROLES))
        .group_by(stale.c.analysis_id, Project.reference, Organisation.slug)
        .order_by(Project.reference, stale.c.analysis_id)
        .limit(MOST_FACTORS)
    )
    return [_line(row) for row in map(_StaleAnalysis._make, found)]


def _line(row: _StaleAnalysis) -> DigestLine:
    link = f"/o/{row.slug}/analyses/{row.analysis_id}/{CHECK_IN_PATH}"
    return DigestLine(REMINDER_TITLE, row.reference, row.due_on, link)
