"""Marks a page that its reader's own device may keep and show while there is no line."""

from flask import Response, after_this_request

from portal.http.csrf import current_reader

KEEP_HEADER = "X-Keep-On-Device"  # names whose page it is


def keep_on_device() -> None:
    """Mark the page of this request."""
    after_this_request(_mark)


def _mark(response: Response) -> Response:
    response.headers[KEEP_HEADER] = str(current_reader())
    return response
