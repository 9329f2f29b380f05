"""Cuts the line to the database at a chosen moment of a request, as a crash or a restart does."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event

from portal.extensions import db
from tests.world import World

MOMENTS = ("before_cursor_execute", "commit", "checkin")
END_ALL = (
    "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


@dataclass
class Cut:
    """The moments that a request went through: statements, commits, connections put back."""

    world: World
    at: int
    seen: list[str] = field(default_factory=list)

    def note(self, moment: str) -> None:
        """Note a moment, and end every connection of the portal when it is the chosen one."""
        self.seen.append(moment)
        if len(self.seen) - 1 == self.at:
            self.world.admin.execute(END_ALL)


@contextmanager
def cutting(world: World, at: int) -> Iterator[Cut]:
    """Cut the line at the moment with the number `at`, nowhere at -1; later it is there again."""
    cut = Cut(world, at)
    with world.app.app_context():
        engine = db.engine

    def statement(_connection: object, _cursor: object, said: str, *_more: object) -> None:
        cut.note(said)

    def commit(_connection: object) -> None:
        cut.note("COMMIT")

    def put_back(_dbapi_connection: Any, _record: object) -> None:
        cut.note("PUT BACK")

    listeners = list(zip(MOMENTS, (statement, commit, put_back), strict=True))
    for name, listener in listeners:
        event.listen(engine, name, listener)
    try:
        yield cut
    finally:
        for name, listener in listeners:
            event.remove(engine, name, listener)
        engine.dispose()
