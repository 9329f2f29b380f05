"""Composes the mails that a progress report is ready, and that one could not be made."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from portal.accounts.mails import find_recipient
from portal.extensions import db
from portal.language.i18n import N_
from portal.notifications.composers import Letter, Waiting
from portal.organisations.models import Membership, Organisation
from portal.permissions import MEMBER_ROLES, Role
from portal.reports.models import Report, ReportState


class _Report(NamedTuple):
    id: int
    analysis_id: int | None
    starts_on: date
    ends_on: date
    slug: str
    acronym: str
    name: str


def compose_report_ready(mail: Waiting) -> Letter | None:
    """Tell a member that a report can be read and downloaded; no file goes by mail."""
    row = _report(mail, ReportState.DONE, MEMBER_ROLES)
    titles = (
        N_("%(acronym)s: your progress report is ready"),
        N_("%(acronym)s: your story is ready"),
    )
    return _letter(mail, titles, row)


def compose_report_failed(mail: Waiting) -> Letter | None:
    """Tell a manager that a report could not be made, while that is so."""
    row = _report(mail, ReportState.FAILED, (Role.MANAGER,))
    titles = (
        N_("%(acronym)s: a progress report could not be made"),
        N_("%(acronym)s: the files of a story could not be made"),
    )
    return _letter(mail, titles, row)


def _report(mail: Waiting, state: ReportState, roles: tuple[Role, ...]) -> _Report | None:
    found = db.session.execute(
        select(
            Report.id,
            Report.analysis_id,
            Report.starts_on,
            Report.ends_on,
            Organisation.slug,
            Organisation.acronym,
            Organisation.name,
        )
        .join(Organisation, Organisation.id == Report.organisation_id)
        .join(Membership, Membership.organisation_id == Report.organisation_id)
        .where(
            Report.id == mail.subject_id,
            Report.state == state,
            Membership.person_id == mail.recipient_id,
            Membership.role.in_([role.value for role in roles]),
        )
    ).one_or_none()
    return _Report._make(found) if found else None


def _letter(mail: Waiting, titles: tuple[str, str], row: _Report | None) -> Letter | None:
    recipient = find_recipient(mail)
    if recipient is None or row is None:
        return None
    return Letter(
        recipient.address,
        recipient.locale,
        titles[row.analysis_id is not None],
        {
            "is_story": row.analysis_id is not None,
            "acronym": row.acronym,
            "organisation": row.name,
            "starts_on": row.starts_on,
            "ends_on": row.ends_on,
            "link": f"/o/{row.slug}/reports/{row.id}",
        },
    )
