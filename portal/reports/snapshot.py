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
from portal.extensions import db
from portal.organisations.models import Organisation
from portal.projects.due_dates import JOURNEY_PLACE
from portal.projects.journey import ProjectState, Stage, Standing, standing
from portal.projects.models import LedgerRow, Project
from portal.reports.attendance import attendance_of
from portal.reports.over_time import count_over_time
from portal.reports.period import Period
from portal.reports.subject import Subject

# As it is stored with a report, for ever: keys that came later are not in those of before.
Snapshot: TypeAlias = dict[str, Any]

SNAPSHOT_FORMAT = 1
STANDINGS = (Standing.MET, Standing.WAIVED, Standing.LATE, Standing.OPEN, Standing.LATER)
REVIEW_ACTIONS = (ReviewAction.SUBMIT, ReviewAction.REQUEST_CHANGES, ReviewAction.ACCEPT)


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
    return {
        "format": SNAPSHOT_FORMAT,
        "organisation": _organisation(organisation_id),
        **({"funder": funder} if funder else {}),
        "period": {"starts_on": _day(period.starts_on), "ends_on": _day(period.ends_on)},
        "compiled_on": _day(today),
        **_of_projects(subject, period, today),
        **_of_analyses(subject),
        **_of_changes(subject, past),
        **attendance_of(subject, past),
        "reviews": _reviews(subject, period),
        **count_over_time(subject, past),
    }


def _of_projects(subject: Subject, period: Period, today: date) -> Snapshot:
    projects = _projects(subject, today)
    milestones = [row for project in projects for row in project["milestones"]]
    active = [project for project in projects if project["state"] == ProjectState.ACTIVE]
    return {
        "projects": projects,
        "stages": _count(Stage, (project["stage"] for project in active)),
        "states": _count(ProjectState, (project["state"] for project in projects)),
        "milestones": _count(STANDINGS, (row["standing"] for row in milestones)),
        "met_in_period": sum(_is_in(period, row["met_on"]) for row in milestones),
    }


def _of_analyses(subject: Subject) -> Snapshot:
    frameworks = _frameworks(subject)
    return {
        "analyses": {
            state.value: sum(counts[state] for counts in frameworks.values()) for state in State
        },
        "frameworks": {version: sum(counts.values()) for version, counts in frameworks.items()},
        "analyses_by_framework": frameworks,
        "options": _options(subject),
    }


def _of_changes(subject: Subject, period: Period) -> Snapshot:
    changes = _changes(subject, period)
    return {
        "changes": _count(ChangeKind, (change["kind"] for change in changes)),
        "change_rows": changes,
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
        .order_by(JOURNEY_PLACE, LedgerRow.analysis_id.nulls_first(), LedgerRow.round)
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


def _reviews(subject: Subject, period: Period) -> dict[str, int]:
    found = db.session.execute(
        select(ReviewMove.action).where(
            *subject.below(ReviewMove),
            ReviewMove.at >= period.starts_at,
            ReviewMove.at < period.ends_before,
            ReviewMove.action.in_(REVIEW_ACTIONS),
            ~ReviewMove.is_repeat,
        )
    ).scalars()
    return _count(REVIEW_ACTIONS, found)


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
