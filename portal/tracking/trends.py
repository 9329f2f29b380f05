"""How a divider or connector developed: what was seen last, whether it is stale, and its line."""

from collections.abc import Sequence
from datetime import date
from itertools import accumulate, takewhile
from typing import NamedTuple

from portal.language.i18n import N_
from portal.tracking.models import Trend

STALE_AFTER = 90
LOOKS_UNCHANGED = 3
TREND_TITLES: dict[str, str] = {
    Trend.WORSE: N_("Worse"),
    Trend.SAME: N_("The same"),
    Trend.BETTER: N_("Better"),
    Trend.OVER: N_("No longer tracked"),
}
TREND_STEPS = {Trend.WORSE: -1, Trend.SAME: 0, Trend.BETTER: 1}
X_STEP, RISE, MARGIN = 22, 12, 9


class TrendLook(NamedTuple):
    """What was seen of a factor on one day; `trend` is one of `Trend`."""

    day: date
    trend: str


class Tracked(NamedTuple):
    """One factor with its latest looks, oldest first; `total` counts all of its history.

    `since` is the day from which it is known in this round.
    """

    id: int
    kind: str
    title: str
    indicator: str
    since: date
    looks: tuple[TrendLook, ...] = ()
    total: int = 0
    is_open: bool = True

    @property
    def last(self) -> TrendLook | None:
        """Return the latest look, None when nobody has looked yet."""
        return self.looks[-1] if self.looks else None

    @property
    def net_trend(self) -> Trend | None:
        """Return what the latest looks come to, since each is compared with the one before it."""
        if self.last is None or self.is_over:
            return Trend.OVER if self.last else None
        net = sum(TREND_STEPS.get(Trend(look.trend), 0) for look in self.looks)
        return Trend.BETTER if net > 0 else Trend.WORSE if net < 0 else Trend.SAME

    @property
    def is_over(self) -> bool:
        """Tell whether the organisation no longer follows it."""
        return self.last is not None and self.last.trend == Trend.OVER

    def days_unseen(self, today: date) -> int:
        """Return the days since somebody looked, or since it was written down."""
        seen = max(self.since, self.last.day) if self.last else self.since
        return (today - seen).days

    def is_stale(self, today: date) -> bool:
        """Tell whether nobody looked for more than 90 days at a factor that is followed."""
        return self.is_open and not self.is_over and self.days_unseen(today) > STALE_AFTER

    @property
    def is_static(self) -> bool:
        """Tell whether it never moved in its latest looks: it tells nothing then (DC8)."""
        same = takewhile(lambda look: look.trend == Trend.SAME, reversed(self.looks))
        return len(list(same)) >= LOOKS_UNCHANGED


class TrendPoint(NamedTuple):
    """One point of a trend line; `shape` is its trend, so that colour is never alone."""

    x: int
    y: int
    shape: str


class Drawing(NamedTuple):
    """A trend line in pixels: up is better, whatever the factor is."""

    width: int
    height: int
    path: str
    marks: tuple[TrendPoint, ...]


def draw(looks: Sequence[TrendLook]) -> Drawing | None:
    """Return the line of looks, each a step up, down or ahead; None where there is none to draw."""
    moving = [look for look in looks if look.trend in TREND_STEPS]
    if not moving:
        return None
    levels = list(accumulate(TREND_STEPS[Trend(look.trend)] for look in moving))
    top = max(levels)
    marks = tuple(
        TrendPoint(MARGIN + X_STEP * place, MARGIN + RISE * (top - level), look.trend)
        for place, (look, level) in enumerate(zip(moving, levels, strict=True))
    )
    return Drawing(
        width=2 * MARGIN + X_STEP * (len(marks) - 1),
        height=2 * MARGIN + RISE * (top - min(levels)),
        path=" ".join(f"{mark.x},{mark.y}" for mark in marks),
        marks=marks,
    )
