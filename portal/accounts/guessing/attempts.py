"""How soon the next guess at a password may come: later after each failure, never not at all.

A guess counts before it is tried, so many at once are no way round. A right password takes its own
count back.
"""

import math
import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeAlias, TypeVar

from limits.storage import MemoryStorage, Storage, storage_from_string

T = TypeVar("T")
LIMITER_PAUSE = 30.0
MINUTE, HOUR, DAY = 60, 60 * 60, 24 * 60 * 60


class Bound(NamedTuple):
    """How guesses under one key are slowed: some are free, then each wait is twice the last.

    `longest` is the longest wait and `lasts` how long a count is kept, in seconds. A shared count
    is of several people, so a right password ends no more of it than itself.
    """

    free: int
    longest: int
    lasts: int
    is_shared: bool = False

    def wait_after(self, tries: int) -> int:
        """Return how many seconds pass after so many guesses until the next."""
        over = tries - self.free
        return min(2 ** min(over, 20), self.longest) if over > 0 else 0


# One who guesses from one place is slow soon; many who guess at one account are slow together; one
# who guesses at many accounts is slow too, but an office behind one address waits half a minute.
FROM_PLACE = Bound(free=5, longest=15 * MINUTE, lasts=DAY)
OF_ACCOUNT = Bound(free=20, longest=5 * MINUTE, lasts=DAY, is_shared=True)
OF_PLACE = Bound(free=50, longest=MINUTE // 2, lasts=HOUR, is_shared=True)
# Where the person has signed in before nobody else's guesses count.
ON_DEVICE = Bound(free=5, longest=MINUTE, lasts=DAY)
# Whoever tries a code knows the password. Of a million codes three are good at a time: in a year
# fewer than 4,600 tries from elsewhere, and as many on each device that was stolen, find one in
# 1.4 cases of a hundred; the person is told on each day of it.
OF_CODES = Bound(free=5, longest=2 * HOUR, lasts=30 * DAY, is_shared=True)
CODES_ON_DEVICE = Bound(free=5, longest=2 * HOUR, lasts=30 * DAY)
Keys: TypeAlias = Mapping[str, Bound]


class Attempts:
    """Counts guesses where all processes see them, or in each while Redis is away."""

    def __init__(self, address: str, options: dict[str, Any]) -> None:
        self.shared: Any = storage_from_string(address, **options)
        self.own = MemoryStorage()
        self.shared_from = 0.0

    def begin(self, keys: Keys) -> int:
        """Count a guess, which may be tried now; or return how many seconds it has to wait."""
        return self._using(lambda storage: _begin(storage, keys))

    def is_slowed(self, keys: Keys) -> bool:
        """Tell whether the next guess under one of these keys has to wait."""
        return self._using(lambda storage: any(_left(storage, key) for key in keys))

    def succeed(self, keys: Keys) -> None:
        """Take back a guess that was right, or one that could not be tried."""
        self._using(lambda storage: _succeed(storage, keys))

    def _using(self, act: Callable[[Storage], T]) -> T:
        if time.monotonic() >= self.shared_from:
            try:
                return act(self.shared)
            except self.shared.base_exceptions:
                self.shared_from = time.monotonic() + LIMITER_PAUSE
        return act(self.own)


def _begin(storage: Storage, keys: Keys) -> int:
    if waits := [wait for key in keys if (wait := _left(storage, key))]:
        return max(waits)
    for key, bound in keys.items():
        wait = bound.wait_after(storage.incr(f"tries:{key}", bound.lasts))
        if wait and storage.incr(f"wait:{key}", wait) > 1:
            return wait  # somebody else took this turn at the same moment
    return 0


def _left(storage: Storage, key: str) -> int:
    if not storage.get(f"wait:{key}"):
        return 0
    return max(math.ceil(storage.get_expiry(f"wait:{key}") - time.time()), 1)


def _succeed(storage: Storage, keys: Keys) -> None:
    for key, bound in keys.items():
        storage.clear(f"wait:{key}")
        if bound.is_shared:
            storage.incr(f"tries:{key}", bound.lasts, amount=-1)
        else:
            storage.clear(f"tries:{key}")
