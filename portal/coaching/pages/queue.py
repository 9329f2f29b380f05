"""The coach's queue."""

from flask import redirect, render_template, request
from werkzeug.wrappers import Response

from portal.coaching.pages.blueprint import blueprint
from portal.coaching.pages.queue_steps import REVIEWS, find_coach_steps
from portal.coaching.review import queue as queue_rows
from portal.coaching.slots import COACH_AGENDA
from portal.gate import requires
from portal.http.request_values import whole
from portal.projects.next_steps.viewing import say_step
from portal.projects.slots import NEWS


@blueprint.get("/coach/")
@requires("queue:read")
def queue() -> Response | str:
    """Show what waits for the coach, oldest first, then what waits for others."""
    page = max(request.args.get("page", 1, type=whole), 1)
    found = queue_rows.waiting_for_coach(page)
    if page > 1 and not found:
        return redirect("/coach/")
    handed_back, agenda = queue_rows.waiting_for_organisations(), COACH_AGENDA.value()
    waiting = [row for row in found if not row.is_paused and not row.waits_for_others]
    steps = find_coach_steps(waiting if page == 1 else (), agenda)
    first = steps.first
    return render_template(
        "coaching/queue.html",
        waiting=waiting,
        first=say_step(first) if first else None,
        # The reviews that follow are the rows of the queue.
        steps=[say_step(one) for one in steps.now[1:] if one.work.kind not in REVIEWS],
        later=[say_step(one) for one in steps.later],
        handed_in=[row for row in found if row.waits_for_others and not row.is_paused],
        total=found[0].waiting if found else 0,
        rows_on_pages=found[0].total if found else 0,
        shown=len(found),
        page=page,
        page_rows=queue_rows.ANALYSES_PER_PAGE,
        handed_back=[row for row in handed_back if not row.is_paused],
        paused=[row for row in (*found, *handed_back) if row.is_paused],
        agenda_rows=agenda,
        news=NEWS.value() if page == 1 else None,
        projects=queue_rows.coached_projects(),
    )
