"""The network's pages of events; importing this brings in those of days and agenda."""

from datetime import time
from http import HTTPStatus
from uuid import uuid4

from flask import flash, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from portal import clock, entry
from portal.events.kinds import KIND_TITLES
from portal.events.planning import routes_agenda, services
from portal.events.planning.agenda import check_agenda, minutes_of
from portal.events.planning.blueprint import EVENTS_PATH
from portal.events.planning.blueprint import blueprint as blueprint
from portal.events.planning.copying import copy_event
from portal.events.planning.forms import CopyForm, EventCountForm, EventEditForm, NewEventForm
from portal.events.planning.kinds import ITEM_TITLES, STATE_TITLES
from portal.events.planning.queries import (
    EVENTS_PER_PAGE,
    coming_events,
    days_of,
    event_head,
    has_ended,
    items_of,
    parts_in,
    past_events,
)
from portal.gate import requires
from portal.http.request_values import PAGE_AND_FORM, page_number
from portal.language.i18n import gettext
from portal.language.locales import LOCALES
from portal.merging import Merge, save_merged
from portal.projects.forms import ReasonForm

__all__ = ["blueprint", "routes_agenda"]

USUAL_HOURS = {
    "morning_from": time(8),
    "morning_to": time(12),
    "afternoon_from": time(13, 30),
    "afternoon_to": time(17),
}


@blueprint.get("/")
@requires("event:read")
def index() -> str:
    """Show the events that are to come, and a page of those that have been."""
    page = page_number()
    return render_template(
        "events/planning/index.html",
        coming=coming_events() if page == 1 else [],
        past=past_events(page),
        page=page,
        page_rows=EVENTS_PER_PAGE,
        kinds=KIND_TITLES,
        states=STATE_TITLES,
    )


@blueprint.get("/new")
@requires("event:write")
def new() -> str:
    """Show the form of an event that is not planned yet."""
    return _show_new(NewEventForm(token=str(uuid4()), **USUAL_HOURS))


@blueprint.post("/")
@requires("event:write")
def create() -> Response:
    """Plan an event and lead to its agenda."""
    form = NewEventForm()
    if not form.validate_on_submit():
        return make_response(_show_new(form), HTTPStatus.UNPROCESSABLE_ENTITY)
    plan, days = form.plan(), form.days()
    planned = services.plan_event(
        plan, days, token=form.mark_of((plan, days)), by=entry.visitor().id
    )
    flash(gettext("Event planned. Add what happens when."))
    return _lead_to(planned)


@blueprint.get("/<int:event>")
@requires("event:read")
def show(event: int) -> str:
    """Show an event with its days, its agenda and what is wrong with it."""
    head, days = event_head(event), days_of(event)
    items = items_of(event, with_names=entry.visitor().may("event:write"))
    agenda = [item for item in items if not item.is_removed]
    return render_template(
        "events/planning/show.html",
        event=head,
        days=days,
        agenda=agenda,
        minutes=minutes_of(agenda),
        remarks=check_agenda(days, agenda),
        parts=parts_in(event),
        has_ended=has_ended(days),
        removed=[item for item in items if item.is_removed],
        without_items=[day for day in days if day.id not in {one.entry.day_id for one in agenda}],
        kinds=KIND_TITLES,
        item_titles=ITEM_TITLES,
        states=STATE_TITLES,
        languages=LOCALES,
        today=clock.today(),
    )


@blueprint.route("/<int:event>/edit", methods=PAGE_AND_FORM)
@requires("event:write")
def edit(event: int) -> Response:
    """Edit what an event is; what somebody else changed meanwhile is kept or asked for."""
    if request.method == "GET":
        return _show_edit(event, _edit_form(event))
    form = EventEditForm()
    if not form.validate():
        return _show_edit(event, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    merge = save_merged(
        form,
        lambda: services.edit_event(event, form.plan(), version=form.version.data),
        lambda: _edit_form(event),
        services.StaleEvent,
    )
    if not merge.is_done:
        return _show_edit(event, form, merge.status, merge)
    flash(gettext("Saved."))
    return _lead_to(event)


@blueprint.route("/<int:event>/count", methods=PAGE_AND_FORM)
@requires("event:write")
def count(event: int) -> Response:
    """Say how many came; what somebody else changed meanwhile is kept or asked for."""
    if request.method == "GET":
        return _show_count(event, _count_form(event))
    form = EventCountForm()
    if not form.validate():
        return _show_count(event, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    merge = save_merged(
        form,
        lambda: services.count_event(event, form.count(), version=form.version.data),
        lambda: _count_form(event),
        services.StaleEvent,
    )
    if not merge.is_done:
        return _show_count(event, form, merge.status, merge)
    flash(gettext("Saved."))
    return _lead_to(event)


@blueprint.post("/<int:event>/announcement")
@requires("event:write")
def announce(event: int) -> Response:
    """Let organisations and coaches see an event."""
    services.announce_event(event)
    flash(gettext("Announced. All organisations and coaches see it now."))
    return _lead_to(event)


@blueprint.route("/<int:event>/cancellation", methods=PAGE_AND_FORM)
@requires("event:write")
def cancel(event: int) -> Response:
    """Cancel an event and say why."""
    form, head = ReasonForm(), event_head(event)
    if form.validate_on_submit():
        services.cancel_event(event, form.reason.data)
        flash(gettext("Cancelled. Everyone who sees the event sees the reason."))
        return _lead_to(event)
    page = render_template("events/planning/cancellation.html", event=head, form=form)
    return make_response(page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK)


@blueprint.post("/<int:event>/restoration")
@requires("event:write")
def resume(event: int) -> Response:
    """Hold a cancelled event after all."""
    services.resume_event(event)
    flash(gettext("This event is going ahead again."))
    return _lead_to(event)


@blueprint.route("/<int:event>/copies", methods=PAGE_AND_FORM)
@requires("event:write")
def copy(event: int) -> Response:
    """Plan an event like this one, from a new first day on."""
    form, head = CopyForm(), event_head(event)
    if form.validate_on_submit():
        first_day = form.starts_on.data
        copied = copy_event(
            event, first_day, token=form.mark_of((event, first_day)), by=entry.visitor().id
        )
        flash(gettext("Copied. Check the days and the agenda."))
        return _lead_to(copied)
    page = render_template("events/planning/copy.html", event=head, form=form)
    return make_response(page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK)


def _edit_form(event: int) -> EventEditForm:
    head = event_head(event)
    return EventEditForm.showing(data={**head.plan._asdict(), "version": head.version})


def _show_edit(
    event: int,
    form: EventEditForm,
    status: HTTPStatus = HTTPStatus.OK,
    merge: Merge | None = None,
) -> Response:
    page = render_template(
        "events/planning/edit.html", event=event_head(event), form=form, merge=merge
    )
    return make_response(page, status)


def _count_form(event: int) -> EventCountForm:
    head = event_head(event)
    counted = {f"counted_{name}": number for name, number in head.counted._asdict().items()}
    return EventCountForm.showing(data={**counted, "version": head.version})


def _show_count(
    event: int,
    form: EventCountForm,
    status: HTTPStatus = HTTPStatus.OK,
    merge: Merge | None = None,
) -> Response:
    page = render_template(
        "events/planning/count.html", event=event_head(event), form=form, merge=merge
    )
    return make_response(page, status)


def _show_new(form: NewEventForm) -> str:
    return render_template("events/planning/new.html", form=form)


def _lead_to(event: int) -> Response:
    return redirect(f"{EVENTS_PATH}/{event}", HTTPStatus.SEE_OTHER)
