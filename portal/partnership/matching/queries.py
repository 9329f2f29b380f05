"""Reads who could coach a project, and what stands between them; runs as a coordinator."""

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from portal.accounts.models import NetworkRole, Person
from portal.coaching.models import IS_CURRENT, CoachAssignment
from portal.errors import NotFound
from portal.extensions import db
from portal.language.text import search_form
from portal.organisations.models import Membership
from portal.partnership.matching.ranking import Candidate, CoachOffer, Needs, offer
from portal.partnership.models import CoachProfile, ProjectNeeds
from portal.partnership.vocabulary import Conflict
from portal.permissions import Role
from portal.projects.due_dates import IS_ACTIVE
from portal.projects.models import Project

MOST_COACHES = 200


class ProjectToCoach(NamedTuple):
    """A project and what its organisation said of its needs; None where it said nothing."""

    id: int
    organisation_id: int
    reference: str
    stage: str
    state: str
    funder: str
    languages: list[str] | None
    sector: str | None
    provinces: list[str] | None


class CoachFacts(NamedTuple):
    """What is known of a coach; None where they have no profile.

    `projects` counts those that they coach now, `member_as` is their role in the organisation.
    """

    id: int
    name: str
    projects: int
    capacity: int | None
    languages: list[str] | None
    sectors: list[str] | None
    provinces: list[str] | None
    organisations: list[int] | None
    funders: list[str] | None
    member_as: str | None
    is_current: bool
    is_coordinator: bool


class Match(NamedTuple):
    """A project, its needs, and coaches.

    `held_back` are coaches who have a conflict of interest; they are not offered.
    """

    project: ProjectToCoach
    needs: Needs
    offers: list[CoachOffer]
    held_back: list[CoachOffer]


def match(project_id: int) -> Match:
    """Return who could coach a project: those without a conflict, best fit first; NotFound."""
    project = _project(project_id)
    needs = Needs(project.languages or (), project.sector or "", project.provinces or ())
    found = list(_candidates(project))
    return Match(
        project,
        needs,
        offers=offer([one for one in found if not one.conflicts], needs),
        held_back=offer([one for one in found if one.conflicts], needs),
    )


def conflicts_of(project_id: int, coach_id: int) -> tuple[Conflict, ...]:
    """Return what stands between a coach and a project; NotFound for who is no coach."""
    project = _project(project_id)
    found = [_candidate(row, project) for row in _coaches(project, coach_id)]
    if not found:
        raise NotFound
    return found[0].conflicts


def _project(project_id: int) -> ProjectToCoach:
    found = db.session.execute(
        select(
            *(Project.id, Project.organisation_id, Project.reference, Project.stage),
            *(Project.state, Project.funder),
            *(ProjectNeeds.languages, ProjectNeeds.sector, ProjectNeeds.provinces),
        )
        .outerjoin(ProjectNeeds, ProjectNeeds.project_id == Project.id)
        .where(Project.id == project_id)
    ).one_or_none()
    if found is None:
        raise NotFound
    return ProjectToCoach._make(found)


def _candidates(project: ProjectToCoach) -> Iterator[Candidate]:
    return (_candidate(row, project) for row in _coaches(project) if not row.is_current)


def _coaches(project: ProjectToCoach, coach_id: int | None = None) -> list[CoachFacts]:
    projects = (
        select(func.count())
        .join_from(CoachAssignment, Project, Project.id == CoachAssignment.project_id)
        .where(
            CoachAssignment.coach_id == Person.id,
            IS_CURRENT,
            IS_ACTIVE,
        )
        .scalar_subquery()
    )
    is_current = select(CoachAssignment.id).where(
        CoachAssignment.project_id == project.id, CoachAssignment.coach_id == Person.id, IS_CURRENT
    )
    other = aliased(NetworkRole)
    coordinates = select(other.id).where(
        other.person_id == Person.id, other.role == Role.COORDINATOR.value
    )
    asked = [NetworkRole.role == Role.COACH.value, Person.active]
    if coach_id is not None:
        asked.append(Person.id == coach_id)
    found = db.session.execute(
        select(
            *(Person.id, Person.name, projects.label("projects")),
            *(CoachProfile.capacity, CoachProfile.languages, CoachProfile.sectors),
            *(CoachProfile.provinces, CoachProfile.organisations, CoachProfile.funders),
            Membership.role.label("member_as"),
            is_current.exists().label("is_current"),
            coordinates.exists().label("is_coordinator"),
        )
        .join(NetworkRole, NetworkRole.person_id == Person.id)
        .outerjoin(CoachProfile, CoachProfile.coach_id == Person.id)
        .outerjoin(
            Membership,
            (Membership.person_id == Person.id)
            & (Membership.organisation_id == project.organisation_id),
        )
        .where(*asked)
        .order_by(Person.sort_form, Person.id)
        .limit(MOST_COACHES)
    )
    return [CoachFacts._make(row) for row in found]


def _candidate(row: CoachFacts, project: ProjectToCoach) -> Candidate:
    return Candidate(
        id=row.id,
        name=row.name,
        projects=row.projects,
        capacity=row.capacity,
        languages=row.languages or (),
        sectors=row.sectors or (),
        provinces=row.provinces or (),
        conflicts=tuple(_conflicts(row, project)),
        may_be_forced=row.member_as in (None, Role.VIEWER.value),
        is_coordinator=row.is_coordinator,
    )


def _conflicts(row: CoachFacts, project: ProjectToCoach) -> Iterator[Conflict]:
    if row.member_as:
        yield Conflict.MEMBER
    if project.organisation_id in (row.organisations or ()):
        yield Conflict.ORGANISATION
    funders = {search_form(funder) for funder in row.funders or ()}
    if project.funder and search_form(project.funder) in funders:
        yield Conflict.FUNDER
