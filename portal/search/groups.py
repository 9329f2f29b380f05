"""The kinds of things that are found, in groups, and where each of them opens."""

from typing import Any, NamedTuple

from portal.analyses.frameworks import FRAMEWORK_BY_VERSION
from portal.analyses.kinds import KINDS
from portal.analyses.slots import address_of
from portal.analyses.vocabulary import FrameworkVersion
from portal.language.dates import say_date
from portal.language.i18n import N_, gettext
from portal.organisations.mails import ROLE_TITLES
from portal.permissions import Role
from portal.search import names
from portal.search.names import FoundMember, FoundThing
from portal.search.words import Passage, mark, quote

PROJECTS, ANALYSES, ROWS, COMMENTS = "projects", "analyses", "rows", "comments"
PEOPLE, ORGANISATIONS, GUIDES = "people", "organisations", "guides"
EVIDENCE, WORKSHOPS, SESSIONS = "evidence", "workshops", "sessions"
GROUP_TITLES = {
    PROJECTS: N_("Projects"),
    ANALYSES: N_("Analyses"),
    ROWS: N_("Analysis text"),
    COMMENTS: N_("Comments"),
    EVIDENCE: N_("Evidence"),
    WORKSHOPS: N_("Workshops"),
    SESSIONS: N_("Sessions"),
    ORGANISATIONS: N_("Organisations"),
    PEOPLE: N_("People"),
    GUIDES: N_("Guides"),
}
KINDS_OF: dict[str, tuple[str, ...]] = {
    PROJECTS: ("project",),
    ANALYSES: ("analysis",),
    ROWS: tuple(KINDS),
    COMMENTS: ("comment",),
}
THING_KINDS = {EVIDENCE: names.EVIDENCE, WORKSHOPS: names.WORKSHOP, SESSIONS: names.SESSION}
GROUP_OF = {kind: group for group, kinds in KINDS_OF.items() for kind in kinds}


class Hit(NamedTuple):
    """Something that was found: where it opens, what it is called and where it stands."""

    href: str
    title: list[Passage]
    where: str
    snippet: list[Passage]


def read_hit(found: dict[str, Any], words: tuple[str, ...]) -> Hit:
    """Return a row of `find_entries` as it is shown, with the words marked."""
    title = quote(found["title"], words) or [Passage(gettext("Untitled"), is_hit=False)]
    place = f"/o/{found['slug']}"
    if found["kind"] == "project":
        where = f"{gettext('Project')} · {found['reference']}"
        return Hit(f"{place}/projects/{found['project_id']}", title, where, _rest(found, words))
    base = f"{place}/analyses/{found['analysis_id']}"
    if found["kind"] == "analysis":
        about = [gettext("Analysis"), found["reference"], found["project"]]
        return Hit(base, title, " · ".join(about), [])
    href, step = _page(found)
    name = gettext("Comment") if found["kind"] == "comment" else gettext(_kind_title(found["kind"]))
    at_step = [gettext("step %(number)s", number=step)] if step else []
    about = [name, *at_step, found["analysis"], found["reference"]]
    return Hit(f"{base}/{href}".rstrip("/"), title, " · ".join(about), _rest(found, words))


def read_member(found: FoundMember, words: tuple[str, ...], page: str = "") -> Hit:
    """Return somebody of an organisation as they are shown; `page` is below its address."""
    about = [gettext("Person"), gettext(ROLE_TITLES[Role(found.role)])]
    about += [] if page else [found.acronym]
    return Hit(f"/o/{found.slug}/{page}", mark(found.name, words), " · ".join(about), [])


def read_thing(found: FoundThing, words: tuple[str, ...]) -> Hit:
    """Return a file, a workshop or a session as it is shown."""
    title, day = quote(found.title, words), say_date(found.day)
    place = f"/o/{found.slug}"
    if found.kind == names.WORKSHOP:
        about = [gettext("Workshop"), day]
        return Hit(f"{place}/workshops/", title, " · ".join(about), [])
    if found.kind == names.SESSION:
        href = f"{place}/projects/{found.project_id}/sessions/#s{found.row_id}"
        about = [gettext("Coaching session"), day, found.reference]
        return Hit(href, title, " · ".join(about), [])
    page, _step = _page_of_row(found.framework, found.row_kind, found.row_id)
    href = f"{place}/analyses/{found.analysis_id}/{page}".rstrip("/")
    about = [gettext("Evidence"), gettext(_kind_title(found.row_kind)), found.reference]
    return Hit(href, title, " · ".join(about), [])


def _rest(found: dict[str, Any], words: tuple[str, ...]) -> list[Passage]:
    # What is in the title already needs no second look, unless the other words have it too.
    snippet = quote(found["words"], words)
    is_needed = any(piece.is_hit for piece in snippet) or not _is_in(found["title"], words)
    return snippet if is_needed else []


def _is_in(title: str, words: tuple[str, ...]) -> bool:
    return any(piece.is_hit for piece in mark(title, words))


def _kind_title(kind: str) -> str:
    return KINDS[kind].title


def _page(found: dict[str, Any]) -> tuple[str, int | None]:
    if found["kind"] == "comment":
        step = found["step"]
        return address_of(found["thread"], step, found["row_kind"], found["commented"]), step
    return _page_of_row(found["framework"], found["kind"], found["row_id"])


def _page_of_row(version: str, kind: str, row: int | None) -> tuple[str, int | None]:
    framework = FRAMEWORK_BY_VERSION[FrameworkVersion(version)]
    register = KINDS[kind].register
    step = framework.step_of.get(kind)
    if not (register or step):
        return "", None  # of steps that this analysis no longer follows
    return f"{framework.page_of(kind)}?row={row}#row-{row}", None if register else step
