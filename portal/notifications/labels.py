"""What people read of mails that do not get through: which mail, why, and what to do."""

from datetime import datetime
from typing import NamedTuple

from portal.language.i18n import N_, gettext
from portal.notifications.failures import NEVER_AGAIN, FailureLine
from portal.notifications.models import FailureCause

MAIL_TITLES: dict[str, str] = {
    "invitation": N_("Invitation"),
    "invitation_refused": N_("News about an ended invitation"),
    "password_reset": N_("Link to a new password"),
    "address_link": N_("Link to a new email address"),
    "address_notice": N_("News about a new email address"),
    "second_step_taken": N_("News about a second step at sign-in"),
    "second_step_failed": N_("Warning about a sign-in"),
    "digest": N_("Reminder of open tasks"),
    "coach_assigned": N_("News about a new coach"),
    "assignment_ended": N_("News about a coach who left"),
    "coach_proposed": N_("Question about a coach"),
    "coach_answered": N_("Answer about a coach"),
    "coach_requested": N_("Request for another coach"),
    "coordinator_wanted": N_("Request for another coordinator"),
    "request_answered": N_("Answer to a request for another coach"),
    "handover_wanted": N_("Request for a summary"),
    "analysis_submitted": N_("News about an analysis"),
    "analysis_withdrawn": N_("News about an analysis"),
    "changes_requested": N_("News about an analysis"),
    "analysis_accepted": N_("News about an analysis"),
    "analysis_reopened": N_("News about an analysis"),
    "review_handed_in": N_("News about an analysis"),
    "event_invitation": N_("Invitation to an event"),
    "event_changed": N_("News about an event"),
    "report_ready": N_("News about a report"),
    "report_failed": N_("News about a report"),
    "mail_failed": N_("News about undelivered emails"),
}
FAILURE_REASONS: dict[str, str] = {
    FailureCause.REFUSED: N_("The mail server does not accept email for this address."),
    FailureCause.PUT_OFF: N_("The mail server keeps delaying email for this address."),
    FailureCause.UNCONFIRMED: N_("The mail server did not confirm the email. It may have arrived."),
    FailureCause.NOT_WRITTEN: N_("The portal could not write this email."),
}
FAILURE_ADVICE: dict[str, str] = {
    FailureCause.REFUSED: N_("Check the address. If it is wrong, invite the right one."),
    FailureCause.PUT_OFF: N_("Try again later, or ask for another address and invite that one."),
    FailureCause.UNCONFIRMED: N_("Ask if it arrived before you try again."),
    FailureCause.NOT_WRITTEN: N_("Tell the people who run the portal."),
}
UNDER_WAY = N_("Another try is under way. Check again in a few minutes.")


class FailedMail(NamedTuple):
    """One mail that does not get through, in the words of a page."""

    id: int
    address: str
    title: str
    why: str
    advice: str
    failed_at: datetime
    can_retry: bool


def describe_failure(row: FailureLine) -> FailedMail:
    """Return a row of `failures` in the reader's language."""
    is_asked = row.retry_at is not None
    return FailedMail(
        row.id,
        row.address,
        gettext(MAIL_TITLES[row.kind]),
        gettext(FAILURE_REASONS[row.cause]),
        gettext(UNDER_WAY if is_asked else FAILURE_ADVICE[row.cause]),
        row.failed_at,
        can_retry=not is_asked and row.kind not in NEVER_AGAIN,
    )
