"""Per request: who is here, for which organisation, in which scope; and the only commit."""

import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import structlog
from flask import Flask, Response, current_app, g, request, session
from flask_login import AnonymousUserMixin, UserMixin, current_user
from sqlalchemy import inspect
from sqlalchemy.exc import DBAPIError

from config.settings import SecondFactor
from portal import tenancy
from portal.accounts.devices.session_hooks import forget_session
from portal.accounts.models import Person
from portal.accounts.security import load_account
from portal.accounts.services import hash_token
from portal.errors import NotFound
from portal.extensions import db
from portal.http.csrf import mark_session
from portal.http.form_request import commit_after_all
from portal.http.request_values import READING_METHODS
from portal.language.i18n import begin_request, end_request
from portal.language.locales import DEFAULT_LOCALE, LOCALES
from portal.permissions import Role, grants
from portal.tenancy import EnteredPerson, MemberOrganisation, RequestOrganisation

log = structlog.get_logger("portal.request")


@dataclass(frozen=True)
class Visitor(UserMixin):
    """Who is here and what they are in this place; made from one statement, never stored."""

    id: int
    name: str
    email: str
    locale: str
    roles: tuple[Role, ...]
    side: str
    organisation: RequestOrganisation | None
    memberships: list[MemberOrganisation] = field(default_factory=list)
    network_roles: tuple[Role, ...] = ()
    is_coach: bool = False
    session_id: int = 0
    owes_second_factor: bool = False
    uniquifier: str = ""

    def may(self, permission: str) -> bool:
        """Tell whether this person may do `permission` in this place."""
        return grants(self.roles, permission)


class Stranger(AnonymousUserMixin):
    """Somebody who has not signed in."""

    roles: tuple[Role, ...] = ()
    organisation = None

    def may(self, _permission: str) -> bool:
        """Refuse: a stranger may do nothing that needs a permission."""
        return False


def init_app(app: Flask) -> None:
    """Hook entry into the request cycle of `app`."""
    app.login_manager.user_loader(load_visitor)  # type: ignore[attr-defined]
    app.login_manager.anonymous_user = Stranger  # type: ignore[attr-defined]
    app.before_request(recognise)
    app.after_request(settle)
    app.teardown_request(drop_unsent)
    app.teardown_request(end_request)


def visitor() -> Visitor:
    """Return the signed-in person of this request."""
    person: Visitor = current_user._get_current_object()  # noqa: SLF001  Flask's documented way
    return person


def organisation() -> RequestOrganisation:
    """Return the organisation of this request; 404 where there is none."""
    place = visitor().organisation
    if place is None:
        raise NotFound
    return place


def after_commit(act: Callable[[], None]) -> None:
    """Run `act` once the transaction of this request stands."""
    g.setdefault("after_commit", []).append(act)


def before_commit(act: Callable[[], None]) -> None:
    """Run `act` as the last thing of this request's transaction; what fails in it fails all."""
    g.setdefault("before_commit", []).append(act)


def begin_anew() -> None:
    """Take back what was written before a failure, and commit what is written from now on."""
    if not _keeps_after_all():
        here = visitor()
        place = here.organisation.id if here.organisation else None
        db.session.rollback()
        tenancy.open_scope(db.session, tenancy.ReaderScope(here.id, place, tenancy.Side(here.side)))
        commit_after_all()


def request_id() -> str:
    """Return the name of this request in the log."""
    return str(structlog.contextvars.get_contextvars()["request_id"])


@contextmanager
def release_connection() -> Iterator[None]:
    """Hold nothing of the database while something slow happens; the scope opens again after it.

    What was read before has to be asked again. NotFound when the person's roles changed meanwhile.
    """
    here = visitor()
    db.session.rollback()
    try:
        yield
    finally:
        found = _enter(here.uniquifier)
        if found is None or _visitor(here.uniquifier, found).roles != here.roles:
            raise NotFound


def choose_locale() -> str:
    """Return the language of the person, else of the session, else of the browser."""
    known = getattr(current_user, "locale", None) or session.get("locale")
    if known in LOCALES:
        return str(known)
    # The region is left out first: a browser may ask for that of Cambodia before all else.
    asked = (tag.partition("-")[0].lower() for tag, wish in request.accept_languages if wish)
    return next((code for code in asked if code in LOCALES), DEFAULT_LOCALE)


def load_visitor(uniquifier: str) -> Visitor | Person | None:
    """Open the scope for the person of the session and return them, or None if either is gone."""
    if request.blueprint == "health":
        return None  # whoever asks: the answer must not need the database
    found = _enter(uniquifier)
    if found is None:
        forget_session()
        return None
    if request.blueprint == "security":
        return _account(uniquifier, found)
    if found.side == "coach" and request.method not in READING_METHODS:
        # Whoever takes the project from them meanwhile waits; else they are looked at again.
        tenancy.hold_coach(db.session, found.id)
        found = _enter(uniquifier)
    return _visitor(uniquifier, found) if found else None


def recognise() -> None:
    """Name the request in the log; answer 404 where the place is not theirs to know."""
    g.began = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=uuid.uuid4().hex)
    mark_session()
    begin_request()
    if not current_user.is_authenticated or _place() != "organisation":
        return
    if not current_user.roles:
        raise NotFound


def settle(response: Response) -> Response:
    """Commit what a successful request wrote, take back what a failed one did, then nudge."""
    if response.status_code >= HTTPStatus.BAD_REQUEST and not _keeps_after_all():
        db.session.rollback()
    else:
        response = _commit(response)
    _report(response)
    return response


def drop_unsent(_error: BaseException | None) -> None:
    """Forget what a request that did not settle had left to do."""
    g.pop("after_commit", None)
    g.pop("before_commit", None)


def _commit(response: Response) -> Response:
    try:
        for act in g.pop("before_commit", []):
            act()
        db.session.commit()
    except DBAPIError as error:
        # Flask has no handlers for errors after the view, so the page is asked for here.
        db.session.rollback()
        return current_app.make_response(current_app.handle_user_exception(error))
    for act in g.pop("after_commit", []):
        act()
    return response


def _keeps_after_all() -> bool:
    return bool(getattr(request, "commits_after_all", False))


def _place() -> str:
    rule = request.url_rule.rule if request.url_rule else ""
    first = rule.split("/", 2)[1] if rule else ""
    return {"o": "organisation", "coach": "coach", "network": "network"}.get(first, "")


def _enter(uniquifier: str) -> EnteredPerson | None:
    place = _place()
    slug = (request.view_args or {}).get("organisation", "")
    settings = current_app.extensions["settings"]
    token_hash = hash_token(session.get("session_token", ""))
    key = tenancy.SessionKey(uniquifier, token_hash, settings.idle, settings.network_idle)
    try:
        return tenancy.enter(db.session, key, place, slug)
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
        # The server was restarted: the pool is fresh now and nothing was done yet.
        db.session.rollback()
        return tenancy.enter(db.session, key, place, slug)


def _account(uniquifier: str, found: EnteredPerson) -> Person | None:
    account = load_account(uniquifier)
    if account is not None:
        account.owes_second_factor = _owes_second_factor(found)
        # No columns: the library's own pages show the places of a person as all others do.
        known: Any = account
        known.memberships, known.is_coach = found.memberships, found.is_coach
        known.network_roles = tuple(Role(role) for role in found.network_roles)
    return account


def _owes_second_factor(found: EnteredPerson) -> bool:
    is_asked = found.is_coach or bool(found.network_roles)
    is_required = current_app.extensions["settings"].second_factor is SecondFactor.REQUIRED
    return is_required and is_asked and not found.has_second_factor


def _visitor(uniquifier: str, found: EnteredPerson) -> Visitor:
    return Visitor(
        id=found.id,
        name=found.name,
        email=found.email,
        locale=found.locale,
        roles=tuple(Role(role) for role in found.roles),
        side=found.side,
        organisation=found.organisation,
        memberships=found.memberships,
        network_roles=tuple(Role(role) for role in found.network_roles),
        is_coach=found.is_coach,
        session_id=found.session_id,
        owes_second_factor=_owes_second_factor(found),
        uniquifier=uniquifier,
    )


def _report(response: Response) -> None:
    # Whoever was recognised; nobody is looked up for the log's sake.
    person = g.get("_login_user")
    place = getattr(person, "organisation", None)
    log.info(
        "request",
        method=request.method,
        route=request.url_rule.rule if request.url_rule else "unknown",
        status=response.status_code,
        duration_ms=round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000, 1),
        user_id=_id_of(person),
        organisation_id=place.id if place else None,
    )


def _id_of(person: object) -> int | None:
    # Of a row that its database has left, its key is known and nothing can be asked any more.
    row = inspect(person, raiseerr=False)
    known: int | None = row.identity[0] if row and row.identity else getattr(person, "id", None)
    return known
