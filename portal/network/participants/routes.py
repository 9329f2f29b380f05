"""The network's page of participants, and its workbook."""

from http import HTTPStatus

from flask import Blueprint, make_response, render_template, request
from werkzeug.wrappers import Response

from portal import clock
from portal.events.kinds import WorkshopKind
from portal.gate import requires
from portal.network.participants.forms import ParticipantsFilter
from portal.network.participants.queries import (
    Participation,
    Wanted,
    count_events,
    count_participants,
    count_trained,
    list_records,
)
from portal.network.participants.workbook import say_kind, write_workbook

PAGE = "/network/participants"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ORDER = [kind.value for kind in WorkshopKind]
blueprint = Blueprint("participants", __name__, url_prefix=PAGE)


@blueprint.get("/")
@requires("programme:read")
def index() -> Response:
    """Show how many took part, by kind."""
    form = ParticipantsFilter(request.args)
    if not form.validate():
        return _page(form, HTTPStatus.UNPROCESSABLE_ENTITY)
    return _page(form)


@blueprint.get("/workbook")
@requires("programme:read")
def workbook() -> Response:
    """Hand out the numbers and each record behind them."""
    form = ParticipantsFilter(request.args)
    if not form.validate():
        return _page(form, HTTPStatus.UNPROCESSABLE_ENTITY)
    wanted = form.wanted()
    body = write_workbook(_rows(wanted), list_records(wanted))
    name = f"participants-{clock.today().isoformat()}.xlsx"
    headers = {"Content-Type": XLSX, "Content-Disposition": f'attachment; filename="{name}"'}
    return make_response(body, headers)


def _rows(wanted: Wanted) -> list[Participation]:
    found = sorted(count_participants(wanted), key=lambda row: ORDER.index(row.kind))
    return [*found, count_trained(wanted)] if found else []


def _page(form: ParticipantsFilter, status: HTTPStatus = HTTPStatus.OK) -> Response:
    is_sound = status is HTTPStatus.OK
    page = render_template(
        "network/participants/index.html",
        form=form,
        rows=_rows(form.wanted()) if is_sound else [],
        events=count_events(form.wanted()) if is_sound else None,
        is_sound=is_sound,
        say_kind=say_kind,
        asked=request.query_string.decode(),
    )
    return make_response(page, status)
