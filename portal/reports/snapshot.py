"""Freezes one organisation's progress in a period: keys and numbers, no language, no layout."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import func, select

from portal import clock
from portal.analyses.models import Analysis, Change, Option
from portal.analyses.registers.changes import CHANGE_COUNTS, MADE_ON, files_of_change
from portal.analyses.vocabulary import ChangeKind, FrameworkVersion, OptionState, State
from portal.coaching.models import ReviewMove
from portal.coaching.workflow import ReviewAction
from portal.events.details import SEXES
from portal.events.kinds import TRAININGS, WorkshopKind
from portal.events.models import Workshop
from portal.extensions import db
from portal.organisations.models import Organisation
from portal.projects.due_dates import PLACE
from portal.projects.journey import ProjectState, Stage, Standing, standing
from portal.projects.models import LedgerRow, Project
from portal.reports.over_time import count_over_time
from portal.reports.period import Period
from portal.reports.session_log import read_sessions
from portal.reports.subject import Subject

Snapshot: TypeAlias = dict[str, Any]

FORMAT = 1
STANDINGS = (Standing.MET, Standing.WAIVED, Standing.LATE, Standing.OPEN, Standing.LATER)
REVIEWS = (ReviewAction.SUBMIT, ReviewAction.REQUEST_CHANGES, ReviewAction.ACCEPT)


class _Project(NamedTuple):
    id: int
    reference: str
    title: str
    stage: str
    stage_since: date
    state: str
    state_since: date


class _Milestone(NamedTuple):
    project_id: int
    key: str
    stage: str
    actor: str
    round: int
    due_on: date | None
    met_at: datetime | None
    waived_at: datetime | None


def take_snapshot(organisation_id: int, period: Period, *, funder: str = "") -> Snapshot:
    """Return the progress of an organisation, read in eleven statements from the ledger and more.

    With a funder, that of the projects and workshops which name it alone.

    JSON-safe: texts, whole numbers, ISO dates. Milestones stand as they do today; changes,
    workshops, reviews and `met_in_period` are those whose date lies in the period and has come.
    """
    today = clock.today()
    past, subject = period.so_far(today), Subject(organisation_id, funder)
    projects = _projects(subject, today)
    milestones = [row for project in projects for row in project["milestones"]]
    changes = _changes(subject, past)
    workshops = _workshops(subject, past)
    sessions = read_sessions(subject, past)
    frameworks = _frameworks(subject)
    return {
        "format": FORMAT,
        "organisation": _organisation(organisation_id),
        **({"funder": funder} if funder else {}),
        "period": {"starts_on": _day(period.starts_on), "ends_on": _day(period.ends_on)},
        "compiled_on": _day(today),
        "projects": projects,
        "stages": _count(
            Stage, (p["stage"] for p in projects if p["state"] == ProjectState.ACTIVE)
        ),
        "states": _count(ProjectState, (p["state"] for p in projects)),
        "milestones": _count(STANDINGS, (row["standing"] for row in milestones)),
        "met_in_period": sum(_is_in(period, row["met_on"]) for row in milestones),
        "analyses": {
            state.value: sum(counts[state] for counts in frameworks.values()) for state in State
        },
        "frameworks": {version: sum(counts.values()) for version, counts in frameworks.items()},
        "analyses_by_framework": frameworks,
        "options": _options(subject),
        "changes": _count(ChangeKind, (change["kind"] for change in changes)),
        "change_rows": changes,
        "workshops": workshops,
        "people": _people_trained(workshops),
        "people_by_kind": _people_by_kind(workshops),
        "sessions": sessions,
        "session_people": {sex: sum(session[sex] for session in sessions) for sex in SEXES},
        "people_to_date": _people_to_date(subject, past),
        "reviews": _reviews(subject, period),
        **count_over_time(subject, past),
    }


def _organisation(organisation_id: int) -> dict[str, str]:
    row = db.session.execute(
        select(Organisation.acronym, Organisation.name).where(Organisation.id == organisation_id)
    ).one()
    return {"acronym": row.acronym, "name": row.name}


def _projects(subject: Subject, today: date) -> list[dict[str, Any]]:
    found = db.session.execute(
        select(
            Project.id, Project.reference, Project.title, Project.stage, Project.stage_since,
            Project.state, Project.state_since,
        )
        .where(*subject.projects)
        .order_by(Project.number)
    )  # fmt: skip
    rows, projects = _ledger(subject), map(_Project._make, found)
    return [_project(project, rows.get(project.id, []), today) for project in projects]


def _project(project: _Project, rows: Sequence[_Milestone], today: date) -> dict[str, Any]:
    milestones = [_milestone(row, project.state, today) for row in rows]
    return {
        "reference": project.reference,
        "title": project.title,
        "stage": project.stage,
        "stage_since": _day(project.stage_since),
        "state": project.state,
        "state_since": _day(project.state_since),
        "counts": _count(STANDINGS, (milestone["standing"] for milestone in milestones)),
        "milestones": milestones,
    }


def _ledger(subject: Subject) -> dict[int, list[_Milestone]]:
    rows: dict[int, list[_Milestone]] = {}
    found = db.session.execute(
        select(
            LedgerRow.project_id, LedgerRow.key, LedgerRow.stage, LedgerRow.actor, LedgerRow.round,
            LedgerRow.due_on, LedgerRow.met_at, LedgerRow.waived_at,
        )
        .where(*subject.below(LedgerRow))
        .order_by(PLACE, LedgerRow.analysis_id.nulls_first(), LedgerRow.round)
    )  # fmt: skip
    for row in map(_Milestone._make, found):
        rows.setdefault(row.project_id, []).append(row)
    return rows


def _milestone(row: _Milestone, state: str, today: date) -> dict[str, Any]:
    return {
        "key": row.key,
        "stage": row.stage,
        "actor": row.actor,
        "round": row.round,
        "due_on": _day(row.due_on),
        "met_on": _day(row.met_at),
        "standing": _standing(row, state, today),
    }


def _standing(row: _Milestone, state: str, today: date) -> str:
    stands = standing(
        row.due_on,
        today,
        is_met=row.met_at is not None,
        is_waived=row.waived_at is not None,
        state=state,
    )
    # A report is read long after its day, so "soon" says nothing.
    return Standing.OPEN if stands is Standing.SOON else stands


def _changes(subject: Subject, period: Period) -> list[dict[str, Any]]:
    found = db.session.execute(
        select(
            Project.reference,
            Change.kind,
            MADE_ON.label("made_on"),
            files_of_change().label("files"),
        )
        .join(Project, Project.id == Change.project_id)
        .where(
            *subject.below(Change), CHANGE_COUNTS, MADE_ON.between(period.starts_on, period.ends_on)
        )
        .order_by(MADE_ON, Project.number, Change.id)
    )
    return [
        {
            "reference": row.reference,
            "kind": row.kind,
            "made_on": _day(row.made_on),
            "has_file": row.files > 0,
        }
        for row in found
    ]


def _workshops(subject: Subject, period: Period) -> list[dict[str, Any]]:
    found = db.session.execute(
        select(
            Workshop.kind, Workshop.held_on, Workshop.days, Workshop.given_by,
            *(getattr(Workshop, sex) for sex in SEXES), Workshop.is_uncounted, Workshop.known_to,
        )
        .where(
            *subject.workshops,
            Workshop.held_on.between(period.starts_on, period.ends_on),
        )
        .order_by(Workshop.held_on, Workshop.id)
    )  # fmt: skip
    return [dict(row._mapping) | {"held_on": _day(row.held_on)} for row in found]  # noqa: SLF001  SQLAlchemy's documented way


def _people_trained(workshops: list[dict[str, Any]]) -> dict[str, int]:
    trainings = [workshop for workshop in workshops if workshop["kind"] in TRAININGS]
    return {sex: sum(workshop[sex] for workshop in trainings) for sex in SEXES}


def _people_by_kind(workshops: list[dict[str, Any]]) -> dict[str, int]:
    counts = dict.fromkeys(map(str, WorkshopKind), 0)
    for workshop in workshops:
        counts[workshop["kind"]] += sum(workshop[sex] for sex in SEXES)
    return counts


def _people_to_date(subject: Subject, period: Period) -> dict[str, int]:
    sums = [func.coalesce(func.sum(getattr(Workshop, sex)), 0).label(sex) for sex in SEXES]
    row = db.session.execute(
        select(*sums).where(
            *subject.workshops,
            Workshop.kind.in_(TRAININGS),
            Workshop.held_on <= period.ends_on,
        )
    ).one()
    return {sex: int(getattr(row, sex)) for sex in SEXES}


def _reviews(subject: Subject, period: Period) -> dict[str, int]:
    found = db.session.execute(
        select(ReviewMove.action).where(
            *subject.below(ReviewMove),
            ReviewMove.at >= period.starts_at,
            ReviewMove.at < period.ends_before,
            ReviewMove.action.in_(REVIEWS),
            ~ReviewMove.is_repeat,
        )
    ).scalars()
    return _count(REVIEWS, found)


def _frameworks(subject: Subject) -> dict[str, dict[str, int]]:
    found = db.session.execute(
        select(Analysis.framework_version, Analysis.state, func.count().label("number"))
        .where(*subject.below(Analysis))
        .group_by(Analysis.framework_version, Analysis.state)
    )
    counts = {(row.framework_version, row.state): row.number for row in found}
    return {
        version.value: {state.value: counts.get((version, state), 0) for state in State}
        for version in FrameworkVersion
    }


def _options(subject: Subject) -> dict[str, int]:
    found = db.session.execute(
        select(Option.state, func.count())
        .where(*subject.below(Option), Option.removed_at.is_(None))
        .group_by(Option.state)
    )
    counts: dict[str, int] = {state: count for state, count in found}  # noqa: C416  rows are no pairs
    return {key.value: counts.get(key.value, 0) for key in OptionState}


def _count(keys: Iterable[StrEnum], values: Iterable[str]) -> dict[str, int]:
    counts = Counter(values)
    return {key.value: counts[key.value] for key in keys}


def _is_in(period: Period, day: str | None) -> bool:
    return day is not None and period.starts_on.isoformat() <= day <= period.ends_on.isoformat()


def _day(moment: date | datetime | None) -> str | None:
    if isinstance(moment, datetime):
        moment = clock.day_of(moment)
    return moment.isoformat() if moment else None
