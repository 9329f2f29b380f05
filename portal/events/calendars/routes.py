"""Pages that give out addresses of calendars, and the calendars behind these."""

from http import HTTPStatus

from flask import (
    Blueprint,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
)
from werkzeug.wrappers import Response

from config.settings import Settings
from portal import entry
from portal.accounts.guessing.rate_limits import has_failed
from portal.events.calendars.feeds import write_feed
from portal.events.calendars.services import find_link, make_link, read_feed, withdraw_link
from portal.events.planning.blueprint import EVENTS_PATH
from portal.events.planning.queries import event_head
from portal.extensions import limiter
from portal.gate import public, requires, signed_in
from portal.http.flashed import flash_at
from portal.language.i18n import gettext, speak
from portal.notifications.messages import host_of

CALENDAR = "calendar"
OWN_PATH = "/account/calendar"
# Whoever reads a calendar asks for it each time, and is answered in full once it has changed.
FEED_HEADERS = {
    "Content-Type": "text/calendar; charset=utf-8",
    "Cache-Control": "private, no-cache",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}
blueprint = Blueprint("calendars", __name__)
blueprint.add_app_template_global(find_link, "find_calendar_link")


@blueprint.get(OWN_PATH)
@signed_in
def show_own() -> str:
    """Show whether one's own calendar has an address."""
    return render_template(
        "events/calendars/own.html", link=find_link(person_id=entry.visitor().id), address=""
    )


@blueprint.post(OWN_PATH)
@signed_in
def make_own() -> str:
    """Give one's own calendar a new address, and show it this once."""
    person = entry.visitor().id
    token = make_link(person_id=person, by=person)
    return render_template("events/calendars/own.html", link=None, address=address_of(token))


@blueprint.post(f"{OWN_PATH}/removal")
@signed_in
def withdraw_own() -> Response:
    """End the address of one's own calendar."""
    withdraw_link(person_id=entry.visitor().id)
    flash(gettext("Withdrawn. The address no longer works."))
    return redirect(OWN_PATH, HTTPStatus.SEE_OTHER)


@blueprint.post(f"{EVENTS_PATH}/<int:event>/calendar")
@requires("event:write")
def make_for_event(event: int) -> str:
    """Give the calendar of an event a new address, and show it this once."""
    head, token = event_head(event), make_link(event_id=event, by=entry.visitor().id)
    return render_template("events/calendars/event.html", event=head, address=address_of(token))


@blueprint.post(f"{EVENTS_PATH}/<int:event>/calendar/removal")
@requires("event:write")
def withdraw_from_event(event: int) -> Response:
    """End the address of an event's calendar."""
    withdraw_link(event_id=event_head(event).id)
    flash_at(CALENDAR, gettext("Withdrawn. The address no longer works."))
    return redirect(f"{EVENTS_PATH}/{event}#{CALENDAR}", HTTPStatus.SEE_OTHER)


@blueprint.get("/calendars/<token>")
@public
@limiter.limit("30 per minute", deduct_when=has_failed)
def feed(token: str) -> Response:
    """Give the calendar behind an address to the program that asks for it."""
    found, settings = read_feed(token), settings_of_portal()
    with speak(found.locale):
        name = gettext(found.title)
    body = write_feed(found.days, name, found.locale, host_of(settings))
    answer = make_response(body, FEED_HEADERS)
    answer.add_etag()
    return answer.make_conditional(request)


def address_of(token: str) -> str:
    """Return the address that a calendar is given for a token."""
    return f"{settings_of_portal().base_url}/calendars/{token}"


def settings_of_portal() -> Settings:
    """Return the settings that this portal runs with."""
    found: Settings = current_app.extensions["settings"]
    return found
