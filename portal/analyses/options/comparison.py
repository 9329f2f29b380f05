"""All options of an analysis beside one another: what each answers, promises, takes and harms."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from portal.analyses import labels
from portal.analyses.kinds import OWN_STAFF
from portal.analyses.option_states import NOT_IN_USE
from portal.analyses.options.lineage import LineageNode, families_of
from portal.analyses.queries import RowDict, Rows
from portal.analyses.rows.titles import LONGEST_HEADING, Headings, name_rows
from portal.analyses.tested import options_tested
from portal.analyses.vocabulary import (
    OptionState,
    PatternFit,
    Resources,
    Sign,
    TimeToResult,
)
from portal.language.i18n import N_, gettext
from portal.language.khmer import shorten

COMPARED_KINDS = ("option", "chain", "detail", "divider", "connector", "test")
OPTIONS_FOR_EACH_EFFECT = 2  # options for each effect that makes things worse (domain: Coaching)
UNTIED_GROUP = N_("Not linked to an effect yet")
# What comes first where options are compared: pattern, then time, then resources (domain: Options).
RANKED_BY = (
    ("pattern_fit", tuple(PatternFit), labels.PATTERN_FITS),
    ("time_to_result", tuple(TimeToResult), labels.TIMES_TO_RESULT),
    ("resources", tuple(Resources), labels.RESOURCES_NEEDED),
    ("budget_effect", ("saves", "none", "costs"), labels.BUDGET_EFFECTS),
)


class ComparedOption(NamedTuple):
    """One option; `harms` names whom it would make worse, `number` is its place.

    `rank_titles` say what it promises and takes, by `RANKED_BY` and still to be translated.
    """

    id: int
    number: int
    title: str
    state: str
    rank_titles: tuple[str, ...]
    harms: tuple[str, ...]
    is_tested: bool
    owner: str
    review_on: date | None
    backup: str


_RANK_TITLES = {name: dict(choices) for name, _, choices in RANKED_BY}


@dataclass
class Group:
    """The options for one effect; `sign` tells answers to problems from opportunities.

    `lacks` is how many more options the effect deserves; an untied group has no effect.
    """

    title: str
    sign: str
    lines: list[ComparedOption] = field(default_factory=list)
    is_untied: bool = False

    @property
    def lacks(self) -> int:
        """Return how many options are still wanted for an effect that makes things worse."""
        return max(0, OPTIONS_FOR_EACH_EFFECT - len(self.lines)) if self.sign == Sign.WORSE else 0

    @property
    def is_opportunity(self) -> bool:
        """Tell whether these options make something good stronger."""
        return self.sign == Sign.BETTER


class OptionComparison(NamedTuple):
    """Options by effect, those kept in store, and the families of those made anew."""

    groups: list[Group]
    store: list[ComparedOption]
    families: list[list[LineageNode]]
    headings: Headings


def compare(rows: Rows) -> OptionComparison:
    """Return the options of an analysis, best fit first within the effect that each answers."""
    families = families_of(rows["option"])
    # A test is named by what it is about, and needs no name of its own here.
    headings = name_rows({name: found for name, found in rows.items() if name != "test"})
    chains = {row["id"]: row for row in rows["chain"]}
    groups: dict[int | None, Group] = {
        row["id"]: Group(headings["chain", row["id"]], row["sign"]) for row in rows["chain"]
    }
    groups[None] = Group(gettext(UNTIED_GROUP), "", is_untied=True)
    lines, store = _lines(rows, headings, families), []
    for family in families:
        tied = effects_of(family, chains)
        for kin in family:
            line = lines[kin.row["id"]]
            if kin.row["state"] not in NOT_IN_USE:
                groups[tied[line.id]].lines.append(line)
            elif kin.row["state"] == OptionState.DROPPED:
                store.append(line)
    ranks = {row["id"]: _rank(row) for row in rows["option"]}
    for group in groups.values():
        group.lines.sort(key=lambda line: ranks[line.id])
    shown = [group for group in groups.values() if group.lines or group.lacks]
    return OptionComparison(shown, store, [one for one in families if len(one) > 1], headings)


def effects_of(family: Sequence[LineageNode], chains: Iterable[int]) -> dict[int, int | None]:
    """Return the effect that each option of a family answers: its own, else its parent's."""
    known = set(chains)
    tied: dict[int, int | None] = {}
    for kin in family:
        own = kin.row["chain_id"]
        tied[kin.row["id"]] = own if own in known else tied.get(kin.row["parent_id"] or 0)
    return tied


def harms_of(tests: Iterable[RowDict], headings: Headings) -> dict[int, list[str]]:
    """Return for each option whom or what it would make worse, in words, the worst first."""
    harmed: dict[int, list[str]] = {}
    for row in sorted(tests, key=lambda row: row["effect"] or 0):
        if row["option_id"] is not None and (row["effect"] or 0) < 0:
            harmed.setdefault(row["option_id"], []).append(name_of(row["factor_id"], headings))
    return harmed


def name_of(factor_id: int | None, headings: Headings) -> str:
    """Return what a divider or connector is called; nothing of both is one's own staff."""
    if factor_id is None:
        return str(gettext(OWN_STAFF))
    found = (headings.get((kind, factor_id), "") for kind in ("divider", "connector"))
    return next(filter(None, found), "") or str(gettext("Untitled"))


def _lines(
    rows: Rows, headings: Headings, families: list[list[LineageNode]]
) -> dict[int, ComparedOption]:
    harmed = harms_of(rows["test"], headings)
    tested = options_tested(rows)
    return {
        kin.row["id"]: ComparedOption(
            id=kin.row["id"],
            number=kin.number,
            title=headings["option", kin.row["id"]] or gettext("Untitled"),
            state=kin.row["state"],
            rank_titles=tuple(_RANK_TITLES[name][kin.row[name] or ""] for name, _, _ in RANKED_BY),
            harms=tuple(harmed.get(kin.row["id"], ())),
            is_tested=kin.row["id"] in tested,
            owner=shorten(kin.row["owner"], LONGEST_HEADING),
            review_on=date.fromisoformat(kin.row["review_on"]) if kin.row["review_on"] else None,
            backup=kin.row["backup"],
        )
        for family in families
        for kin in family
    }


def _rank(row: RowDict) -> tuple[int, ...]:
    return tuple(
        order.index(row[name]) if row[name] in order else len(order) for name, order, _ in RANKED_BY
    )
