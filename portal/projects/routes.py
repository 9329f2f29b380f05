"""Pages of projects: an organisation's home, a new project, one project, editing it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import uuid4

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal import clock, entry
from portal.gate import requires
from portal.http.request_values import page_number
from portal.language.i18n import gettext
from portal.merging import Merge, save_merged
from portal.projects import services
from portal.projects.forms import EditProjectForm, NewProjectForm
from portal.projects.journey import STAGE_TITLES, Actor, Move, Stage, may_move
from portal.projects.ledger import ProjectRef
from portal.projects.next_actions import (
    NOTHING,
    LedgerLine,
    NextAction,
    NextActions,
    Viewer,
    find_next_actions,
    is_under_way,
)
from portal.projects.queries import (
    ListedProject,
    ProjectHead,
    ProjectPage,
    first_lines,
    ledger_rows,
    next_actions,
    project_events,
    project_head,
    whole_head,
)
from portal.projects.routes_moves import blueprint as moves
from portal.projects.slots import ANALYSES, COACHES, AnalysisRow
from portal.projects.view_models import find_urgent, history_of, home_rows, stages_of

blueprint = Blueprint("projects", __name__)
blueprint.register_blueprint(moves)


@blueprint.app_template_global()
def stage_title(stage: str) -> str:
    """Return what a stage is called, still to be translated."""
    return STAGE_TITLES[Stage(stage)]


@blueprint.get("/o/<organisation>/")
@requires("project:read")
def home(**_place: str) -> ResponseReturnValue:
    """Show the projects of an organisation, each with what waits in it."""
    number = page_number()
    page, today = next_actions(number), clock.today()
    viewer = _viewer()
    rows = home_rows(page, viewer.actor, today)
    urgent = find_urgent(rows)
    return render_template(
        "projects/home.html",
        page=page,
        rows=rows,
        number=number,
        urgent=urgent and (urgent, _first_turn(page, urgent.id, viewer, today)),
        is_coach=viewer.actor is Actor.COACH,
    )


@blueprint.get("/o/<organisation>/projects")
@requires("project:read")
def to_home(**_place: str) -> ResponseReturnValue:
    """Lead from the address that takes new projects to the list of them."""
    return redirect(_viewer().home)


@blueprint.get("/o/<organisation>/projects/new")
@requires("project:create")
def new(**_place: str) -> ResponseReturnValue:
    """Show the form of a project that does not exist yet."""
    return _show_new(NewProjectForm(token=str(uuid4())))


@blueprint.post("/o/<organisation>/projects")
@requires("project:create")
def create(**_place: str) -> ResponseReturnValue:
    """Start a project and lead to its page."""
    form, place = NewProjectForm(), entry.organisation()
    if not form.validate_on_submit():
        return _show_new(form), 422
    project_id = services.start_project(
        place.id, place.acronym, form.details(), token=form.mark(), by=entry.visitor().id
    )
    return redirect(f"{_viewer().home}projects/{project_id}", 303)


@blueprint.get("/o/<organisation>/projects/<int:project>")
@requires("project:read")
def show(project: int, **_place: str) -> ResponseReturnValue:
    """Show where a project stands, what comes next and who sees it."""
    (head, next_session), lines = whole_head(project), ledger_rows(project)
    analyses = ANALYSES.value(project)
    viewer = _viewer()
    actions = _next_actions(head, lines, viewer, analyses)
    coming = actions.mine[0].line if actions.mine else next(iter(actions.others), None)
    return render_template(
        "projects/project.html",
        project=head,
        next_session=next_session,
        next_actions=actions,
        stages=stages_of(lines, Stage(head.stage), coming.id if coming else None),
        analyses=analyses,
        coaches=COACHES.value(project),
        history_lines=history_of(head, project_events(project), lines),
        is_coach=viewer.actor is Actor.COACH,
        can_move_back=may_move_back(Stage(head.stage)),
    )


@blueprint.route("/o/<organisation>/projects/<int:project>/edit", methods=["GET", "POST"])
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
        flash(gettext("Saved together with what somebody else changed."))
    return redirect(f"{_viewer().home}projects/{project}", 303)


def may_move_back(stage: Stage) -> bool:
    """Tell whether there is a stage before `stage`."""
    return any(may_move(stage, target, is_complete=False) for target in Stage)


def _viewer() -> Viewer:
    visitor = entry.visitor()
    actor = Actor.COACH if visitor.side == "coach" else Actor.ORGANISATION
    return Viewer(actor, f"/o/{entry.organisation().slug}/", visitor.may)


def _first_turn(page: ProjectPage, project_id: int, viewer: Viewer, today: date) -> NextAction:
    only = replace(
        page,
        projects=tuple(one for one in page.projects if one.id == project_id),
        waiting=tuple(row for row in page.waiting if row.project_id == project_id),
    )
    return _next_actions(only.projects[0], first_lines(only, today)[project_id], viewer).mine[0]


def _next_actions(
    project: ProjectHead | ListedProject,
    lines: Sequence[LedgerLine],
    viewer: Viewer,
    analyses: Sequence[AnalysisRow] = (),
) -> NextActions:
    if not is_under_way(project.state):
        return NOTHING
    return find_next_actions(lines, project.id, Stage(project.stage), viewer, analyses)


def _show_new(form: NewProjectForm) -> str:
    return render_template("projects/new.html", form=form)


def _show_edit(head: ProjectHead, form: EditProjectForm) -> str:
    return render_template("projects/edit.html", form=form, project=head)


def _show_conflict(head: ProjectHead, form: EditProjectForm, merge: Merge) -> str:
    return render_template("projects/conflict.html", form=form, project=head, merge=merge)
