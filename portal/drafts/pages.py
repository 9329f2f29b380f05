"""Draws the page of a stranger's form once more, with what they wrote in it."""

from flask import Response, current_app, request, session
from flask.ctx import RequestContext
from werkzeug.datastructures import Headers
from werkzeug.exceptions import HTTPException
from werkzeug.test import EnvironBuilder

from portal.drafts.filling import fill
from portal.drafts.submitted_form import SubmittedForm
from portal.errors import PortalError
from portal.gate import PUBLIC_LABEL, label_of
from portal.language.i18n import begin_request

PASSED_ON = ("Accept-Language", "Host", "User-Agent")


def draw_filled(written: SubmittedForm) -> Response | None:
    """Return the page of a form with the words in it, None for a page that strangers may not see.

    The words are in this answer alone: not in its address, no cookie and no database.
    """
    drawn = _draw(written.page)
    if drawn is None or drawn.mimetype != "text/html":
        return drawn
    html = drawn.get_data(as_text=True)
    drawn.set_data(fill(html, written.form, written.words) or html)
    return drawn


def _draw(address: str) -> Response | None:
    with _asking(address):
        begin_request()  # the language of this one may have just been chosen
        if request.endpoint is None or label_of(request.endpoint) != PUBLIC_LABEL:
            return None
        try:
            return current_app.make_response(current_app.dispatch_request())
        except (HTTPException, PortalError):
            return None


def _asking(address: str) -> RequestContext:
    """Return a request for a page by the same browser in the same session."""
    path, _, query = address.partition("?")
    headers = Headers(
        {name: request.headers[name] for name in PASSED_ON if name in request.headers}
    )
    asked = EnvironBuilder(
        path=path, query_string=query, headers=headers, base_url=request.host_url
    )
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    present = session._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    return RequestContext(app, asked.get_environ(), session=present)
