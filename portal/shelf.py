"""Texts kept by what they were made from, within so many bytes."""

import zlib
from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock

KEY_BYTES = 1_000  # about what a key takes
LARGEST_PART = 8  # no single text takes more of the shelf than one part of so many


class Shelf:
    """Keeps texts, pressed to a tenth of their size; the one unused for longest goes first.

    A key says all that a text was made from, so that nothing on the shelf ever gets old.
    """

    def __init__(self, most: int) -> None:
        """Make room for `most` bytes."""
        self.most, self.size = most, 0
        self._kept: OrderedDict[Hashable, bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> str | None:
        """Return the text under a key, None where there is none."""
        with self._lock:
            pressed = self._kept.get(key)
            if pressed is None:
                return None
            self._kept.move_to_end(key)
        return zlib.decompress(pressed).decode()

    def put(self, key: Hashable, text: str) -> None:
        """Keep a text, in place of what is unused for longest."""
        pressed = zlib.compress(text.encode(), 1)
        if len(pressed) > self.most // LARGEST_PART:
            return
        with self._lock:
            self._drop(key)
            self._kept[key] = pressed
            self.size += len(pressed) + KEY_BYTES
            while self.size > self.most:
                self._drop(next(iter(self._kept)))

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()
            self.size = 0

    def _drop(self, key: Hashable) -> None:
        pressed = self._kept.pop(key, None)
        if pressed is not None:
            self.size -= len(pressed) + KEY_BYTES
