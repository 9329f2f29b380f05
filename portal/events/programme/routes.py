"""Pages of announced events for organisations and coaches, and the programme on paper."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal import clock, entry
from portal.events import services
from portal.events.display import say_corrected, say_recorded
from portal.events.forms import PartForm
from portal.events.kinds import KIND_TITLES
from portal.events.planning.details import EventHead
from portal.events.planning.kinds import ITEM_TITLES, STATE_TITLES
from portal.events.planning.queries import (
    EVENTS_PER_PAGE,
    agenda_of,
    coming_events,
    days_of,
    event_head,
    has_ended,
    is_over,
    past_events,
)
from portal.events.queries import (
    WorkshopFacts,
    own_records_near,
    part_in,
    projects_waiting_for,
)
from portal.events.queries import workshop as read_workshop
from portal.events.registration.details import Registered
from portal.events.registration.queries import (
    closing_day,
    invitations_here,
    is_open,
    registered_people,
)
from portal.gate import requires
from portal.http.request_values import PAGE_AND_FORM, page_number, whole
from portal.language.i18n import gettext
from portal.language.locales import LOCALES

blueprint = Blueprint("programme", __name__)


@blueprint.get("/o/<organisation>/events/")
@requires("event:read")
def of_organisation(**_place: str) -> str:
    """Show an organisation the events of the network."""
    return _index(f"/o/{entry.organisation().slug}/events/", invitations_here())


@blueprint.get("/coach/events/")
@requires("event:read")
def of_coach() -> str:
    """Show a coach the events of the network."""
    return _index("/coach/events/", {})


@blueprint.get("/o/<organisation>/events/<int:event>")
@requires("event:read")
def read_as_member(event: int, **_place: str) -> str:
    """Show an organisation one event with its agenda, and its own part in it."""
    base, people = f"/o/{entry.organisation().slug}/events/", registered_people(event)
    return _show(event, base, part_in(event), people)


@blueprint.route("/o/<organisation>/events/<int:event>/part", methods=PAGE_AND_FORM)
@requires("workshop:record")
def record_part(event: int, **_place: str) -> ResponseReturnValue:
    """Record how many of an organisation's people took part in an event."""
    form, place, head = PartForm(), entry.organisation(), event_head(event)
    if request.method == "GET" and (away := _away_from_part(event, head)):
        return redirect(away, HTTPStatus.SEE_OTHER)
    if form.validate_on_submit():
        waiting = [row.reference for row in projects_waiting_for(head.plan.kind)]
        recorded = services.record_part(place.id, event, form.people(), by=entry.visitor().id)
        flash(say_recorded(read_workshop(recorded), waiting))
        return redirect(f"/o/{place.slug}/events/{event}", HTTPStatus.SEE_OTHER)
    days = [day.hours.held_on for day in days_of(event)]
    page = render_template(
        "events/programme/part.html",
        event=head,
        form=form,
        records=own_records_near(head.plan.kind, days[0], days[-1]),
        kinds=KIND_TITLES,
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


@blueprint.post("/o/<organisation>/events/<int:event>/part/record")
@requires("workshop:record")
def make_part(event: int, **_place: str) -> ResponseReturnValue:
    """Make what an organisation recorded before its part in an event."""
    place, workshop = entry.organisation(), request.form.get("workshop", 0, type=whole)
    done = services.make_part(place.id, event, workshop, by=entry.visitor().id)
    flash(gettext("Your record is now your part in this event, and is counted once."))
    if done.reopened or done.completed:
        flash(say_corrected(done))
    return redirect(f"/o/{place.slug}/events/{event}", HTTPStatus.SEE_OTHER)


@blueprint.get("/coach/events/<int:event>")
@requires("event:read")
def read_as_coach(event: int) -> str:
    """Show a coach one event with its agenda."""
    return _show(event, "/coach/events/")


@blueprint.get("/network/events/<int:event>/programme")
@requires("event:read")
def read_as_network(event: int) -> str:
    """Show the network an event as everybody reads it."""
    return _show(event, "")


def _away_from_part(event: int, head: EventHead) -> str:
    # Where a part is on record it is corrected; where none can be, the event says why.
    home = f"/o/{entry.organisation().slug}/"
    if part := part_in(event):
        return f"{home}workshops/{part.id}/correction"
    can_record = head.cancelled_at is None and has_ended(days_of(event))
    return "" if can_record else f"{home}events/{event}"


def _index(base: str, invitations: dict[int, int]) -> str:
    page = page_number()
    return render_template(
        "events/programme/index.html",
        coming=coming_events() if page == 1 else [],
        past=past_events(page),
        page=page,
        page_rows=EVENTS_PER_PAGE,
        kinds=KIND_TITLES,
        states=STATE_TITLES,
        base=base,
        invitations=invitations,
    )


def _show(
    event: int,
    base: str,
    part: WorkshopFacts | None = None,
    people: list[Registered] | None = None,
) -> str:
    head, days = event_head(event), days_of(event)
    return render_template(
        "events/programme/show.html",
        event=head,
        days=days,
        part=part,
        people=people,
        is_open=is_open(head, days),
        closes_on=closing_day(head, days),
        is_over=is_over(days),
        has_ended=has_ended(days),
        agenda=agenda_of(event),
        kinds=KIND_TITLES,
        item_titles=ITEM_TITLES,
        states=STATE_TITLES,
        languages=LOCALES,
        today=clock.today(),
        base=base,
    )
