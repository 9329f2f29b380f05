"""The programme for leadership and coordinators: counts and dates, never content."""

from itertools import groupby
from typing import Any

from flask import Blueprint, render_template, request

from portal import clock
from portal.gate import requires
from portal.network import queries
from portal.projects.journey import MILESTONE, STAGE_TITLES, Actor, Stage, standing

blueprint = Blueprint("network", __name__, url_prefix="/network")


@blueprint.get("/")
@requires("programme:read")
def index() -> str:
    """Show the programme: stages, what is late, reviews, changes, coaches, organisations."""
    today, page = clock.today(), page_number()
    found = {row.stage: row for row in queries.stages()}
    listed = queries.organisations(today, page)
    return render_template(
        "network/index.html",
        stages=[(stage, STAGE_TITLES[stage], found.get(stage)) for stage in Stage],
        overdue=queries.overdue_by_actor(today),
        actors=list(Actor),
        totals=queries.totals(),
        coaches=queries.coaches(),
        organisations=listed[: queries.PAGE],
        has_more=len(listed) > queries.PAGE,
        page=page,
    )


@blueprint.get("/organisations/<slug>")
@requires("programme:read")
def organisation(slug: str) -> str:
    """Show one organisation's projects: stages, milestones with their dates, counts."""
    found = queries.organisation_by_slug(slug)
    today = clock.today()
    ledgers = {
        project: [_line(row, today) for row in rows]
        for project, rows in groupby(queries.ledgers_of(found.id), lambda row: row.project_id)
    }
    return render_template(
        "network/organisation.html",
        organisation=found,
        projects=queries.projects_of(found.id),
        ledgers=ledgers,
        stage_titles=STAGE_TITLES,
    )


def page_number() -> int:
    """Return the page that was asked for, 1 for anything that is no page."""
    return max(1, min(request.args.get("page", 1, type=int), 10_000))


def _line(row: Any, today: Any) -> dict[str, Any]:  # noqa: ANN401  a ledger row, a date
    is_met, is_waived = row.met_at is not None, row.waived_at is not None
    return {
        "title": MILESTONE[row.key].title,
        "stage": row.stage,
        "actor": row.actor,
        "due_on": row.due_on,
        "done_on": (row.met_at or row.waived_at) and (row.met_at or row.waived_at).date(),
        "standing": standing(row.due_on, today, is_met=is_met, is_waived=is_waived),
        "round": row.round,
    }
