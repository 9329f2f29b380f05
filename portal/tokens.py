"""Tokens of forms, put into a page last: until then its forms are alike for all.

So a piece of a page with forms in it can be remembered for everybody (portal/remembered.py). One
token is against forged forms; the other makes a double click one thing and differs in each form.
"""

from secrets import token_urlsafe
from uuid import uuid4

from flask import Flask, Response
from flask_wtf.csrf import generate_csrf

# They stand where tokens will be, and never leave this process: nobody can write them anywhere.
PLACE, PLACE_OF_NEW = token_urlsafe(32), token_urlsafe(32)
WITH_FORMS = ("text/html", "application/json")
_PLACE, _PLACE_OF_NEW = PLACE.encode(), PLACE_OF_NEW.encode()


def init_app(app: Flask) -> None:
    """Let templates mark the places of tokens, and every answer carry those of its reader."""
    app.jinja_env.globals.update(token_place=PLACE, later_token=lambda: PLACE_OF_NEW)
    app.after_request(put_tokens)


def put_tokens(response: Response) -> Response:
    """Put the token of this session, and new ones, wherever a form of the answer wants them."""
    if response.mimetype in WITH_FORMS and not response.direct_passthrough:
        body = response.get_data()
        if _PLACE in body:
            body = body.replace(_PLACE, generate_csrf().encode())
            first, *rest = body.split(_PLACE_OF_NEW)
            response.set_data(b"".join([first, *(_new_token() + part for part in rest)]))
    return response


def _new_token() -> bytes:
    return str(uuid4()).encode()
