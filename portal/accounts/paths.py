"""Addresses that forms and links name, held to pages of this portal."""

from flask import current_app
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.routing import MapAdapter, RequestRedirect


def local_path(back: str) -> str:
    """Return `back` when it is a plain path of this portal, else home.

    Where only forms are sent, as after one that was refused, it is the nearest page above.
    """
    is_ours = back.startswith("/") and back.isprintable() and "\\" not in back
    return _page_at(back) if is_ours and not back.startswith("//") else "/"


def _page_at(back: str) -> str:
    routes = current_app.url_map.bind("")
    try:
        routes.match(back.partition("?")[0], method="GET")
    except MethodNotAllowed:
        return _page_above(back.partition("?")[0], routes)
    except (HTTPException, RequestRedirect):
        pass
    return back


def _page_above(path: str, routes: MapAdapter) -> str:
    above = path.rpartition("/")[0]
    while above and not routes.test(above, method="GET"):
        above = above.rpartition("/")[0]
    return above or "/"
