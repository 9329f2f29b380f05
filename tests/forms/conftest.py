"""The grown network, and everybody of the cast in front of it in a browser of their own."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from flask import Flask

from tests.forms.opening import NOBODY, ONLY_OF, open_world
from tests.forms.walk import Walk
from tests.people import CAST


@pytest.fixture(scope="package")
def walk(built_app: Flask, admin: psycopg.Connection[Any]) -> Iterator[Walk]:
    """Return a walk whose people have been on every page that they can come to."""
    with open_world(built_app, admin, ONLY_OF or [*CAST, NOBODY]) as walk:
        yield walk
