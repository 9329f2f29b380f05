"""The network's pages of an event's days and agenda."""

from http import HTTPStatus
from uuid import uuid4

from flask import make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from portal.events.planning import days, items
from portal.events.planning.blueprint import EVENTS_PATH, blueprint
from portal.events.planning.forms import AgendaItemForm, EventDayForm, NewDayForm, NewItemForm
from portal.events.planning.queries import agenda_of, days_of, event_head
from portal.gate import requires
from portal.http.flashed import flash_at
from portal.http.request_values import PAGE_AND_FORM, whole
from portal.language.i18n import gettext
from portal.merging import Merge, save_merged

AGENDA = "agenda"


@blueprint.route("/<int:event>/days", methods=PAGE_AND_FORM)
@requires("event:write")
def add_day(event: int) -> Response:
    """Add a day to an event."""
    last = days_of(event)[-1:]
    usual = last[0].hours._asdict() if last else {}
    form = NewDayForm(data={**usual, "held_on": None})
    if form.validate_on_submit():
        days.add_day(event, form.hours_on(form.held_on.data))
        return _lead_to(event)
    return _show_day(event, form, _status(form))


@blueprint.route("/<int:event>/days/<int:day>", methods=PAGE_AND_FORM)
@requires("event:write")
def edit_day(event: int, day: int) -> Response:
    """Change a day and its hours; what somebody else changed meanwhile is kept or asked for."""
    if request.method == "GET":
        return _show_day(event, _day_form(event, day), day=day)
    form = EventDayForm()
    if not form.validate():
        return _show_day(event, form, HTTPStatus.UNPROCESSABLE_ENTITY, day=day)
    merge = save_merged(
        form,
        lambda: days.change_day(
            event, day, form.hours_on(form.held_on.data), version=form.version.data
        ),
        lambda: _day_form(event, day),
        days.StaleDay,
    )
    if not merge.is_done:
        return _show_day(event, form, merge.status, merge, day=day)
    return _lead_to(event)


@blueprint.post("/<int:event>/days/<int:day>/removal")
@requires("event:write")
def remove_day(event: int, day: int) -> Response:
    """Remove a day without an agenda."""
    days.remove_day(event, day)
    flash_at(AGENDA, gettext("Day removed."))
    return _lead_to(event)


@blueprint.route("/<int:event>/items", methods=PAGE_AND_FORM)
@requires("event:write")
def add_item(event: int) -> Response:
    """Add an agenda item; it begins where the last one of its day ends."""
    form = NewItemForm(data=_next_free(event))
    form.on_days_of(days_of(event))
    if form.validate_on_submit():
        added = form.entry()
        item = items.add_item(event, added, token=form.mark_of(added))
        return _lead_to(event, f"item-{item}")
    return _show_item(event, form, _status(form))


@blueprint.route("/<int:event>/items/<int:item>", methods=PAGE_AND_FORM)
@requires("event:write")
def edit_item(event: int, item: int) -> Response:
    """Change an agenda item; what somebody else changed meanwhile is kept or asked for."""
    if request.method == "GET":
        return _show_item(event, _item_form(event, item), item=item)
    form = AgendaItemForm()
    form.on_days_of(days_of(event))
    if not form.validate():
        return _show_item(event, form, HTTPStatus.UNPROCESSABLE_ENTITY, item=item)
    merge = save_merged(
        form,
        lambda: items.change_item(event, item, form.entry(), version=form.version.data),
        lambda: _item_form(event, item),
        items.StaleItem,
    )
    if not merge.is_done:
        return _show_item(event, form, merge.status, merge, item=item)
    return _lead_to(event, f"item-{item}")


@blueprint.post("/<int:event>/items/<int:item>/moves")
@requires("event:write")
def move_item(event: int, item: int) -> Response:
    """Let an item change places with the one before or after it."""
    version = request.form.get("version", 0, type=whole)
    is_earlier = request.form.get("to") == "earlier"
    if items.move_item(event, item, version=version, is_earlier=is_earlier):
        flash_at(AGENDA, gettext("Moved. Check the times."))
    else:
        flash_at(AGENDA, gettext("The agenda has changed meanwhile. Nothing was moved. Try again."))
    return _lead_to(event, f"item-{item}")


@blueprint.post("/<int:event>/items/<int:item>/removal")
@requires("event:write")
def remove_item(event: int, item: int) -> Response:
    """Take an item off the agenda and offer to bring it back."""
    items.remove_item(event, item)
    flash_at(AGENDA, gettext("Item removed. You can bring it back below the agenda."))
    return _lead_to(event)


@blueprint.post("/<int:event>/items/<int:item>/restoration")
@requires("event:write")
def restore_item(event: int, item: int) -> Response:
    """Bring a removed item back."""
    items.restore_item(event, item)
    return _lead_to(event, f"item-{item}")


def _next_free(event: int) -> dict[str, object]:
    # A day that the address names, else the first; the token of a page that is shown.
    known = days_of(event)
    event_head(event)
    asked = request.args.get("day", 0, type=whole)
    day = next((one for one in known if one.id == asked), known[0])
    ends = [one.entry.ends_at for one in agenda_of(event) if one.entry.day_id == day.id]
    starts_at = max(ends, default=day.hours.parts[0].starts_at)
    return {"token": str(uuid4()), "day_id": day.id, "starts_at": starts_at}


def _day_form(event: int, day: int) -> EventDayForm:
    hours, version = days.hours_of(event, day)
    return EventDayForm.showing(data={**hours._asdict(), "version": version})


def _item_form(event: int, item: int) -> AgendaItemForm:
    found = items.kept_item(event, item)
    form = AgendaItemForm.showing(data={**found.entry._asdict(), "version": found.version})
    form.on_days_of(days_of(event))
    return form


def _show_day(
    event: int,
    form: NewDayForm | EventDayForm,
    status: HTTPStatus = HTTPStatus.OK,
    merge: Merge | None = None,
    day: int = 0,
) -> Response:
    page = render_template(
        "events/planning/day.html", event=event_head(event), form=form, merge=merge, day_id=day
    )
    return make_response(page, status)


def _show_item(
    event: int,
    form: NewItemForm | AgendaItemForm,
    status: HTTPStatus = HTTPStatus.OK,
    merge: Merge | None = None,
    item: int = 0,
) -> Response:
    page = render_template(
        "events/planning/item.html", event=event_head(event), form=form, merge=merge, item_id=item
    )
    return make_response(page, status)


def _status(form: NewDayForm | NewItemForm) -> HTTPStatus:
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


def _lead_to(event: int, place: str = AGENDA) -> Response:
    return redirect(f"{EVENTS_PATH}/{event}#{place}", HTTPStatus.SEE_OTHER)
