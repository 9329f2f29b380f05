"""Reads the library of passkeys when a process first needs it.

Its certificates and their formats take 7 MB and a sixth of a start, and few requests ask for them.
Flask-Security starts without it, as where it is not installed (`config.server`), and then misses
some names. Its two modules are imported anew with them: their functions look names up in them.
"""

import sys
from importlib import reload
from threading import Lock

from flask import request
from flask_security import webauthn, webauthn_util

_reading = Lock()


def read_passkey_library() -> None:
    """Read it before a page of passkeys is answered."""
    if (request.endpoint or "").startswith("security.wan_"):
        with _reading:
            if "webauthn" not in sys.modules:
                reload(webauthn_util)
                reload(webauthn)
