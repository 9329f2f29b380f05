"""Pages on which an organisation registers its people for an event."""

from http import HTTPStatus
from uuid import uuid4

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from portal import entry
from portal.events.planning.queries import days_of, event_head
from portal.events.registration import services
from portal.events.registration.details import Registered
from portal.events.registration.forms import AttendeeForm, NewAttendeeForm
from portal.events.registration.queries import is_open, registered_people, registered_person
from portal.gate import requires
from portal.http.flashed import flash_at
from portal.http.request_values import PAGE_AND_FORM
from portal.language.i18n import gettext
from portal.merging import Merge, save_merged

PEOPLE = "people"
blueprint = Blueprint("registration", __name__, url_prefix="/o/<organisation>/events/<int:event>")


@blueprint.route("/people", methods=PAGE_AND_FORM)
@requires("event:register")
def register(event: int, **_place: str) -> Response:
    """Register a person and say whether there is a place for them."""
    form = NewAttendeeForm(token=str(uuid4()))
    if request.method == "GET" and not _may_register(event):
        return _lead_to(event)
    if form.validate_on_submit():
        attendee = form.attendee()
        try:
            registered = services.register(
                entry.organisation().id,
                event,
                attendee,
                token=form.mark_of(attendee),
                by=entry.visitor().id,
            )
        except services.SamePerson as same:
            form.name.errors = [gettext(str(same))]
        else:
            _say_registered(event, registered)
            return _lead_to(event)
    return _show(event, form, _status(form))


@blueprint.route("/people/<int:registration>", methods=PAGE_AND_FORM)
@requires("event:register")
def change(event: int, registration: int, **_place: str) -> Response:
    """Change what is said of a person; what somebody else changed is kept or asked for."""
    if request.method == "GET":
        return _show(event, _form_of(event, registration), registration=registration)
    form = AttendeeForm()
    registered_person(event, registration)
    if not form.validate():
        return _show(event, form, HTTPStatus.UNPROCESSABLE_ENTITY, registration=registration)
    try:
        merge = save_merged(
            form,
            lambda: services.change_registration(
                event, registration, form.attendee(), version=form.version.data
            ),
            lambda: _form_of(event, registration),
            services.StaleRegistration,
        )
    except services.SamePerson as same:
        form.name.errors = [gettext(str(same))]
        return _show(event, form, HTTPStatus.UNPROCESSABLE_ENTITY, registration=registration)
    if not merge.is_done:
        return _show(event, form, merge.status, merge, registration=registration)
    flash_at(PEOPLE, gettext("Saved."))
    return _lead_to(event)


@blueprint.post("/people/<int:registration>/withdrawal")
@requires("event:register")
def withdraw(event: int, registration: int, **_place: str) -> Response:
    """Take a person off the list."""
    held = services.withdraw(event, registration)
    flash_at(
        PEOPLE,
        gettext("%(name)s is no longer registered.", name=held.attendee.name),
    )
    return _lead_to(event)


@blueprint.post("/people/<int:registration>/restoration")
@requires("event:register")
def register_again(event: int, registration: int, **_place: str) -> Response:
    """Register somebody again who was withdrawn."""
    _say_registered(event, services.register_again(event, registration))
    return _lead_to(event)


def _may_register(event: int) -> bool:
    return is_open(event_head(event), days_of(event)) and registered_people(event) is not None


def _say_registered(event: int, registered: Registered) -> None:
    waits_as = registered.waits_as(event_head(event).limits.places)
    name = registered.attendee.name
    flash_at(
        PEOPLE,
        gettext(
            "%(name)s is number %(number)d on the waiting list. We tell you when a place is free.",
            name=name,
            number=waits_as,
        )
        if waits_as
        else gettext("%(name)s is registered.", name=name),
    )


def _form_of(event: int, registration: int) -> AttendeeForm:
    found = registered_person(event, registration)
    return AttendeeForm.of(found.attendee, found.version)


def _show(
    event: int,
    form: NewAttendeeForm | AttendeeForm,
    status: HTTPStatus = HTTPStatus.OK,
    merge: Merge | None = None,
    registration: int = 0,
) -> Response:
    page = render_template(
        "events/registration/person.html",
        event=event_head(event),
        form=form,
        merge=merge,
        registration=registration,
    )
    return make_response(page, status)


def _status(form: NewAttendeeForm) -> HTTPStatus:
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


def _lead_to(event: int) -> Response:
    address = f"/o/{entry.organisation().slug}/events/{event}#{PEOPLE}"
    return redirect(address, HTTPStatus.SEE_OTHER)
