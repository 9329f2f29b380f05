"""Pages of coaching sessions: a project's log, recording, correcting, what was agreed."""

from typing import Any
from uuid import uuid4

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal import entry
from portal.errors import NotFound
from portal.gate import requires
from portal.http.paths import PROJECT_PATH
from portal.http.request_values import PAGE_AND_FORM, page_number
from portal.language.i18n import gettext
from portal.merging import save_merged
from portal.projects.journey import Actor, ProjectState
from portal.projects.ledger import ProjectRef
from portal.projects.queries import project_head
from portal.sessions import queries, services
from portal.sessions.forms import (
    MODE_TITLES,
    AgreementForm,
    CompletionForm,
    NewSessionForm,
    SessionCorrectionForm,
    hours_of,
)

SESSION_PATH = f"{PROJECT_PATH}/sessions/<int:session>"
ACTION_PATH = f"{PROJECT_PATH}/agreed-actions/<int:row>"

blueprint = Blueprint("sessions", __name__)


@blueprint.get(f"{PROJECT_PATH}/sessions/")
@requires("project:read")
def index(project: int, **_place: str) -> ResponseReturnValue:
    """Show a project's sessions, latest first, and what was agreed in them."""
    return _log(project)


@blueprint.get(f"{PROJECT_PATH}/sessions/new")
@requires("session:record")
def new(project: int, **_place: str) -> ResponseReturnValue:
    """Show the form of a session that is not on record yet."""
    return _show_new(project, NewSessionForm(token=str(uuid4())))


@blueprint.post(f"{PROJECT_PATH}/sessions/")
@requires("session:record")
def record(project: int, **_place: str) -> ResponseReturnValue:
    """Record a session with what was agreed in it."""
    project_head(project)
    form = NewSessionForm()
    if not form.validate_on_submit():
        return _show_new(project, form), 422
    details, agreed, by = form.details(), form.agreed(), entry.visitor().id
    token = form.mark_of((details, agreed))
    services.record_session(_ref(project), details, agreed, token=token, by=by)
    flash(gettext("Recorded. The agreed actions are in the project's journey, with their dates."))
    return redirect(_log_address(project), 303)


@blueprint.route(f"{SESSION_PATH}/correction", methods=PAGE_AND_FORM)
@requires("session:record")
def correction(project: int, session: int, **_place: str) -> ResponseReturnValue:
    """Put one's own session right; what another window changed meanwhile is kept or asked for."""
    saved, by = queries.session_of(project, session), entry.visitor().id
    if saved.coach_id != by:
        raise NotFound
    if request.method == "GET":
        return _show_correction(project, session, _correction_form(saved))
    form, ref = SessionCorrectionForm(), _ref(project)
    if not form.validate():
        return _show_correction(project, session, form), 422
    merge = save_merged(
        form,
        lambda: services.correct_session(
            ref, session, form.details(), version=form.version.data, by=by
        ),
        lambda: _correction_form(queries.session_of(project, session)),
        services.StaleSession,
    )
    if not merge.is_done:
        page = _show_correction(project, session, form, merge=merge)
        return page, merge.status
    flash(gettext("Corrected. New reports will have these figures."))
    return redirect(_log_address(project), 303)


@blueprint.post(f"{SESSION_PATH}/actions")
@requires("session:record")
def agree(project: int, session: int, **_place: str) -> ResponseReturnValue:
    """Add something that was agreed in a session."""
    project_head(project)
    form = AgreementForm()
    action = form.action() if form.validate_on_submit() else None
    if action is None:
        return _log(project, {session: form}), 422
    services.agree(_ref(project), session, action, by=entry.visitor().id)
    flash(gettext("Saved. It is in the project's journey, with its date."))
    return redirect(_log_address(project), 303)


@blueprint.get(ACTION_PATH)
@requires("action:complete")
def agreed_action(project: int, row: int, **_place: str) -> ResponseReturnValue:
    """Show one agreed action and ask what came of it."""
    return _show_action(project, row, CompletionForm())


@blueprint.post(f"{ACTION_PATH}/completion")
@requires("action:complete")
def complete(project: int, row: int, **_place: str) -> ResponseReturnValue:
    """Say that an agreed action is done."""
    project_head(project)
    form = CompletionForm()
    if not form.validate_on_submit():
        return _show_action(project, row, form), 422
    services.complete(
        _ref(project), row, form.evidence.data or "", side=_side(), by=entry.visitor().id
    )
    flash(gettext("Done. It is now in the project's history."))
    return redirect(f"/o/{entry.organisation().slug}/projects/{project}", 303)


def _log(project: int, forms: dict[int, AgreementForm] | None = None) -> str:
    number = page_number()
    head = project_head(project)
    return render_template(
        "sessions/index.html",
        project=head,
        sessions=queries.log_of(project, number),
        totals=queries.totals_of(project),
        agreed=queries.agreed_in(project),
        forms=forms or {},
        new_form=AgreementForm,
        number=number,
        page_rows=queries.SESSIONS_PER_PAGE,
        side=_side(),
        is_open=head.state != ProjectState.ENDED,
        **_words(),
    )


def _show_new(project: int, form: NewSessionForm) -> str:
    return render_template("sessions/new.html", project=project_head(project), form=form)


def _show_correction(project: int, session: int, form: SessionCorrectionForm, **more: Any) -> str:  # noqa: ANN401
    head = project_head(project)
    return render_template(
        "sessions/correction.html", project=head, session=session, form=form, **more
    )


def _correction_form(saved: queries.SessionFacts) -> SessionCorrectionForm:
    return SessionCorrectionForm.showing(obj=saved, data={"hours": saved.minutes / 60})


def _show_action(project: int, row: int, form: CompletionForm) -> str:
    return render_template(
        "sessions/action.html",
        project=project_head(project),
        action=queries.agreed_action(project, row),
        form=form,
        side=_side(),
    )


def _words() -> dict[str, Any]:
    modes = {mode.value: gettext(title) for mode, title in MODE_TITLES.items()}
    return {"modes": modes, "hours_of": hours_of}


def _side() -> Actor:
    return Actor.COACH if entry.visitor().side == "coach" else Actor.ORGANISATION


def _ref(project: int) -> ProjectRef:
    return ProjectRef(entry.organisation().id, project)


def _log_address(project: int) -> str:
    return f"/o/{entry.organisation().slug}/projects/{project}/sessions/"
