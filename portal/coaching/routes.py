"""The coach's queue; importing this module also brings in the other pages of a review."""

from flask import redirect, render_template, request
from werkzeug.wrappers import Response

from portal.coaching import (
    queue_rows,
    routes_aids,
    routes_comments,
    routes_comparison,
    routes_feedback,
    routes_history,
    routes_review,
    routes_submission,
    routes_talk,
    routes_views,
)
from portal.coaching.blueprint import blueprint as blueprint
from portal.gate import requires
from portal.sent import whole

__all__ = [
    "blueprint",
    "routes_aids",
    "routes_comments",
    "routes_comparison",
    "routes_feedback",
    "routes_history",
    "routes_review",
    "routes_submission",
    "routes_talk",
    "routes_views",
]


@blueprint.get("/coach/")
@requires("queue:read")
def queue() -> Response | str:
    """Show what waits for the coach, oldest first, then what waits for others."""
    page = max(request.args.get("page", 1, type=whole), 1)
    waiting = queue_rows.waiting_for_coach(page)
    if page > 1 and not waiting:
        return redirect("/coach/")
    return render_template(
        "coaching/queue.html",
        waiting=waiting,
        total=waiting[0].total if waiting else 0,
        page=page,
        page_rows=queue_rows.PAGE_ROWS,
        handed_back=queue_rows.waiting_for_organisations(),
        projects=queue_rows.coached_projects(),
    )
