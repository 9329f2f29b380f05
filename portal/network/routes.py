"""The programme for leadership and coordinators; importing this also brings in the other pages."""

from collections.abc import Sequence
from datetime import date, datetime
from http import HTTPStatus
from itertools import groupby
from typing import Any

from flask import flash, redirect, render_template
from werkzeug.wrappers import Response

from portal import clock, entry
from portal.accounts.services import invite_again, revoke_invitation
from portal.gate import requires
from portal.http.request_values import page_number
from portal.language.i18n import gettext
from portal.network import (
    coordination,
    queries,
    routes_coaches,
    routes_coordination,
    routes_mails,
    routes_people,
    routes_reach,
    routes_second_steps,
    services,
)
from portal.network.blueprint import (
    blueprint,
    limit_invitations,
    searched_words,
    send_mails_soon,
)
from portal.network.charts import charts_of
from portal.network.figures import read_figures
from portal.network.forms import ManagerForm
from portal.network.open_work import find_network_work
from portal.network.reach import REACH_TITLES, read_reach
from portal.notifications.failures import failures_about
from portal.notifications.labels import FailedMail, describe_failure
from portal.organisations.queries import refused_invitations
from portal.projects.journey import STAGE_TITLES, Actor, standing
from portal.projects.milestones import MILESTONE_BY_KEY
from portal.projects.next_steps.finding import Viewer, find_next_steps
from portal.projects.next_steps.viewing import say_step

__all__ = [
    "blueprint",
    "routes_coaches",
    "routes_coordination",
    "routes_mails",
    "routes_people",
    "routes_reach",
    "routes_second_steps",
]


@blueprint.get("/")
@requires("programme:read")
def programme() -> str:
    """Show the programme: stages, what is late, reviews, changes."""
    today = clock.today()
    figures, visitor = read_figures(today), entry.visitor()
    work = find_network_work(figures.alone, coordinates=visitor.may("coach:assign"))
    steps = find_next_steps(work, Viewer(Actor.NETWORK, "/network/", visitor.may), today)
    return render_template(
        "network/programme.html",
        figures=figures,
        first=say_step(steps.first) if steps.first else None,
        steps=[say_step(one) for one in (*steps.now[1:], *steps.later) if one.href],
        others=[say_step(one) for one in (*steps.team, *steps.later) if not one.href],
        charts=charts_of(figures),
        reach=read_reach(),
        reach_titles=REACH_TITLES,
    )


@blueprint.get("/organisations")
@requires("programme:read")
def organisations() -> Response | str:
    """Show the organisations, or those of a name: stages, what is late, changes."""
    page, words = page_number(), searched_words()
    listed = queries.organisations(clock.today(), words, page)
    if page > 1 and not listed:
        return redirect("/network/organisations")
    return render_template(
        "network/organisations.html",
        organisations=listed,
        words=words,
        page=page,
        page_rows=queries.ORGANISATIONS_PER_PAGE,
    )


@blueprint.get("/coaches")
@requires("programme:read")
def coaches() -> Response | str:
    """Show what every coach has to do, by name."""
    page = page_number()
    listed = queries.coaches(page)
    if page > 1 and not listed:
        return redirect("/network/coaches")
    return render_template(
        "network/coaches.html", coaches=listed, page=page, page_rows=queries.ORGANISATIONS_PER_PAGE
    )


@blueprint.get("/organisations/<slug>")
@requires("programme:read")
def organisation(slug: str) -> Response | str:
    """Show one organisation's projects: stages, milestones with their dates, counts."""
    return show_organisation(slug, ManagerForm(formdata=None))


@blueprint.post("/organisations/<slug>/invitations")
@requires("organisation:invite")
@limit_invitations
def invite_manager(slug: str) -> Response | str:
    """Invite a manager to an organisation that has none."""
    form, organisation_id = ManagerForm(), coordination.find_organisation(slug)
    services.refuse_if_managed(organisation_id)
    if not routes_people.invite_manager(organisation_id, form):
        return show_organisation(slug, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    return redirect(f"/network/organisations/{slug}", HTTPStatus.SEE_OTHER)


@blueprint.post("/organisations/<slug>/invitations/<int:invitation>/renewal")
@requires("organisation:invite")
@limit_invitations
def renew_invitation(slug: str, invitation: int) -> Response:
    """Send the open invitation of a first manager again, with a new link."""
    found = coordination.find_organisation(slug)
    invite_again(found, invitation, by=entry.visitor().id)
    send_mails_soon()
    flash(gettext("A new email is on its way. The earlier link no longer works."))
    return redirect(f"/network/organisations/{slug}", HTTPStatus.SEE_OTHER)


@blueprint.post("/organisations/<slug>/invitations/<int:invitation>/revocation")
@requires("organisation:invite")
def take_back(slug: str, invitation: int) -> Response:
    """Take the open invitation of a first manager back."""
    revoke_invitation(coordination.find_organisation(slug), invitation)
    flash(gettext("Invitation withdrawn. Its link no longer works."))
    return redirect(f"/network/organisations/{slug}", HTTPStatus.SEE_OTHER)


def show_organisation(
    slug: str, form: ManagerForm, status: HTTPStatus = HTTPStatus.OK
) -> Response | str:
    """Return the page of one organisation; a page that is not there leads to the first."""
    found, page = queries.organisation_by_slug(slug), page_number()
    projects = queries.projects_of(found.id, page)
    if page > 1 and not projects:
        return redirect(f"/network/organisations/{found.slug}")
    needs_manager = not found.managers and entry.visitor().may("organisation:invite")
    invitations = coordination.open_invitations(found.id) if needs_manager else []
    shown = render_template(
        "network/organisation.html",
        organisation=found,
        projects=projects,
        lines=_lines(queries.ledgers_of([project.id for project in projects]), projects),
        stage_titles=STAGE_TITLES,
        page=page,
        page_rows=queries.PROJECTS_PAGE,
        form=form if needs_manager else None,
        invitations=invitations,
        refused=refused_invitations(found.id) if needs_manager else [],
        to_invited=_failed_invitations(invitations),
    )
    return Response(shown, status, mimetype="text/html")


def _failed_invitations(
    invitations: Sequence[coordination.OpenInvitation],
) -> dict[str, FailedMail]:
    found = failures_about([], (one.id for one in invitations)) if invitations else []
    return {row.subject: describe_failure(row) for row in found}


def _lines(
    rows: Sequence[queries.MilestoneDates], projects: Sequence[queries.ProjectLine]
) -> dict[int, list[dict[str, Any]]]:
    today, states = clock.today(), {project.id: project.state for project in projects}
    return {
        # What is still to come first: a phone shows the first line alone.
        project: sorted(
            (_line(row, today, states[project]) for row in of_project),
            key=lambda line: line["closed_on"] is not None,
        )
        for project, of_project in groupby(rows, lambda row: row.project_id)
    }


def _line(row: queries.MilestoneDates, today: date, state: str) -> dict[str, Any]:
    is_met, is_waived = row.met_at is not None, row.waived_at is not None
    return {
        "title": MILESTONE_BY_KEY[row.key].title,
        "stage": row.stage,
        "actor": row.actor,
        "round": row.round if MILESTONE_BY_KEY[row.key].repeats else 1,
        "due_on": row.due_on,
        "closed_on": _day(row.met_at or row.waived_at),
        "standing": standing(row.due_on, today, is_met=is_met, is_waived=is_waived, state=state),
    }


def _day(moment: datetime | None) -> date | None:
    return clock.day_of(moment) if moment else None
