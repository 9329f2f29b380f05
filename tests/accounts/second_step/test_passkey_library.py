"""A server starts without the library of passkeys, and reads it for the first page of them."""

import subprocess
import sys

STORY = """
import sys
from config.server import left_out
with left_out("webauthn"):
    import portal.app
from flask import Flask
from flask_security import webauthn
from portal.accounts.second_step.passkey_library import read_passkey_library

app = Flask("passkeys")
app.before_request(read_passkey_library)
says = lambda: str(hasattr(webauthn, "webauthn"))
for path, endpoint in (("/home", "home"), ("/passkey", "security.wan_signin")):
    app.add_url_rule(path, endpoint, says)
asked = [app.test_client().get(path).text for path in ("/home", "/passkey", "/passkey", "/home")]
print(*asked)
"""


def test_only_a_page_of_passkeys_reads_their_library() -> None:
    told = subprocess.run([sys.executable, "-c", STORY], capture_output=True, check=True, text=True)
    assert told.stdout.split() == ["False", "True", "True", "True"]


def test_what_was_read_already_is_not_left_out() -> None:
    story = "import sys, json\nfrom config.server import left_out\nwith left_out('json'):\n"
    story += "    import json\nprint(json is sys.modules['json'])"
    told = subprocess.run([sys.executable, "-c", story], capture_output=True, check=True, text=True)
    assert told.stdout.strip() == "True"
