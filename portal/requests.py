"""What the portal reads of a request: forms, and nothing else that somebody could send instead."""

from flask import Flask, Request, abort, request

from portal.wording import FormWords

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})


class FormRequest(Request):
    """A request that brings forms alone; they find their words where Flask-WTF looks for them."""

    wtforms_translations = FormWords()

    @property
    def is_json(self) -> bool:
        """Tell libraries that there is no JSON here: they would read it past every form."""
        return False


def init_app(app: Flask) -> None:
    """Let `app` read requests so; before anything else looks at their bodies."""
    app.request_class = FormRequest
    app.before_request(refuse_other_bodies)


def refuse_other_bodies() -> None:
    """Answer 415 to a body that is no form."""
    has_body = request.content_length or "chunked" in request.headers.get("Transfer-Encoding", "")
    if request.method not in SAFE and has_body and request.mimetype not in FORMS:
        abort(415)
