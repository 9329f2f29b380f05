"""Composes the mail that a progress report is ready."""

from sqlalchemy import select

from portal.accounts.mails import find_recipient
from portal.extensions import db
from portal.notifications.composers import Letter, Waiting, composes
from portal.organisations.models import Membership, Organisation
from portal.reports.models import Report, ReportState
from portal.wording import N_


@composes("report_ready")
def compose_report_ready(mail: Waiting) -> Letter | None:
    """Tell a member that a report can be read and downloaded; no file goes by mail."""
    recipient = find_recipient(mail)
    row = db.session.execute(
        select(
            Report.id,
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
            Report.state == ReportState.DONE,
            Membership.person_id == mail.recipient_id,
        )
    ).one_or_none()
    if recipient is None or row is None:
        return None
    return Letter(
        recipient.address,
        recipient.locale,
        N_("%(acronym)s: your progress report is ready"),
        {
            "acronym": row.acronym,
            "organisation": row.name,
            "starts_on": row.starts_on,
            "ends_on": row.ends_on,
            "link": f"/o/{row.slug}/reports/{row.id}",
        },
    )
