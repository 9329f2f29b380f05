"""What the journeys of a phone have in common."""

from collections.abc import Iterator

import pytest

from tests.journeys.conftest import Portal

WRITTEN = ("title", "how", "removed_at")


@pytest.fixture(autouse=True)
def _as_before(portal: Portal) -> Iterator[None]:
    """Take back rows and answers, which other journeys find as the demo has them."""
    portal.admin.execute("CREATE TABLE factors_before AS SELECT * FROM factors")
    portal.admin.execute("CREATE TABLE comments_before AS SELECT id FROM comments")
    yield
    values = ", ".join(f"{name} = before.{name}" for name in WRITTEN)
    portal.admin.execute(
        f"UPDATE factors SET {values} FROM factors_before before WHERE factors.id = before.id"
    )
    portal.admin.execute(
        "SET session_replication_role = replica;"
        " DELETE FROM factors WHERE id NOT IN (SELECT id FROM factors_before);"
        " DELETE FROM comments WHERE id NOT IN (SELECT id FROM comments_before);"
        " RESET session_replication_role; DROP TABLE factors_before, comments_before"
    )


@pytest.fixture(autouse=True)
def _english(_languages: None, portal: Portal) -> None:
    """Let everybody read English meanwhile."""
    portal.admin.execute("UPDATE people SET locale = 'en'")
