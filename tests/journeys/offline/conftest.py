"""What the journeys of a phone have in common."""

from collections.abc import Iterator

import pytest

from tests.journeys.conftest import Portal


@pytest.fixture(autouse=True)
def _english(portal: Portal) -> Iterator[None]:
    """Let everybody read English meanwhile."""
    before = portal.admin.execute("SELECT id FROM people WHERE locale = 'km'").fetchall()
    portal.admin.execute("UPDATE people SET locale = 'en'")
    yield
    ids = [person for (person,) in before]
    portal.admin.execute("UPDATE people SET locale = 'km' WHERE id = ANY(%s)", [ids])
