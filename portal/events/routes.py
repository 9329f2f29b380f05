"""Pages of workshops: the learning history, recording, correcting, removing."""

from uuid import uuid4

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal import entry
from portal.errors import NotFound
from portal.events import services
from portal.events.details import Correction
from portal.events.display import day_known, say_corrected, say_length, say_recorded
from portal.events.forms import CorrectionForm, NewWorkshopForm, PartCorrectionForm
from portal.events.kinds import KIND_TITLES, WORKSHOP_MILESTONES, WorkshopKind
from portal.events.lengths import length_rules
from portal.events.queries import (
    learning_history,
    people_taught,
    projects_resting_on,
    projects_waiting_for,
    workshops_of_kind,
)
from portal.events.queries import workshop as read_workshop
from portal.gate import requires
from portal.http.request_values import PAGE_AND_FORM, page_number, whole
from portal.language.i18n import gettext
from portal.merging import Merge, save_merged
from portal.projects.forms import ReasonForm
from portal.projects.ledger import ProjectRef
from portal.projects.queries import project_head

WORKSHOP_PATH = "/o/<organisation>/workshops/<int:workshop>"
blueprint = Blueprint("events", __name__)
blueprint.add_app_template_global(day_known, "day_known")


@blueprint.get("/o/<organisation>/workshops/")
@requires("organisation:read")
def index(**_place: str) -> ResponseReturnValue:
    """Show the learning history of an organisation."""
    number = page_number()
    return render_template(
        "events/index.html",
        page=learning_history(number),
        number=number,
        taught=people_taught(),
        titles=KIND_TITLES,
    )


@blueprint.get("/o/<organisation>/workshops/new")
@requires("workshop:record")
def new(**_place: str) -> ResponseReturnValue:
    """Show the form of a workshop that is not on record yet."""
    asked = request.args.get("kind", "")
    kind = asked if asked in set(WorkshopKind) else WorkshopKind.INTRODUCTORY.value
    project = request.args.get("project", 0, type=whole)
    return _show_new(NewWorkshopForm(token=str(uuid4()), kind=kind), project)


@blueprint.post("/o/<organisation>/workshops/")
@requires("workshop:record")
def record(**_place: str) -> ResponseReturnValue:
    """Record a workshop and lead back to where the person came from."""
    form, project = NewWorkshopForm(), request.form.get("project", 0, type=whole)
    if not form.validate_on_submit():
        return _show_new(form, project), 422
    place, details = entry.organisation(), form.details()
    waiting = [row.reference for row in projects_waiting_for(details.kind)]
    recorded = services.record_workshop(
        place.id, details, token=form.mark_of(details), by=entry.visitor().id
    )
    flash(say_recorded(read_workshop(recorded), waiting))
    return _leave(project)


@blueprint.route(f"{WORKSHOP_PATH}/correction", methods=PAGE_AND_FORM)
@requires("workshop:record")
def correction(workshop: int, **_place: str) -> ResponseReturnValue:
    """Correct what was recorded; what somebody else changed meanwhile is kept or asked for."""
    if request.method == "GET":
        return _show_correction(_correction_form(workshop), workshop)
    place, by = entry.organisation(), entry.visitor().id
    form, saved = _form_of(workshop)(), services.hold_workshop(workshop)
    if not form.validate():
        return _show_correction(form, workshop), 422
    done: list[Correction] = []
    merge = save_merged(
        form,
        lambda: done.append(
            services.correct_workshop(
                place.id, workshop, form.corrected(saved), seen=form.seen.data or "", by=by
            )
        ),
        lambda: _correction_form(workshop),
        services.StaleCorrection,
    )
    if not merge.is_done:
        return _show_correction(form, workshop, merge), merge.status
    flash(say_corrected(done[-1]))
    return _leave(0)


@blueprint.route(f"{WORKSHOP_PATH}/removal", methods=PAGE_AND_FORM)
@requires("workshop:record")
def removal(workshop: int, **_place: str) -> ResponseReturnValue:
    """Take a workshop off the record; say first which milestones open again."""
    form, place = ReasonForm(), entry.organisation()
    row = read_workshop(workshop)
    resting = [project.reference for project in projects_resting_on(workshop, row.kind)]
    if form.validate_on_submit():
        services.remove_workshop(place.id, workshop, form.reason.data, by=entry.visitor().id)
        flash(_say_removed(resting))
        return _leave(0)
    shown = render_template(
        "events/removal.html", form=form, workshop=row, resting=resting, titles=KIND_TITLES
    )
    return shown, 422 if form.errors else 200


@blueprint.post(f"{WORKSHOP_PATH}/uses")
@requires("workshop:record")
def uses(workshop: int, **_place: str) -> ResponseReturnValue:
    """Let a workshop on record count for one more project."""
    project_id = request.form.get("project", 0, type=whole)
    ref = ProjectRef(entry.organisation().id, project_id)
    if services.count_workshop(ref, workshop, by=entry.visitor().id):
        flash(gettext("It now counts for this project."))
    return _leave(project_id)


def _show_new(form: NewWorkshopForm, project_id: int) -> str:
    head, kind = _head(project_id), form.kind.data
    waits = head is not None and kind in set(WORKSHOP_MILESTONES)
    return render_template(
        "events/new.html",
        form=form,
        project=head,
        earlier=workshops_of_kind(kind) if waits else [],
        titles=KIND_TITLES,
        lengths=_lengths(),
    )


def _head(project_id: int) -> object | None:
    # The address only says where one came from: what it names may be gone.
    try:
        return project_head(project_id) if project_id else None
    except NotFound:
        return None


def _form_of(workshop_id: int) -> type[CorrectionForm | PartCorrectionForm]:
    return PartCorrectionForm if read_workshop(workshop_id).event_id else CorrectionForm


def _correction_form(workshop_id: int) -> CorrectionForm | PartCorrectionForm:
    saved = services.hold_workshop(workshop_id)
    return _form_of(workshop_id).showing(obj=saved, data={"seen": saved.mark()})


def _show_correction(
    form: CorrectionForm | PartCorrectionForm, workshop_id: int, merge: Merge | None = None
) -> str:
    return render_template(
        "events/correction.html",
        form=form,
        workshop_id=workshop_id,
        merge=merge,
        lengths=_lengths(),
    )


def _lengths() -> list[str]:
    # Of the kinds that must have more than one day to complete a milestone.
    return [
        f"{gettext(KIND_TITLES[kind])}: {say_length(rule)}"
        for kind, rule in length_rules().items()
        if rule.least > 1
    ]


def _say_removed(resting: list[str]) -> str:
    if not resting:
        return str(gettext("Removed. No milestone changed."))
    said = gettext(
        "Removed. A milestone was reopened in %(projects)s.", projects=", ".join(resting)
    )
    return str(said)


def _leave(project_id: int) -> ResponseReturnValue:
    home = f"/o/{entry.organisation().slug}"
    if project_id:
        return redirect(f"{home}/projects/{project_id}", 303)
    return redirect(f"{home}/workshops/", 303)
