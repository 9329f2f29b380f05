"""What is done to a project as a whole: pause, resumption, ending, stage, statement, waiver."""

from collections.abc import Callable
from typing import NamedTuple

from flask import Blueprint, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from portal import entry
from portal.errors import NotFound, Refused
from portal.gate import requires
from portal.http.paths import PROJECT_PATH
from portal.http.request_values import PAGE_AND_FORM
from portal.language.i18n import N_, gettext
from portal.projects import services
from portal.projects.forms import ReasonForm, StageForm, StatementForm
from portal.projects.journey import STAGE_TITLES, STAGES, Move, Stage
from portal.projects.ledger import ProjectRef
from portal.projects.milestones import MILESTONE_BY_KEY
from portal.projects.next_actions import LedgerLine
from portal.projects.queries import ledger_rows, project_head

MILESTONE_ROW = f"{PROJECT_PATH}/milestones/<int:row>"
blueprint = Blueprint("moves", __name__)


class WordsPage(NamedTuple):
    """What a page that asks for words says around its one field."""

    title: str
    lead: str
    button: str
    done: str
    hint: str = ""
    example: str = ""


PAUSE_PAGE = WordsPage(
    N_("Pause this project"),
    N_("While it is paused, nothing is due and no one is reminded. Nothing is lost."),
    N_("Pause the project"),
    N_("Paused. Nothing is due until you resume the project."),
    N_("Your organisation and your coach can read this."),
    N_("The rainy season; the field team goes back in November."),
)
END_PAGE = WordsPage(
    N_("End this project"),
    N_("An ended project stays readable. It cannot be resumed, and no one is reminded of it."),
    N_("End the project"),
    N_("Ended. Everything written stays readable here."),
    N_("Your organisation and your coach can read this."),
    N_("The funding ended and the team moved on to other work."),
)
STAGE_PAGE = WordsPage(
    N_("Go back a stage"),
    N_("Completed milestones stay complete. Due dates in the stage you leave are removed for now."),
    N_("Return to “%(stage)s”"),
    N_("The project is in another stage now."),
    N_("Your organisation and your coach can read this."),
    N_("Half of the team is new and takes part in the application workshop first."),
)
WAIVER_PAGE = WordsPage(
    N_("Skip this milestone"),
    N_("The reason stays in the history. A skipped milestone cannot be completed later."),
    N_("Skip the milestone"),
    N_("The project continues without this milestone."),
    N_("Your organisation and your coach can read this."),
    N_("The team was trained by another organisation two years ago."),
)
STATEMENT_SAVED = N_("Saved. This milestone is complete.")


@blueprint.route(f"{PROJECT_PATH}/pause", methods=PAGE_AND_FORM)
@requires("project:pause")
def pause(project: int, **_place: str) -> ResponseReturnValue:
    """Pause a project with a reason."""
    form = ReasonForm()
    return _ask(project, Move.PAUSE, (form, PAUSE_PAGE), _with_reason(services.pause_project, form))


@blueprint.route(f"{PROJECT_PATH}/ending", methods=PAGE_AND_FORM)
@requires("project:pause")
def ending(project: int, **_place: str) -> ResponseReturnValue:
    """End a project with a reason."""
    form = ReasonForm()
    return _ask(project, Move.END, (form, END_PAGE), _with_reason(services.end_project, form))


@blueprint.post(f"{PROJECT_PATH}/resumption")
@requires("project:pause")
def resumption(project: int, **_place: str) -> ResponseReturnValue:
    """Go on after a pause."""
    services.resume_project(_ref(project), by=entry.visitor().id)
    flash(gettext("Resumed. Due dates moved by the length of the pause."))
    return _back(project)


@blueprint.route(f"{PROJECT_PATH}/stage-changes", methods=PAGE_AND_FORM)
@requires("project:edit")
def stage_changes(project: int, **_place: str) -> ResponseReturnValue:
    """Move a project one stage back with a reason, or on when its stage is complete."""
    head, form = project_head(project), StageForm()
    services.check_move(head.state, Move.CHANGE_STAGE)
    here = Stage(head.stage)
    if form.judge(here):
        target, reason = Stage(form.stage.data), form.reason.data or ""
        services.change_stage(_ref(project), target, reason, by=entry.visitor().id)
        flash(gettext(STAGE_PAGE.done))
        return _back(project)
    if here is STAGES[0]:
        raise Refused(services.FIRST_STAGE)
    target = STAGES[STAGES.index(here) - 1]
    shown = render_template(
        "projects/words.html",
        form=form,
        field_=form.reason,
        ask=STAGE_PAGE,
        project=head,
        stage=target,
        stage_title=gettext(STAGE_TITLES[target]),
    )
    return shown, 422 if form.errors else 200


@blueprint.route(f"{MILESTONE_ROW}/statement", methods=PAGE_AND_FORM)
@requires("milestone:state")
def statement(project: int, row: int, **_place: str) -> ResponseReturnValue:
    """Meet a milestone by the manager's own words."""
    line, form = _line(project, row), StatementForm()
    question = MILESTONE_BY_KEY[line.key].question
    if question is None:
        raise Refused(services.NO_STATEMENT)
    ask = WordsPage(
        line.title, question.asks, N_("Save"), STATEMENT_SAVED, question.hint, question.example
    )

    def act(ref: ProjectRef, by: int) -> None:
        services.state_milestone(ref, row, form.statement.data, by=by)

    return _ask(project, Move.STATE_MILESTONE, (form, ask), act)


@blueprint.route(f"{MILESTONE_ROW}/waiver", methods=PAGE_AND_FORM)
@requires("milestone:waive")
def waiver(project: int, row: int, **_place: str) -> ResponseReturnValue:
    """Let a project go on without a milestone, with a reason."""
    line, form = _line(project, row), ReasonForm()

    def act(ref: ProjectRef, by: int) -> None:
        services.waive_milestone(ref, row, form.reason.data, by=by)

    return _ask(project, Move.WAIVE_MILESTONE, (form, WAIVER_PAGE), act, about=line.title)


def _ask(
    project: int,
    move: Move,
    asked: tuple[ReasonForm | StatementForm, WordsPage],
    act: Callable[[ProjectRef, int], None],
    *,
    about: str = "",
) -> ResponseReturnValue:
    form, ask = asked
    if form.validate_on_submit():
        act(_ref(project), entry.visitor().id)
        flash(gettext(ask.done))
        return _back(project)
    head = project_head(project)
    services.check_move(head.state, move)
    field = form.reason if isinstance(form, ReasonForm) else form.statement
    shown = render_template(
        "projects/words.html", form=form, field_=field, ask=ask, project=head, about=about
    )
    return shown, 422 if form.errors else 200


def _with_reason(act: Callable[..., None], form: ReasonForm) -> Callable[[ProjectRef, int], None]:
    return lambda ref, by: act(ref, form.reason.data, by=by)


def _line(project: int, row: int) -> LedgerLine:
    for line in ledger_rows(project):
        if line.id == row:
            return line
    raise NotFound


def _ref(project: int) -> ProjectRef:
    return ProjectRef(entry.organisation().id, project)


def _back(project: int) -> ResponseReturnValue:
    return redirect(f"/o/{entry.organisation().slug}/projects/{project}", 303)
