"""Pages of what changes over time: check-ins, their trends and histories, new rounds."""

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from portal import entry
from portal.analyses.checks.hints import HINT_QUESTIONS
from portal.analyses.pages.blueprint import home_of
from portal.analyses.queries import analysis_head
from portal.analyses.reasons import reasons_of
from portal.gate import requires
from portal.http.paths import ANALYSIS_PATH
from portal.http.request_values import mark_of, token_of, whole
from portal.tracking import queries, services
from portal.tracking.forms import CheckInForm
from portal.tracking.rounds import next_round
from portal.tracking.trends import TREND_TITLES, draw

blueprint = Blueprint("tracking", __name__)
CHECK_INS = f"{ANALYSIS_PATH}/check-ins"


@blueprint.get(CHECK_INS)
@requires("analysis:read")
def show_trends(organisation: str, analysis: int) -> str:
    """Show how each divider and connector developed, and what nobody has looked at for long."""
    head = analysis_head(analysis)
    return render_template(
        "tracking/trends.html",
        analysis=head,
        base=home_of(organisation, analysis),
        factors=queries.tracked_factors(analysis),
        aside=reasons_of(analysis),
        later=next_round(analysis),
        draw=draw,
        static_question=HINT_QUESTIONS["DC8"],
        titles=TREND_TITLES,
    )


@blueprint.get(f"{CHECK_INS}/new")
@requires("analysis:write")
def new_check_in(organisation: str, analysis: int) -> str:
    """Show the quick form: one tap for each factor."""
    observer = queries.last_observer(analysis, entry.visitor().id)
    return _show_form(organisation, analysis, CheckInForm(observer=observer))


@blueprint.post(CHECK_INS)
@requires("analysis:write")
def create_check_in(organisation: str, analysis: int) -> ResponseReturnValue:
    """Record what was seen; possible in every state of the review."""
    form = CheckInForm()
    visit = form.take(request.form)
    if visit is None:
        return _show_form(organisation, analysis, form), 422
    token = mark_of(token_of(form.token.data), visit)
    services.check_in(analysis, visit, token=token, by=entry.visitor().id)
    flash(ngettext("%(num)d checked. Saved.", "%(num)d checked. Saved.", len(visit.seen)))
    return redirect(f"{home_of(organisation, analysis)}/check-ins", 303)


@blueprint.get(f"{CHECK_INS}/<int:row>")
@requires("analysis:read")
def show_history(organisation: str, analysis: int, row: int) -> str:
    """Show every look at one factor, earlier rounds included."""
    head, factor = analysis_head(analysis), queries.factor_head(analysis, row)
    page = max(request.args.get("page", 1, type=whole), 1)
    return render_template(
        "tracking/history.html",
        analysis=head,
        base=home_of(organisation, analysis),
        factor=factor,
        looks=queries.history_of(analysis, factor.line, page),
        page=page,
        rows=queries.CHECK_INS_PER_PAGE,
        titles=TREND_TITLES,
    )


def _show_form(organisation: str, analysis: int, form: CheckInForm) -> str:
    return render_template(
        "tracking/check_in.html",
        analysis=analysis_head(analysis),
        base=home_of(organisation, analysis),
        factors=queries.tracked_factors(analysis),
        form=form,
        sent=request.form,
        titles=TREND_TITLES,
    )
