"""Slots: where a lower feature says what it needs of a higher one, which it must not import."""

from typing import Any, Generic, TypeVar
from weakref import WeakSet

T = TypeVar("T")
_declared: WeakSet["Slot[Any]"] = WeakSet()


class EmptySlot(RuntimeError):
    """Slots were declared and nobody filled them; the message has their names."""


class Slot(Generic[T]):
    """One value of a known type, brought by a higher feature when the application is made.

    Every slot is filled in `portal/app.py` and nowhere else.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._values: list[T] = []
        _declared.add(self)

    def fill(self, value: T) -> None:
        """Put `value` in, instead of what was there."""
        self._values = [value]

    @property
    def is_filled(self) -> bool:
        """Tell whether somebody has filled it."""
        return bool(self._values)

    @property
    def value(self) -> T:
        """Return what was put in; EmptySlot where nothing was."""
        if not self._values:
            raise EmptySlot(self.name)
        return self._values[0]


def check_slots() -> None:
    """Raise EmptySlot with the names of all that were declared and not filled."""
    if empty := sorted(slot.name for slot in _declared if not slot.is_filled):
        raise EmptySlot(", ".join(empty))
