"""Finds entries, people and organisations that hold all words, as far as the policies show them."""

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    Text,
    and_,
    bindparam,
    cast,
    func,
    literal,
    literal_column,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, aggregate_order_by

from portal.accounts.models import NetworkRole, Person
from portal.analyses.models import Analysis
from portal.coaching.models import IS_CURRENT, CoachAssignment, Comment
from portal.extensions import db
from portal.organisations.models import Membership, Organisation
from portal.projects.models import Project
from portal.search.models import SearchEntry

HITS_PER_PAGE = 20
MOST_READ = 4_000  # signs of a long text, among which the place to be shown is looked for
MOST_NAMES = 20


class FoundEntries(NamedTuple):
    """How many entries there are by kind, and one page of them."""

    counts: dict[str, int]
    page: list[dict[str, Any]]


def find_entries(
    words: Sequence[str], kinds: Sequence[str] | None, page: int, *, coach: int | None = None
) -> FoundEntries:
    """Return what holds all of `words`: those with one in their title first, then the newest.

    Of an organisation's scope, or of all projects that `coach` coaches now. Counts are of all
    kinds, whichever of them the page is to have.
    """
    counts, hits = db.session.execute(*find_entries_statement(words, kinds, page, coach)).one()
    return FoundEntries(counts or {}, hits or [])


def find_entries_statement(
    words: Sequence[str], kinds: Sequence[str] | None, page: int, coach: int | None = None
) -> tuple[Select[*tuple[Any, ...]], dict[str, Any]]:
    """Return the statement of `find_entries` and its values."""
    asked: dict[str, Any] = {f"word_{nth}": word for nth, word in enumerate(words)}
    told = {
        "every_kind": kinds is None,
        "kinds": list(kinds or ()),
        "skipped": (page - 1) * HITS_PER_PAGE,
    }
    of_coach = {} if coach is None else {"coach": coach}
    return _entries(len(words), coach is not None), asked | told | of_coach


@cache
def _entries(words: int, is_coach: bool) -> Select[*tuple[Any, ...]]:  # noqa: FBT001
    entry = SearchEntry
    coached = select(CoachAssignment.project_id).where(
        CoachAssignment.coach_id == bindparam("coach", type_=BigInteger), IS_CURRENT
    )
    # Said once more than the policies say it, so that an index leads there.
    here = (
        entry.project_id.in_(coached)
        if is_coach
        else entry.organisation_id
        == select(func.scope_organisation(type_=BigInteger)).scalar_subquery()
    )
    in_title = func.strpos(entry.form, _word(0)) <= func.char_length(entry.title)
    found = (
        select(entry.id, entry.kind, entry.changed_at, in_title.label("in_title"))
        .where(here, *_has_all(entry.form, words))
        .cte("found")
    )
    by_kind = select(found.c.kind, func.count().label("many")).group_by(found.c.kind).subquery()
    counts = select(func.jsonb_object_agg(by_kind.c.kind, by_kind.c.many)).scalar_subquery()
    top = (
        select(found)
        .where(
            or_(
                bindparam("every_kind", type_=Boolean),
                found.c.kind == func.any(bindparam("kinds", type_=ARRAY(Text))),
            )
        )
        .order_by(*_best_first(found))
        .limit(HITS_PER_PAGE)
        .offset(bindparam("skipped", type_=Integer))
        .subquery()
    )
    parts = {
        **{name: getattr(entry, name) for name in ("kind", "row_id", "project_id", "analysis_id")},
        "title": func.left(entry.title, MOST_READ),
        "words": func.left(entry.words, MOST_READ),
        "slug": Organisation.slug,
        "reference": Project.reference,
        "project": Project.title,
        "analysis": Analysis.title,
        "framework": Analysis.framework_version,
        "thread": func.coalesce(Comment.parent_id, Comment.id),
        "step": Comment.step,
        "row_kind": Comment.row_kind,
        "commented": Comment.row_id,
    }
    told = func.jsonb_build_object(*(one for pair in parts.items() for one in _named(*pair)))
    hits = (
        select(func.jsonb_agg(aggregate_order_by(told, *_best_first(top)), type_=JSONB))
        .select_from(top)
        .join(entry, entry.id == top.c.id)
        .join(Organisation, Organisation.id == entry.organisation_id)
        .join(Project, Project.id == entry.project_id)
        .outerjoin(Analysis, Analysis.id == entry.analysis_id)
        .outerjoin(Comment, and_(entry.source == "comments", Comment.id == entry.row_id))
        .scalar_subquery()
    )
    return select(counts, hits)


def find_members(words: Sequence[str], organisation_id: int) -> list[tuple[str, str]]:
    """Return names and roles of members whose name holds all words."""
    found = (
        select(Person.name, Membership.role)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.organisation_id == organisation_id,
            Person.active,
            *(func.strpos(Person.sort_form, word) > 0 for word in words),
        )
        .order_by(Person.sort_form)
        .limit(MOST_NAMES)
    )
    return [(row.name, row.role) for row in db.session.execute(found)]


class FoundName(NamedTuple):
    """An organisation (by its slug) or a coach (by their id) of the network."""

    key: str
    name: str
    is_organisation: bool


def find_names(words: Sequence[str]) -> list[FoundName]:
    """Return organisations and coaches of the network whose names hold all words."""
    organisations = select(
        Organisation.slug,
        Organisation.acronym + " · " + Organisation.name,
        literal(True),  # noqa: FBT003
        Organisation.sort_form,
    ).where(*(func.strpos(Organisation.search_form, word) > 0 for word in words))
    coaches = (
        select(cast(Person.id, Text), Person.name, literal(False), Person.sort_form)  # noqa: FBT003
        .join(NetworkRole, NetworkRole.person_id == Person.id)
        .where(
            NetworkRole.role == "coach",
            Person.active,
            *(func.strpos(Person.sort_form, word) > 0 for word in words),
        )
    )
    every = organisations.union_all(coaches).order_by(literal_column("4")).limit(2 * MOST_NAMES)
    return [FoundName(*row[:3]) for row in db.session.execute(every)]


def _has_all(form: ColumnElement[str] | Any, words: int) -> list[ColumnElement[bool]]:  # noqa: ANN401
    return [func.strpos(form, _word(nth)) > 0 for nth in range(words)]


def _best_first(found: FromClause) -> tuple[ColumnElement[Any], ...]:
    return found.c.in_title.desc(), found.c.changed_at.desc(), found.c.id.desc()


def _word(nth: int) -> ColumnElement[str]:
    return bindparam(f"word_{nth}", type_=Text)


def _named(name: str, value: object) -> tuple[Any, Any]:
    return literal_column(f"'{name}'"), value
