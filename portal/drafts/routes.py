"""Keeping what a script saw half written, and throwing a draft away."""

from flask import Blueprint, Flask, flash, redirect, request
from flask.typing import ResponseReturnValue

from portal import entry
from portal.accounts.paths import local_path
from portal.drafts import request_hooks, restoring, services
from portal.drafts.only_form import only_form
from portal.drafts.submitted_form import read_written
from portal.gate import signed_in
from portal.language.i18n import gettext

blueprint = Blueprint("drafts", __name__)


def init_app(app: Flask) -> None:
    """Let every page of `app` take drafts up, and the switch of languages carry words along."""
    app.after_request(restoring.after_request)
    app.after_request(request_hooks.after_request)
    app.jinja_env.globals["only_form"] = only_form


@blueprint.post("/drafts")
@signed_in
def keep() -> ResponseReturnValue:
    """Keep what was written in a form that cannot be saved now, for the next look at its page."""
    written = read_written()
    kept = request_hooks.keep_for(entry.visitor().id, written)
    if kept is not None:
        restoring.leave_for(written.page, kept)
    return {"draft": kept}


@blueprint.post("/drafts/<int:draft>/removal")
@signed_in
def throw_away(draft: int) -> ResponseReturnValue:
    """Forget a draft and lead back to its page."""
    services.erase(draft)
    flash(gettext("Discarded. What was saved before is unchanged."))
    return redirect(local_path(request.form.get("back", "")), 303)
