"""Composes mails of requests for another coach and of handovers; they carry no reason."""

from sqlalchemy import ColumnElement, Row, select

from portal.accounts.mails import Recipient, find_recipient
from portal.accounts.models import NetworkRole
from portal.coaching.queries import coaches_project
from portal.extensions import db
from portal.language.i18n import N_
from portal.notifications.composers import Letter, Waiting
from portal.organisations.models import Membership, Organisation
from portal.permissions import Role
from portal.projects.models import Project


def compose_request(mail: Waiting) -> Letter | None:
    """Tell a coordinator that an organisation asks for another coach, without its reason."""
    recipient = find_recipient(mail)
    title = N_("%(reference)s: request for another coach")
    is_wanted = _holds(mail, Role.COORDINATOR) & ~coaches_project(mail.recipient_id)
    return _letter(recipient, mail, title, (is_wanted, "/network/requests"))


def compose_coordinator_wanted(mail: Waiting) -> Letter | None:
    """Tell an administrator that no coordinator may read a request, and nothing else of it."""
    title = N_("%(reference)s: another coordinator needed")
    is_wanted = _holds(mail, Role.ADMINISTRATOR)
    return _letter(find_recipient(mail), mail, title, (is_wanted, "/network/people"))


def compose_answer(mail: Waiting) -> Letter | None:
    """Tell a manager that the coordinator has answered."""
    recipient = find_recipient(mail)
    title = N_("%(reference)s: the coordinator has answered you")
    return _letter(recipient, mail, title, (_manages(mail), "/o/{slug}/projects/{id}/coach"))


def compose_proposal(mail: Waiting) -> Letter | None:
    """Ask a manager whether somebody who coordinates the network may be their coach."""
    title = N_("%(reference)s: do you agree to this coach?")
    path = "/o/{slug}/projects/{id}/coach"
    return _letter(find_recipient(mail), mail, title, (_manages(mail), path))


def compose_agreement(mail: Waiting) -> Letter | None:
    """Tell the coordinator who proposed a coach that the organisation has answered."""
    title = N_("%(reference)s: the organisation has answered about the coach")
    path = "/network/projects/{id}/coaches"
    is_wanted = _holds(mail, Role.COORDINATOR, Role.ADMINISTRATOR)
    return _letter(find_recipient(mail), mail, title, (is_wanted, path))


def compose_wanted(mail: Waiting) -> Letter | None:
    """Ask a coach for a summary while they coach the project."""
    recipient = find_recipient(mail)
    coaches = coaches_project(mail.recipient_id)
    title = N_("%(reference)s: please write a summary for the next coach")
    return _letter(recipient, mail, title, (coaches, "/o/{slug}/projects/{id}/handover"))


def _holds(mail: Waiting, *roles: Role) -> ColumnElement[bool]:
    return (
        select(NetworkRole.id)
        .where(NetworkRole.person_id == mail.recipient_id, NetworkRole.role.in_(roles))
        .exists()
    )


def _manages(mail: Waiting) -> ColumnElement[bool]:
    return (
        select(Membership.id)
        .where(
            Membership.organisation_id == Project.organisation_id,
            Membership.person_id == mail.recipient_id,
            Membership.role == Role.MANAGER.value,
        )
        .exists()
    )


def _letter(
    recipient: Recipient | None,
    mail: Waiting,
    title: str,
    wanted_and_path: tuple[ColumnElement[bool], str],
) -> Letter | None:
    is_wanted, path = wanted_and_path
    row = _about(mail.subject_id, is_wanted)
    if recipient is None or row is None:
        return None
    facts = {
        "reference": row.reference,
        "organisation": row.name,
        "link": path.format(slug=row.slug, id=row.id),
    }
    return Letter(recipient.address, recipient.locale, title, facts)


def _about(project_id: int, is_wanted: ColumnElement[bool]) -> Row[int, str, str, str] | None:
    return db.session.execute(
        select(Project.id, Project.reference, Organisation.slug, Organisation.name)
        .join(Organisation, Organisation.id == Project.organisation_id)
        .where(Project.id == project_id, is_wanted)
    ).one_or_none()
