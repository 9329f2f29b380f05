"""What a save changes on the page that it came from: parts of it, put in place by the browser."""

from flask import get_template_attribute
from markupsafe import escape

from portal import entry
from portal.analyses.pages.blueprint import home_of
from portal.analyses.pages.following import find_way_on
from portal.analyses.registers.monitoring import assess
from portal.analyses.steps.page import RowCard, StepPage
from portal.analyses.steps.step_links import links_of, say_left
from portal.language.i18n import gettext

Parts = dict[str, str]


def parts_around(page: StepPage, opened: RowCard | None = None) -> Parts:
    """Return the parts of a page of a step that say what is left, as HTML by their names."""
    if page.kind.register:
        return {}
    base = home_of(entry.organisation().slug, page.analysis.id)
    written = "components/steps.html"
    marks, buttons = (
        get_template_attribute(written, name) for name in ("step_marks", "step_buttons")
    )
    # The answer that the coach waits for comes first.
    kind = "secondary" if page.found.asked.get(page.step.number) else "primary"
    return {
        "steps": marks(links_of(page), f"{base}/steps", page.step.number),
        "progress": escape(say_left(page)),
        "way-on": buttons(find_way_on(page, base, opened), f"{base}/steps", kind),
    }


def parts_of(page: StepPage, card: RowCard | None) -> Parts:
    """Return the same, with the head of the row that was saved."""
    parts = parts_around(page, card) | (_head(card) if card else {})
    if page.kind.name == "detail":
        parts["passed"] = say_passed(page)
    if page.kind.name == "rating":
        parts |= _ratings(page)
    return parts


def say_passed(page: StepPage) -> str:
    """Return how many details say who is left out, of those that say what was chosen."""
    told = [card for card in page.cards if card.heading]
    return gettext("%(done)d of %(all)d answered", done=sum(map(is_passed, told)), all=len(told))


def is_passed(card: RowCard) -> bool:
    """Tell whether a detail says who or what it leaves out."""
    return bool(card.row["excluded"])


def _ratings(page: StepPage) -> Parts:
    written = "analyses/_monitoring.html"
    table, counted = (
        get_template_attribute(written, name) for name in ("rating_table", "counted_rating")
    )
    notes = get_template_attribute("components/row_links.html", "short_notes")
    assessed = assess(page)
    parts = {"ratings": table(assessed)}
    for one in assessed:
        key = one.criterion.key
        parts |= {f"rated-{key}": notes(one.notes), f"counted-{key}": counted(one)}
    return parts


def _head(card: RowCard) -> Parts:
    state = get_template_attribute("components/row_links.html", "row_state")
    return {
        "title": escape(card.heading or gettext("Untitled")),
        "more": card.left,
        "notes": state(card.notes, len(card.hints), card.missing > 0 and card.is_writable),
    }
