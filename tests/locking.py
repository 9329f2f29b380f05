"""Asks what an open transaction holds, without waiting for it."""

from psycopg.errors import LockNotAvailable

from portal.locks import Space
from tests.world import World


def is_held(world: World, table: str, row: int, *, against: str) -> bool:
    """Tell whether somebody holds a row of a table against `UPDATE`, `KEY SHARE` and the like."""
    try:
        world.admin.execute(f"SELECT id FROM {table} WHERE id = %s FOR {against} NOWAIT", [row])
    except LockNotAvailable:
        return True
    return False


def is_locked(world: World, space: Space, one: int) -> bool:
    """Tell whether somebody holds a lock by name, alone or beside others."""
    asked = "SELECT NOT pg_try_advisory_xact_lock(hashtextextended(%s, 0))"
    return bool(world.one(asked, f"{space}:{one}"))
