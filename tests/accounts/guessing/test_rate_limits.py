"""What a try at a link counts as, and under whose name; names are unreadable in the store."""

import hashlib

import pytest
from flask import Flask, Response, session

from portal.accounts.devices import known_devices
from portal.accounts.guessing import rate_limits
from portal.accounts.guessing.rate_limits import has_failed, named_address, pending_person
from tests.world import World, uniquifier

ANY = "203.0.113.7"


def name_of(app: Flask, email: str | None) -> str:
    """Return the name under which a form about an address is counted."""
    fields = {} if email is None else {"email": email}
    with app.test_request_context("/reset", method="POST", data=fields):
        return named_address()


def pending(world: World, name: str, where: str = ANY) -> str:
    """Return the name under which the second step of one of the cast is counted."""
    place = {"REMOTE_ADDR": where}
    with world.app.test_request_context("/sign-in/code", method="POST", environ_base=place):
        session["tf_user_id"] = uniquifier(name) if name else ""
        return pending_person()


@pytest.mark.parametrize(
    ("status", "location", "is_counted"),
    [
        (200, "", False),
        (302, "/", False),
        (302, "/reset", True),
        (302, "/reset/some-token", False),
        (302, "/reset?next=/", False),
        (303, "/sign-in", False),
        (399, "", False),
        (400, "", True),
        (422, "", True),
        (429, "", True),
        (499, "", True),
        (500, "", False),
        (503, "", False),
    ],
)
def test_a_try_that_is_refused_counts_and_a_fault_of_ours_does_not(
    app: Flask, status: int, location: str, *, is_counted: bool
) -> None:
    answer = Response(status=status)
    if location:
        answer.location = location
    assert has_failed(answer) is is_counted


@pytest.mark.parametrize(
    "typed",
    [
        *("writer@test.example", " writer@test.example ", "WRITER@TEST.EXAMPLE"),
        *(
            "writer@test\u3002example",
            "writer@\uff54\uff45\uff53\uff54.example",
            "writer@te\u200bst.example",
        ),
    ],
    ids=["plain", "spaces", "capitals", "another stop", "full width", "unseen"],
)
def test_one_address_has_one_name_however_it_is_typed(app: Flask, typed: str) -> None:
    assert name_of(app, typed) == name_of(app, "writer@test.example")


def test_other_addresses_and_no_addresses_have_others(app: Flask) -> None:
    typed = ["writer@test.example", "writer@other.example", "writer", "ខ្មែរ", "", "x" * 5000]
    names = [name_of(app, one) for one in typed]
    assert len(set(names)) == len(typed)
    assert name_of(app, None) == name_of(app, "")
    assert name_of(app, "NOBODY") == name_of(app, "nobody")


def test_no_name_can_be_read(app: Flask) -> None:
    named = name_of(app, "writer@test.example")
    assert named == hashlib.sha256(b"writer@test.example").hexdigest()


def test_a_second_step_is_counted_by_person_and_place(world: World) -> None:
    names = {
        pending(world, "coach"),
        pending(world, "other_coach"),
        pending(world, "coach", "203.0.113.8"),
        pending(world, ""),
        pending(world, "nobody"),
    }
    assert len(names) == 5
    assert pending(world, "coach") == pending(world, "coach")
    inside = ("2001:db8:1:2::1", "2001:db8:1:2::ffff")
    assert pending(world, "coach", inside[0]) == pending(world, "coach", inside[1])


def test_a_proven_device_is_counted_for_itself_wherever_it_is(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from_here = pending(world, "coach")
    proven = f"{known_devices.SECOND_STEP_MARK}abc"
    known = {world.people["coach"]: proven}
    monkeypatch.setattr(rate_limits, "find_proven_device", known.get)
    assert pending(world, "coach") != from_here
    assert pending(world, "coach") == pending(world, "coach", "203.0.113.8")
    assert pending(world, "other_coach") != pending(world, "other_coach", "203.0.113.8")
