"""Friendly questions about rows, each for a common mistake (domain: Common mistakes); never a block.

DC4 and DC6 also name fields that are required on submission. DC8 (a divider or connector that never
changes) is not found in the rows: the page of check-ins asks it.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from portal.analyses.kinds import KINDS
from portal.analyses.queries import RowDict, Rows
from portal.analyses.rows.titles import title_of
from portal.language.i18n import N_
from portal.language.text import normal_form, search_form


class Hint(NamedTuple):
    """One question about one row; `rule` is its id in docs/domain.md.

    A question about some `words` has a place for them in its text; `field` is the label of theirs.
    """

    rule: str
    kind: str
    row_id: int
    text: str
    words: str = ""
    field: str = ""


class Owner(NamedTuple):
    """The organisation that writes, as its people call it."""

    acronym: str
    name: str


HINT_QUESTIONS = {
    "DC1": N_(
        "The same text is in a divider and in a connector. Which part of it divides, and which "
        "connects?"
    ),
    "DC2": N_(
        "It is not people or groups that divide or connect, but what they do. What do they do?"
    ),
    "DC3": N_(
        "Your own organisation is part of the context, not a divider or connector. What do you "
        "do that matters here?"
    ),
    "DC4": N_("Not everything bad divides people. Between whom does this raise tension?"),
    "DC5": N_("Is this a weak connector? Would you like to stop it, or to make it stronger?"),
    "DC6": N_("Say how it works here: what do people do, say or stop doing because of it?"),
    "DC7": N_(
        "Connectors from outside rarely last. Is there one already that you could support instead?"
    ),
    "DC8": N_(
        "This has not changed for a while, so it tells you little. Would another one show more?"
    ),
    "DC9": N_("A hardship that all share can connect people. Is this one shared?"),
}
# fmt: off
PEOPLE_WORDS = frozenset((
    "people", "persons", "villagers", "neighbours", "neighbors", "families", "authorities",
    "authority", "officials", "officers", "police", "soldiers", "youth", "youths", "women", "men",
    "girls", "boys", "children", "elders", "leaders", "chief", "chiefs", "donors", "staff",
    "teachers", "monks", "refugees", "migrants", "workers", "farmers", "landlords", "brokers",
    "politicians", "councils", "council", "ngo", "ngos",
))
# With one of these the title already says what people do, or between whom.
LINKING_WORDS = frozenset((
    "between", "of", "with", "from", "by", "for", "to", "among", "against", "who", "that", "when",
    "at", "on", "in", "and",
))
KHMER_PEOPLE = frozenset((
    "ប្រជាជន", "អាជ្ញាធរ", "ប៉ូលិស", "យុវជន", "ស្ត្រី", "បុរស", "មេភូមិ", "មេឃុំ", "អ្នកភូមិ", "កុមារ", "គ្រូ", "ចាស់ទុំ",
    "ជនចំណាកស្រុក",
))
KHMER_AROUND = re.compile(r"^(ពួក|ក្រុម)|(ក្នុងភូមិ|ក្នុងឃុំ|មូលដ្ឋាន|ទាំងអស់)$")
WEAKNESS_WORDS = re.compile(
    r"\b(weak|lack of|lacking|absence of|no trust|not enough|little)\b|ខ្វះ|ខ្សោយ|គ្មានទំនុកចិត្ត"
)
VAGUE_TITLES = frozenset((
    "religion", "market", "markets", "poverty", "culture", "politics", "tradition", "land", "language",
    "សាសនា", "ទីផ្សារ", "ភាពក្រីក្រ", "វប្បធម៌", "នយោបាយ", "ប្រពៃណី", "ដីធ្លី", "ភាសា",
))
# fmt: on
HARDSHIP_WORDS = re.compile(
    r"\b(floods?|flooding|droughts?|poverty|war|hunger|debts?|diseases?|illness|storms?)\b"
    r"|ទឹកជំនន់|រាំងស្ងួត|ភាពក្រីក្រ|សង្គ្រាម|បំណុល|ជំងឺ|ព្យុះ"
)
FOUNDING_WORDS = re.compile(
    r"\b(creat(e|ing)|establish(ing)?|set(ting)? up|found(ing)?|form(ing)? an?|start(ing)?|build(ing)?)\b.{0,40}"
    r"\b(committees?|associations?|groups?|clubs?|networks?|connectors?|forums?)\b"
    r"|បង្កើត.{0,30}(គណៈកម្ម|សមាគម|ក្រុម|បណ្តាញ|កត្តាតភ្ជាប់|ក្លឹប)",
    re.DOTALL,
)
SHORTEST_HOW = 15
LONGEST_NAME = 3


def hints_of(kind: str, row: RowDict, owner: Owner, shared: frozenset[str]) -> list[Hint]:
    """Return the questions that one row calls for; `shared` is what `shared_titles` returns."""
    if not KINDS[kind].hints:
        return []
    rules = (*_says_both(kind, row, shared), *_rules_of(kind, row, owner))
    return [Hint(rule, kind, row["id"], HINT_QUESTIONS[rule]) for rule in rules]


def shared_titles(rows: Rows) -> frozenset[str]:
    """Return the titles that dividers and connectors have in common."""
    dividers, connectors = (
        {_title(kind, row) for row in rows.get(kind, [])} for kind in ("divider", "connector")
    )
    return frozenset(dividers & connectors) - {""}


def comparable_text(text: str) -> str:
    """Return text for comparison: one form of Unicode, small letters, one spelling of Khmer."""
    return search_form(text).strip(" .,;:!?។")


def _says_both(kind: str, row: RowDict, shared: frozenset[str]) -> tuple[str, ...]:
    is_asked = shared and "DC1" in KINDS[kind].hints
    return ("DC1",) if is_asked and _title(kind, row) in shared else ()


def _rules_of(kind: str, row: RowDict, owner: Owner) -> tuple[str, ...]:
    title = _title(kind, row)
    asked = (rule for rule in KINDS[kind].hints if rule in _RULES)
    return tuple(rule for rule in asked if title and _RULES[rule](title, row, owner))


def names_owner(title: str, owner: Owner) -> bool:
    """Tell whether a title names the organisation by its name or acronym.

    An acronym of up to three letters counts in capitals only: ACT is one, an act is not.
    """
    acronym = normal_form(owner.acronym)
    flags = re.IGNORECASE if len(acronym) > LONGEST_NAME else 0
    written = normal_form(title)
    alone = rf"(?<![A-Za-z0-9]){re.escape(acronym)}(?![A-Za-z0-9])"
    name = comparable_text(owner.name)
    return bool(acronym and re.search(alone, written, flags)) or (
        len(name) > LONGEST_NAME and name in comparable_text(title)
    )


def _is_owner(_title: str, row: RowDict, owner: Owner) -> bool:
    return names_owner(row["title"], owner)


def _is_people(title: str, _row: RowDict, _owner: Owner) -> bool:
    if KHMER_AROUND.sub("", title) in KHMER_PEOPLE:
        return True
    words = title.split()
    is_name = len(words) <= LONGEST_NAME and not LINKING_WORDS.intersection(words)
    return is_name and words[-1] in PEOPLE_WORDS


def _has_no_groups(_title: str, row: RowDict, _owner: Owner) -> bool:
    return bool(row["how"]) and not row["groups"]


def _is_weak(title: str, _row: RowDict, _owner: Owner) -> bool:
    return bool(WEAKNESS_WORDS.search(title))


def _is_vague(title: str, row: RowDict, _owner: Owner) -> bool:
    return title in VAGUE_TITLES and len(row["how"]) < SHORTEST_HOW


def _is_hardship(title: str, _row: RowDict, _owner: Owner) -> bool:
    return bool(HARDSHIP_WORDS.search(title))


def _founds_something(title: str, _row: RowDict, _owner: Owner) -> bool:
    return bool(FOUNDING_WORDS.search(title))


# What one row alone can answer, from its title made plain, its words and who wrote it.
_RULES: dict[str, Callable[[str, RowDict, Owner], bool]] = {
    "DC2": _is_people,
    "DC3": _is_owner,
    "DC4": _has_no_groups,
    "DC5": _is_weak,
    "DC6": _is_vague,
    "DC7": _founds_something,
    "DC9": _is_hardship,
}


def _title(kind: str, row: RowDict) -> str:
    return comparable_text(title_of(kind, row))
