"""The portal with a hello view and a count of SQL statements, for the bench alone.

An address that ends in `?first` is answered as if nobody had compared anything before.
"""

import sys

# A developer's tool brings it along and the log would load it; a server does not have it.
sys.modules["rich"] = None  # type: ignore[assignment]

from flask import Flask, Response, request  # noqa: E402
from flask_sqlalchemy import SQLAlchemy  # noqa: E402
from sqlalchemy import event  # noqa: E402

from config.server import create  # noqa: E402


def create_measured() -> Flask:
    """Return the portal with `/hello`, and the number of statements in a header of each answer."""
    app = create()
    from portal.coaching.changes_page import KEPT  # noqa: PLC0415  the start as it is served
    from portal.coaching.cutting import cut_words  # noqa: PLC0415
    from portal.extensions import db  # noqa: PLC0415
    from portal.gate import public  # noqa: PLC0415

    count = {"statements": 0}

    @app.get("/hello")
    @public
    def hello() -> str:
        return "hello"

    def start() -> None:
        count["statements"] = 0
        if request.query_string == b"first":
            KEPT.clear()
            cut_words.cache_clear()

    def tell(response: Response) -> Response:
        response.headers["X-Statements"] = str(count["statements"])
        return response

    app.before_request_funcs.setdefault(None, []).insert(0, start)
    app.after_request_funcs.setdefault(None, []).insert(0, tell)
    with app.app_context():
        _count(db, count)
    return app


def _count(database: SQLAlchemy, count: dict[str, int]) -> None:
    @event.listens_for(database.engine, "before_cursor_execute")
    def more(*_args: object) -> None:
        count["statements"] += 1
