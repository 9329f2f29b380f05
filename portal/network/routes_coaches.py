"""Coordinators' pages about coaches: who fits, handovers, requests, the workload board."""

from http import HTTPStatus

from flask import flash, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from portal import clock, entry
from portal.errors import Incomplete, Refused
from portal.gate import requires
from portal.http.request_values import PAGE_AND_FORM, page_number, whole
from portal.language.i18n import N_, gettext
from portal.network import workload
from portal.network.blueprint import blueprint, send_mails_soon
from portal.notifications.failures import failures_about
from portal.notifications.labels import describe_failure
from portal.partnership import agreements, assigning, handovers, requests
from portal.partnership.blueprint import edit_profile
from portal.partnership.forms import ReplyForm
from portal.partnership.matching import overrides
from portal.partnership.matching.queries import match
from portal.partnership.profiles import find_coach
from portal.partnership.vocabulary import (
    CATEGORY_TITLES,
    CONFLICT_TITLES,
    LANGUAGES,
    PROVINCES,
    SECTORS,
)
from portal.permissions import Role
from portal.projects.forms import ReasonForm
from portal.projects.journey import STAGE_TITLES

HANDED_OVER = N_("Handed over. The previous coach can no longer read this project. Both are told.")
COACH_PROPOSED = N_(
    "The new coach also coordinates the network. The organisation's managers are asked by email "
    "to agree. The previous coach stays until you hand over after that."
)
ASSIGNMENT_PATH = "/assignments/<int:assignment>"


@blueprint.get("/workload")
@requires("coach:assign")
def show_workload() -> ResponseReturnValue:
    """Show how much every coach has to do."""
    page = page_number()
    listed = workload.workload(clock.today(), page)
    if page > 1 and not listed:
        return redirect("/network/workload")
    return render_template(
        "network/workload.html", coaches=listed, page=page, page_rows=workload.COACHES_PER_PAGE
    )


@blueprint.get("/coaches/<int:coach>")
@requires("coach:assign")
def show_coach(coach: int) -> ResponseReturnValue:
    """Show what waits for one coach and their projects: dates and counts."""
    failed = failures_about([coach], [])
    return render_template(
        "network/coach.html",
        failed_mail=describe_failure(failed[-1]) if failed else None,
        coach=workload.coach_by_id(coach, clock.today()),
        reviews=workload.reviews_of(coach),
        projects=workload.projects_of(coach),
        stage_titles=STAGE_TITLES,
    )


@blueprint.route("/coaches/<int:coach>/profile", methods=PAGE_AND_FORM)
@requires("coach:assign")
def coach_profile(coach: int) -> ResponseReturnValue:
    """Show a coach's profile and save what a coordinator writes."""
    here = f"/network/coaches/{coach}"
    return edit_profile(find_coach(coach), f"{here}/profile", here, is_own=False)


@blueprint.get("/projects/<int:project>/coaches")
@requires("coach:assign")
def choose(project: int) -> ResponseReturnValue:
    """Show the coaches who could coach a project, those who fit best first."""
    return choice_page(project)


@blueprint.get(f"{ASSIGNMENT_PATH}/handover")
@requires("coach:assign")
def show_handover(assignment: int) -> ResponseReturnValue:
    """Show whether the present coach left a summary, and who could take over."""
    return _handover_page(assignment)


@blueprint.post(f"{ASSIGNMENT_PATH}/handover-request")
@requires("coach:assign")
def want_handover(assignment: int) -> ResponseReturnValue:
    """Ask the present coach to write a summary."""
    assigning.want_summary(assignment, by=entry.visitor().id)
    send_mails_soon()
    flash(gettext("The coach has been asked by email to write a summary."))
    return redirect(f"/network/assignments/{assignment}/handover", HTTPStatus.SEE_OTHER)


@blueprint.post(f"{ASSIGNMENT_PATH}/handover")
@requires("coach:assign")
def hand_over(assignment: int) -> ResponseReturnValue:
    """Put another coach in the place of the present one."""
    coach = request.form.get("coach", type=whole)
    if coach is None:
        assigning.assignment(assignment)
        refusal = gettext("Choose a coach from the list.")
        return _handover_page(assignment, refusal, HTTPStatus.UNPROCESSABLE_ENTITY)
    is_without = bool(request.form.get("is_without"))
    try:
        outcome = assigning.reassign(
            assignment, coach, by=entry.visitor().id, is_without=is_without
        )
    except (Incomplete, Refused) as refused:
        return _handover_page(assignment, gettext(refused.message), HTTPStatus(refused.status))
    send_mails_soon()
    flash(gettext(HANDED_OVER if outcome is assigning.Outcome.ASSIGNED else COACH_PROPOSED))
    return redirect("/network/assignments", HTTPStatus.SEE_OTHER)


@blueprint.get("/requests")
@requires("coach:assign")
def show_requests() -> ResponseReturnValue:
    """Show which organisations ask for another coach."""
    return _requests_page()


@blueprint.post("/requests/<int:wish>/answer")
@requires("coach:assign")
def answer_request(wish: int) -> ResponseReturnValue:
    """Answer a request in words."""
    form = ReplyForm()
    if not form.validate_on_submit():
        return _requests_page({wish: form}), HTTPStatus.UNPROCESSABLE_ENTITY
    requests.answer(wish, form.words.data, by=entry.visitor().id)
    send_mails_soon()
    flash(gettext("Answer sent. The organisation's managers are told by email."))
    return redirect("/network/requests", HTTPStatus.SEE_OTHER)


def choice_page(
    project: int, refusal: str = "", status: HTTPStatus = HTTPStatus.OK, wrong: int = 0
) -> Response:
    """Return the page of coaches for a project; `wrong` is the coach whom `refusal` is about."""
    page = render_template(
        "network/choose_coach.html",
        match=match(project),
        own=gettext(assigning.OWN_PROJECT)
        if assigning.coaches(project, entry.visitor().id)
        else "",
        forced=overrides.forced_in(project),
        agreements={one.coach_id: one for one in reversed(agreements.agreements_of(project))},
        refusal=refusal,
        wrong=wrong,
        form=ReasonForm(),
        **_titles(),
    )
    return make_response(page, status)


def _handover_page(
    assignment: int, refusal: str = "", status: HTTPStatus = HTTPStatus.OK
) -> Response:
    # A refusal comes back with what was chosen.
    project, coach = assigning.assignment(assignment)
    page = render_template(
        "network/handover.html",
        assignment=assignment,
        coach=find_coach(coach),
        state=handovers.state_of(project.id, assignment),
        match=match(project.id),
        own=gettext(assigning.OWN_PROJECT)
        if assigning.coaches(project.id, entry.visitor().id)
        else "",
        agreements={one.coach_id: one for one in reversed(agreements.agreements_of(project.id))},
        beside=assigning.beside(project.id, coach),
        refusal=refusal,
        chosen=request.form.get("coach", type=whole),
        is_without=bool(request.form.get("is_without")),
        **_titles(),
    )
    return make_response(page, status)


def _requests_page(forms: dict[int, ReplyForm] | None = None) -> str:
    return render_template(
        "network/requests.html",
        requests=requests.open_requests(),
        may_read=Role.COORDINATOR in entry.visitor().roles,
        forms=forms or {},
        new_form=ReplyForm,
        categories=CATEGORY_TITLES,
        zone=clock.NETWORK_ZONE,
    )


def _titles() -> dict[str, dict[str, str]]:
    return {
        "conflict_titles": {str(key): title for key, title in CONFLICT_TITLES.items()},
        "languages": LANGUAGES,
        "sectors": SECTORS,
        "provinces": PROVINCES,
    }
