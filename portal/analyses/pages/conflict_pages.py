"""Answers to a save that could not go through as it was: both texts, or words to keep."""

from typing import Any, NamedTuple

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.analyses.kinds import KINDS
from portal.analyses.rows.access import RowRef, Values
from portal.analyses.rows.conflicts import keep_words, lay_side_by_side, read_sent
from portal.analyses.rows.forms import RowForm
from portal.analyses.rows.merging import Merged
from portal.analyses.rows.services import RowRemoved
from portal.error_pages.pages import wants_json
from portal.errors import Refused
from portal.language.i18n import gettext
from portal.merging import write_marks


class ConflictPlace(NamedTuple):
    """Where a row takes what is sent, where it is open, and the page that it stands on."""

    action: str
    row: str
    page: str


def show_both(
    ref: RowRef, form: RowForm, merged: Merged, place: ConflictPlace
) -> ResponseReturnValue:
    """Show both texts of each field that two people changed; the choice carries the rest."""
    saved = merged.saved
    context = {
        "hidden": {"version": saved.version} | read_sent(merged.kept),
        "pairs": lay_side_by_side(KINDS[ref.kind], form, saved.theirs or {}),
        "action": place.action,
        "saved": saved,
        "href": place.row,
    }
    template = "analyses/conflict_part.html" if wants_json() else "analyses/conflict.html"
    return render_template(template, **context), 409


def show_words(
    ref: RowRef, form: RowForm, error: Refused, place: ConflictPlace
) -> ResponseReturnValue:
    """Show the words that were sent to a row that was removed; a closed one is refused."""
    if not isinstance(error, RowRemoved):
        raise error  # the words stay on the page of a script, else they are a draft
    context = {
        "words": keep_words(KINDS[ref.kind], form),
        "message": error.message,
        "version": error.details.get("version", 0),
        "action": f"{place.action}/restoration",
        "href": place.page,
    }
    template = "analyses/kept_part.html" if wants_json() else "analyses/kept.html"
    return render_template(template, **context), 409


def tell_marks(values: Values, merged: Merged) -> dict[str, Any]:
    """Return what a form on a page has to know to go on after a save."""
    now = write_marks((values | merged.taken).items())
    said = gettext("Saved, together with someone else's changes.") if merged.taken else ""
    return {"was": now, "fields": read_sent(merged.taken), "said": said}
