"""What the page of a step shows around its rows: the pages of its parts, the details laid out."""

from collections.abc import Sequence
from typing import NamedTuple

from portal.analyses.kinds import KINDS
from portal.analyses.steps.detail_layouts import (
    LAYOUT_TITLES,
    LayoutPart,
    lay_out_details,
    other_layout,
)
from portal.analyses.steps.page import RowCard, StepPage
from portal.language.i18n import N_, gettext

FEWEST_TABS = 2
LEFT_OUT = N_("Who is left out")


class StepTab(NamedTuple):
    """A page of a step, as the macro `parts` takes it."""

    text: str
    href: str
    current: bool


class DetailsLayout(NamedTuple):
    """The details at hand by their places, and the layout that one may choose instead."""

    title: str
    places: list[LayoutPart]
    other: str
    other_title: str


def tabs_of(page: StepPage, base: str, current: str = "") -> list[StepTab]:
    """Return the pages of a step, one for each of its kinds; none where it has but one."""
    kinds, here = page.step.kinds, current or page.kind.name
    if len(kinds) < FEWEST_TABS or page.kind.name not in kinds:
        return []
    pages = {name: (KINDS[name].many, page.framework.page_of(name)) for name in kinds}
    if "detail" in kinds:
        pages["exclusions"] = (LEFT_OUT, "exclusions")
    return [
        StepTab(gettext(title), f"{base}/{path}", current=name == here)
        for name, (title, path) in pages.items()
    ]


def layout_of(page: StepPage, cards: Sequence[RowCard]) -> DetailsLayout | None:
    """Return the layout of the details at hand, None for rows of another kind."""
    if page.kind.name != "detail":
        return None
    layout = page.analysis.detail_layout
    other = other_layout(layout)
    places = lay_out_details(layout, cards)
    title, other_title = (gettext(LAYOUT_TITLES[one]) for one in (layout, other))
    return DetailsLayout(title, places, other, other_title)
