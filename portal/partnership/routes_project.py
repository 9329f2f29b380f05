"""Pages of an organisation about its coach: needs, asking for another one, how helpful it was."""

from uuid import uuid4

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal import entry
from portal.coaching.queries import current_coaches
from portal.gate import requires
from portal.http.paths import ANALYSIS_PATH, PROJECT_PATH
from portal.http.request_values import PAGE_AND_FORM
from portal.language.i18n import gettext
from portal.merging import save_merged
from portal.partnership import agreements, handovers, ratings, requests
from portal.partnership.blueprint import blueprint, ref, wake_sender
from portal.partnership.forms import CoachRequestForm, HelpfulnessForm, NeedsForm
from portal.partnership.matching import overrides
from portal.partnership.matching.needs import StaleNeeds, read_needs, save_needs
from portal.partnership.vocabulary import (
    CATEGORY_TITLES,
    CONFLICT_TITLES,
    HELPFUL_TITLES,
    Helpful,
    RequestCategory,
)
from portal.projects.journey import Move
from portal.projects.queries import project_head
from portal.projects.services import check_move


@blueprint.get(f"{PROJECT_PATH}/coach")
@requires("coach:request")
def coach(project: int, **_place: str) -> ResponseReturnValue:
    """Show a manager who coaches a project, and the ways to another coach."""
    return _coach_page(project, CoachRequestForm(formdata=None, token=str(uuid4())))


@blueprint.post(f"{PROJECT_PATH}/coach-requests")
@requires("coach:request")
def ask(project: int, **_place: str) -> ResponseReturnValue:
    """Ask the coordinator for another coach."""
    project_head(project)
    form = CoachRequestForm()
    if not form.validate_on_submit():
        return _coach_page(project, form), 422
    category, words = RequestCategory(form.category.data), form.words.data or ""
    # After one that was withdrawn or answered, the same words ask again.
    ended = next((one.id for one in requests.requests_of(project) if one.has_ended), 0)
    requests.ask(
        *(ref(project), category, words),
        token=form.mark_of((category, words, ended)),
        by=entry.visitor().id,
    )
    wake_sender()
    flash(gettext("Sent to the coordinator. Your current coach is not told."))
    return redirect(_address(project), 303)


@blueprint.post(f"{PROJECT_PATH}/coach-requests/<int:wish>/withdrawal")
@requires("coach:request")
def withdraw(project: int, wish: int, **_place: str) -> ResponseReturnValue:
    """Take a request back."""
    project_head(project)
    requests.withdraw(ref(project), wish)
    flash(gettext("Withdrawn. You can ask again at any time."))
    return redirect(_address(project), 303)


@blueprint.post(f"{PROJECT_PATH}/coach-agreements/<int:agreement>/agreement")
@requires("coach:agree")
def agree(project: int, agreement: int, **_place: str) -> ResponseReturnValue:
    """Agree that somebody who coordinates the network may coach this project."""
    project_head(project)
    agreements.answer(ref(project), agreement, is_agreed=True, by=entry.visitor().id)
    wake_sender()
    flash(gettext("You agreed. The coordinator is told and can assign this coach now."))
    return redirect(_address(project), 303)


@blueprint.post(f"{PROJECT_PATH}/coach-agreements/<int:agreement>/refusal")
@requires("coach:agree")
def decline(project: int, agreement: int, **_place: str) -> ResponseReturnValue:
    """Decline that somebody who coordinates the network coaches this project."""
    project_head(project)
    agreements.answer(ref(project), agreement, is_agreed=False, by=entry.visitor().id)
    wake_sender()
    flash(gettext("You declined. The coordinator is told and will look for someone else."))
    return redirect(_address(project), 303)


@blueprint.post(f"{PROJECT_PATH}/coach-agreements/<int:agreement>/withdrawal")
@requires("coach:agree")
def take_agreement_back(project: int, agreement: int, **_place: str) -> ResponseReturnValue:
    """Take an agreement back before the coach is assigned."""
    project_head(project)
    agreements.take_back(ref(project), agreement, by=entry.visitor().id)
    wake_sender()
    flash(gettext("Agreement withdrawn. The coordinator is told."))
    return redirect(_address(project), 303)


@blueprint.route(f"{PROJECT_PATH}/needs", methods=PAGE_AND_FORM)
@requires("project_needs:edit")
def needs(project: int, **_place: str) -> ResponseReturnValue:
    """Show what helps to find a coach that fits, and save what a manager says."""
    head = project_head(project)
    check_move(head.state, Move.EDIT)
    if request.method == "GET":
        return render_template("partnership/needs.html", project=head, form=_needs_form(project))
    form, here, by = NeedsForm(), ref(project), entry.visitor().id
    if not form.validate():
        return render_template("partnership/needs.html", project=head, form=form), 422
    merge = save_merged(
        form,
        lambda: save_needs(here, form.details(), version=form.version.data, by=by),
        lambda: _needs_form(project),
        StaleNeeds,
    )
    if not merge.is_done:
        page = render_template("partnership/needs.html", project=head, form=form, merge=merge)
        return page, merge.status
    flash(gettext("Saved. The coordinator sees this when choosing a coach."))
    return redirect(_address(project), 303)


@blueprint.get(f"{ANALYSIS_PATH}/helpfulness")
@requires("feedback:rate")
def helpfulness(analysis: int, **_place: str) -> ResponseReturnValue:
    """Ask how helpful the feedback on an analysis was."""
    return _ratings(analysis)


@blueprint.post(f"{ANALYSIS_PATH}/helpfulness/<int:move>")
@requires("feedback:rate")
def rate(analysis: int, move: int, **_place: str) -> ResponseReturnValue:
    """Keep how helpful one verdict was, and a word to the coach."""
    ratings.require(analysis, move)
    form, me = HelpfulnessForm(), entry.visitor().id
    if not form.validate_on_submit():
        return _ratings(analysis, {move: form}), 422
    if form.answer.data:
        ratings.rate(analysis, move, Helpful(form.answer.data), by=me)
    if form.words.data:
        ratings.say(analysis, move, form.words.data, is_sent=form.is_sent.data, by=me)
    flash(gettext("Thank you. Your answer is saved."))
    return redirect(f"/o/{entry.organisation().slug}/analyses/{analysis}/helpfulness", 303)


def _needs_form(project: int) -> NeedsForm:
    details, version = read_needs(project)
    return NeedsForm.showing(obj=details, data={"version": version})


def _coach_page(project: int, form: CoachRequestForm) -> str:
    return render_template(
        "partnership/coach.html",
        project=project_head(project),
        coaches=current_coaches(project),
        requests=requests.requests_of(project),
        received=handovers.received(project),
        forced=overrides.forced_in(project),
        agreements=agreements.agreements_of(project),
        form=form,
        categories=CATEGORY_TITLES,
        conflicts=CONFLICT_TITLES,
    )


def _ratings(analysis: int, forms: dict[int, HelpfulnessForm] | None = None) -> str:
    return render_template(
        "partnership/helpfulness.html",
        analysis=analysis,
        title=ratings.title_of(analysis),
        verdicts=ratings.verdicts(analysis),
        forms=forms or {},
        new_form=HelpfulnessForm,
        titles=HELPFUL_TITLES,
    )


def _address(project: int) -> str:
    return f"/o/{entry.organisation().slug}/projects/{project}/coach"
