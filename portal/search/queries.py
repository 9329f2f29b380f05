"""Finds entries that hold all words, as far as the policies show them."""

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    Text,
    and_,
    bindparam,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, aggregate_order_by

from portal.analyses.models import Analysis
from portal.coaching.models import IS_CURRENT, CoachAssignment, Comment
from portal.extensions import db
from portal.organisations.models import Organisation
from portal.projects.models import Project
from portal.search.models import SearchEntry

HITS_PER_PAGE = 20
# More hits than this are counted and ordered by nobody: the newest are enough to go on from.
MOST_FOUND = 2_000
MOST_READ = 4_000  # signs of a long text, among which the place to be shown is looked for

_MOST = bindparam("most", type_=Integer)


class FoundEntries(NamedTuple):
    """How many entries there are by kind, and one page of them."""

    counts: dict[str, int]
    page: list[dict[str, Any]]

    @property
    def is_cut(self) -> bool:
        """Tell whether there may be more than were counted."""
        return sum(self.counts.values()) >= MOST_FOUND


def find_entries(
    words: Sequence[str], kinds: Sequence[str] | None, page: int, *, coach: int | None = None
) -> FoundEntries:
    """Return what holds all of `words`: those with one in their title first, then the newest.

    Of an organisation's scope, or of all projects that `coach` coaches now. Counts are of all
    kinds, whichever of them the page is to have. Where a lot is found, the newest `MOST_FOUND` are
    all that there is.
    """
    counts, hits = db.session.execute(*find_entries_statement(words, kinds, page, coach)).one()
    return FoundEntries(counts or {}, hits or [])


def find_entries_statement(
    words: Sequence[str], kinds: Sequence[str] | None, page: int, coach: int | None = None
) -> tuple[Select[*tuple[Any, ...]], dict[str, Any]]:
    """Return the statement of `find_entries` and its values."""
    asked: dict[str, Any] = {f"word_{nth}": word for nth, word in enumerate(words)}
    told = {"skipped": (page - 1) * HITS_PER_PAGE, "most": MOST_FOUND}
    of_kinds = {} if kinds is None else {"kinds": list(kinds)}
    of_coach = {} if coach is None else {"coach": coach}
    statement = _entries(len(words), is_coach=coach is not None, has_kinds=kinds is not None)
    return statement, asked | told | of_kinds | of_coach


@cache
def _entries(words: int, *, is_coach: bool, has_kinds: bool) -> Select[*tuple[Any, ...]]:
    entry, every = SearchEntry, _newest(words, is_coach=is_coach)
    found = every.cte("found")
    by_kind = select(found.c.kind, func.count().label("many")).group_by(found.c.kind).subquery()
    counts = select(func.jsonb_object_agg(by_kind.c.kind, by_kind.c.many)).scalar_subquery()
    among = _of_kinds(found, words, is_coach=is_coach) if has_kinds else found
    # Asked of the newest alone: of all that is found it takes as long as the search.
    in_title = func.strpos(entry.form, _word(0)) <= func.char_length(entry.title)
    ranked = (
        select(among, in_title.label("in_title")).join(entry, entry.id == among.c.id).subquery()
    )
    top = (
        select(ranked)
        .order_by(*_best_first(ranked))
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


def _newest(words: int, *, is_coach: bool) -> Select[*tuple[Any, ...]]:
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
    return (
        select(entry.id, entry.kind, entry.changed_at)
        .where(here, *(func.strpos(entry.form, _word(nth)) > 0 for nth in range(words)))
        .order_by(entry.changed_at.desc(), entry.id.desc())
        .limit(_MOST)
    )


def _of_kinds(found: CTE, words: int, *, is_coach: bool) -> FromClause:
    # Looked for anew only where the newest of all kinds leave out some of these.
    many = select(func.count()).select_from(found).scalar_subquery()
    kinds = func.any(bindparam("kinds", type_=ARRAY(Text)))
    anew = _newest(words, is_coach=is_coach).where(SearchEntry.kind == kinds, many >= _MOST)
    of_found = select(found).where(found.c.kind == kinds, many < _MOST)
    return of_found.union_all(anew.subquery().select()).subquery()


def _best_first(found: FromClause) -> tuple[ColumnElement[Any], ...]:
    return found.c.in_title.desc(), found.c.changed_at.desc(), found.c.id.desc()


def _word(nth: int) -> ColumnElement[str]:
    return bindparam(f"word_{nth}", type_=Text)


def _named(name: str, value: object) -> tuple[Any, Any]:
    return literal_column(f"'{name}'"), value
