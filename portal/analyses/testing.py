"""Tests of options, option by option: what was tested, and what not yet."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from flask_babel import gettext

from portal.analyses.families import in_families
from portal.analyses.headings import OWN_STAFF, Headings
from portal.analyses.option_life import LEFT
from portal.analyses.queries import RowDict, Rows
from portal.analyses.step_page import Card, StepPage


@dataclass
class Group:
    """One option with its tests; `untested` are (factor id or empty for staff, words)."""

    option_id: int | None
    number: int
    heading: str
    state: str = ""
    cards: list[Card] = field(default_factory=list)
    untested: list[tuple[str, str]] = field(default_factory=list)


def group_tests(page: StepPage) -> list[Group]:
    """Return the tests of a page by option; those without a live option come last."""
    groups = [
        _group(number, option, page)
        for number, option in enumerate(in_families(page.rows["option"]), 1)
    ]
    placed = {card.id for group in groups for card in group.cards}
    loose = [card for card in page.cards if card.id not in placed]
    if loose:
        groups.append(Group(None, 0, gettext("No option chosen yet"), cards=loose))
    return groups


def _group(number: int, option: RowDict, page: StepPage) -> Group:
    cards = [card for card in page.cards if card.row["option_id"] == option["id"]]
    heading = page.headings["option", option["id"]]
    for place, card in enumerate(cards, 1):
        card.number = place
    group = Group(option["id"], number, heading, option["state"], cards)
    if page.is_open and option["state"] not in LEFT:
        group.untested = _untested(page.rows, page.headings, cards)
    return group


def _untested(rows: Rows, headings: Headings, cards: Iterable[Card]) -> list[tuple[str, str]]:
    tested = {card.row["factor_id"] for card in cards}
    factors = [
        (str(row["id"]), headings[kind, row["id"]] or gettext("No title yet"))
        for kind in ("divider", "connector")
        for row in rows[kind]
        if row["id"] not in tested
    ]
    return factors + ([] if None in tested else [("", gettext(OWN_STAFF))])
