"""What stands open for those who lead or coordinate the network: counts and dates alone."""

from datetime import date
from functools import cache
from typing import NamedTuple

from sqlalchemy import func, literal, select

from portal.extensions import db
from portal.network.figures import AnySelect, needs_coach
from portal.notifications.failures import is_shown
from portal.notifications.models import MailFailure
from portal.partnership import requests
from portal.partnership.models import CoachRequest
from portal.projects.due_dates import DUE_ON, IS_OPEN
from portal.projects.models import LedgerRow, Project
from portal.projects.next_steps.finding import OpenWork
from portal.projects.next_steps.rules import WorkKind


class _Waiting(NamedTuple):
    due_on: date | None
    requests: int
    mails: int


def find_network_work(alone: int, *, coordinates: bool) -> list[OpenWork]:
    """Return what stands open in the network, where `alone` projects should have a coach.

    Requests and mails are for those who coordinate: the database refuses them to leadership.
    """
    found = _Waiting._make(db.session.execute(_waiting(coordinates=coordinates)).one())
    work = (
        OpenWork(WorkKind.REQUESTS, "requests", many=found.requests),
        OpenWork(WorkKind.ASSIGNMENT, "assignments", many=alone, due_on=found.due_on),
        OpenWork(WorkKind.MAILS, "mails", many=found.mails),
    )
    return [one for one in work if one.many]


def _waiting(*, coordinates: bool) -> AnySelect:
    due_on = _first_assignment().scalar_subquery()
    if not coordinates:
        return select(due_on, literal(0), literal(0))
    wishes = select(func.count(CoachRequest.id)).where(requests.IS_OPEN).scalar_subquery()
    mails = select(func.count(MailFailure.id)).where(is_shown()).scalar_subquery()
    return select(due_on, wishes, mails)


@cache
def _first_assignment() -> AnySelect:
    return (
        select(func.min(DUE_ON))
        .select_from(LedgerRow)
        .join(Project, Project.id == LedgerRow.project_id)
        .where(LedgerRow.key == "coach_assigned", IS_OPEN, needs_coach())
    )
