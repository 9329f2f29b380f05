"""Reminds of options on the day on which their organisation wanted to look at them again.

The occasions are those of milestones: three days before the day, on it, one day after it, and then
every seventh day, until another day is set or the option is left. A digest carries one line for an
analysis.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Subquery,
    Text,
    func,
    insert,
    literal,
    select,
)

from portal import clock
from portal.accounts.models import Person
from portal.analyses.models import Option
from portal.analyses.option_states import NOT_IN_USE
from portal.extensions import db
from portal.language.i18n import N_
from portal.notifications.composers import Waiting
from portal.organisations.models import Membership, Organisation
from portal.organisations.queries import WRITER_ROLES
from portal.projects.due_dates import IS_ACTIVE
from portal.projects.models import Project
from portal.projects.reminders import DAYS_BEFORE, occasion
from portal.projects.slots import DigestLine
from portal.tracking.models import OptionReminder

REMINDER_TITLE = N_("Check your options again")
MOST_OPTIONS = 20


class DueOption(NamedTuple):
    """An option that came near or past its day, for one person who writes."""

    option_id: int
    organisation_id: int
    occasion: str
    recipient_id: int
    email: str


class _DueAnalysis(NamedTuple):
    analysis_id: int
    reference: str
    slug: str
    review_on: date


def find_new(as_of: date) -> list[DueOption]:
    """Return what came near or past its day and was not told, a line for each who writes."""
    due = _due(as_of)
    reached = occasion(as_of, due.c.review_on)
    told = select(OptionReminder.id).where(
        OptionReminder.option_id == due.c.option_id,
        OptionReminder.recipient_id == Membership.person_id,
        OptionReminder.occasion == reached,
    )
    found = db.session.execute(
        select(
            due.c.option_id,
            due.c.organisation_id,
            reached.label("occasion"),
            Membership.person_id.label("recipient_id"),
            Person.email,
        )
        .join(Membership, Membership.organisation_id == due.c.organisation_id)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.role.in_(WRITER_ROLES), Person.active, ~told.exists())
    )
    return [DueOption._make(row) for row in found]


def write(found: Sequence[DueOption], mails: Mapping[int, int]) -> None:
    """Keep what the digests `mails` (mail by recipient) tell of `found`."""
    told = [row for row in found if row.recipient_id in mails]
    columns: dict[str, ColumnElement[Any]] = {
        "organisation_id": literal([row.organisation_id for row in told], ARRAY(BigInteger)),
        "option_id": literal([row.option_id for row in told], ARRAY(BigInteger)),
        "recipient_id": literal([row.recipient_id for row in told], ARRAY(BigInteger)),
        "occasion": literal([row.occasion for row in told], ARRAY(Text)),
        "mail_id": literal([mails[row.recipient_id] for row in told], ARRAY(BigInteger)),
    }
    lines = func.unnest(*columns.values()).table_valued(*columns).render_derived()
    if told:
        db.session.execute(insert(OptionReminder).from_select(lines.c.keys(), select(*lines.c)))


def lines_of(mail: Waiting) -> list[DigestLine]:
    """Return a line for each analysis of whose options a digest tells, if they are due still."""
    told = db.session.execute(
        select(OptionReminder.option_id).where(OptionReminder.mail_id == mail.id)
    ).scalars()
    due = _due(clock.today(), Option.id == func.any(literal(list(told), ARRAY(BigInteger))))
    found = db.session.execute(
        select(
            due.c.analysis_id,
            Project.reference,
            Organisation.slug,
            func.min(due.c.review_on).label("review_on"),
        )
        .join(Project, Project.id == due.c.project_id)
        .join(Organisation, Organisation.id == due.c.organisation_id)
        .join(Membership, Membership.organisation_id == due.c.organisation_id)
        .where(Membership.person_id == mail.recipient_id, Membership.role.in_(WRITER_ROLES))
        .group_by(due.c.analysis_id, Project.reference, Organisation.slug)
        .order_by(Project.reference, due.c.analysis_id)
        .limit(MOST_OPTIONS)
    )
    return [_line(row) for row in map(_DueAnalysis._make, found)]


def _line(row: _DueAnalysis) -> DigestLine:
    link = f"/o/{row.slug}/analyses/{row.analysis_id}/options"
    return DigestLine(REMINDER_TITLE, row.reference, row.review_on, link)


def _due(as_of: date, *among: ColumnElement[bool]) -> Subquery:
    return (
        select(
            Option.id.label("option_id"),
            *(Option.organisation_id, Option.project_id, Option.analysis_id, Option.review_on),
        )
        .join(Project, Project.id == Option.project_id)
        .where(
            Option.removed_at.is_(None),
            Option.state.not_in(NOT_IN_USE),
            IS_ACTIVE,
            Option.review_on <= as_of + timedelta(days=DAYS_BEFORE),
            *among,
        )
        .subquery("due")
    )
