"""Two ways to lay out the details of a programme over the same rows (domain: Details).

Changing the layout writes nothing in a row: a row whose key the layout does not have stands where
its words belong, and keeps its key.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from portal.analyses import labels
from portal.analyses.rows.fields import Control, Controls
from portal.analyses.steps.page import RowCard
from portal.analyses.vocabulary import DetailKey, Layout
from portal.language.i18n import N_, gettext

KEYS_OF_LAYOUT: dict[str, labels.Choices] = {
    Layout.DETAILS: labels.DETAIL_KEYS,
    Layout.CIRCUMSTANCES: labels.CIRCUMSTANCES,
}
LAYOUT_TITLES: dict[str, str] = {
    Layout.DETAILS: N_("Six details"),
    Layout.CIRCUMSTANCES: N_("Seven circumstances"),
}
# Where a row stands in the layout that does not have its key.
STANDS_AT: dict[str, dict[str, str]] = {
    Layout.DETAILS: {
        DetailKey.WHO: DetailKey.TARGETING,
        DetailKey.WHEN: DetailKey.HOW,
        DetailKey.WHERE: DetailKey.TARGETING,
        DetailKey.WHY: DetailKey.WHAT,
        DetailKey.BY_WHOM: DetailKey.STAFFING,
    },
    Layout.CIRCUMSTANCES: {
        DetailKey.TARGETING: DetailKey.WHO,
        DetailKey.STAFFING: DetailKey.BY_WHOM,
        DetailKey.PARTNERING: DetailKey.BY_WHOM,
        DetailKey.AUTHORITIES: DetailKey.BY_WHOM,
    },
}


@dataclass
class LayoutPart:
    """One part of the layout with its rows; those without a key stand last, under an empty one."""

    key: str
    title: str
    cards: list[RowCard] = field(default_factory=list)


def lay_out_details(layout: str, cards: Sequence[RowCard]) -> list[LayoutPart]:
    """Return the parts of a layout in order, each row in exactly one of them."""
    elsewhere = STANDS_AT[layout]
    places = {str(key): LayoutPart(str(key), title) for key, title in KEYS_OF_LAYOUT[layout]}
    loose = LayoutPart("", N_("Not placed yet"))
    for card in cards:
        key = str(card.row["detail_key"])
        places.get(elsewhere.get(key, key), loose).cards.append(card)
    return [*places.values(), *([loose] if loose.cards else [])]


def narrow_keys(controls: Controls, layout: str) -> Controls:
    """Offer only the keys of a layout, and the one that the row has already."""
    return tuple(
        _narrow(control, layout) if control.name == "detail_key" else control
        for control in controls
    )


def other_layout(layout: str) -> str:
    """Return the layout that is not shown."""
    return Layout.CIRCUMSTANCES if layout == Layout.DETAILS else Layout.DETAILS


def _narrow(control: Control, layout: str) -> Control:
    own = {str(key): gettext(words) for key, words in KEYS_OF_LAYOUT[layout]}
    kept = tuple(
        (value, own.get(value, words))
        for value, words in control.choices
        if value in {"", control.value, *own}
    )
    return control._replace(choices=kept)
