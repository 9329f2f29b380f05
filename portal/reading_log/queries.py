"""Reads of the log: the readers of one analysis, and the lines of a whole organisation."""

from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ScalarSelect, Select, bindparam, func, literal, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from portal.accounts.models import Person
from portal.analyses.heads import AnalysisHead
from portal.analyses.models import Analysis
from portal.analyses.slots import Reader
from portal.extensions import db
from portal.projects.models import Project
from portal.reading_log.models import Reading

LINES_PER_PAGE = 50
READERS_SHOWN = 12


class ReadingLine(NamedTuple):
    """A line of the log: who opened what, first in that hour by which request."""

    at: datetime
    person_id: int
    name: str
    role: str
    analysis_id: int
    reference: str
    title: str
    request_id: str


def readers_column() -> ScalarSelect[Any]:
    """Return what `read_readers` needs of an analysis, as one value; the latest come first."""
    last_at = func.max(Reading.at)
    role = func.array_agg(aggregate_order_by(Reading.role, Reading.at.desc()))[1]
    found = (
        select(Reading.person_id, Person.name, role.label("role"), last_at.label("last_at"))
        .join(Person, Person.id == Reading.person_id)
        .where(Reading.analysis_id == bindparam("analysis_id", type_=BigInteger))
        .group_by(Reading.person_id, Person.name)
        .order_by(last_at.desc())
        .limit(READERS_SHOWN)
        .subquery()
    )
    parts = (part for column in found.c for part in (literal(column.key), column))
    told = aggregate_order_by(func.jsonb_build_object(*parts), found.c.last_at.desc())
    return select(func.jsonb_agg(told)).scalar_subquery()


def read_readers(_head: AnalysisHead, told: Any) -> list[Reader]:  # noqa: ANN401  JSON
    """Return who opened an analysis, the latest first, of what `readers_column` read."""
    return [
        Reader(**reader | {"last_at": datetime.fromisoformat(reader["last_at"])})
        for reader in told or ()
    ]


def list_readings(person: int, analysis: int, page: int) -> tuple[list[ReadingLine], bool]:
    """Return one page of lines, the newest first, and whether there are more; 0 asks for all."""
    asked = {"person": person, "analysis": analysis, "skipped": (page - 1) * LINES_PER_PAGE}
    found = [ReadingLine._make(row) for row in db.session.execute(_lines(), asked)]
    return found[:LINES_PER_PAGE], len(found) > LINES_PER_PAGE


@cache
def _lines() -> Select[*tuple[Any, ...]]:
    person, analysis = (bindparam(name, type_=BigInteger) for name in ("person", "analysis"))
    return (
        select(
            *(Reading.at, Reading.person_id, Person.name, Reading.role, Reading.analysis_id),
            *(Project.reference, Analysis.title, Reading.request_id),
        )
        .join(Person, Person.id == Reading.person_id)
        .join(Analysis, Analysis.id == Reading.analysis_id)
        .join(Project, Project.id == Reading.project_id)
        .where(
            (person == 0) | (Reading.person_id == person),
            (analysis == 0) | (Reading.analysis_id == analysis),
        )
        .order_by(Reading.at.desc(), Reading.id.desc())
        .limit(LINES_PER_PAGE + 1)
        .offset(bindparam("skipped", type_=BigInteger))
    )


def list_people() -> list[tuple[int, str]]:
    """Return everybody who is in the log, with their ids, by name."""
    read = select(Reading.person_id)
    found = select(Person.id, Person.name).where(Person.id.in_(read)).order_by(Person.sort_form)
    return [(row.id, row.name) for row in db.session.execute(found)]


def list_analyses() -> list[tuple[int, str]]:
    """Return the analyses of the organisation, with their ids, by reference."""
    words = Project.reference + " · " + Analysis.title
    found = (
        select(Analysis.id, words.label("words"))
        .join(Project, Project.id == Analysis.project_id)
        .order_by(Project.number, Analysis.id)
    )
    return [(row.id, row.words) for row in db.session.execute(found)]
