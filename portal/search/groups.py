"""The kinds of things that are found, in groups, and where each of them opens."""

from typing import Any, NamedTuple

from portal.analyses.frameworks import FRAMEWORK
from portal.analyses.kinds import KINDS
from portal.analyses.slots import address_of
from portal.language.i18n import N_, gettext
from portal.search.words import Passage, mark, quote

PROJECTS, ANALYSES, ROWS, COMMENTS = "projects", "analyses", "rows", "comments"
PEOPLE, ORGANISATIONS, GUIDES = "people", "organisations", "guides"
GROUPS = {
    PROJECTS: N_("Projects"),
    ANALYSES: N_("Analyses"),
    ROWS: N_("Rows"),
    COMMENTS: N_("Comments"),
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
    framework, kind, row = FRAMEWORK[found["framework"]], found["kind"], found["row_id"]
    register = KINDS[kind].register
    step = framework.step_of.get(kind)
    if not (register or step):
        return "", None  # of steps that this analysis no longer follows
    return f"{framework.page_of(kind)}?row={row}#row-{row}", None if register else step
