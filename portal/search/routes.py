"""The search: of an organisation, of what one coaches, of the network, of the guides."""

from collections.abc import Callable
from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import urlencode

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from portal import entry
from portal.events.kinds import KIND_TITLES
from portal.gate import requires, signed_in
from portal.http.request_values import page_number
from portal.language.i18n import gettext
from portal.language.locales import DEFAULT_LOCALE
from portal.navigation import navigation
from portal.search import groups, names, queries
from portal.search.groups import GROUP_OF, GROUP_TITLES, KINDS_OF, Hit
from portal.search.guides import find_sections
from portal.search.words import LONGEST_QUERY, Query, mark, read_query

blueprint = Blueprint("search", __name__)


class Found(NamedTuple):
    """How many things were found by group, and one page of them; `is_cut` where there are more."""

    counts: dict[str, int]
    hits: list[Hit]
    is_cut: bool = False


@blueprint.get("/o/<organisation>/search")
@requires("analysis:read")
def search_organisation(organisation: str) -> ResponseReturnValue:
    """Search an organisation, or what a coach coaches in it, and the guides."""
    return _show(f"/o/{organisation}/search", _find_here)


@blueprint.get("/coach/search")
@requires("queue:read")
def search_coached() -> ResponseReturnValue:
    """Search all projects that somebody coaches, and the guides."""
    return _show("/coach/search", _find_coached)


@blueprint.get("/network/search")
@requires("programme:read")
def search_network() -> ResponseReturnValue:
    """Search the names that the network knows, and the guides; never what organisations write."""
    return _show("/network/search", _find_names)


@blueprint.get("/search")
@signed_in
def search() -> ResponseReturnValue:
    """Lead to the search of one's first place; who has none searches the guides."""
    if places := navigation():
        return redirect(f"{places[0].href}search?{urlencode({'q': request.args.get('q', '')})}")
    return _show("/search", lambda _query, _group: Found({}, []))


def _show(path: str, find: Callable[[Query, str], Found]) -> ResponseReturnValue:
    query = read_query(request.args.get("q", ""))
    group = request.args.get("kind", "")
    group = group if group in GROUP_TITLES else ""
    found = _with_guides(find(query, group), query, group) if query.words else Found({}, [])
    page = render_template(
        "search/results.html",
        path=path,
        query=query,
        group=group,
        groups=GROUP_TITLES,
        found=found,
        total=found.counts.get(group, 0) if group else sum(found.counts.values()),
        number=page_number(),
        rows=queries.HITS_PER_PAGE,
        most=queries.MOST_FOUND if found.is_cut else 0,
        link=f"{path}?{urlencode({'q': query.shown, 'kind': group, 'page': ''})}",
        tab=f"{path}?{urlencode({'q': query.shown, 'kind': ''})}",
        elsewhere=[one for one in navigation() if f"{one.href}search" != path],
        asked=urlencode({"q": query.shown}),
        longest=LONGEST_QUERY,
    )
    is_fault = query.is_too_long or query.is_too_short
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if is_fault else HTTPStatus.OK


def _with_guides(found: Found, query: Query, group: str) -> Found:
    sections = find_sections(query.words, str(get_locale() or DEFAULT_LOCALE))
    counts = found.counts | ({groups.GUIDES: len(sections)} if sections else {})
    if group not in ("", groups.GUIDES):
        return found._replace(counts=counts)
    # After everything else: what is left of the page.
    start = (page_number() - 1) * queries.HITS_PER_PAGE
    others = sum(found.counts.values()) if not group else 0
    room = queries.HITS_PER_PAGE - len(found.hits)
    first = max(start - others, 0)
    return found._replace(counts=counts, hits=[*found.hits, *sections[first : first + room]])


def _find_here(query: Query, group: str) -> Found:
    found = _entries(query, group)
    page = "people/" if entry.visitor().may("organisation:read") else ""
    people = names.find_members(query.words, entry.organisation().id)
    hits = [groups.read_member(one, query.words, page) for one in people]
    return _names_first(hits, groups.PEOPLE, found, group)


def _find_coached(query: Query, group: str) -> Found:
    found = _entries(query, group, coach=entry.visitor().id)
    # In this scope the policies show one's own memberships too, and a coach may have some.
    people = names.find_members(query.words, None)
    hits = [groups.read_member(one, query.words) for one in people]
    return _names_first(hits, groups.PEOPLE, found, group)


def _find_names(query: Query, group: str) -> Found:
    may_assign = entry.visitor().may("coach:assign")
    organisations, people = [], []
    for key, name, is_organisation in names.find_names(query.words):
        title = mark(name, query.words)
        if is_organisation:
            href = f"/network/organisations/{key}"
            organisations.append(Hit(href, title, gettext("Organisation"), []))
        else:
            href = f"/network/coaches/{key}" if may_assign else "/network/coaches"
            people.append(Hit(href, title, gettext("Coach"), []))
    found = _names_first(people, groups.PEOPLE, Found({}, []), group)
    return _names_first(organisations, groups.ORGANISATIONS, found, group)


def _names_first(hits: list[Hit], name: str, found: Found, group: str) -> Found:
    # Few, and what somebody who types a name looks for: on the first page, above the rest.
    counts = ({name: len(hits)} if hits else {}) | found.counts
    is_shown = group in ("", name) and page_number() == 1
    return found._replace(counts=counts, hits=[*(hits if is_shown else []), *found.hits])


def _entries(query: Query, group: str, coach: int | None = None) -> Found:
    kinds = KINDS_OF.get(group, ()) if group else None
    entries = queries.find_entries(query.words, kinds, page_number(), coach=coach)
    counts = dict.fromkeys((one for one in KINDS_OF), 0)
    for kind, many in entries.counts.items():
        counts[GROUP_OF[kind]] += many
    hits = [groups.read_hit(one, query.words) for one in entries.page]
    kept = {name: many for name, many in counts.items() if many}
    found = Found(kept, hits, is_cut=entries.is_cut)
    titles = {kind.value: gettext(title) for kind, title in KIND_TITLES.items()}
    things = names.find_things(query.words, titles)
    for name, kind in groups.THING_KINDS.items():
        listed = [groups.read_thing(one, query.words) for one in things if one.kind == kind]
        found = _names_first(listed, name, found, group)
    return found
