"""The portal with a hello view and a count of SQL statements, for the bench alone."""

from flask import Flask, Response
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event

from config.server import create
from portal.extensions import db
from portal.gate import public


def create_measured() -> Flask:
    """Return the portal with `/hello`, and the number of statements in a header of each answer."""
    app = create()
    count = {"statements": 0}

    @app.get("/hello")
    @public
    def hello() -> str:
        return "hello"

    def start() -> None:
        count["statements"] = 0

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
