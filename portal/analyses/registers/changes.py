"""The register of changes: what an organisation changed, of which kind, when, and what proves it.

What counts as a change is said here once; reports and the programme count with the same words.
"""

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    ScalarSelect,
    Select,
    bindparam,
    func,
    select,
)

from portal import clock
from portal.analyses.models import Analysis, Change, Option
from portal.analyses.vocabulary import ChangeKind
from portal.extensions import db
from portal.files.models import EvidenceFile
from portal.projects.models import Project

CHANGES_PER_PAGE = 20
LONGEST_SEARCH = 400
# A change counts when its kind, before, after and evidence are written (domain: What counts).
CHANGE_COUNTS: ColumnElement[bool] = Change.is_proved & Change.removed_at.is_(None)
MADE_ON: ColumnElement[date] = func.coalesce(Change.changed_on, clock.day_in_sql(Change.created_at))
# What can be asked for, by the names in `Wanted`; counts are within the first three.
CHANGE_CONDITIONS: dict[str, ColumnElement[bool]] = {
    "project_id": Change.project_id == bindparam("project_id"),
    "since": bindparam("since", type_=Date) <= MADE_ON,
    "until": bindparam("until", type_=Date) >= MADE_ON,
    "kind": Change.kind == bindparam("kind"),
    "is_proved": Change.is_proved == bindparam("is_proved"),
}
COUNTED_WITHIN = ("project_id", "since", "until")


class ChangeFilter(NamedTuple):
    """Which changes a reader wants to see; what is None is not asked for."""

    project_id: int | None = None
    kind: ChangeKind | None = None
    since: date | None = None
    until: date | None = None
    is_proved: bool | None = None

    def asked(self, names: Iterable[str]) -> dict[str, Any]:
        """Return what is asked for, of all that these conditions could ask."""
        found = {name: getattr(self, name) for name in names}
        return {name: value for name, value in found.items() if value is not None}


class Tally(NamedTuple):
    """Changes of one kind: those that count, and those that lack something."""

    proved: int = 0
    lacking: int = 0


class ListedChange(NamedTuple):
    """A change in the register, with long texts cut; `option` is what it came of, if anything."""

    id: int
    analysis_id: int
    kind: str
    is_proved: bool
    made_on: date
    before: str
    after: str
    evidence: str
    option: str | None
    files: int
    reference: str
    analysis: str


def tally(wanted: ChangeFilter) -> dict[str, Tally]:
    """Return how many changes there are by kind; "" are those whose kind is not said yet.

    All kinds and proofs are counted whatever is wanted of them, so that a filter can be left.
    """
    asked = wanted.asked(COUNTED_WITHIN)
    found = db.session.execute(_tally(tuple(asked)), asked)
    counted = {row.kind: Tally(row.proved, row.lacking) for row in found}
    return {kind: counted.get(kind, Tally()) for kind in (*ChangeKind, "")}


def list_changes(wanted: ChangeFilter, page: int) -> tuple[list[ListedChange], bool]:
    """Return one page of changes, the newest first, and whether there are more.

    Long texts are cut; the change itself has them whole.
    """
    asked = wanted.asked(CHANGE_CONDITIONS)
    before = {"skipped": (page - 1) * CHANGES_PER_PAGE}
    rows = db.session.execute(_changes(tuple(asked)), asked | before)
    found = [ListedChange._make(row) for row in rows]
    return found[:CHANGES_PER_PAGE], len(found) > CHANGES_PER_PAGE


# Statements are built once for each choice of conditions: building costs more than asking.
@cache
def _tally(asked: tuple[str, ...]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Change.kind,
            func.count().filter(Change.is_proved).label("proved"),
            func.count().filter(~Change.is_proved).label("lacking"),
        )
        .where(Change.removed_at.is_(None), *(CHANGE_CONDITIONS[name] for name in asked))
        .group_by(Change.kind)
    )


@cache
def _changes(asked: tuple[str, ...]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            *(Change.id, Change.analysis_id, Change.kind, Change.is_proved),
            MADE_ON.label("made_on"),
            *(
                func.left(column, LONGEST_SEARCH + 1).label(column.key)
                for column in (Change.before, Change.after, Change.evidence)
            ),
            func.left(Option.description, LONGEST_SEARCH).label("option"),
            files_of_change().label("files"),
            *(Project.reference, Analysis.title.label("analysis")),
        )
        .join(Analysis, Analysis.id == Change.analysis_id)
        .join(Project, Project.id == Change.project_id)
        .outerjoin(Option, Option.id == Change.option_id)
        .where(Change.removed_at.is_(None), *(CHANGE_CONDITIONS[name] for name in asked))
        .order_by(MADE_ON.desc(), Change.id.desc())
        .limit(CHANGES_PER_PAGE + 1)
        .offset(bindparam("skipped", type_=Integer))
    )


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
