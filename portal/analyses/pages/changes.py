"""The register of changes of a project and of the whole organisation."""

from typing import Any
from urllib.parse import urlencode

from flask import render_template, request
from flask.typing import ResponseReturnValue

from portal.analyses.labels import CHANGE_KINDS
from portal.analyses.pages.blueprint import blueprint
from portal.analyses.registers import changes as register
from portal.analyses.registers.change_filter import read_form
from portal.analyses.registers.changes import ChangeFilter, Tally
from portal.gate import requires
from portal.http.form_request import note_shown
from portal.http.paths import PROJECT_PATH
from portal.http.request_values import page_number
from portal.language.i18n import N_
from portal.projects.queries import project_head

KIND_WORDS = dict(CHANGE_KINDS)


@blueprint.get("/o/<organisation>/changes")
@requires("analysis:read")
def organisation_changes(organisation: str) -> ResponseReturnValue:
    """Show what the organisation changed; a coach sees the projects that they coach."""
    return _show(f"/o/{organisation}/changes", None)


@blueprint.get(f"{PROJECT_PATH}/changes")
@requires("analysis:read")
def project_changes(organisation: str, project: int) -> ResponseReturnValue:
    """Show what one project changed."""
    return _show(f"/o/{organisation}/projects/{project}/changes", project_head(project))


def _show(path: str, project: Any) -> ResponseReturnValue:  # noqa: ANN401  a row of project_head
    form, is_blank = read_form(request.args)
    project_id = project.id if project else None
    is_valid = is_blank or form.validate()
    wanted = form.wanted(project_id) if is_valid else ChangeFilter(project_id)
    number = page_number()
    changes, has_more = register.list_changes(wanted, number)
    note_shown({change.analysis_id for change in changes})
    page = render_template(
        "analyses/register.html",
        form=form,
        is_blank=is_blank,
        project=project,
        path=path,
        link=f"{path}?{urlencode(form.asked() | {'page': ''})}" if is_valid else f"{path}?page=",
        lines=_lines(register.tally(wanted)),
        kind_words=KIND_WORDS,
        changes=changes,
        longest=register.LONGEST_SEARCH,
        number=number,
        has_more=has_more,
    )
    return page, 200 if is_valid else 422


def _lines(tally: dict[str, Tally]) -> list[tuple[str, int, int]]:
    found = [(words, tally[kind].proved, tally[kind].lacking) for kind, words in CHANGE_KINDS]
    untold = tally[""].lacking
    return [*found, (N_("Kind not chosen yet"), 0, untold)] if untold else found
