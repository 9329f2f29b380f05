"""Fills a form with valid values that can be told from all others, in English and in Khmer."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from tests.files import samples
from tests.forms.pages import Control, Form
from tests.forms.scene import PASSWORD

LATIN = [a + b for a in "bdfgjklmnprstvz" for b in "aeiou"]
KHMER = [a + b for a in "កគចជតទបពមរលសហ" for b in ("ា", "ិ", "ុ", "េ", "ៅ")]
PAST, RECENT, FUTURE = date(2026, 1, 6), date(2026, 10, 1), date(2026, 12, 1)
RECENT_ONES = ("last_day", "until")
FUTURE_ONES = ("ends_on", "next_on", "due_on", "review_on", "actions-due_on")
NEW_PASSWORD = "another long pass phrase of the walk"
# What else than words a field of text takes, by its name.
SPECIAL: dict[str, Callable[[int], str]] = {
    "email": lambda n: f"walk-{n}@test.example",
    "phone": lambda n: f"012 345 {n % 900 + 100}",
    "acronym": lambda n: f"WALK-{n}",
    "organisations": lambda n: ("LOTUS", "RIVER")[n % 2],
    "q": lambda n: ("Lotus", "River")[n % 2],
}
# Some numbers are never more than others of their form, or are no whole ones.
NUMBERS: dict[str, Callable[[int], str]] = {
    "people": lambda n: str(5000 + n),
    "counted_people": lambda n: str(5000 + n % 5000),
    "counted_women": lambda n: str(n % 5000),
    "days": lambda n: str(41 + n % 20),  # few days are told for more: the page has none of these
    "least_days": lambda n: str(n % 5 + 1),
    "most_days": lambda n: str(n % 40 + 10),
    "hours": lambda n: f"{n % 40 / 2 + 1:g}",
    "length": lambda n: str(n % 15 + 1),
}
# Times of a form follow one another.
TIMES: dict[str, int] = {
    **dict.fromkeys(("starts_at", "morning_from"), 8),
    "morning_to": 11,
    "afternoon_from": 13,
    **dict.fromkeys(("ends_at", "afternoon_to"), 16),
}
# What only one value is right for, by the endpoint and the name.
FIXED: dict[tuple[str, str], str] = {
    ("security.login", "email"): "lotus-writer@test.example",
    ("security.login", "password"): PASSWORD,
    ("security.forgot_password", "email"): "lotus-writer@test.example",
    ("security.change_password", "password"): PASSWORD,
    ("security.verify", "password"): PASSWORD,
    ("network.reset_second_step", "email"): "lotus-viewer@test.example",
    ("reports.request_one", "preset"): "own",
    ("network.hand_over", "is_without"): "y",
}
# With a tick in the one, there is nobody in the others.
NOBODY_IN = {"is_uncounted": ("women", "men", "undisclosed", "unrecorded")}
# A day that is known to its month or year alone is told as that: so many letters of it.
TOLD_TO = {"month": len("2026-01"), "year": len("2026")}


@dataclass
class Filled:
    """What is sent, and of each field the value that is to be found again."""

    data: dict[str, Any]
    asked: list[tuple[Control, str]]


@dataclass
class Filler:
    """Makes values; no two are the same."""

    count: int = 0
    fixed: dict[tuple[str, str], str] = field(default_factory=lambda: dict(FIXED))

    def fill(self, form: Form, endpoint: str, turn: int) -> Filled:
        """Fill every field of a form; each turn takes the next choice and the other script."""
        data: dict[str, Any] = {}
        asked = []
        for control in form.controls:
            fixed = self.fixed.get((endpoint, control.stem))
            values = [fixed] if fixed else list(self._values(control, turn))
            if values:
                data[control.name] = values[0] if len(values) == 1 else values
            if control.kind != "hidden":
                asked += [(control, str(_told(value))) for value in values]
        for name in [none for tick in set(NOBODY_IN) & set(data) for none in NOBODY_IN[tick]]:
            data[name] = "0"
            asked = [(control, "0" if control.name == name else told) for control, told in asked]
        if (letters := TOLD_TO.get(data.get("known_to", ""))) is not None:
            asked = [(one, told[:letters] if one.kind == "date" else told) for one, told in asked]
        return Filled(data, asked)

    def _values(self, control: Control, turn: int) -> Iterator[Any]:
        self.count += 1
        if control.kind == "checkbox":
            yield from _boxes(control, turn)
        elif control.choices:
            keys = [key for key, _ in control.choices if key] or [""]
            yield keys[turn % len(keys)]
        elif control.kind == "hidden":
            yield control.value
        elif make := (NUMBERS if control.kind == "number" else SPECIAL).get(control.stem):
            yield make(self.count)
        else:
            yield self._written(control, turn)

    def _written(self, control: Control, turn: int) -> Any:
        if control.kind == "password":
            return NEW_PASSWORD
        if control.kind == "date":
            return self._day(control.stem).isoformat()
        if control.kind == "time":
            return f"{TIMES[control.stem]:02}:{self.count % 60:02}"
        if control.kind == "number":
            least, most = (int(control.limits.get(end, free)) for end, free in LIMITS)
            return str(least + self.count % (most - least + 1))
        if control.kind == "file":
            return (BytesIO(samples.png(self.count % 50 + 9)), f"{self._words(turn)}.png")
        return self._words(turn)

    def _day(self, name: str) -> date:
        start, span = PAST, 240
        if name in RECENT_ONES:
            start, span = RECENT, 50
        if name in FUTURE_ONES:
            start, span = FUTURE, 240
        return start + timedelta(days=self.count % span)

    def _words(self, turn: int) -> str:
        letters, begins = (KHMER, "ពាក្យ") if turn % 2 else (LATIN, "Word ")
        rest, made = self.count, ""
        for _ in range(3):  # all are of one length, so that none is the beginning of another
            rest, one = divmod(rest, len(letters))
            made += letters[one]
        return begins + made


LIMITS = (("min", 1), ("max", 40))


def _boxes(control: Control, turn: int) -> Iterator[str]:
    # One box is ticked in every other turn; of several, one more each turn.
    keys = [key for key, _ in control.choices]
    yield from keys[: (1 - turn % 2) if len(keys) == 1 else 1 + turn % len(keys)]


def _told(value: Any) -> str:
    return value[1] if isinstance(value, tuple) else value


def turns_of(form: Form) -> int:
    """Return how often a form is sent until each of its choices was taken, at least twice."""
    return max([2, *(len(one.choices) for one in form.written if one.choices)])
