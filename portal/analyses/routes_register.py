"""The register of changes of a project and of the whole organisation."""

from typing import Any
from urllib.parse import urlencode

from flask import render_template, request
from flask.typing import ResponseReturnValue

from portal.analyses import register
from portal.analyses.blueprint import blueprint
from portal.analyses.register import Wanted
from portal.analyses.register_forms import RegisterForm
from portal.analyses.words import CHANGE_KINDS
from portal.gate import requires
from portal.projects.queries import project_head
from portal.sent import whole

LAST_PAGE = 1000


@blueprint.get("/o/<organisation>/changes")
@requires("analysis:read")
def organisation_changes(organisation: str) -> ResponseReturnValue:
    """Show what the organisation changed; a coach sees the projects that they coach."""
    return _show(f"/o/{organisation}/changes", None)


@blueprint.get("/o/<organisation>/projects/<int:project>/changes")
@requires("analysis:read")
def project_changes(organisation: str, project: int) -> ResponseReturnValue:
    """Show what one project changed."""
    return _show(f"/o/{organisation}/projects/{project}/changes", project_head(project))


def _show(path: str, project: Any) -> ResponseReturnValue:  # noqa: ANN401  a row of project_head
    form = RegisterForm(request.args)
    project_id = project.id if project else None
    is_valid = form.validate()
    wanted = form.wanted(project_id) if is_valid else Wanted(project_id)
    number = min(max(request.args.get("page", 1, type=whole), 1), LAST_PAGE)
    changes, has_more = register.list_changes(wanted, number)
    page = render_template(
        "analyses/register.html",
        form=form,
        project=project,
        path=path,
        link=f"{path}?{urlencode(form.asked() | {'page': ''})}" if is_valid else f"{path}?page=",
        tally=register.tally(wanted),
        kind_words=dict(CHANGE_KINDS),
        changes=changes,
        longest=register.LONGEST,
        number=number,
        has_more=has_more,
    )
    return page, 200 if is_valid else 422
