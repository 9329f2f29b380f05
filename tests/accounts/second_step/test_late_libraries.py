"""A server starts without the libraries of the second step; who needs them has them read."""

import subprocess
import sys

START = """
import sys
from config.server import LATE_LIBRARIES, left_out
with left_out(*LATE_LIBRARIES):
    import portal.app
print(*(name for name in LATE_LIBRARIES if name in sys.modules))
"""
PASSKEYS = """
from flask import Flask
from flask_security import webauthn
from portal.accounts.second_step.late_libraries import read_passkeys

app = Flask("passkeys")
app.before_request(read_passkeys)
for path, endpoint in (("/home", "home"), ("/passkey", "security.wan_signin")):
    app.add_url_rule(path, endpoint, lambda: str(hasattr(webauthn, "webauthn")))
print(*(app.test_client().get(path).text for path in ("/home", "/passkey", "/passkey", "/home")))
"""
CODES = """
from flask import Flask
from flask_security import Security
from portal.accounts.second_step.codes import LateTotp

late = LateTotp({"1": "a-secret-of-the-tests"}, "A portal")
print("cryptography" in sys.modules)
secret = late.generate_totp_secret()
code = late.generate_totp_password(secret)
print("enckey" in secret, late.get_totp_pretty_key(secret) in secret)
late._codes.get_last_counter = lambda user: None
late._codes.set_last_counter = lambda user, match: None
print(late.verify_totp(code, secret, None), late.verify_totp("000000x", secret, None))
"""


def run(*parts: str) -> list[str]:
    """Return the lines that a process of its own prints."""
    command = [sys.executable, "-c", "".join(parts)]
    told = subprocess.run(command, capture_output=True, check=True, text=True)
    return told.stdout.splitlines()


def test_only_a_page_of_passkeys_reads_their_library_and_ciphers_come_with_the_first_code() -> None:
    codes = ["True False", "True False"]
    assert run(START, PASSKEYS, CODES) == ["", "False True True True", "True", *codes]
    assert run(START, CODES, PASSKEYS) == ["", "False", *codes, "False True True True"]


def test_what_was_read_already_is_not_left_out() -> None:
    assert run("import cryptography", START) == ["cryptography"]
