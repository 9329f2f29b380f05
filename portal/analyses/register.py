"""The register of changes: what an organisation changed, of which kind, when, and what proves it.

What counts as a change is said here once; reports and the programme count with the same words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, ScalarSelect, func, select

from portal import clock
from portal.analyses.models import Analysis, Change, Option
from portal.analyses.vocabulary import ChangeKind
from portal.extensions import db
from portal.files.models import EvidenceFile
from portal.projects.models import Project

PAGE = 20
LONGEST = 400
# A change counts when its kind, before, after and evidence are written (domain, finding 4).
COUNTS: ColumnElement[bool] = Change.is_proved & Change.removed_at.is_(None)
MADE_ON: ColumnElement[date] = func.coalesce(Change.changed_on, clock.day_in_sql(Change.created_at))
AnyRow = Row[*tuple[Any, ...]]


@dataclass(frozen=True)
class Wanted:
    """Which changes a reader wants to see; what is None is not asked for."""

    project_id: int | None = None
    kind: ChangeKind | None = None
    since: date | None = None
    until: date | None = None
    is_proved: bool | None = None


@dataclass(frozen=True)
class Tally:
    """Changes of one kind: those that count, and those that lack something."""

    proved: int = 0
    lacking: int = 0


def tally(wanted: Wanted) -> dict[str, Tally]:
    """Return how many changes there are by kind; "" are those whose kind is not said yet.

    All kinds and proofs are counted whatever is wanted of them, so that a filter can be left.
    """
    found = db.session.execute(
        select(
            Change.kind,
            func.count().filter(Change.is_proved).label("proved"),
            func.count().filter(~Change.is_proved).label("lacking"),
        )
        .where(*_within(wanted))
        .group_by(Change.kind)
    )
    counted = {row.kind: Tally(row.proved, row.lacking) for row in found}
    return {kind: counted.get(kind, Tally()) for kind in (*ChangeKind, "")}


def list_changes(wanted: Wanted, page: int) -> tuple[Sequence[AnyRow], bool]:
    """Return one page of changes, the newest first, and whether there are more.

    Long texts are cut; the change itself has them whole.
    """
    found = db.session.execute(
        select(
            *(Change.id, Change.analysis_id, Change.kind, Change.is_proved),
            MADE_ON.label("made_on"),
            *(
                func.left(column, LONGEST + 1).label(column.key)
                for column in (Change.before, Change.after, Change.evidence)
            ),
            func.left(Option.description, LONGEST).label("option"),
            files_of_change().label("files"),
            *(Project.reference, Analysis.title.label("analysis")),
        )
        .join(Analysis, Analysis.id == Change.analysis_id)
        .join(Project, Project.id == Change.project_id)
        .outerjoin(Option, Option.id == Change.option_id)
        .where(*_within(wanted), *_chosen(wanted))
        .order_by(MADE_ON.desc(), Change.id.desc())
        .limit(PAGE + 1)
        .offset((page - 1) * PAGE)
    ).all()
    return found[:PAGE], len(found) > PAGE


def files_of_change() -> ScalarSelect[int]:
    """Return the number of files on a change, as far as the reader's scope sees them."""
    return (
        select(func.count())
        .where(
            EvidenceFile.analysis_id == Change.analysis_id,
            EvidenceFile.row_kind == "change",
            EvidenceFile.row_id == Change.id,
            EvidenceFile.removed_at.is_(None),
        )
        .scalar_subquery()
    )


def _within(wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Change.removed_at.is_(None)]
    if wanted.project_id is not None:
        conditions.append(Change.project_id == wanted.project_id)
    if wanted.since is not None:
        conditions.append(wanted.since <= MADE_ON)
    if wanted.until is not None:
        conditions.append(wanted.until >= MADE_ON)
    return conditions


def _chosen(wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.kind is not None:
        conditions.append(Change.kind == wanted.kind)
    if wanted.is_proved is not None:
        conditions.append(Change.is_proved.is_(wanted.is_proved))
    return conditions
