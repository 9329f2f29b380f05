"""What is kept by what it was made from, within so many bytes."""

import zlib
from collections.abc import Hashable
from threading import Lock
from typing import Generic, TypeVar

KEY_BYTES = 1_000  # about what a key takes
LARGEST_PART = 8  # nothing takes more of the room than one part of so many
Value = TypeVar("Value")


class Kept(Generic[Value]):
    """A value, what it takes, and whether anybody has asked for it since it was last looked at."""

    __slots__ = ("is_used", "size", "value")

    def __init__(self, value: Value, size: int) -> None:
        """Keep a value of so many bytes."""
        self.value, self.size, self.is_used = value, size, False


class Bounded(Generic[Value]):
    """Keeps values, each counted as large as whoever keeps it says.

    What nobody asks for goes first. A key says all that a value was made from, so that nothing that
    is kept ever gets old.
    """

    def __init__(self, most: int) -> None:
        """Make room for `most` bytes."""
        self.most, self.size = most, 0
        self._kept: dict[Hashable, Kept[Value]] = {}
        self._lock = Lock()

    def find(self, key: Hashable) -> Value | None:
        """Return the value under a key, None where there is none."""
        # Looked up once and without the lock: a key of many rows takes longer than all the rest.
        found = self._kept.get(key)
        if found is None:
            return None
        found.is_used = True
        return found.value

    def keep(self, key: Hashable, value: Value, size: int) -> None:
        """Keep a value, in place of what nobody asks for."""
        if size > self.most // LARGEST_PART:
            return
        new = Kept(value, size + KEY_BYTES)
        with self._lock:
            self._drop(key)
            while self._kept and self.size + new.size > self.most:
                self._make_room()
            self._kept[key] = new
            self.size += new.size

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()
            self.size = 0

    def _make_room(self) -> None:
        oldest = next(iter(self._kept))
        if (found := self._kept[oldest]).is_used:
            found.is_used = False
            self._kept[oldest] = self._kept.pop(oldest)
        else:
            self._drop(oldest)

    def _drop(self, key: Hashable) -> None:
        dropped = self._kept.pop(key, None)
        if dropped is not None:
            self.size -= dropped.size


class Shelf(Bounded[bytes]):
    """Keeps texts, pressed to a tenth of their size."""

    def get(self, key: Hashable) -> str | None:
        """Return the text under a key, None where there is none."""
        pressed = self.find(key)
        return None if pressed is None else zlib.decompress(pressed).decode()

    def put(self, key: Hashable, text: str) -> None:
        """Keep a text, in place of what nobody asks for."""
        pressed = zlib.compress(text.encode(), 1)
        self.keep(key, pressed, len(pressed))
