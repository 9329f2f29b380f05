"""The gate before an application of a few views: who passes, and what no label means."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_login import LoginManager, UserMixin

from portal import gate
from portal.errors import SecondStepOwed, SignedOut

VIEWS = ("open", "inside", "read", "unlabelled")


class Visitor(UserMixin):
    """Somebody who may do what their name says; "owing" has a second step to set up."""

    def __init__(self, name: str) -> None:
        self.id = name
        self.owes_second_factor = name == "owing"

    def may(self, permission: str) -> bool:
        return permission == self.id


@pytest.fixture
def small() -> Iterator[Flask]:
    """Return an application with a view of each label, and one without."""
    app = Flask(__name__)
    app.secret_key = "key"
    users = LoginManager(app)
    users.login_view = "sign_in"
    users.request_loader(
        lambda request: Visitor(request.headers["As"]) if "As" in request.headers else None
    )
    gate.init_app(app)
    labels = {
        "open": gate.public,
        "inside": gate.signed_in,
        "read": gate.requires("programme:read"),
        "sign_in": gate.public,
    }
    for name in (*VIEWS, "sign_in"):

        def view(name: str = name) -> str:
            return name

        label = labels.get(name)
        app.add_url_rule(f"/{name}", name, label(view) if label else view, methods=["GET", "POST"])
    app.testing = True
    with app.app_context():
        yield app


def statuses(client: FlaskClient, who: str = "") -> list[int]:
    headers = {"As": who} if who else {}
    return [client.get(f"/{view}", headers=headers).status_code for view in VIEWS]


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("", [200, 302, 302, 302]),
        ("project:read", [200, 200, 403, 403]),
        ("programme:read", [200, 200, 200, 403]),
    ],
)
def test_a_label_says_who_passes_and_none_says_nobody(
    small: Flask, who: str, expected: list[int]
) -> None:
    assert statuses(small.test_client(), who) == expected


def test_a_stranger_is_sent_to_sign_in_and_back(small: Flask) -> None:
    answer = small.test_client().get("/read?page=2")
    assert answer.location == "/sign_in?next=%2Fread%3Fpage%3D2"


def test_what_a_stranger_sends_is_no_redirect_so_that_words_can_be_kept(small: Flask) -> None:
    with pytest.raises(SignedOut):
        small.test_client().post("/read")
    assert small.test_client().post("/open").status_code == 200


def test_an_address_that_is_nothing_is_not_found_for_everybody(small: Flask) -> None:
    for headers in ({}, {"As": "project:read"}, {"As": "owing"}):
        assert small.test_client().get("/nowhere", headers=headers).status_code == 404


def test_whoever_owes_a_second_step_is_led_to_it_from_everywhere(small: Flask) -> None:
    client = small.test_client()
    for view in VIEWS:
        answer = client.get(f"/{view}", headers={"As": "owing"})
        assert (answer.status_code, answer.location) == (302, "/account/second-step")
        with pytest.raises(SecondStepOwed):
            client.post(f"/{view}", headers={"As": "owing"})


@pytest.mark.parametrize("endpoint", sorted(gate.OPEN_BEFORE_SECOND_STEP - {"static"}))
def test_what_a_second_step_is_set_up_with_stays_open(small: Flask, endpoint: str) -> None:
    small.add_url_rule("/there", endpoint, lambda: "there", methods=["GET", "POST"])
    with small.test_request_context("/there", headers={"As": "owing"}):
        assert gate.lead_to_second_step() is None


@pytest.mark.parametrize(
    ("endpoint", "label"),
    [
        ("open", "public"),
        ("inside", "signed in"),
        ("read", "programme:read"),
        ("unlabelled", None),
        ("static", "public"),
        ("security.login", "public"),
        ("security.login.in_parts", "public"),
    ],
)
def test_the_label_of_a_view_is_found_by_its_endpoint(
    small: Flask, endpoint: str, label: str | None
) -> None:
    assert gate.label_of(endpoint) == label


def test_a_permission_that_nobody_has_is_no_label() -> None:
    with pytest.raises(ValueError, match="programme:sell"):
        gate.requires("programme:sell")


def test_no_label_hides_what_a_view_does(small: Flask) -> None:
    def view(number: int) -> int:
        return number + 1

    assert gate.public(view)(1) == 2
    assert gate.requires("programme:read")(view) is view
