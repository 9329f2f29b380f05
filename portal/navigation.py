"""Where one can go: the places of a person, and the parts of the place that they are in."""

from collections.abc import Iterator
from typing import NamedTuple, Protocol

from flask_login import current_user

from portal.language.i18n import N_, gettext
from portal.permissions import Role, grants


class NavPlace(NamedTuple):
    """A place that somebody can go to from every page."""

    href: str
    label: str


class NavPart(NamedTuple):
    """A part of a place; one is marked while the page belongs to it."""

    href: str
    label: str
    is_current: bool


class Crumb(NamedTuple):
    """A page above the one that is shown; where the line is short, titles are cut first."""

    href: str
    label: str
    is_title: bool = False


class ProjectOnTrail(Protocol):
    """What a trail needs of a project."""

    @property
    def id(self) -> int: ...
    @property
    def title(self) -> str: ...


class AnalysisOnTrail(Protocol):
    """What a trail needs of an analysis."""

    @property
    def id(self) -> int: ...
    @property
    def title(self) -> str: ...
    @property
    def project_id(self) -> int: ...
    @property
    def project_title(self) -> str: ...


class _Part(NamedTuple):
    """A part for whoever may do `permission`; its pages begin as it does, or as `also`.

    Not for those who may do what `unless` says: they have another.
    """

    path: str
    label: str
    permission: str = ""
    also: tuple[str, ...] = ()
    unless: str = ""


_OF_ORGANISATION = (
    _Part("", N_("Projects"), also=("projects", "analyses")),
    _Part("workshops/", N_("Workshops"), "organisation:read", also=("events",)),
    _Part("reports/", N_("Reports"), "organisation:read"),
    _Part("people/", N_("People"), "organisation:read"),
)
_OF_NETWORK = (
    _Part("", N_("Programme"), also=("reach",)),
    _Part("organisations", N_("Organisations"), "programme:read"),
    _Part("events/", N_("Events"), "event:read", also=("participants",)),
    _Part("due-times", N_("Deadlines"), "milestone_rule:edit", also=("workshop-lengths",)),
    _Part(
        *("assignments", N_("Coaches"), "coach:assign"),
        also=("workload", "requests", "coaches", "projects"),
    ),
    _Part("coaches", N_("Coaches"), "programme:read", unless="coach:assign"),
    _Part("people", N_("People"), "network:invite", also=("second-steps",)),
    _Part("mails", N_("Emails"), "mail:retry"),
)
_OF_COACH = (
    _Part("", N_("Your queue")),
    _Part("events/", N_("Events")),
    _Part("record", N_("Your record"), also=("words",)),
    _Part("profile", N_("Your profile")),
)
NETWORK_PATH, COACHING_PATH = "/network/", "/coach/"


def navigation() -> tuple[NavPlace, ...]:
    """Return the places that the visitor can go to from every page."""
    person = current_user._get_current_object()  # noqa: SLF001  Flask's documented way
    if not person.is_authenticated:
        return ()
    return tuple(_places(person))


def parts_of(organisation: str | None, roles: tuple[Role, ...], path: str) -> tuple[NavPart, ...]:
    """Return the parts of an organisation (its slug) or of the network, for a page at `path`.

    A coach has the parts of their own work in every organisation. None where the page is of no
    place, or where there is one part alone.
    """
    base, listed = _place_of(organisation, roles, path)
    found = tuple(
        NavPart(base + one.path, gettext(one.label), _is_in(one, path.removeprefix(base)))
        for one in listed
        if not (one.permission and not grants(roles, one.permission))
        and not (one.unless and grants(roles, one.unless))
    )
    return found if len(found) > 1 else ()


def _place_of(
    organisation: str | None, roles: tuple[Role, ...], path: str
) -> tuple[str, tuple[_Part, ...]]:
    if Role.COACH in roles and (organisation or path.startswith(COACHING_PATH)):
        return COACHING_PATH, _OF_COACH
    if organisation:
        return f"/o/{organisation}/", _OF_ORGANISATION
    return NETWORK_PATH, _OF_NETWORK if path.startswith(NETWORK_PATH) else ()


def trail_to(
    project: ProjectOnTrail | None = None, analysis: AnalysisOnTrail | None = None, step: int = 0
) -> tuple[Crumb, ...]:
    """Return the pages above one of an organisation, its own first; a coach came from the queue."""
    return tuple(_crumbs(project, analysis, step))


def trail_of_network(*parts: str) -> tuple[Crumb, ...]:
    """Return the pages above one of the network: the programme, then `parts` by their paths."""
    labels = {one.path: one.label for one in _OF_NETWORK}
    return tuple(Crumb(NETWORK_PATH + path, gettext(labels[path])) for path in ("", *parts))


def trail_of_account(*, is_second_step: bool = False) -> tuple[Crumb, ...]:
    """Return the pages above one of a person's account; none opens to who owes a second step."""
    if not current_user.is_authenticated or current_user.owes_second_factor:
        return ()
    above = Crumb("/account", gettext("Your account"))
    between = Crumb("/account/second-step", gettext("Second step at sign-in"))
    return (above, between) if is_second_step else (above,)


def _crumbs(
    project: ProjectOnTrail | None, analysis: AnalysisOnTrail | None, step: int
) -> Iterator[Crumb]:
    if Role.COACH in current_user.roles:
        yield Crumb(COACHING_PATH, gettext("Coaching"))
    base = f"/o/{current_user.organisation.slug}/"
    yield Crumb(base, current_user.organisation.acronym)
    if project:
        yield Crumb(f"{base}projects/{project.id}", project.title, is_title=True)
    if analysis:
        yield Crumb(f"{base}projects/{analysis.project_id}", analysis.project_title, is_title=True)
        here = f"{base}analyses/{analysis.id}"
        yield Crumb(here, _title_on_trail(analysis), is_title=True)
        if step:
            yield Crumb(f"{here}/steps/{step}", gettext("Step %(number)s", number=step))


def _title_on_trail(analysis: AnalysisOnTrail) -> str:
    # Two pages by one name would look like one.
    if analysis.title == analysis.project_title:
        return str(gettext("Analysis"))
    return analysis.title or str(gettext("Untitled"))


def _places(person: object) -> Iterator[NavPlace]:
    for place in getattr(person, "memberships", []):
        yield NavPlace(f"/o/{place.slug}/", place.acronym)
    if getattr(person, "is_coach", False):
        yield NavPlace(COACHING_PATH, gettext("Coaching"))
    if set(getattr(person, "network_roles", ())) - {Role.COACH}:
        yield NavPlace(NETWORK_PATH, gettext("Programme"))


def _is_in(part: _Part, page: str) -> bool:
    if part.also and page.startswith(part.also):
        return True
    return page.startswith(part.path) if part.path else not page
