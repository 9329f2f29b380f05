"""Questions about rows: set aside with a reason, and asked again."""

from flask import redirect, request
from flask.typing import ResponseReturnValue

from portal import entry
from portal.analyses import queries
from portal.analyses.checks import dismissals
from portal.analyses.checks.hints import HINT_QUESTIONS
from portal.analyses.checks.sensitive_words import RULE_OF_WORDS
from portal.analyses.pages.blueprint import ROW_PATH, blueprint
from portal.analyses.pages.rows import address_of, kind_named
from portal.analyses.rows.access import RowRef
from portal.errors import Incomplete, NotFound
from portal.gate import requires
from portal.language.i18n import N_
from portal.language.text import tidy

LONGEST_REASON = 500
NO_REASON = N_("Say briefly why the question does not apply here. Nothing was changed.")
LONG_REASON = N_("The reason is too long: at most 500 characters. Nothing was changed.")


@blueprint.post(f"{ROW_PATH}/hints/<rule>/dismissal")
@requires("analysis:write")
def dismiss_hint(
    organisation: str, analysis: int, kind: str, row: int, rule: str
) -> ResponseReturnValue:
    """Set a question aside, with the reason."""
    ref, reason = _asked(analysis, kind, row, rule), tidy(request.form.get("reason"))
    if not reason:
        raise Incomplete(NO_REASON)
    if len(reason) > LONGEST_REASON:
        raise Incomplete(LONG_REASON)
    dismissals.dismiss_hint(ref, rule, reason, by=entry.visitor().id)
    return redirect(address_of(organisation, ref), 303)


@blueprint.post(f"{ROW_PATH}/hints/<rule>/restoration")
@requires("analysis:write")
def restore_hint(
    organisation: str, analysis: int, kind: str, row: int, rule: str
) -> ResponseReturnValue:
    """Ask a question again."""
    ref = _asked(analysis, kind, row, rule)
    dismissals.restore_hint(ref, rule)
    return redirect(address_of(organisation, ref), 303)


def _asked(analysis: int, kind: str, row: int, rule: str) -> RowRef:
    if rule not in HINT_QUESTIONS and not RULE_OF_WORDS.fullmatch(rule):
        raise NotFound
    queries.analysis_head(analysis)
    return RowRef(analysis, kind_named(kind).name, row)
