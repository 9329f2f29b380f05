"""The page of four questions, and where a new member of an organisation begins."""

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal import entry
from portal.analyses.pages.blueprint import blueprint, home_of
from portal.analyses.rows.short_start import (
    Started,
    StartedAlready,
    Starter,
    another_token,
    has_project,
    open_questions,
    start_with,
)
from portal.analyses.rows.short_start_form import FourQuestions
from portal.gate import requires
from portal.http.paths import PROJECTS_PATH
from portal.http.request_values import whole
from portal.language.i18n import N_, gettext

CHANGE_WAY, ANOTHER_WAY = "change", "another"
FIRST_PICTURE = N_("Here is your first picture. Only your organisation can see it.")
PICTURE_CHANGED = N_("Saved. This is the picture with your new answers.")
SHORT_START = f"{PROJECTS_PATH}/start"


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
    """Ask the four questions that a first picture takes.

    Whoever comes back to them finds the answers just given, to be changed; `after` is the number of
    a project that is another work.
    """
    token, started = open_questions(_starter(), request.args.get("after", 0, type=whole))
    if started is None:
        return _show(FourQuestions(token=token))
    return _show(FourQuestions.holding(started.answers, token), started, is_back=True)


@blueprint.post(SHORT_START)
@requires("project:create")
def answer_four_questions(organisation: str) -> ResponseReturnValue:
    """Start project and analysis with the four answers, and lead to the picture.

    Answers to a page that has started one before change it, or start another: its reader says.
    """
    form = FourQuestions()
    if not form.validate_on_submit():
        return _show(form), 422
    is_change, token = form.way.data == CHANGE_WAY, form.mark()
    if form.way.data == ANOTHER_WAY:
        token = another_token(token)
    try:
        analysis = start_with(form.answers(), _starter(), token=token, may_change=is_change)
    except StartedAlready as already:
        form.token.data = token
        return _show(form, already.started), 409
    flash(gettext(PICTURE_CHANGED) if is_change else gettext(FIRST_PICTURE))
    return redirect(f"{home_of(organisation, analysis)}/picture", 303)


def _show(form: FourQuestions, started: Started | None = None, *, is_back: bool = False) -> str:
    picture = ""
    if started:
        picture = f"{home_of(entry.organisation().slug, started.analysis_id)}/picture"
    return render_template(
        "analyses/short_start.html", form=form, started=started, picture=picture, is_back=is_back
    )


def _starter() -> Starter:
    place = entry.organisation()
    return Starter(place.id, place.acronym, entry.visitor().id)
