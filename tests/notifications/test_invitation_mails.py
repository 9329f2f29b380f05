"""The mail about an invitation that could not be accepted."""

from collections.abc import Callable

import pytest

from portal import clock
from portal.notifications.services import Cause
from tests.notifications.outbox import queue
from tests.notifications.sink import Sink, text_of
from tests.world import World

Send = Callable[[], int]
WRITTEN = (
    "INSERT INTO invitations (organisation_id, email, role, token_hash, invited_by, expires_at, "
    "revoked_at, refused_at) VALUES (%s, 'who@test.example', %s, 'hash', %s, %s, %s, %s) "
    "RETURNING id"
)


def tell(world: World, by: str, role: str, slug: str | None) -> None:
    """Queue the mail to `by` about an invitation of theirs that has ended."""
    at, place = [clock.now()] * 3, world.organisations.get(slug or "")
    invitation = world.one(WRITTEN, place, role, world.people[by], *at)
    queue(world, Cause("invitation_refused", f"invitation:{invitation}", "once"), by)


@pytest.mark.parametrize(
    ("by", "role", "slug", "page"),
    [
        ("lotus_manager", "writer", "lotus", "o/lotus/people/"),
        ("coordinator", "manager", "lotus", "network/organisations/lotus"),
        ("administrator", "coach", None, "network/people"),
    ],
)
def test_it_leads_to_the_people_and_names_no_role_of_the_person(
    world: World, sink: Sink, send: Send, by: str, role: str, slug: str | None, page: str
) -> None:
    tell(world, by, role, slug)
    assert send() == 1
    (message,) = sink.messages
    said = text_of(message)
    assert f"http://localhost/{page}\n" in said
    assert "a role elsewhere in the network" in said
    assert "eadership" not in said


@pytest.mark.parametrize(("role", "slug"), [("writer", "lotus"), ("coach", None)])
def test_who_may_no_longer_invite_is_not_told(
    world: World, sink: Sink, send: Send, role: str, slug: str | None
) -> None:
    tell(world, "lotus_viewer", role, slug)
    send()
    assert sink.messages == []
