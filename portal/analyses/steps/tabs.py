"""What the page of a step shows around its rows: the pages of its parts, the details laid out."""

from collections.abc import Sequence
from typing import Any

from portal.analyses.kinds import KINDS
from portal.analyses.rows.fields import Controls
from portal.analyses.steps.detail_layouts import (
    LAYOUT_TITLES,
    lay_out_details,
    narrow_keys,
    other_layout,
)
from portal.analyses.steps.page import RowCard, StepPage
from portal.language.i18n import N_, gettext

FEWEST_TABS = 2
LEFT_OUT = N_("Who is left out")


def parts_of(page: StepPage, base: str, current: str = "") -> list[dict[str, Any]]:
    """Return the pages of a step, one for each of its kinds; none where it has but one."""
    kinds, here = page.step.kinds, current or page.kind.name
    if len(kinds) < FEWEST_TABS or page.kind.name not in kinds:
        return []
    pages = {name: (KINDS[name].many, page.framework.page_of(name)) for name in kinds}
    if "detail" in kinds:
        pages["exclusions"] = (LEFT_OUT, "exclusions")
    return [
        {"text": gettext(title), "href": f"{base}/{path}", "current": name == here}
        for name, (title, path) in pages.items()
    ]


def laid_out(page: StepPage, cards: Sequence[RowCard], controls: Controls) -> dict[str, Any]:
    """Return the details at hand by their places, and the form for these; nothing for others."""
    if page.kind.name != "detail":
        return {}
    layout = page.analysis.detail_layout
    return {
        "controls": narrow_keys(controls, layout),
        "places_of_details": lay_out_details(layout, cards),
        "layout_titles": LAYOUT_TITLES,
        "other": other_layout(layout),
    }
