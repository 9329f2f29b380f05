"""The grown network, and everybody of the cast in front of it in a browser of their own."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from flask import Flask

from tests.forms.opening import NOBODY, ONLY_OF, open_world
from tests.forms.walk import Walk
from tests.people import CAST
from tests.walk.extent import SAMPLED

# In a sample these go everywhere, and all others to some pages of each kind.
EVERYWHERE = ("lotus_manager", "coach", "coordinator", "administrator", NOBODY)
MOST_OF_A_SAMPLE = 3


@pytest.fixture(scope="package")
def walk(built_app: Flask, admin: psycopg.Connection[Any]) -> Iterator[Walk]:
    """Return a walk whose people have been on every page that they can come to."""
    most = MOST_OF_A_SAMPLE if SAMPLED else 0
    names = ONLY_OF or [*CAST, NOBODY]
    with open_world(built_app, admin, names, most, EVERYWHERE) as walk:
        yield walk
