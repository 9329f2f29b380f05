"""The short way to start: four answers become project, analysis, a divider and a connector."""

from typing import NamedTuple
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import aliased

from portal import clock
from portal.analyses.frameworks import DEFAULT, FRAMEWORK
from portal.analyses.models import Analysis, Factor
from portal.analyses.rows import services
from portal.analyses.rows.services import AnalysisDetails
from portal.errors import Refused
from portal.extensions import db
from portal.language.i18n import N_
from portal.locks import Space, lock
from portal.projects.details import ProjectDetails
from portal.projects.ledger import ProjectRef
from portal.projects.models import Project
from portal.projects.services import start_project


class FourAnswers(NamedTuple):
    """What a work is called, where it is, and the first divider and connector there."""

    title: str
    place: str
    divides: str
    connects: str


class Starter(NamedTuple):
    """Who starts a project, in which organisation."""

    organisation_id: int
    acronym: str
    person_id: int


class _Started(NamedTuple):
    analysis_id: int
    answers: FourAnswers


class StartedAlready(Refused):
    """This page started a project before, with other words; `analysis_id` leads to it."""

    def __init__(self, analysis_id: int) -> None:
        super().__init__(N_("This page already started a project, with different answers."))
        self.analysis_id = analysis_id


def first_token(starter: Starter) -> str:
    """Return the token of the next project of a person: the same in every tab until there is one.

    Two people get two, so that neither comes out in the project of the other.
    """
    known = f"{starter.organisation_id}:{starter.person_id}:{_last_number(starter)}"
    return str(uuid5(NAMESPACE_URL, f"short-start:{known}"))


def has_project(organisation_id: int) -> bool:
    """Tell whether an organisation has started a project."""
    found = select(Project.id).where(Project.organisation_id == organisation_id).limit(1)
    return db.session.scalar(found) is not None


def start_with(answers: FourAnswers, starter: Starter, *, token: str) -> int:
    """Make all four in one transaction and return the analysis; the same token makes no second.

    StartedAlready where the token did so with other answers.
    """
    # Whoever sends the same meanwhile waits here, and then finds what was made.
    lock(db.session, Space.PROJECT_NUMBERS, starter.organisation_id)
    started = _started_with(starter.organisation_id, token)
    if started is not None:
        if started.answers != answers:
            raise StartedAlready(started.analysis_id)
        return started.analysis_id
    return _make(answers, starter, token)


def _make(answers: FourAnswers, starter: Starter, token: str) -> int:
    by = starter.person_id
    details = ProjectDetails(answers.title, answers.place, starts_on=clock.today())
    project_id = start_project(
        starter.organisation_id, starter.acronym, details, token=token, by=by
    )
    analysis_id = services.create_analysis(
        ProjectRef(starter.organisation_id, project_id),
        AnalysisDetails(answers.title, details.scope, FRAMEWORK[DEFAULT].numbers),
        token=token,
        by=by,
    )
    # One goes on where one wrote last: the divider is the first to be described.
    for kind, words in (("connector", answers.connects), ("divider", answers.divides)):
        mark = _token_of_row(token, kind)
        services.add_row(analysis_id, kind, {"title": words}, token=mark, by=by)
    return analysis_id


def _started_with(organisation_id: int, token: str) -> _Started | None:
    divider, connector = aliased(Factor), aliased(Factor)
    row = db.session.execute(
        select(Analysis.id, Project.title, Project.place, divider.title, connector.title)
        .join(Analysis, and_(Analysis.project_id == Project.id, Analysis.token == token))
        .join(divider, _is_row(divider, _token_of_row(token, "divider")))
        .join(connector, _is_row(connector, _token_of_row(token, "connector")))
        .where(Project.organisation_id == organisation_id, Project.token == token)
    ).one_or_none()
    return None if row is None else _Started(row[0], FourAnswers(*row[1:]))


def _is_row(factor: type[Factor], token: str) -> ColumnElement[bool]:
    return and_(factor.analysis_id == Analysis.id, factor.token == token)


def _token_of_row(token: str, kind: str) -> str:
    return str(uuid5(UUID(token), kind))


def _last_number(starter: Starter) -> int:
    last = select(func.coalesce(func.max(Project.number), 0)).where(
        Project.organisation_id == starter.organisation_id
    )
    return int(db.session.execute(last).scalar_one())
