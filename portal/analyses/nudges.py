"""Friendly questions about rows, each for a common mistake (domain 1.3, DC1 to DC9); never a block.

DC8 (a factor that never changes) needs check-ins over time and is asked there.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from portal.analyses.queries import RowDict, Rows
from portal.wording import N_

ZERO_WIDTH_SPACE = "\u200b"


@dataclass(frozen=True)
class Nudge:
    """One question about one row; `rule` is its id in the domain notes."""

    rule: str
    kind: str
    row_id: int
    text: str


@dataclass(frozen=True)
class Owner:
    """The organisation that writes, as its people call it."""

    acronym: str
    name: str


QUESTIONS = {
    "DC1": N_(
        "The same words stand among dividers and connectors. Which side of it divides, and which connects?"
    ),
    "DC2": N_(
        "People or groups are not what divides or connects: what they do is. What do they do?"
    ),
    "DC3": N_(
        "Your own organisation is part of the context, but not a divider or connector. What do you do that matters here?"
    ),
    "DC4": N_("Not everything bad divides people. Between whom does this raise tension?"),
    "DC5": N_("Is this a weak connector? Would you like to stop it, or to make it stronger?"),
    "DC6": N_("Say how it works here: what do people do, say or stop doing because of it?"),
    "DC7": N_(
        "Connectors from outside rarely last. Is there one already that you could support instead?"
    ),
    "DC9": N_("A hardship that all share can connect people. Is this one shared?"),
}
PEOPLE = (
    "people",
    "villagers",
    "authorities",
    "authority",
    "police",
    "youth",
    "women",
    "men",
    "leaders",
    "donors",
    "ប្រជាជន",
    "អាជ្ញាធរ",
    "ប៉ូលិស",
    "យុវជន",
    "ស្ត្រី",
    "បុរស",
    "មេភូមិ",
    "អ្នកភូមិ",
)
WEAK = ("weak", "lack of", "no trust", "not enough", "ខ្វះ", "ខ្សោយ")
VAGUE = (
    "religion",
    "women",
    "market",
    "markets",
    "poverty",
    "culture",
    "politics",
    "សាសនា",
    "ទីផ្សារ",
    "ភាពក្រីក្រ",
    "វប្បធម៌",
    "នយោបាយ",
)
HARDSHIP = (
    "flood",
    "drought",
    "poverty",
    "war",
    "hunger",
    "debt",
    "ទឹកជំនន់",
    "រាំងស្ងួត",
    "ភាពក្រីក្រ",
    "សង្គ្រាម",
    "បំណុល",
)
FOUNDING = re.compile(
    r"\b(create|establish|set up|found|form|start)\b.{0,40}\b(committee|association|group|club|network|connector)\b"
    r"|បង្កើត.{0,30}(គណៈកម្មការ|សមាគម|ក្រុម|បណ្តាញ)",
    re.IGNORECASE | re.DOTALL,
)
SHORTEST_HOW = 15


def find_nudges(rows: Rows, owner: Owner) -> list[Nudge]:
    """Return the questions that the rows at hand call for, in the order of the rows."""
    shared = _shared_titles(rows)
    return [
        Nudge(rule, kind, row["id"], QUESTIONS[rule])
        for kind in ("divider", "connector", "option")
        for row in rows.get(kind, [])
        for rule in _rules_for(kind, row, shared, owner)
    ]


def plain(text: str) -> str:
    """Return text for comparison: one form of Unicode, small letters, no zero-width spaces."""
    folded = unicodedata.normalize("NFC", text).casefold().replace(ZERO_WIDTH_SPACE, "")
    return " ".join(folded.split())


def _rules_for(kind: str, row: RowDict, shared: set[str], owner: Owner) -> Iterator[str]:
    if kind == "option":
        yield from ["DC7"] if FOUNDING.search(row["description"]) else []
    elif title := plain(row["title"]):
        yield from ["DC1"] if title in shared else []
        yield from ["DC3"] if _names(title, owner) else []
        yield from (rule for rule, applies in _RULES[kind] if applies(title, row))


def _is_people(title: str, _row: RowDict) -> bool:
    return title in PEOPLE


def _has_no_groups(_title: str, row: RowDict) -> bool:
    return bool(row["how"]) and not row["groups"]


def _is_weak(title: str, _row: RowDict) -> bool:
    return any(word in title for word in WEAK)


def _is_vague(title: str, row: RowDict) -> bool:
    return title in VAGUE and len(row["how"]) < SHORTEST_HOW


def _is_hardship(title: str, _row: RowDict) -> bool:
    return any(word in title for word in HARDSHIP)


Rule = tuple[str, Callable[[str, RowDict], bool]]
_BOTH: tuple[Rule, ...] = (("DC2", _is_people), ("DC6", _is_vague))
_RULES: dict[str, tuple[Rule, ...]] = {
    "divider": (*_BOTH, ("DC4", _has_no_groups), ("DC5", _is_weak), ("DC9", _is_hardship)),
    "connector": _BOTH,
}


def _shared_titles(rows: Rows) -> set[str]:
    dividers, connectors = (
        {plain(row["title"]) for row in rows.get(kind, [])} for kind in ("divider", "connector")
    )
    return (dividers & connectors) - {""}


def _names(title: str, owner: Owner) -> bool:
    words = set(re.findall(r"\w+", title))
    return plain(owner.acronym) in words or plain(owner.name) in title
