"""Due times of milestones, and which coach has which project."""

from http import HTTPStatus

from flask import flash, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from portal import entry
from portal.errors import Refused
from portal.gate import requires
from portal.http.request_values import page_number, too_long, whole
from portal.language.i18n import N_, gettext
from portal.language.text import tidy
from portal.network import coordination, services
from portal.network.blueprint import blueprint, send_mails_soon
from portal.network.forms import DueTimeForm
from portal.network.routes_coaches import choice_page
from portal.partnership import assigning
from portal.partnership.requests import open_requests
from portal.projects.due_dates import due_times
from portal.projects.forms import LONGEST_STATEMENT
from portal.projects.journey import STAGE_TITLES
from portal.projects.milestones import MILESTONES

OUTCOME_MESSAGES = {
    assigning.Outcome.ASSIGNED: N_("Coach assigned, and told by email."),
    assigning.Outcome.KEPT: N_("This coach already has the project. Nothing was changed."),
    assigning.Outcome.PROPOSED: N_(
        "This coach also coordinates the network. The organisation's managers are asked by email "
        "to agree. Assign the coach once a manager has agreed."
    ),
}


@blueprint.get("/due-times")
@requires("milestone_rule:edit")
def show_due_times() -> Response:
    """Show how long each milestone may take."""
    return _due_times(DueTimeForm(formdata=None))


@blueprint.post("/due-times/<key>")
@requires("milestone_rule:edit")
def set_due_time(key: str) -> Response:
    """Change how long one milestone may take, wherever it is written down from now on."""
    form = DueTimeForm()
    if not form.validate_on_submit():
        return _due_times(form, key, HTTPStatus.UNPROCESSABLE_ENTITY)
    services.set_due_time(key, form.days.data or 0, by=entry.visitor().id)
    flash(
        gettext("Saved. The new deadline applies to projects and reviews that start from now on.")
    )
    return redirect("/network/due-times", HTTPStatus.SEE_OTHER)


@blueprint.get("/assignments")
@requires("coach:assign")
def show_assignments() -> Response:
    """Show projects and their coaches, those without one first."""
    return _assignments()


@blueprint.post("/projects/<int:project>/assignments")
@requires("coach:assign")
def assign(project: int) -> Response:
    """Give a project a coach, in spite of a conflict of interest only with a reason."""
    ref = coordination.find_project(project)
    coach, reason = request.form.get("coach", 0, type=whole), tidy(request.form.get("reason")) or ""
    if not coach:
        refusal = gettext("Choose a coach from the list.")
        return choice_page(project, refusal, HTTPStatus.UNPROCESSABLE_ENTITY)
    if len(reason) > LONGEST_STATEMENT:
        refusal = str(too_long(LONGEST_STATEMENT))
        return choice_page(project, refusal, HTTPStatus.UNPROCESSABLE_ENTITY, coach)
    try:
        outcome = assigning.assign(ref, coach, reason, by=entry.visitor().id)
    except Refused as refused:
        return choice_page(project, gettext(refused.message), HTTPStatus.CONFLICT, coach)
    send_mails_soon()
    flash(gettext(OUTCOME_MESSAGES[outcome]))
    return redirect("/network/assignments", HTTPStatus.SEE_OTHER)


@blueprint.post("/assignments/<int:assignment>/ending")
@requires("coach:assign")
def end(assignment: int) -> Response:
    """End an assignment; from the next request the coach cannot read the project."""
    assigning.end(assignment, by=entry.visitor().id)
    send_mails_soon()
    flash(gettext("The assignment has ended. The coach can no longer read this project."))
    return redirect("/network/assignments", HTTPStatus.SEE_OTHER)


def _due_times(form: DueTimeForm, wrong: str = "", status: HTTPStatus = HTTPStatus.OK) -> Response:
    page = render_template(
        "network/due_times.html",
        milestones=[milestone for milestone in MILESTONES if milestone.days],
        days=due_times(),
        titles={milestone.key: milestone.title for milestone in MILESTONES},
        stage_titles=STAGE_TITLES,
        wrong=wrong,
        written=(form.days.raw_data or [""])[0],
        errors=list(form.days.errors),
    )
    return make_response(page, status)


def _assignments() -> Response:
    page = page_number()
    listed = coordination.projects_to_coach(page)
    if page > 1 and not listed:
        return redirect("/network/assignments")
    shown = render_template(
        "network/assignments.html",
        projects=listed,
        coaches=coordination.count_coaches(),
        wishes={wish.project_id for wish in open_requests()},
        stage_titles=STAGE_TITLES,
        page=page,
        page_rows=coordination.ROWS_PER_PAGE,
    )
    return make_response(shown)
