"""The blueprint of the network's events, and what its templates ask for."""

from flask import Blueprint

from portal.events.planning.details import EventHead
from portal.language.i18n import language
from portal.language.places import say_area
from portal.navigation import Crumb, trail_of_network

EVENTS_PATH = "/network/events"
blueprint = Blueprint("planning", __name__, url_prefix=EVENTS_PATH)


@blueprint.app_template_global()
def trail_of_event(event: EventHead) -> tuple[Crumb, ...]:
    """Return the pages above one of an event."""
    here = Crumb(f"{EVENTS_PATH}/{event.id}", event.plan.title, is_title=True)
    return (*trail_of_network("events/"), here)


@blueprint.app_template_global()
def area_words(code: str) -> str:
    """Return a province, or a district in its province, in the language of the page."""
    return say_area(code, language())
