"""Reads the libraries of the second step when a process first needs them.

Ciphers, certificates and their formats take 15 MB and a fifth of a start, and few requests ask for
them. Flask-Security and passlib start without them, as where they are not installed
(`config.server`), and then miss some names. Their modules are imported anew with them: the
functions that are known already look names up in them.
"""

from importlib import reload
from threading import Lock

from flask import request
from flask_security import webauthn, webauthn_util
from passlib import totp

_reading = Lock()


def read_passkeys() -> None:
    """Read the library of passkeys before a page of them is answered."""
    if (request.endpoint or "").startswith("security.wan_"):
        with _reading:
            if not hasattr(webauthn, "webauthn"):
                reload(webauthn_util)
                reload(webauthn)


def read_ciphers() -> None:
    """Read the ciphers that seal the key of somebody's app."""
    with _reading:
        if not totp.AES_SUPPORT:
            reload(totp)
