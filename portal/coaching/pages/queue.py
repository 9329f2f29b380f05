"""The coach's queue."""

from flask import redirect, render_template, request
from werkzeug.wrappers import Response

from portal.coaching.pages.blueprint import blueprint
from portal.coaching.review import queue as queue_rows
from portal.coaching.slots import AGENDA
from portal.gate import requires
from portal.http.request_values import whole


@blueprint.get("/coach/")
@requires("queue:read")
def queue() -> Response | str:
    """Show what waits for the coach, oldest first, then what waits for others."""
    page = max(request.args.get("page", 1, type=whole), 1)
    found = queue_rows.waiting_for_coach(page)
    if page > 1 and not found:
        return redirect("/coach/")
    handed_back = queue_rows.waiting_for_organisations()
    return render_template(
        "coaching/queue.html",
        waiting=[row for row in found if not row.is_paused and not row.is_handed_in],
        handed_in=[row for row in found if row.is_handed_in and not row.is_paused],
        total=found[0].waiting if found else 0,
        rows_on_pages=found[0].total if found else 0,
        shown=len(found),
        page=page,
        page_rows=queue_rows.ANALYSES_PER_PAGE,
        handed_back=[row for row in handed_back if not row.is_paused],
        paused=[row for row in (*found, *handed_back) if row.is_paused],
        agenda_rows=AGENDA.value(),
        projects=queue_rows.coached_projects(),
    )
