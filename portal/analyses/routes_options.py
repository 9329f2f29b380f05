"""The life of an option: where it stands, and a new one from one that did not work."""

from uuid import uuid4

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal import entry
from portal.analyses import queries, services
from portal.analyses.blueprint import ANALYSIS, blueprint
from portal.analyses.routes_rows import address_of
from portal.analyses.rows import RowRef
from portal.analyses.vocabulary import OptionState
from portal.errors import Incomplete
from portal.gate import requires
from portal.wording import N_

OPTION = f"{ANALYSIS}/rows/option/<int:row>"
NO_STATE = N_("Please choose where the option stands. Nothing was changed.")


@blueprint.post(f"{OPTION}/state")
@requires("analysis:write")
def set_option_state(organisation: str, analysis: int, row: int) -> ResponseReturnValue:
    """Say where an option stands; possible in every state of the review."""
    queries.analysis_head(analysis)
    chosen = request.form.get("state", "")
    if chosen not in set(OptionState):
        raise Incomplete(NO_STATE)
    ref = RowRef(analysis, "option", row)
    services.set_option_state(ref, OptionState(chosen), by=entry.visitor().id)
    flash(gettext("Saved."))
    return redirect(address_of(organisation, ref), 303)


@blueprint.post(f"{OPTION}/successors")
@requires("analysis:write")
def renew_option(organisation: str, analysis: int, row: int) -> ResponseReturnValue:
    """Make a new option from one that did not work, and open it."""
    token = (request.form.get("token") or str(uuid4()))[:36]
    ref = RowRef(analysis, "option", row)
    created = services.renew_option(ref, token=token, by=entry.visitor().id)
    flash(gettext("The old option is kept beside the new one: what did not work is worth knowing."))
    return redirect(address_of(organisation, RowRef(analysis, "option", created)), 303)
