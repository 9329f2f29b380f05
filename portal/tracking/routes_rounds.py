"""Pages of rounds: choose what goes along, begin the next one."""

from collections import defaultdict
from typing import Any
from uuid import uuid4

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import HiddenField, TextAreaField
from wtforms.validators import DataRequired

from portal import entry
from portal.analyses.kinds import KINDS
from portal.analyses.models import RowMixin
from portal.analyses.pages.blueprint import home_of
from portal.analyses.queries import analysis_head, read_rows
from portal.analyses.rows.forms import LONGEST_TITLE
from portal.analyses.rows.titles import name_rows
from portal.gate import requires
from portal.http.paths import ANALYSIS_PATH
from portal.http.request_values import HasLetter, at_most, token_of
from portal.language.i18n import gettext
from portal.language.text import tidy_line
from portal.tracking import rounds
from portal.tracking.rounds import GOES_ALONG, Chosen

blueprint = Blueprint("rounds", __name__)
ROUNDS_ADDRESS = f"{ANALYSIS_PATH}/rounds"


class RoundForm(FlaskForm):
    """The title of the new round; the rows are chosen beside it."""

    title = TextAreaField(
        lazy_gettext("What is the new round about?"),
        [
            DataRequired(lazy_gettext("Enter a name.")),
            HasLetter(lazy_gettext("Enter a name.")),
            at_most(LONGEST_TITLE),
        ],
        filters=[tidy_line],
    )
    token = HiddenField(default=lambda: str(uuid4()))


@blueprint.get(f"{ROUNDS_ADDRESS}/new")
@requires("analysis:write")
def new_round(organisation: str, analysis: int) -> ResponseReturnValue:
    """Show what can go along into a new round; everything does unless it is taken out."""
    head = analysis_head(analysis)
    later = rounds.next_round(analysis)
    if later is not None:
        return redirect(home_of(organisation, later), 303)
    return _show(organisation, head, RoundForm(title=head.title), None)


@blueprint.post(ROUNDS_ADDRESS)
@requires("analysis:write")
def create_round(organisation: str, analysis: int) -> ResponseReturnValue:
    """Begin the new round with what was chosen; a second time leads to the same one."""
    head, form = analysis_head(analysis), RoundForm()
    chosen = {kind: _ids(kind) for kind in GOES_ALONG}
    if not form.validate():
        return _show(organisation, head, form, chosen), 422
    rows: defaultdict[type[RowMixin], frozenset[int]] = defaultdict(frozenset)
    for kind, ids in chosen.items():
        rows[KINDS[kind].model] |= ids
    later = rounds.start_round(
        analysis,
        Chosen(form.title.data, rows),
        token=token_of(form.token.data),
        by=entry.visitor().id,
    )
    flash(gettext("Here is the new round. The previous one is unchanged."))
    return redirect(home_of(organisation, later), 303)


def _ids(kind: str) -> frozenset[int]:
    sent = request.form.getlist(kind)
    return frozenset(int(one) for one in sent if one.isdecimal() and len(one) <= 18)


def _show(
    organisation: str,
    head: Any,  # noqa: ANN401  a row of analysis_head
    form: RoundForm,
    chosen: dict[str, frozenset[int]] | None,
) -> str:
    rows = read_rows(head.id, GOES_ALONG)
    return render_template(
        "tracking/new_round.html",
        analysis=head,
        base=home_of(organisation, head.id),
        form=form,
        kinds=[KINDS[kind] for kind in GOES_ALONG if rows[kind]],
        rows=rows,
        headings=name_rows(rows),
        chosen=chosen,
    )
