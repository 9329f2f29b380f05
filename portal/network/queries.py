"""Organisations, their projects and the coaches, read as a network role: counts and dates."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from sqlalchemy import Text, bindparam, func, select, true
from sqlalchemy.sql.elements import ColumnElement

from portal.accounts.models import NetworkRole, Person
from portal.analyses.models import Analysis, Change
from portal.analyses.registers.changes import CHANGE_COUNTS
from portal.analyses.vocabulary import State
from portal.coaching.models import IS_CURRENT, CoachAssignment
from portal.errors import NotFound
from portal.extensions import db
from portal.language.text import search_form
from portal.network.figures import WAITS_FOR_FEEDBACK, AnySelect
from portal.organisations.models import Membership, Organisation
from portal.permissions import Role
from portal.projects.due_dates import HAS_NOT_ENDED, IS_ACTIVE, IS_LATE, JOURNEY_PLACE
from portal.projects.journey import Stage
from portal.projects.models import LedgerRow, Project

ORGANISATIONS_PER_PAGE = 50
PROJECTS_PAGE = 20


class OrganisationLine(NamedTuple):
    """An organisation in counts: its projects in each stage, those that have ended left out.

    `total` is the number of rows on all pages.
    """

    slug: str
    acronym: str
    name: str
    introductory: int
    application: int
    coaching: int
    forum: int
    late: int
    changes: int
    total: int


class CoachLine(NamedTuple):
    """A coach with projects and analyses that wait; `total` is the number of rows on all pages."""

    id: int
    name: str
    projects: int
    waiting: Decimal
    total: int


class OrganisationHead(NamedTuple):
    """An organisation and how many managers it has."""

    id: int
    slug: str
    acronym: str
    name: str
    joined_at: datetime
    managers: int


class ProjectLine(NamedTuple):
    """A project without its words; `total` is the number of rows on all pages."""

    id: int
    reference: str
    funder: str
    stage: str
    stage_since: date
    state: str
    state_since: date
    analyses: int
    accepted: int
    changes: int
    total: int


class MilestoneDates(NamedTuple):
    """A row of a project's ledger without its words."""

    project_id: int
    key: str
    stage: str
    actor: str
    due_on: date | None
    met_at: datetime | None
    waived_at: datetime | None
    round: int


def organisations(today: date, words: str, page: int) -> list[OrganisationLine]:
    """Return a page of organisations by acronym, those whose acronym or name holds `words`."""
    asked = {
        "today": today,
        "words": search_form(words),
        "skipped": (page - 1) * ORGANISATIONS_PER_PAGE,
    }
    found = db.session.execute(_organisations(is_searched=bool(words)), asked)
    return [OrganisationLine._make(row) for row in found]


def coaches(page: int) -> list[CoachLine]:
    """Return a page of coaches by name.

    Projects that are paused or ended are left out, as on the workload page.
    """
    skipped = (page - 1) * ORGANISATIONS_PER_PAGE
    found = db.session.execute(_coaches(), {"skipped": skipped})
    return [CoachLine._make(row) for row in found]


def organisation_by_slug(slug: str) -> OrganisationHead:
    """Return an organisation; NotFound."""
    managers = (
        select(func.count(Membership.id))
        .where(Membership.organisation_id == Organisation.id, Membership.role == Role.MANAGER)
        .scalar_subquery()
    )
    found = db.session.execute(
        select(
            *(Organisation.id, Organisation.slug, Organisation.acronym, Organisation.name),
            Organisation.joined_at,
            managers.label("managers"),
        ).where(Organisation.slug == slug)
    ).one_or_none()
    if found is None:
        raise NotFound
    return OrganisationHead._make(found)


def projects_of(organisation_id: int, page: int) -> list[ProjectLine]:
    """Return a page of an organisation's projects by number; no title or place can be read."""
    analyses = select(
        func.count(Analysis.id).label("analyses"),
        func.count(Analysis.id).filter(Analysis.state == State.ACCEPTED).label("accepted"),
    ).where(Analysis.project_id == Project.id)
    changes = select(func.count(Change.id).label("changes")).where(
        Change.project_id == Project.id, CHANGE_COUNTS
    )
    beside = [part.lateral() for part in (analyses, changes)]
    asked: AnySelect = select(
        *(Project.id, Project.reference, Project.funder),
        *(Project.stage, Project.stage_since, Project.state, Project.state_since),
        *beside,
        func.count().over().label("total"),
    ).select_from(Project)
    for part in beside:
        asked = asked.join(part, true())
    found = db.session.execute(
        asked.where(Project.organisation_id == organisation_id)
        .order_by(Project.number)
        .limit(PROJECTS_PAGE)
        .offset((page - 1) * PROJECTS_PAGE)
    )
    return [ProjectLine._make(row) for row in found]


def ledgers_of(project_ids: Sequence[int]) -> list[MilestoneDates]:
    """Return every ledger row of some projects, in order."""
    found = db.session.execute(
        select(
            *(LedgerRow.project_id, LedgerRow.key, LedgerRow.stage, LedgerRow.actor),
            *(LedgerRow.due_on, LedgerRow.met_at, LedgerRow.waived_at, LedgerRow.round),
        )
        .where(LedgerRow.project_id.in_(project_ids))
        .order_by(LedgerRow.project_id, JOURNEY_PLACE, LedgerRow.round, LedgerRow.id)
    )
    return [MilestoneDates._make(row) for row in found]


# Statements are built once: building costs more than asking.
@cache
def _organisations(*, is_searched: bool) -> AnySelect:
    listed = (
        select(
            *(Organisation.id, Organisation.slug, Organisation.acronym, Organisation.name),
            Organisation.sort_form,
            func.count().over().label("total"),
        )
        .where(*_matching(is_searched=is_searched))
        .order_by(Organisation.sort_form, Organisation.id)
        .limit(ORGANISATIONS_PER_PAGE)
        .offset(bindparam("skipped"))
        .subquery("listed")
    )
    stages = select(
        *(func.count().filter(Project.stage == stage).label(stage.value) for stage in Stage)
    ).where(Project.organisation_id == listed.c.id, HAS_NOT_ENDED)
    late = (
        select(func.count().label("late"))
        .join_from(LedgerRow, Project, Project.id == LedgerRow.project_id)
        # By the projects, not by the ledger, of which an organisation has a hundred times as much.
        .where(Project.organisation_id == listed.c.id, IS_LATE)
    )
    changes = select(func.count(Change.id).label("changes")).where(
        Change.organisation_id == listed.c.id, CHANGE_COUNTS
    )
    beside = [part.lateral() for part in (stages, late, changes)]
    found: AnySelect = select(
        *(listed.c.slug, listed.c.acronym, listed.c.name), *beside, listed.c.total
    ).select_from(listed)
    for part in beside:
        found = found.join(part, true())
    return found.order_by(listed.c.sort_form, listed.c.id)


@cache
def _coaches() -> AnySelect:
    listed = (
        select(*(Person.id, Person.name, Person.sort_form), func.count().over().label("total"))
        .join(NetworkRole, NetworkRole.person_id == Person.id)
        .where(NetworkRole.role == Role.COACH, Person.active)
        .order_by(Person.sort_form, Person.id)
        .limit(ORGANISATIONS_PER_PAGE)
        .offset(bindparam("skipped"))
        .subquery("listed")
    )
    reviews = (
        select(func.count())
        .where(Analysis.project_id == Project.id, WAITS_FOR_FEEDBACK)
        .scalar_subquery()
    )
    load = (
        select(
            func.count().label("projects"),
            func.coalesce(func.sum(reviews), 0).label("waiting"),
        )
        .join_from(CoachAssignment, Project, Project.id == CoachAssignment.project_id)
        .where(
            CoachAssignment.coach_id == listed.c.id,
            IS_CURRENT,
            IS_ACTIVE,
        )
        .lateral()
    )
    found = select(listed.c.id, listed.c.name, load, listed.c.total)
    found = found.join_from(listed, load, true())
    return found.order_by(listed.c.sort_form, listed.c.id)


def _matching(*, is_searched: bool) -> list[ColumnElement[bool]]:
    if not is_searched:
        return []
    return [func.strpos(Organisation.search_form, bindparam("words", type_=Text)) > 0]
