"""Locks of different things never wait for one another, and all are named in one module."""

import re
from pathlib import Path

from portal.extensions import db
from portal.locks import Space, lock, lock_shared, try_lock
from tests.world import World

ROOT = Path(__file__).resolve().parent.parent


def test_each_space_and_each_thing_has_a_lock_of_its_own(world: World) -> None:
    every = [(space, one) for space in Space for one in (0, 7)]
    with world.app.app_context():
        for space, one in every:
            lock(db.session, space, one)
        held = world.one(
            "SELECT count(DISTINCT (classid, objid)) FROM pg_locks WHERE locktype = 'advisory'"
        )
        db.session.rollback()
    assert held == len(every)


def test_another_transaction_waits_for_the_same_thing_alone(world: World) -> None:
    key = "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))"
    with world.app.app_context():
        lock(db.session, Space.PROJECT_NUMBERS, 7)
        lock_shared(db.session, Space.COACH, 7)
        assert world.one(key, "project numbers:7") is False
        assert world.one(key, "single rows:7") is True
        assert world.one(key.replace("lock(", "lock_shared("), "coach:7") is True
        assert world.one(key, "coach:7") is False
        assert try_lock(db.session, Space.DIGESTS)
        assert world.one(key, "digests:0") is False
        db.session.rollback()
    assert world.one(key, "digests:0") is True


def test_no_other_module_makes_locks() -> None:
    makers = [
        str(path.relative_to(ROOT))
        for folder in ("portal", "workers")
        for path in (ROOT / folder).rglob("*.py")
        if "versions" not in path.parts and re.search("advisory", path.read_text())
    ]
    assert makers == ["portal/locks.py"]
