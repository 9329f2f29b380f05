"""The demo, loaded once for all tests of a module."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from flask import Flask

from portal.demo.load import load, read_story
from tests.conftest import EMPTY


@pytest.fixture(scope="module")
def told(built_app: Flask, admin: psycopg.Connection[Any]) -> Iterator[psycopg.Connection[Any]]:
    """Load the demo once for all tests of a module; no policy holds this connection."""
    with built_app.app_context():
        load(read_story())
    yield admin
    admin.execute(EMPTY)
