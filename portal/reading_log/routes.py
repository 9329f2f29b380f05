"""The log of an organisation: who read which analysis, and when."""

from urllib.parse import urlencode

from flask import Blueprint, render_template, request

from portal.gate import requires
from portal.http.request_values import page_number, whole
from portal.reading_log import queries

blueprint = Blueprint("reading_log", __name__)


@blueprint.get("/o/<organisation>/reading-log")
@requires("reading_log:read")
def show_log(organisation: str) -> str:
    """Show the log, or what one person read, or who read one analysis."""
    person, analysis = (
        max(request.args.get(name, 0, type=whole), 0) for name in ("person", "analysis")
    )
    number = page_number()
    lines, has_more = queries.list_readings(person, analysis, number)
    path = f"/o/{organisation}/reading-log"
    asked = {"person": person, "analysis": analysis}
    return render_template(
        "reading_log/log.html",
        path=path,
        link=f"{path}?{urlencode(asked | {'page': ''})}",
        lines=lines,
        number=number,
        has_more=has_more,
        asked=asked,
        choices={"person": queries.list_people(), "analysis": queries.list_analyses()},
    )
