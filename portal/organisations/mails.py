"""Composes the mail with an invitation's link."""

from sqlalchemy import select

from portal import clock
from portal.accounts.models import Invitation, Person
from portal.extensions import db
from portal.notifications.composers import Letter, Waiting, composes
from portal.organisations.models import Organisation
from portal.wording import N_

ROLE_TITLES: dict[str, str] = {
    "manager": N_("Manager"),
    "writer": N_("Writer"),
    "viewer": N_("Reader"),
    "coach": N_("Coach"),
    "leadership": N_("Leadership"),
    "coordinator": N_("Coordinator"),
    "administrator": N_("Administrator"),
}


@composes("invitation")
def compose_invitation(mail: Waiting) -> Letter | None:
    """Send the link while it is good; in the language of whoever invites, no other being known."""
    row = db.session.execute(
        select(Invitation.role, Invitation.expires_at, Person.locale, Organisation.name)
        .join(Person, Person.id == Invitation.invited_by)
        .outerjoin(Organisation, Organisation.id == Invitation.organisation_id)
        .where(
            Invitation.id == mail.subject_id,
            Invitation.accepted_at.is_(None),
            Invitation.revoked_at.is_(None),
            Invitation.expires_at > clock.now(),
        )
    ).one_or_none()
    if row is None or not mail.secret:
        return None
    return Letter(
        mail.address,
        row.locale,
        N_("You are invited to the Do No Harm portal"),
        {
            "organisation": row.name,
            "role": ROLE_TITLES[row.role],
            "expires_on": clock.day_of(row.expires_at),
            "link": f"/invitations/{mail.secret}",
        },
    )
