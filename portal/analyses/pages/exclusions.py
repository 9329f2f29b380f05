"""The details of a programme: their layout, and the second pass over who is left out."""

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal import entry
from portal.analyses import queries
from portal.analyses.kinds import KINDS
from portal.analyses.pages.blueprint import blueprint, home_of
from portal.analyses.pages.renewed import is_passed, say_passed
from portal.analyses.pages.rows import page_of, reader
from portal.analyses.rows import services
from portal.analyses.rows.access import RowRef
from portal.analyses.rows.fields import Controls
from portal.analyses.steps.detail_layouts import KEYS_OF_LAYOUT
from portal.analyses.steps.page import RowCard, StepPage, read_page
from portal.analyses.steps.tabs import tabs_of
from portal.errors import Incomplete
from portal.gate import requires
from portal.http.paths import ANALYSIS_PATH
from portal.language.i18n import N_

# The rest waits until these are done: each one is a form.
MOST_AT_ONCE = 20
PASS_FIELDS = ("excluded", "why_excluded", "explanation")
NO_LAYOUT = N_("Choose one of the two views. Nothing was changed.")


@blueprint.post(f"{ANALYSIS_PATH}/detail-layout")
@requires("analysis:write")
def set_detail_layout(organisation: str, analysis: int) -> ResponseReturnValue:
    """Lay the details out in the other way; no row is changed."""
    queries.analysis_head(analysis)
    layout = request.form.get("layout", "")
    if layout not in KEYS_OF_LAYOUT:
        raise Incomplete(NO_LAYOUT)
    services.set_detail_layout(analysis, layout)
    return redirect(page_of(organisation, RowRef(analysis, "detail", 0)), 303)


@blueprint.get(f"{ANALYSIS_PATH}/exclusions")
@requires("analysis:read")
def show_exclusions(organisation: str, analysis: int) -> str:
    """Go once more through the details written so far: who or what does each leave out?"""
    page = read_page(analysis, KINDS["detail"], reader())
    base = home_of(entry.organisation().slug, analysis)
    told = [card for card in page.cards if card.heading]
    ordered = sorted(told, key=is_passed)
    return render_template(
        "analyses/exclusions.html",
        base=base,
        page=page,
        analysis=page.analysis,
        step=page.step,
        tabs=tabs_of(page, base, "exclusions"),
        cards=[(card, _asked_of(page, card)) for card in ordered[:MOST_AT_ONCE]],
        left=len(ordered[MOST_AT_ONCE:]),
        passed=say_passed(page) if told else "",
        pass_fields=[field for field in page.kind.fields if field.name in PASS_FIELDS],
    )


def _asked_of(page: StepPage, card: RowCard) -> Controls:
    return tuple(one for one in page.controls_of(card) if one.name in PASS_FIELDS)
