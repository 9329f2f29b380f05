"""The short way to start: four answers become project, analysis, a divider and a connector."""

from datetime import timedelta
from typing import NamedTuple
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import ColumnElement, and_, func, select, update
from sqlalchemy.orm import aliased

from portal import clock
from portal.analyses.frameworks import DEFAULT, FRAMEWORK
from portal.analyses.models import Analysis, Factor
from portal.analyses.rows import services
from portal.analyses.rows.services import AnalysisDetails
from portal.analyses.vocabulary import State
from portal.errors import Refused
from portal.extensions import db
from portal.language.i18n import N_
from portal.locks import Space, lock
from portal.projects.details import ProjectDetails
from portal.projects.ledger import ProjectRef
from portal.projects.models import Project
from portal.projects.services import start_project

# Whoever comes back to the page so soon has changed their mind about an answer.
JUST_NOW = timedelta(hours=1)


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


class Started(NamedTuple):
    """What four answers have made; `number` is that of the project.

    `is_untouched` while nothing else was done with it: then other answers may take their place.
    """

    project_id: int
    number: int
    analysis_id: int
    answers: FourAnswers
    is_untouched: bool


class StartedAlready(Refused):
    """This page started a project before, with other words: `started`."""

    def __init__(self, started: Started) -> None:
        super().__init__(N_("This page already started a project, with different answers."))
        self.started = started


def another_token(token: str) -> str:
    """Return the token of one more project from a page whose own token has started one."""
    return _token_of_row(token, "another")


def open_questions(starter: Starter, after: int) -> tuple[str, Started | None]:
    """Return the token of the next page of questions, and what its answers change, if anything.

    Until there is a project of theirs it is the same in every tab of a person. Two people get two,
    so that neither comes out in the project of the other. Whoever has just started the last
    project, and did nothing else with it, changes that, unless its number is `after`.
    """
    number, token, is_mine = _last_project(starter)
    if is_mine and number > after and _is_mark(token):
        started = _started_with(starter.organisation_id, token)
        if started and started.is_untouched:
            return token, started
    known = f"{starter.organisation_id}:{starter.person_id}:{number}"
    return str(uuid5(NAMESPACE_URL, f"short-start:{known}")), None


def has_project(organisation_id: int) -> bool:
    """Tell whether an organisation has started a project."""
    found = select(Project.id).where(Project.organisation_id == organisation_id).limit(1)
    return db.session.scalar(found) is not None


def start_with(
    answers: FourAnswers, starter: Starter, *, token: str, may_change: bool = False
) -> int:
    """Make all four in one transaction and return the analysis; the same token makes no second.

    Other answers with that token take the place of the first where they `may_change` them and
    nothing else was done since; else StartedAlready.
    """
    # Whoever sends the same meanwhile waits here, and then finds what was made.
    lock(db.session, Space.PROJECT_NUMBERS, starter.organisation_id)
    started = _started_with(starter.organisation_id, token)
    if started is None:
        return _make(answers, starter, token)
    if started.answers != answers:
        if not (may_change and started.is_untouched):
            raise StartedAlready(started)
        _change(started, answers, token, by=starter.person_id)
    return started.analysis_id


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


def _change(started: Started, answers: FourAnswers, token: str, *, by: int) -> None:
    # All four get the next version, whichever differs: so it is seen that nothing else was done.
    project_id, analysis_id = started.project_id, started.analysis_id
    db.session.execute(
        update(Project)
        .where(Project.id == project_id)
        .values(title=answers.title, place=answers.place, version=Project.version + 1)
    )
    db.session.execute(
        update(Analysis)
        .where(Analysis.id == analysis_id)
        .values(title=answers.title, version=Analysis.version + 1)
    )
    for kind, words in (("connector", answers.connects), ("divider", answers.divides)):
        db.session.execute(
            update(Factor)
            .where(Factor.analysis_id == analysis_id, Factor.token == _token_of_row(token, kind))
            .values(title=words, version=Factor.version + 1, updated_by=by, updated_at=clock.now())
        )


def _started_with(organisation_id: int, token: str) -> Started | None:
    divider, connector = aliased(Factor), aliased(Factor)
    written = select(func.count()).where(Factor.analysis_id == Analysis.id).scalar_subquery()
    is_untouched = and_(
        *(one.version == Project.version for one in (Analysis, divider, connector)),
        *(one.removed_at.is_(None) for one in (divider, connector)),
        *(Analysis.state == State.DRAFT, Analysis.revisions == 0, written == 2),
    )
    row = db.session.execute(
        select(
            *(Project.id, Project.number, Analysis.id, is_untouched),
            *(Project.title, Project.place, divider.title, connector.title),
        )
        .join(Analysis, and_(Analysis.project_id == Project.id, Analysis.token == token))
        .join(divider, _is_row(divider, _token_of_row(token, "divider")))
        .join(connector, _is_row(connector, _token_of_row(token, "connector")))
        .where(Project.organisation_id == organisation_id, Project.token == token)
    ).one_or_none()
    if row is None:
        return None
    return Started(*row[:3], FourAnswers(*row[4:]), is_untouched=row[3])


def _is_row(factor: type[Factor], token: str) -> ColumnElement[bool]:
    return and_(factor.analysis_id == Analysis.id, factor.token == token)


def _token_of_row(token: str, kind: str) -> str:
    return str(uuid5(UUID(token), kind))


def _is_mark(token: str) -> bool:
    try:
        return bool(UUID(token))
    except ValueError:
        return False


def _last_project(starter: Starter) -> tuple[int, str, bool]:
    is_mine = and_(
        Project.created_by == starter.person_id, Project.created_at > clock.now() - JUST_NOW
    )
    last = db.session.execute(
        select(Project.number, Project.token, is_mine)
        .where(Project.organisation_id == starter.organisation_id)
        .order_by(Project.number.desc())
        .limit(1)
    ).one_or_none()
    return (last[0], last[1], bool(last[2])) if last else (0, "", False)
