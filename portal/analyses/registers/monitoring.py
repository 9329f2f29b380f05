"""Registers: pages of an analysis whose rows come as time goes by and belong to no step."""

from dataclasses import dataclass, field
from datetime import date

from portal.analyses.kind import Register
from portal.analyses.monitoring_labels import CRITERIA, SHORT_LEVELS, Criterion
from portal.analyses.queries import RowDict
from portal.analyses.ratings import CRITERION_KEYS, counted_before, counts, newness
from portal.analyses.steps.page import RowCard, StepPage
from portal.language.dates import say_date
from portal.language.i18n import gettext


def register_of(page: StepPage) -> Register | None:
    """Return the register that a page shows, None for a page of a step."""
    # Where the last step holds no rows of its own, the changes are its page.
    is_step = page.kind.name == "change" and not page.step.kinds
    return None if is_step else page.kind.register


@dataclass(frozen=True)
class AssessedCriterion:
    """One criterion with its ratings in this round, newest first.

    `counted` is the rating that counts today, of this round or of one before, which it names.
    """

    criterion: Criterion
    counted: RowDict | None = None
    cards: list[RowCard] = field(default_factory=list)

    @property
    def rated_on(self) -> date | None:
        """Return the day of the rating that counts, None where it was not said."""
        day = self.counted["rated_on"] if self.counted else None
        return date.fromisoformat(day) if day else None

    @property
    def uncounted(self) -> RowDict | None:
        """Return a rating newer than the one that counts, which lacks its evidence."""
        newest = next((card.row for card in self.cards if card.row["level"]), None)
        if newest is None or counts(newest):
            return None
        is_newer = self.counted is None or newness(newest) > newness(self.counted)
        return newest if is_newer else None

    @property
    def level(self) -> str:
        """Return the level that counts in words, empty where there is none."""
        return _say(self.counted) if self.counted else ""

    @property
    def doubt(self) -> str:
        """Return what is to be said of a newer rating that lacks its evidence, else nothing."""
        if self.uncounted is None:
            return ""
        level = _say(self.uncounted)
        return gettext("%(level)s, but without evidence: it does not count", level=level)

    @property
    def notes(self) -> list[str]:
        """Return the short words beside its name."""
        day = say_date(self.rated_on) if self.rated_on else ""
        return list(filter(None, [self.level or gettext("Not rated yet"), day, self.doubt]))


def assess(page: StepPage) -> list[AssessedCriterion]:
    """Return the monitoring table: each criterion with what was said of it."""
    ordered = sorted(page.cards, key=lambda card: newness(card.row))[::-1]
    earlier = counted_before(page.analysis.id) if page.analysis.origin_id else {}
    return [_assess(one, ordered, earlier.get(one.key)) for one in CRITERIA]


def unassigned(page: StepPage) -> list[RowCard]:
    """Return the ratings for which no criterion is chosen yet."""
    return [card for card in page.cards if card.row["criterion_key"] not in CRITERION_KEYS]


def _assess(
    criterion: Criterion, ordered: list[RowCard], earlier: RowDict | None
) -> AssessedCriterion:
    cards = [card for card in ordered if card.row["criterion_key"] == criterion.key]
    counting = [card.row for card in cards if counts(card.row)]
    every = [*counting, earlier] if earlier else counting
    return AssessedCriterion(criterion, max(every, key=newness, default=None), cards)


def _say(rating: RowDict) -> str:
    level = SHORT_LEVELS[rating["level"]]
    return gettext(level)
