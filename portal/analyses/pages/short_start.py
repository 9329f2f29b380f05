"""The page of four questions, and where a new member of an organisation begins."""

from uuid import uuid4

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue

from portal import entry
from portal.analyses.pages.blueprint import blueprint, home_of
from portal.analyses.rows.short_start import (
    StartedAlready,
    Starter,
    first_token,
    has_project,
    start_with,
)
from portal.analyses.rows.short_start_form import FourQuestions
from portal.gate import requires
from portal.language.i18n import gettext

SHORT_START = "/o/<organisation>/projects/start"


@blueprint.get("/o/<organisation>/welcome")
@requires("project:read")
def welcome(organisation: str) -> ResponseReturnValue:
    """Lead to the four questions whoever may answer them where nothing was started, else home."""
    may_start = entry.visitor().may("project:create")
    if may_start and not has_project(entry.organisation().id):
        return redirect(f"/o/{organisation}/projects/start")
    return redirect(f"/o/{organisation}/")


@blueprint.get(SHORT_START)
@requires("project:create")
def ask_four_questions(organisation: str) -> str:
    """Ask the four questions that a first picture takes."""
    return _show(FourQuestions(token=first_token(_starter())))


@blueprint.post(SHORT_START)
@requires("project:create")
def answer_four_questions(organisation: str) -> ResponseReturnValue:
    """Start project and analysis with the four answers, and lead to the picture."""
    form = FourQuestions()
    if not form.validate_on_submit():
        return _show(form), 422
    try:
        analysis = start_with(form.answers(), _starter(), token=form.mark())
    except StartedAlready as started:
        form.token.data = str(uuid4())
        return _show(form, before=f"{home_of(organisation, started.analysis_id)}/picture"), 409
    flash(gettext("Here is your first picture. Only your organisation can see it."))
    return redirect(f"{home_of(organisation, analysis)}/picture", 303)


def _show(form: FourQuestions, before: str = "") -> str:
    return render_template("analyses/short_start.html", form=form, before=before)


def _starter() -> Starter:
    place = entry.organisation()
    return Starter(place.id, place.acronym, entry.visitor().id)
