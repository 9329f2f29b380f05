"""Finds what people look for by a name: people, organisations, files, workshops, sessions."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Date,
    Select,
    Text,
    bindparam,
    case,
    cast,
    column,
    func,
    literal,
    literal_column,
    null,
    select,
    table,
    union_all,
)

from portal.accounts.models import NetworkRole, Person
from portal.analyses.models import Analysis
from portal.events.models import Workshop, WorkshopKind
from portal.extensions import db
from portal.files.models import EvidenceFile
from portal.organisations.models import Membership, Organisation
from portal.projects.models import Project

MOST_NAMES = 20
EVIDENCE, WORKSHOP, SESSION = "evidence", "workshop", "session"
# Sessions stand above the search, so their table is known here by name.
_sessions = table(
    "coaching_sessions",
    *map(column, ("id", "project_id", "organisation_id", "held_on", "summary")),
)


class FoundMember(NamedTuple):
    """Somebody of an organisation, which is named by its slug and acronym."""

    name: str
    role: str
    slug: str
    acronym: str


class FoundName(NamedTuple):
    """An organisation (by its slug) or a coach (by their id) of the network."""

    key: str
    name: str
    is_organisation: bool


class FoundThing(NamedTuple):
    """A file of evidence, a workshop or a session, and where it is.

    `title` is what it is called: a name, a summary, a kind of workshop. A file has a row, by its
    kind and id, in an analysis of a framework; a session has a project, a workshop neither.
    """

    kind: str
    title: str
    day: date
    slug: str
    project_id: int | None
    reference: str
    analysis_id: int | None
    framework: str
    row_kind: str
    row_id: int | None


def find_members(words: Sequence[str], organisation_id: int | None) -> list[FoundMember]:
    """Return members whose name holds all words: of one organisation, or of all that may be read.

    The policies show a coach the members of the organisations in which they coach now.
    """
    asked = _bound(words) | {"organisation_id": organisation_id}
    statement = _members(len(words), is_one=organisation_id is not None)
    return [FoundMember._make(row) for row in db.session.execute(statement, asked)]


def find_names(words: Sequence[str]) -> list[FoundName]:
    """Return organisations and coaches of the network whose names hold all words."""
    found = db.session.execute(_names(len(words)), _bound(words))
    return [FoundName(*row[:3]) for row in found]


@cache
def _names(words: int) -> CompoundSelect[*tuple[Any, ...]]:
    organisations = select(
        Organisation.slug,
        Organisation.acronym + " · " + Organisation.name,
        literal(True),  # noqa: FBT003
        Organisation.sort_form,
    ).where(*_has_all(Organisation.search_form, words))
    coaches = (
        select(cast(Person.id, Text), Person.name, literal(False), Person.sort_form)  # noqa: FBT003
        .join(NetworkRole, NetworkRole.person_id == Person.id)
        .where(NetworkRole.role == "coach", Person.active, *_has_all(Person.sort_form, words))
    )
    return organisations.union_all(coaches).order_by(literal_column("4")).limit(2 * MOST_NAMES)


def find_things(words: Sequence[str], workshop_kinds: Mapping[str, str]) -> list[FoundThing]:
    """Return files, workshops and sessions that hold all words, the newest of each.

    `workshop_kinds` are the kinds of workshops in the reader's words.
    """
    said = {f"kind_{kind}": words for kind, words in workshop_kinds.items()}
    found = db.session.execute(_things(len(words)), _bound(words) | said)
    return [FoundThing._make(row) for row in found]


# Built once: building costs more than asking.
@cache
def _members(words: int, *, is_one: bool) -> Select[*tuple[Any, ...]]:
    found = (
        select(Person.name, Membership.role, Organisation.slug, Organisation.acronym)
        .join(Membership, Membership.person_id == Person.id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Person.active, *_has_all(Person.sort_form, words))
        .order_by(Person.sort_form, Organisation.sort_form)
        .limit(MOST_NAMES)
    )
    one: BindParameter[int] = bindparam("organisation_id", type_=BigInteger)
    return found.where(Membership.organisation_id == one) if is_one else found


@cache
def _things(words: int) -> CompoundSelect[*tuple[Any, ...]]:
    parts = [_files(words), _workshops(words), _coaching_sessions(words)]
    newest = [
        part.order_by(literal_column("day").desc()).limit(MOST_NAMES).subquery() for part in parts
    ]
    return union_all(*(select(part) for part in newest))


def _files(words: int) -> Select[*tuple[Any, ...]]:
    file = EvidenceFile
    return (
        select(
            literal(EVIDENCE).label("kind"),
            file.name.label("title"),
            cast(file.added_at, Date).label("day"),
            *(Organisation.slug, file.project_id, Project.reference, file.analysis_id),
            *(Analysis.framework_version.label("framework"), file.row_kind, file.row_id),
        )
        .join(Analysis, Analysis.id == file.analysis_id)
        .join(Project, Project.id == file.project_id)
        .join(Organisation, Organisation.id == file.organisation_id)
        .where(file.removed_at.is_(None), *_has_all(file.form, words))
    )


def _workshops(words: int) -> Select[*tuple[Any, ...]]:
    titles = {kind.value: bindparam(f"kind_{kind.value}", type_=Text) for kind in WorkshopKind}
    said = case(titles, value=Workshop.kind, else_="")
    form = func.search_form(said + " " + Workshop.given_by + " " + Workshop.funder)
    return (
        select(
            literal(WORKSHOP).label("kind"),
            said.label("title"),
            Workshop.held_on.label("day"),
            Organisation.slug,
            *_nothing(project_id=BigInteger, reference=Text, analysis_id=BigInteger),
            *_nothing(framework=Text, row_kind=Text, row_id=BigInteger),
        )
        .join(Organisation, Organisation.id == Workshop.organisation_id)
        .where(*_has_all(form, words))
    )


def _coaching_sessions(words: int) -> Select[*tuple[Any, ...]]:
    one = _sessions.c
    return (
        select(
            literal(SESSION).label("kind"),
            one.summary.label("title"),
            one.held_on.label("day"),
            *(Organisation.slug, one.project_id, Project.reference),
            *_nothing(analysis_id=BigInteger, framework=Text, row_kind=Text),
            one.id.label("row_id"),
        )
        # Which a coach reads of those that they coach now, and their own sessions for good.
        .join(Project, Project.id == one.project_id)
        .join(Organisation, Organisation.id == one.organisation_id)
        .where(*_has_all(func.search_form(one.summary), words))
    )


def _nothing(**columns: Any) -> list[ColumnElement[Any]]:  # noqa: ANN401  types of columns
    return [cast(null(), kind).label(name) for name, kind in columns.items()]


def _has_all(form: Any, words: int) -> list[ColumnElement[bool]]:  # noqa: ANN401
    return [func.strpos(form, bindparam(f"word_{nth}", type_=Text)) > 0 for nth in range(words)]


def _bound(words: Sequence[str]) -> dict[str, Any]:
    return {f"word_{nth}": word for nth, word in enumerate(words)}
