"""Composes the notices of a review and of a coach's assignment."""

from typing import Any, NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.sql.elements import ColumnElement

from portal.accounts.mails import Recipient, find_recipient
from portal.analyses.models import Analysis
from portal.coaching.queries import coaches_project
from portal.coaching.workflow import TRANSITIONS, WAITS_FOR_COACH, NotifiedParty, State
from portal.extensions import db
from portal.language.i18n import N_
from portal.notifications.composers import Letter, Waiting
from portal.organisations.models import Membership, Organisation
from portal.projects.models import Project


class Notice(NamedTuple):
    """A mail about an analysis: who is told, its title, the states in which it is still news."""

    told: NotifiedParty
    title: str
    news_while: frozenset[State]


MOVE_NOTICES: dict[str, Notice] = {
    move.mail: Notice(move.told, move.mail_title, move.news_while)
    for move in TRANSITIONS
    if move.mail
} | {
    "review_handed_in": Notice(
        NotifiedParty.COACH,
        N_("%(reference)s: another coach has handed in a review"),
        WAITS_FOR_COACH,
    )
}


class _Told(NamedTuple):
    id: int
    state: str
    reference: str
    slug: str
    name: str
    coaches: bool
    belongs: bool


def compose_notice(mail: Waiting) -> Letter | None:
    """Tell of one move, if the person is still on the side that is told."""
    recipient = find_recipient(mail)
    row = _about(
        recipient,
        select(Project.id, Analysis.state)
        .join(Project, Project.id == Analysis.project_id)
        .where(Analysis.id == mail.subject_id),
    )
    notice = MOVE_NOTICES[mail.kind]
    if recipient is None or row is None or not _is_told(notice.told, row):
        return None
    if row.state not in notice.news_while:
        return None
    # What was taken back is a draft again: the coach is led to the project instead.
    is_draft = row.state == State.DRAFT
    path = f"projects/{row.id}" if is_draft else f"analyses/{mail.subject_id}"
    link = f"/o/{row.slug}/{path}"
    return _letter(recipient, notice.title, row, link)


def compose_assignment(mail: Waiting) -> Letter | None:
    """Tell the coach, or the people of the project, that they work together now."""
    recipient = find_recipient(mail)
    row = _about(recipient, select(Project.id, Project.state).where(Project.id == mail.subject_id))
    if recipient is None or row is None or not (row.coaches or row.belongs):
        return None
    title = (
        N_("%(reference)s: you are now the coach")
        if row.coaches
        else N_("%(reference)s: your project has a coach")
    )
    return _letter(recipient, title, row, f"/o/{row.slug}/projects/{row.id}")


def compose_ending(mail: Waiting) -> Letter | None:
    """Tell the old coach, or the people of the project, that they no longer work together."""
    recipient = find_recipient(mail)
    row = _about(recipient, select(Project.id, Project.state).where(Project.id == mail.subject_id))
    if recipient is None or row is None or (row.coaches and not row.belongs):
        return None  # the coach is back already
    title = (
        N_("%(reference)s: a coach has left your project")
        if row.belongs
        else N_("%(reference)s: you are no longer the coach")
    )
    link = f"/o/{row.slug}/projects/{row.id}" if row.belongs else "/coach/"
    return _letter(recipient, title, row, link)


def _is_told(told: NotifiedParty, row: _Told) -> bool:
    return bool(row.coaches if told is NotifiedParty.COACH else row.belongs)


def _letter(recipient: Recipient, title: str, row: _Told, link: str) -> Letter:
    facts = {
        "reference": row.reference,
        "organisation": row.name,
        "coaches": row.coaches,
        "belongs": row.belongs,
        "link": link,
    }
    return Letter(recipient.address, recipient.locale, title, facts)


def _about(recipient: Recipient | None, asked: Select[*tuple[Any, ...]]) -> _Told | None:
    if recipient is None:
        return None
    found = db.session.execute(
        asked.add_columns(
            Project.reference,
            Organisation.slug,
            Organisation.name,
            coaches_project(recipient.id).label("coaches"),
            _belongs(recipient).label("belongs"),
        ).join(Organisation, Organisation.id == Project.organisation_id)
    ).one_or_none()
    return _Told._make(found) if found else None


def _belongs(recipient: Recipient) -> ColumnElement[bool]:
    return (
        select(Membership.id)
        .where(
            Membership.organisation_id == Project.organisation_id,
            Membership.person_id == recipient.id,
        )
        .exists()
    )
