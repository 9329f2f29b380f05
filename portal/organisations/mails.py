"""Composes the mail with an invitation's link."""

from sqlalchemy import func, select

from portal import clock
from portal.accounts.mails import find_recipient
from portal.accounts.models import Invitation, NetworkRole, Person
from portal.extensions import db
from portal.language.i18n import N_
from portal.notifications.composers import Letter, Waiting
from portal.organisations.models import Membership, Organisation
from portal.permissions import GRANTS, Role

ROLE_TITLES: dict[str, str] = {
    "manager": N_("Manager"),
    "writer": N_("Writer"),
    "viewer": N_("Reader"),
    "coach": N_("Coach"),
    "leadership": N_("Leadership"),
    "coordinator": N_("Coordinator"),
    "administrator": N_("Administrator"),
}


def compose_invitation(mail: Waiting) -> Letter | None:
    """Send the link while it is good, in the language chosen for it, else in the inviter's."""
    belongs = select(Membership.id).where(
        Membership.person_id == Invitation.invited_by,
        Membership.organisation_id == Invitation.organisation_id,
    )
    row = db.session.execute(
        select(
            *(Invitation.role, Invitation.expires_at, Organisation.name.label("organisation")),
            *(func.coalesce(Invitation.locale, Person.locale).label("locale"), Person.name),
            belongs.exists().label("is_colleague"),
        )
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
            "organisation": row.organisation,
            "inviter": row.name,
            "is_colleague": row.is_colleague,
            "role": ROLE_TITLES[row.role],
            "expires_on": clock.day_of(row.expires_at),
            "link": f"/invitations/{mail.secret}",
        },
    )


def compose_refused(mail: Waiting) -> Letter | None:
    """Tell whoever invited that the person cannot take the place, while they may still invite."""
    recipient = find_recipient(mail)
    row = db.session.execute(
        select(Invitation.role, Invitation.organisation_id, Organisation.slug, Organisation.name)
        .outerjoin(Organisation, Organisation.id == Invitation.organisation_id)
        .where(Invitation.id == mail.subject_id)
    ).one_or_none()
    link = _people_page(mail.recipient_id, row.organisation_id, row.slug) if row else None
    if row is None or recipient is None or link is None:
        return None
    facts = {"organisation": row.name, "role": ROLE_TITLES[row.role], "link": link}
    return Letter(
        recipient.address, recipient.locale, N_("One of your invitations has ended"), facts
    )


def _people_page(
    person_id: int | None, organisation_id: int | None, slug: str | None
) -> str | None:
    member_as = db.session.scalar(
        select(Membership.role).where(
            Membership.person_id == person_id, Membership.organisation_id == organisation_id
        )
    )
    if member_as and "member:invite" in GRANTS[Role(member_as)]:
        return f"/o/{slug}/people/"
    held = db.session.scalars(select(NetworkRole.role).where(NetworkRole.person_id == person_id))
    granted = frozenset().union(*(GRANTS[Role(role)] for role in held))
    if organisation_id is None:
        return "/network/people" if "network:invite" in granted else None
    return f"/network/organisations/{slug}" if "organisation:invite" in granted else None
