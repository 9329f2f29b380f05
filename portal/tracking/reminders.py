"""Reminds once of dividers and connectors that nobody has looked at for more than 90 days.

A reminder is for a factor and the day it was last looked at: it comes once and not again, until
somebody has looked and another 90 days have passed. A digest carries one line for an analysis.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Date,
    Subquery,
    func,
    insert,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased

from portal import clock
from portal.accounts.models import Person
from portal.analyses.models import Analysis, Factor
from portal.extensions import db
from portal.language.i18n import N_
from portal.notifications.composers import Waiting
from portal.organisations.models import Membership, Organisation
from portal.organisations.queries import WRITERS
from portal.projects.due_dates import IS_ACTIVE
from portal.projects.models import Project
from portal.projects.slots import DigestLine
from portal.tracking.models import CheckIn, CheckInReminder
from portal.tracking.queries import LINE
from portal.tracking.trends import STALE_AFTER

REMINDER_TITLE = N_("Check your dividers and connectors again")
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
    checked_on: date


def find_new(as_of: date) -> list[StaleFactor]:
    """Return what is stale on a date and was not told, a line for each writer and manager."""
    stale = _stale(as_of)
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
        .where(Membership.role.in_(WRITERS), Person.active, ~told.exists())
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
    stale = _stale(clock.today(), Factor.id == func.any(literal(list(told), ARRAY(BigInteger))))
    found = db.session.execute(
        select(
            stale.c.analysis_id,
            Project.reference,
            Organisation.slug,
            func.min(stale.c.checked_on).label("checked_on"),
        )
        .join(Project, Project.id == stale.c.project_id)
        .join(Organisation, Organisation.id == stale.c.organisation_id)
        .join(Membership, Membership.organisation_id == stale.c.organisation_id)
        .where(Membership.person_id == mail.recipient_id, Membership.role.in_(WRITERS))
        .group_by(stale.c.analysis_id, Project.reference, Organisation.slug)
        .order_by(Project.reference, stale.c.analysis_id)
        .limit(MOST_FACTORS)
    )
    return [_line(row) for row in map(_StaleAnalysis._make, found)]


def _line(row: _StaleAnalysis) -> DigestLine:
    due_on = row.checked_on + timedelta(days=STALE_AFTER)
    link = f"/o/{row.slug}/analyses/{row.analysis_id}/check-ins/new"
    return DigestLine(REMINDER_TITLE, row.reference, due_on, link)


def _stale(as_of: date, *among: ColumnElement[bool]) -> Subquery:
    # The same rule as Tracked.is_stale, asked of all organisations at once.
    later, seen = aliased(Analysis), _last_looks()
    checked_on = func.greatest(clock.day_in_sql(Factor.created_at), seen.c.observed_on)
    return (
        select(
            Factor.id.label("factor_id"),
            Factor.organisation_id,
            Factor.project_id,
            Factor.analysis_id,
            checked_on.label("checked_on"),
        )
        .join(Project, Project.id == Factor.project_id)
        .outerjoin(seen, seen.c.line_id == LINE)
        .where(
            Factor.removed_at.is_(None),
            IS_ACTIVE,
            checked_on < as_of - timedelta(days=STALE_AFTER),
            seen.c.is_over.is_not(True),
            ~select(later.id).where(later.origin_id == Factor.analysis_id).exists(),
            *among,
        )
        .subquery("stale")
    )


def _last_looks() -> Subquery:
    return (
        select(CheckIn.line_id, CheckIn.observed_on, CheckIn.is_over)
        .ext(distinct_on(CheckIn.line_id))
        .order_by(CheckIn.line_id, CheckIn.observed_on.desc(), CheckIn.id.desc())
        .subquery("seen")
    )
