"""What stands around the application: headers on every answer, and a page where none could be made.

Answers are replaced late, by a commit that fails or a fault in what follows the view, so headers
are put on where nothing comes after.
"""

from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

import structlog
from flask import Flask
from werkzeug.datastructures import Headers

from portal.error_pages.pages import FAULT_STATUS

Environ: TypeAlias = dict[str, Any]
Pairs: TypeAlias = list[tuple[str, str]]
Start: TypeAlias = Callable[[str, Pairs], Any]
Write: TypeAlias = Callable[[bytes], object]
FAULT_STATUS_LINE = "500 Internal Server Error"
SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
        "frame-ancestors 'none'; form-action 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
log = structlog.get_logger("portal.error_pages.middleware")


def init_app(app: Flask) -> None:
    """Stand around `app`."""
    app.wsgi_app = HeadersMiddleware(app)  # type: ignore[method-assign]


class HeadersMiddleware:
    """The application with its headers, and with a page of two languages instead of no answer."""

    def __init__(self, app: Flask) -> None:
        self.app, self.inner = app, app.wsgi_app
        self.page = app.extensions["bare_pages"][FAULT_STATUS].encode()

    def __call__(self, environ: Environ, start_response: Start) -> Iterable[bytes]:
        """Answer as the application does."""
        begun: list[tuple[str, Pairs]] = []

        def begin(status: str, pairs: Pairs, _fault: object = None, /) -> Write:
            begun.append((status, pairs))
            return begin_nothing

        try:
            body = self.inner(environ, begin)
        except Exception:
            if self._raises():
                raise
            log.exception("fault outside of the application")
            body = [self.page]
            begun = [(FAULT_STATUS_LINE, [("Content-Type", "text/html; charset=utf-8")])]
        status, pairs = begun[-1]
        start_response(status, completed(pairs))
        return body

    def _raises(self) -> bool:
        asked = self.app.config["PROPAGATE_EXCEPTIONS"]
        return self.app.testing or self.app.debug if asked is None else bool(asked)


def begin_nothing(_part: bytes) -> object:
    """Refuse to write an answer in the way that WSGI keeps for old applications."""
    raise NotImplementedError


def completed(pairs: Pairs) -> Pairs:
    """Return headers with what each answer must have; one that is there already stays."""
    found = Headers(pairs)
    for name, value in SECURITY_HEADERS.items():
        found.setdefault(name, value)
    found.setdefault("Cache-Control", "private, no-store")
    return found.to_wsgi_list()
