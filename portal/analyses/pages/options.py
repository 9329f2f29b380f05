"""The life of an option: where it stands, a new one from one that failed, all at a glance."""

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal import entry
from portal.analyses import queries
from portal.analyses.frameworks import FRAMEWORK_BY_VERSION
from portal.analyses.kinds import KINDS
from portal.analyses.options import services
from portal.analyses.options.comparison import COMPARED_KINDS, compare
from portal.analyses.pages.blueprint import blueprint, home_of
from portal.analyses.pages.rows import address_of, reader
from portal.analyses.pages.step_view import MissingReason, RefusedInput, show_page
from portal.analyses.rows.access import RowRef, TooManyRows
from portal.analyses.rows.forms import LONGEST_ANSWER, ReviewDayForm
from portal.analyses.steps.page import read_page
from portal.analyses.vocabulary import OptionState
from portal.errors import Incomplete, NotFound
from portal.gate import requires
from portal.http.flashed import flash_at
from portal.http.paths import ANALYSIS_PATH
from portal.http.request_values import token_of, too_long
from portal.language.i18n import N_, gettext
from portal.language.text import tidy
from portal.projects.journey import ProjectState

OPTION_PATH = f"{ANALYSIS_PATH}/rows/option/<int:row>"
NO_STATE = N_("Choose a status. Nothing was changed.")
NO_REASON = N_("Say in a few words what did not work: others can learn from it.")


@blueprint.get(f"{ANALYSIS_PATH}/options")
@requires("analysis:read")
def compare_options(organisation: str, analysis: int) -> str:
    """Show all options beside the effects they answer, and which was made from which."""
    head = queries.analysis_head(analysis)
    rows = queries.read_rows(analysis, COMPARED_KINDS)
    framework, base = FRAMEWORK_BY_VERSION[head.framework_version], home_of(organisation, analysis)
    return render_template(
        "analyses/options.html",
        analysis=head,
        base=base,
        option_page=f"{base}/{framework.page_of('option')}",
        test_page=f"{base}/{framework.page_of('test')}",
        comparison=compare(rows),
        is_under_way=head.project_state == ProjectState.ACTIVE,
    )


@blueprint.post(f"{OPTION_PATH}/state")
@requires("analysis:write")
def set_option_state(organisation: str, analysis: int, row: int) -> ResponseReturnValue:
    """Say where an option stands; possible in every state of the review."""
    queries.analysis_head(analysis)
    chosen = request.form.get("state", "")
    if chosen not in set(OptionState) - {OptionState.SUPERSEDED}:
        raise Incomplete(NO_STATE)
    ref = RowRef(analysis, "option", row)
    services.set_option_state(ref, OptionState(chosen), by=entry.visitor().id)
    flash_at(f"row-{row}", gettext("Saved."))
    return redirect(address_of(organisation, ref), 303)


@blueprint.post(f"{OPTION_PATH}/review")
@requires("analysis:write")
def set_review_day(organisation: str, analysis: int, row: int) -> ResponseReturnValue:
    """Say on which day an option is looked at again; possible in every state of the review."""
    queries.analysis_head(analysis)
    ref, form = RowRef(analysis, "option", row), ReviewDayForm()
    if not form.judge(services.review_day_of(ref)):
        page = read_page(analysis, KINDS["option"], reader())
        return show_page(page, row, RefusedInput(day_form=form)), 422
    services.set_review_day(ref, form.review_on.data, by=entry.visitor().id)
    flash_at(f"row-{row}", gettext("Saved."))
    return redirect(address_of(organisation, ref), 303)


@blueprint.post(f"{OPTION_PATH}/successors")
@requires("analysis:write")
def renew_option(organisation: str, analysis: int, row: int) -> ResponseReturnValue:
    """Make a new option from one that did not work, and open it; why it failed is kept."""
    token = token_of(request.form.get("token"))
    reason = tidy(request.form.get("reason"))
    ref = RowRef(analysis, "option", row)
    if (fault := _fault(ref, reason)) is not None:
        return _ask_again(ref, reason, fault), 422
    try:
        created = services.renew_option(ref, reason, token=token, by=entry.visitor().id)
    except TooManyRows as full:
        return _ask_again(ref, reason, gettext(full.message)), full.status
    flash_at(
        f"row-{created}",
        gettext("The old option is kept beside the new one: what did not work is worth knowing."),
    )
    return redirect(address_of(organisation, RowRef(analysis, "option", created)), 303)


def _fault(ref: RowRef, reason: str) -> str | None:
    if len(reason) > LONGEST_ANSWER:
        return str(too_long(LONGEST_ANSWER))
    if reason or services.reason_of(ref):
        return None
    return str(gettext(NO_REASON))


def _ask_again(ref: RowRef, reason: str, fault: str) -> str:
    page = read_page(ref.analysis_id, KINDS["option"], reader())
    if page.card(ref.id) is None:
        raise NotFound
    return show_page(page, ref.id, RefusedInput(asked_again=MissingReason(reason, fault)))
