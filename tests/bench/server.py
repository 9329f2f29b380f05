"""The portal with a hello view and a count of SQL statements, for the bench alone.

A request with the header `X-Forget` is answered as if nobody had been shown these words before.
"""

import sys
from collections.abc import Callable
from functools import _lru_cache_wrapper
from typing import Any

# A developer's tool brings it along and the log would load it; a server does not have it.
sys.modules["rich"] = None  # type: ignore[assignment]

from flask import Flask, Response, request  # noqa: E402
from flask_sqlalchemy import SQLAlchemy  # noqa: E402
from sqlalchemy import event  # noqa: E402

from config.server import create  # noqa: E402

WORDS = {"portal.language.i18n", "portal.language.dates", "portal.template_globals"}


def create_measured() -> Flask:
    """Return the portal with `/hello`, and the number of statements in a header of each answer."""
    app = create()
    from portal.extensions import db  # noqa: PLC0415  the start as it is served
    from portal.gate import public  # noqa: PLC0415

    count = {"statements": 0}
    forget = caches_of_words()

    @app.get("/hello")
    @public
    def hello() -> str:
        return "hello"

    def start() -> None:
        count["statements"] = 0
        if "X-Forget" in request.headers:
            for each in forget:
                each()

    def tell(response: Response) -> Response:
        response.headers["X-Statements"] = str(count["statements"])
        return response

    app.before_request_funcs.setdefault(None, []).insert(0, start)
    app.after_request_funcs.setdefault(None, []).insert(0, tell)
    with app.app_context():
        _count(db, count)
    return app


def caches_of_words() -> list[Callable[[], None]]:
    """Return what forgets the words that people wrote, and not those of catalogue and calendar."""
    modules = [module for name, module in sys.modules.items() if name.startswith("portal.")]
    known = {id(one): one for module in modules for one in vars(module).values()}.values()
    ours = [one for one in known if _forgets(one) and one.__module__.startswith("portal.")]
    return [one.cache_clear for one in ours if one.__module__ not in WORDS]


def _forgets(one: Any) -> bool:
    # A cache without bounds keeps what the code says, such as statements, and not what people say.
    return type(one) is _lru_cache_wrapper and one.cache_parameters()["maxsize"] is not None


def _count(database: SQLAlchemy, count: dict[str, int]) -> None:
    @event.listens_for(database.engine, "before_cursor_execute")
    def more(*_args: object) -> None:
        count["statements"] += 1
