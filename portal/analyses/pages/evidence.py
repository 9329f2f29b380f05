"""Files on the rows of an analysis: add, open, show or hide, remove, bring back, erase."""

from http import HTTPStatus

from flask import Response, current_app, jsonify, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from config.settings import Settings
from portal import entry
from portal.analyses.pages.blueprint import ROW_PATH, blueprint
from portal.analyses.pages.rows import address_of, kind_named, reader
from portal.analyses.pages.step_view import RefusedInput, show_page
from portal.analyses.rows import evidence
from portal.analyses.rows.access import RowRef
from portal.analyses.steps.page import read_page
from portal.error_pages.pages import wants_json
from portal.errors import NotFound
from portal.extensions import csrf
from portal.files import ingest, services
from portal.files.formats import LARGEST_PHOTO, MIME_TYPES, UnfitFile
from portal.files.forms import UploadForm
from portal.files.models import Visibility
from portal.files.names import disposition
from portal.files.services import Stored
from portal.files.storage import Storage
from portal.files.upload_slots import upload_slot
from portal.gate import requires
from portal.http.flashed import flash_at
from portal.http.paths import ANALYSIS_PATH
from portal.language.i18n import gettext

EVIDENCE_PATH = f"{ANALYSIS_PATH}/files/<int:file>"
# Fields and boundaries around the file itself.
LARGEST_UPLOAD = LARGEST_PHOTO + 64 * 1024
PROBLEM_STATUSES = {
    "too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "busy": HTTPStatus.SERVICE_UNAVAILABLE,
}


@blueprint.get(f"{ROW_PATH}/files")
@requires("analysis:read")
def show_row_of_files(organisation: str, analysis: int, kind: str, row: int) -> ResponseReturnValue:
    """Lead to the row, for those who load the answer to a form again."""
    return redirect(address_of(organisation, RowRef(analysis, kind_named(kind).name, row)), 303)


@blueprint.post(f"{ROW_PATH}/files")
@csrf.exempt  # type: ignore[untyped-decorator]  # asked for when it is known who sends
@requires("analysis:write")
def add_file(organisation: str, analysis: int, kind: str, row: int) -> ResponseReturnValue:
    """Take a file in and keep it with its row; what is not kept is told at the field."""
    ref = RowRef(analysis, kind_named(kind).name, row)
    form: UploadForm | None = None
    try:
        services.refuse_unless_room(evidence.anchor_of(ref), 1, _settings().files_quota)
        with entry.release_connection():
            form = _read_form()
            stored = _take_in(form)
        _keep(ref, form, stored)
    except UnfitFile as unfit:
        return _refuse(ref, form, unfit.problem)
    except RequestEntityTooLarge:
        return _refuse(ref, form, "too_large")
    flash_at(f"row-{ref.id}", gettext("File saved."))
    if wants_json():
        return jsonify(href=address_of(organisation, ref))
    return redirect(address_of(organisation, ref), 303)


@blueprint.get(EVIDENCE_PATH)
@requires("analysis:read")
def open_file(organisation: str, analysis: int, file: int) -> Response:
    """Hand a file out to be saved, never to be shown in our own pages."""
    head = evidence.file_on_row(analysis, file)
    if head.removed_at is not None:
        raise NotFound
    response = Response(services.read_bytes(_storage(), head), mimetype=MIME_TYPES[head.format])
    response.headers["Content-Disposition"] = disposition(head.name, f"file-{file}.{head.format}")
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


@blueprint.post(f"{EVIDENCE_PATH}/visibility")
@requires("analysis:write")
def show_file_to(organisation: str, analysis: int, file: int) -> ResponseReturnValue:
    """Show a file to the coach, or to the organisation alone."""
    row = _hold(analysis, file)
    is_shown = request.form.get("visibility") == Visibility.COACH
    services.show_to(file, Visibility.COACH if is_shown else Visibility.ORGANISATION)
    said = (
        gettext("Your coach can open it.")
        if is_shown
        else gettext("Only your organisation can open it.")
    )
    flash_at(f"row-{row.id}", said)
    return redirect(address_of(organisation, row), 303)


@blueprint.post(f"{EVIDENCE_PATH}/removal")
@requires("analysis:write")
def remove_file(organisation: str, analysis: int, file: int) -> ResponseReturnValue:
    """Take a file out and offer to bring it back."""
    row = _hold(analysis, file)
    services.remove(file, by=entry.visitor().id)
    flash_at(f"row-{row.id}", gettext("File removed. You can bring it back for 30 days."))
    return redirect(address_of(organisation, row), 303)


@blueprint.post(f"{EVIDENCE_PATH}/restoration")
@requires("analysis:write")
def restore_file(organisation: str, analysis: int, file: int) -> ResponseReturnValue:
    """Bring a removed file back."""
    row = _hold(analysis, file)
    services.restore(file)
    return redirect(address_of(organisation, row), 303)


@blueprint.post(f"{EVIDENCE_PATH}/erasure")
@requires("analysis:write")
def erase_file(organisation: str, analysis: int, file: int) -> ResponseReturnValue:
    """Delete a removed file for good, its bytes once the row is gone."""
    row, storage = _hold(analysis, file), _storage()
    key = services.erase(file)
    entry.after_commit(lambda: services.forget(storage, key))
    flash_at(f"row-{row.id}", gettext("File permanently deleted."))
    return redirect(address_of(organisation, row), 303)


def _read_form() -> UploadForm:
    request.max_content_length = LARGEST_UPLOAD
    with upload_slot():
        if current_app.config["WTF_CSRF_ENABLED"]:
            csrf.protect()
        return UploadForm()


def _take_in(form: UploadForm) -> Stored:
    given = form.given()
    if not given.name:
        raise UnfitFile("missing")
    clean = ingest.take_in(given.name, form.body(), _settings().clamd_url)
    return services.store(_storage(), entry.organisation().id, clean)


def _keep(ref: RowRef, form: UploadForm, stored: Stored) -> None:
    kept = None
    try:
        kept = services.keep(
            evidence.anchor_of(ref),
            form.given(),
            stored,
            quota=_settings().files_quota,
            by=entry.visitor().id,
        )
    finally:
        # The row became closed or full meanwhile, or a second click came first.
        if kept is None:
            services.forget(_storage(), stored.key)


def _refuse(ref: RowRef, form: UploadForm | None, problem: str) -> ResponseReturnValue:
    told = form or UploadForm(formdata=None)
    words = told.refuse(problem)
    status = PROBLEM_STATUSES.get(problem, HTTPStatus.UNPROCESSABLE_ENTITY)
    if wants_json():
        return jsonify(message=words), status
    page = read_page(ref.analysis_id, kind_named(ref.kind), reader())
    if page.card(ref.id) is None:
        raise NotFound
    return show_page(page, ref.id, RefusedInput(upload=told)), status


def _hold(analysis: int, file: int) -> RowRef:
    row = evidence.row_of(analysis, evidence.file_on_row(analysis, file))
    evidence.anchor_of(row)
    return row


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings


def _storage() -> Storage:
    storage: Storage = current_app.extensions["file_storage"]
    return storage
