"""Notes each time that a password is hashed, and what is held of the database meanwhile."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from portal.extensions import db, security

HASHING = ("hash", "verify")


def note_hashes(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Return a list that gets (what was done, connections held) at each hashing, done as ever."""
    noted: list[tuple[str, int]] = []
    with app.app_context():
        pool: Any = db.engine.pool
        kind = type(security.pwd_context)

    def noting(name: str, act: Callable[..., Any]) -> Callable[..., Any]:
        def noted_act(*arguments: Any, **named: Any) -> Any:
            noted.append((name, pool.checkedout()))
            return act(*arguments, **named)

        return noted_act

    for name in HASHING:
        monkeypatch.setattr(kind, name, noting(name, getattr(kind, name)))
    return noted
