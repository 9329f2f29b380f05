"""A coach's own checklist: ticks, questions kept to ask again."""

from flask import flash, jsonify, redirect, request
from flask.typing import ResponseReturnValue

from portal import entry
from portal.coaching.pages.blueprint import blueprint
from portal.coaching.pages.review import step_page
from portal.coaching.pages.review_forms import QuestionForm
from portal.coaching.pages.round import lead_of
from portal.coaching.review import checklist
from portal.error_pages.pages import wants_json
from portal.gate import requires
from portal.http.paths import ANALYSIS_PATH
from portal.language.i18n import gettext

STEP_PATH = f"{ANALYSIS_PATH}/review/<int:step>"


@blueprint.post(f"{STEP_PATH}/checks")
@requires("analysis:review")
def tick(organisation: str, analysis: int, step: int) -> ResponseReturnValue:
    """Tick a line of the checklist, or take the tick off."""
    is_ticked = request.form.get("ticked") == "y"
    item, by = request.form.get("item", ""), entry.visitor().id
    checklist.tick(analysis, item, is_ticked=is_ticked, by=by)
    if wants_json():
        return jsonify(ticked=is_ticked)
    return redirect(f"/o/{organisation}/analyses/{analysis}/review/{step}?aids=open#aids", 303)


@blueprint.post(f"{STEP_PATH}/questions")
@requires("analysis:review")
def keep_question(organisation: str, analysis: int, step: int) -> ResponseReturnValue:
    """Keep a question for every project of this coach."""
    form = QuestionForm()
    if not form.validate():
        return step_page(analysis, step, keep=form), 422
    kind = lead_of(analysis, step)
    checklist.keep_question(kind, form.text.data, token=form.own_token(), by=entry.visitor().id)
    flash(gettext("Your question is saved. Only you can see it."))
    return redirect(_address(organisation, analysis, step), 303)


@blueprint.post(f"{STEP_PATH}/questions/<int:question>/removal")
@requires("analysis:review")
def remove_question(
    organisation: str, analysis: int, step: int, question: int
) -> ResponseReturnValue:
    """Set a question aside; the page offers to bring it back."""
    checklist.remove_question(question, by=entry.visitor().id)
    return redirect(_address(organisation, analysis, step, f"&removed={question}"), 303)


@blueprint.post(f"{STEP_PATH}/questions/<int:question>/restoration")
@requires("analysis:review")
def restore_question(
    organisation: str, analysis: int, step: int, question: int
) -> ResponseReturnValue:
    """Bring a question back."""
    checklist.restore_question(question, by=entry.visitor().id)
    return redirect(_address(organisation, analysis, step), 303)


def _address(organisation: str, analysis: int, step: int, more: str = "") -> str:
    base = f"/o/{organisation}/analyses/{analysis}/review/{step}"
    return f"{base}?aids=open{more}#own-questions"
