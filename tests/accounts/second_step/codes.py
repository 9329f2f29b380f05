"""Computes the codes of an app as RFC 6238 says, from the key that the page shows."""

import base64
import hashlib
import hmac
import re
import struct

from flask.testing import FlaskClient
from passlib.totp import TOTP

APP = "/account/second-step/app"


def code_of(key: str, steps: int = 0) -> str:
    """Return the code that an app shows now, or `steps` half minutes later."""
    secret = base64.b32decode(key.replace("-", "").replace(" ", ""))
    counter = struct.pack(">Q", int(TOTP.now()) // 30 + steps)
    digest = hmac.new(secret, counter, hashlib.sha1).digest()
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


def key_on(page: str) -> str:
    """Return the key that stands on the page for those whose app cannot read the picture."""
    found = re.search(r'class="code-key">([A-Z2-7-]+)<', page)
    assert found is not None
    return found[1]


def set_up_app(client: FlaskClient) -> str:
    """Set an app up in a browser that has just signed in; returns the key.

    The code of the last half minute is used, so that the one of now is good for a sign-in.
    """
    key = key_on(client.get(APP).text)
    answer = client.post(APP, data={"code": code_of(key, -1)})
    assert (answer.status_code, answer.location) == (302, "/account/second-step"), answer.text
    return key
