"""What is said in a picture, on the screen as on paper: the heads of its columns, and effects."""

from typing import NamedTuple

from portal.analyses.options.projection import SAME_SIGN
from portal.analyses.vocabulary import FactorKind, Sign
from portal.language.i18n import N_, gettext

COLUMN_HEADS: dict[str, str] = {
    "divider": N_("Dividers"),
    "detail": N_("What we do"),
    "connector": N_("Connectors"),
}
EFFECT_MARKS = {"up": "▲", "down": "▼", "same": "=", "": "?"}


class SaidEffect(NamedTuple):
    """What a link does to a divider or a connector; `points` is up, down, same or empty."""

    words: str
    points: str

    @property
    def marked(self) -> str:
        """Return the words after their mark."""
        return f"{EFFECT_MARKS[self.points]} {self.words}"


NO_EFFECT = SaidEffect("", "")


def say_effect(kind: str, sign: str) -> SaidEffect:
    """Return what a link of a sign does to a factor of a kind."""
    is_divider, is_worse = kind == FactorKind.DIVIDER, sign == Sign.WORSE
    points = "up" if is_worse == is_divider else "down"
    if sign == SAME_SIGN:
        return SaidEffect(gettext("no effect any more"), "same")
    if sign not in (Sign.WORSE, Sign.BETTER):
        return SaidEffect(gettext("not stated yet"), "")
    if is_divider:
        return SaidEffect(gettext("more tension") if is_worse else gettext("less tension"), points)
    return SaidEffect(gettext("weaker") if is_worse else gettext("stronger"), points)
