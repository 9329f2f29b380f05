"""The short way to start: four answers become project, analysis, dividers and connectors."""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import and_, case, null, select, update

from portal import clock
from portal.analyses.frameworks import DEFAULT_FRAMEWORK, FRAMEWORK_BY_VERSION
from portal.analyses.models import Analysis, Factor
from portal.analyses.rows import services
from portal.analyses.rows.adding import add_list, add_row, tokens_of_list
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
MOST_LINES = 20


class FourAnswers(NamedTuple):
    """What a work is called, where it is, and the first dividers and connectors, one a line."""

    title: str
    place: str
    divides: str
    connects: str

    @property
    def lines(self) -> dict[str, list[str]]:
        """Return the lines by the kind of their rows; one goes on at what was written last."""
        return {"connector": self.connects.split("\n"), "divider": self.divides.split("\n")}


class Starter(NamedTuple):
    """Who starts a project, in which organisation."""

    organisation_id: int
    acronym: str
    person_id: int


class FirstRow(NamedTuple):
    """A divider or connector of an analysis that four answers have started."""

    id: int
    kind: str
    token: str
    title: str
    version: int
    removed_at: datetime | None


class Started(NamedTuple):
    """What four answers have made; `number` is that of the project.

    `is_untouched` while nothing else was done with it: then other answers may take their place.
    """

    project_id: int
    number: int
    analysis_id: int
    answers: FourAnswers
    is_untouched: bool
    rows: list[FirstRow]


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
    """Make all of it in one transaction and return the analysis; the same token makes no second.

    Other answers with that token take the place of the first where they `may_change` them and
    nothing else was done since; else StartedAlready.
    """
    # Whoever sends the same meanwhile waits here, and then finds what was made.
    lock(db.session, Space.PROJECT_NUMBERS, starter.organisation_id)
    started = _started_with(starter.organisation_id, token, is_held=may_change)
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
        AnalysisDetails(
            answers.title, details.scope, FRAMEWORK_BY_VERSION[DEFAULT_FRAMEWORK].numbers
        ),
        token=token,
        by=by,
    )
    for kind, lines in answers.lines.items():
        add_list(analysis_id, kind, lines, token=_token_of_row(token, kind), by=by)
    return analysis_id


def _change(started: Started, answers: FourAnswers, token: str, *, by: int) -> None:
    # All get the next version, whichever differs: so it is seen that nothing else was done.
    version = db.session.execute(
        update(Project)
        .where(Project.id == started.project_id)
        .values(title=answers.title, place=answers.place, version=Project.version + 1)
        .returning(Project.version)
    ).scalar_one()
    db.session.execute(
        update(Analysis)
        .where(Analysis.id == started.analysis_id)
        .values(title=answers.title, version=version)
    )
    titles = {
        row: title
        for kind, lines in answers.lines.items()
        for row, title in _rows_of(started, kind, lines, token, by)
    }
    order = {row: place for place, row in enumerate(titles, start=1)}
    is_left = Factor.id.in_(titles)
    db.session.execute(
        update(Factor)
        .where(Factor.analysis_id == started.analysis_id)
        .values(
            title=case(titles, value=Factor.id, else_=Factor.title),
            position=case(order, value=Factor.id, else_=Factor.position),
            removed_at=case((is_left, null()), else_=clock.now()),
            version=version,
            updated_by=by,
            updated_at=clock.now(),
        )
    )


def _rows_of(
    started: Started, kind: str, lines: list[str], token: str, by: int
) -> list[tuple[int, str]]:
    """Return the row of each line: that which says the same, else one that is left, else a new."""
    rows = [row for row in started.rows if row.kind == kind]
    free = {row.id: row for row in sorted(rows, key=lambda row: row.removed_at is not None)}
    same = []
    for line in lines:
        found = next((row.id for row in free.values() if row.title == line), 0)
        free.pop(found, None)
        same.append(found)
    known = {row.token for row in rows}
    tokens = (one for one in _marks(token, kind) if one not in known)
    return [
        (
            found
            or (free.pop(next(iter(free))).id if free else None)
            or add_row(started.analysis_id, kind, {"title": line}, token=next(tokens), by=by),
            line,
        )
        for found, line in zip(same, lines, strict=True)
    ]


def _started_with(organisation_id: int, token: str, *, is_held: bool = False) -> Started | None:
    project = db.session.execute(
        select(
            *(Project.id, Project.number, Analysis.id, Project.title, Project.place),
            Project.version,
            (Analysis.version == Project.version)
            & (Analysis.state == State.DRAFT)
            & (Analysis.revisions == 0),
        )
        .join(Analysis, and_(Analysis.project_id == Project.id, Analysis.token == token))
        .where(Project.organisation_id == organisation_id, Project.token == token)
    ).one_or_none()
    if project is None:
        return None
    project_id, number, analysis_id, title, place, version, is_draft = project
    rows = _first_rows(analysis_id, is_held=is_held)
    divides, connects = (
        "\n".join(row.title for row in rows if row.kind == kind and row.removed_at is None)
        for kind in ("divider", "connector")
    )
    own = {*_marks(token, "divider"), *_marks(token, "connector")}
    is_untouched = all(row.token in own and row.version == version for row in rows)
    return Started(
        *(project_id, number, analysis_id),
        FourAnswers(title, place, divides, connects),
        is_untouched=is_draft and is_untouched and bool(divides and connects),
        rows=rows,
    )


def _first_rows(analysis_id: int, *, is_held: bool) -> list[FirstRow]:
    statement = (
        select(
            *(Factor.id, Factor.kind, Factor.token, Factor.title),
            *(Factor.version, Factor.removed_at),
        )
        .where(Factor.analysis_id == analysis_id)
        .order_by(Factor.position, Factor.id)
    )
    # Nobody saves one of them between the look at it and the change.
    held = statement.with_for_update() if is_held else statement
    return [FirstRow._make(row) for row in db.session.execute(held)]


def _marks(token: str, kind: str) -> list[str]:
    return tokens_of_list(_token_of_row(token, kind), MOST_LINES)


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
