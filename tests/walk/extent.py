"""How far tests go that go everywhere: all the way in `.ci/run`, through a sample elsewhere."""

import os
from collections.abc import Iterable
from math import ceil
from random import Random
from typing import TypeVar

Thing = TypeVar("Thing")
# Whoever asks for a part of the forms means all of that part.
SAMPLED = not (os.environ.get("WHOLE") or os.environ.get("FORMS_OF"))


def sample(things: Iterable[Thing], one_in: int, seed: str) -> list[Thing]:
    """Return one in so many things, in their order and the same in each run; all in a whole run."""
    found = list(things)
    if not SAMPLED:
        return found
    drawn = Random(seed).sample(range(len(found)), ceil(len(found) / one_in))  # noqa: S311
    return [found[one] for one in sorted(drawn)]
