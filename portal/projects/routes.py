"""Pages of projects: an organisation's home, a new project, one project, editing it."""

from collections.abc import Mapping, Sequence
from uuid import uuid4

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal import clock, entry
from portal.gate import requires
from portal.http.paths import PROJECT_PATH, PROJECTS_PATH
from portal.http.request_values import page_number
from portal.language.i18n import gettext
from portal.merging import Merge, save_merged
from portal.projects import services
from portal.projects.forms import EditProjectForm, NewProjectForm
from portal.projects.journey import STAGE_TITLES, Actor, Move, Stage, may_move, next_stage
from portal.projects.ledger import ProjectRef
from portal.projects.next_actions import (
    NO_ACTIONS,
    LedgerLine,
    find_next_actions,
    find_waiting,
    is_under_way,
)
from portal.projects.next_steps.finding import NextSteps, OpenWork, find_next_steps
from portal.projects.next_steps.viewing import current_viewer, current_writer, say_step
from portal.projects.next_steps.work import ProjectUnderWay, find_work
from portal.projects.queries import (
    ProjectHead,
    ProjectPage,
    ledger_rows,
    next_actions,
    project_events,
    project_head,
    waiting_lines,
    whole_head,
)
from portal.projects.routes_moves import blueprint as moves
from portal.projects.slots import NEWS, PROJECT_ANALYSES, AnalysisWork
from portal.projects.view_models import history_of, home_rows, stages_of

STEPS_ON_HOME, FURTHER_STEPS_ON_HOME = 5, 3
blueprint = Blueprint("projects", __name__)
blueprint.register_blueprint(moves)


@blueprint.app_template_global()
def stage_title(stage: str) -> str:
    """Return what a stage is called, still to be translated."""
    return STAGE_TITLES[Stage(stage)]


@blueprint.get("/o/<organisation>/")
@requires("project:read")
def home(**_place: str) -> ResponseReturnValue:
    """Show what the visitor does next, then the projects, each with what waits in it."""
    number = page_number()
    page, today, viewer = next_actions(number), clock.today(), current_viewer()
    waiting = waiting_lines(page, today)
    steps = find_next_steps(_work_on(page, waiting), viewer, today)
    return render_template(
        "projects/home.html",
        page=page,
        rows=home_rows(page, waiting, steps, viewer.actor, today),
        number=number,
        first=say_step(steps.first) if steps.first else None,
        steps=[say_step(step) for step in steps.now[1 : STEPS_ON_HOME + 1]],
        team=[say_step(step) for step in steps.team[:FURTHER_STEPS_ON_HOME]],
        later=[say_step(step) for step in steps.later[:FURTHER_STEPS_ON_HOME]],
        is_coach=viewer.actor is Actor.COACH,
        # A coach has the news of all their projects on one page, and one mark for it.
        news=None if viewer.actor is Actor.COACH else NEWS.value(),
    )


@blueprint.get(PROJECTS_PATH)
@requires("project:read")
def to_home(**_place: str) -> ResponseReturnValue:
    """Lead from the address that takes new projects to the list of them."""
    return redirect(current_viewer().home)


@blueprint.get(f"{PROJECTS_PATH}/new")
@requires("project:create")
def new(**_place: str) -> ResponseReturnValue:
    """Show the form of a project that does not exist yet."""
    return _show_new(NewProjectForm(token=str(uuid4())))


@blueprint.post(PROJECTS_PATH)
@requires("project:create")
def create(**_place: str) -> ResponseReturnValue:
    """Start a project and lead to its page."""
    form, place = NewProjectForm(), entry.organisation()
    if not form.validate_on_submit():
        return _show_new(form), 422
    details, by = form.details(), entry.visitor().id
    project_id = services.start_project(
        place.id, place.acronym, details, token=form.mark_of(details), by=by
    )
    return redirect(f"{current_viewer().home}projects/{project_id}", 303)


@blueprint.get(PROJECT_PATH)
@requires("project:read")
def show(project: int, **_place: str) -> ResponseReturnValue:
    """Show where a project stands, what comes next and who sees it."""
    (head, next_session, coaches), lines = whole_head(project), ledger_rows(project)
    analyses, viewer = PROJECT_ANALYSES.value([project], current_writer()), current_viewer()
    actions, steps = NO_ACTIONS, NextSteps()
    if is_under_way(head.state):
        stage = Stage(head.stage)
        actions = find_next_actions(lines, stage, viewer.actor)
        here = ProjectUnderWay(
            *(head.id, head.title, stage, find_waiting(lines, stage), analyses),
            move_on=actions.move_on,
            is_finished=actions.is_finished,
        )
        steps = find_next_steps(find_work(here), viewer, clock.today())
    coming = actions.mine[0] if actions.mine else next(iter(actions.others), None)
    return render_template(
        "projects/project.html",
        project=head,
        next_session=next_session,
        next_actions=actions,
        first=say_step(steps.first, with_project=False) if steps.first else None,
        steps=[say_step(step, with_project=False) for step in steps.now[1:]],
        team=[say_step(step, with_project=False) for step in steps.team],
        later=[say_step(step, with_project=False) for step in steps.later],
        stages=stages_of(lines, Stage(head.stage), coming.id if coming else None),
        analyses=sorted(analyses, key=lambda one: -one.id),
        coaches=coaches,
        history_lines=history_of(head, project_events(project), lines),
        is_coach=viewer.actor is Actor.COACH,
        can_move_back=may_move_back(Stage(head.stage)),
    )


@blueprint.route(f"{PROJECT_PATH}/edit", methods=["GET", "POST"])
@requires("project:edit")
def edit(project: int, **_place: str) -> ResponseReturnValue:
    """Edit what is said of a project; a stale save shows both texts."""
    head = project_head(project)
    services.check_move(head.state, Move.EDIT)
    if request.method == "GET":
        return _show_edit(head, EditProjectForm.showing(obj=head))
    form, ref = EditProjectForm(), ProjectRef(entry.organisation().id, project)
    if not form.validate():
        return _show_edit(head, form), 422
    merge = save_merged(
        form,
        lambda: services.edit_project(ref, form.details(), version=form.version.data),
        lambda: EditProjectForm.showing(obj=project_head(project)),
        services.StaleEdit,
    )
    if merge.clash:
        return _show_conflict(head, form, merge), 409
    if not merge.is_done:
        return _show_edit(head, form), 422
    if merge.taken:
        flash(gettext("Saved, together with someone else's changes."))
    return redirect(f"{current_viewer().home}projects/{project}", 303)


def may_move_back(stage: Stage) -> bool:
    """Tell whether there is a stage before `stage`."""
    return any(may_move(stage, target, is_complete=False) for target in Stage)


def _work_on(page: ProjectPage, waiting: Mapping[int, Sequence[LedgerLine]]) -> list[OpenWork]:
    active = [project for project in page.projects if is_under_way(project.state)]
    analyses: dict[int, list[AnalysisWork]] = {project.id: [] for project in active}
    for one in PROJECT_ANALYSES.value(list(analyses), current_writer()) if active else ():
        analyses[one.project_id].append(one)
    return [
        work
        for project in active
        for stage in (Stage(project.stage),)
        for work in find_work(
            ProjectUnderWay(
                *(project.id, project.title, stage, waiting[project.id], analyses[project.id]),
                move_on=None if project.open_in_stage else next_stage(stage),
                is_finished=not project.open,
            )
        )
    ]


def _show_new(form: NewProjectForm) -> str:
    return render_template("projects/new.html", form=form)


def _show_edit(head: ProjectHead, form: EditProjectForm) -> str:
    return render_template("projects/edit.html", form=form, project=head)


def _show_conflict(head: ProjectHead, form: EditProjectForm, merge: Merge) -> str:
    return render_template("projects/conflict.html", form=form, project=head, merge=merge)
