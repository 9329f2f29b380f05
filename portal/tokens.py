"""The token against forged forms, put into a page last: until then its forms are alike for all.

So a piece of a page with forms in it can be remembered for everybody (portal/remembered.py).
"""

from secrets import token_urlsafe

from flask import Flask, Response
from flask_wtf.csrf import generate_csrf

# It stands where the token will be, and never leaves this process: nobody can write it anywhere.
PLACE = token_urlsafe(32)
WITH_FORMS = ("text/html", "application/json")
_PLACE = PLACE.encode()


def init_app(app: Flask) -> None:
    """Let templates mark the place of the token, and every answer carry the token of its reader."""
    app.jinja_env.globals["token_place"] = PLACE
    app.after_request(put_token)


def put_token(response: Response) -> Response:
    """Put the token of this session wherever a form of the answer wants it."""
    if response.mimetype in WITH_FORMS and not response.direct_passthrough:
        body = response.get_data()
        if _PLACE in body:
            response.set_data(body.replace(_PLACE, generate_csrf().encode()))
    return response
