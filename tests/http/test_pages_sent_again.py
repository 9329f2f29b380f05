"""A page that is shown again sends its old mark: the same words make one thing, others another."""

from uuid import uuid4

import pytest

from tests.events.planning.scene import plan
from tests.events.planning.test_event_pages import NEW as PLANNED
from tests.events.planning.test_items import ITEM as AGENDA_ITEM
from tests.events.test_workshops import FORM as WORKSHOP
from tests.projects.test_pages import NEW as PROJECT
from tests.sessions.scenes import make_coached, written
from tests.world import World

INVITE = "/o/lotus/people/invitations"
INVITATION = {"email": "new@test.example", "role": "writer"}
COACH = {"email": "new@test.example", "role": "coach", "locale": "en"}
EVENT = {"kind": "introductory", "part": "led", "held_on": "2026-03-01", "days": "2"}
ITEM, COPY = AGENDA_ITEM | {"day_id": "1"}, {"starts_on": "2027-01-02"}
ANALYSIS = {"title": "At the pump", "scope": "project", "steps": "1"}
CASES = [
    ("lotus_manager", "/o/lotus/projects", PROJECT, {"title": "Another"}, "projects"),
    ("lotus_manager", "/o/lotus/workshops/", WORKSHOP, {"women": "9"}, "workshops"),
    ("lotus_manager", INVITE, INVITATION, {"email": "b@c.example"}, "invitations"),
    ("administrator", "/network/people", COACH, {"email": "b@c.example"}, "invitations"),
    ("coordinator", "/network/events/", PLANNED, {"venue": "Other hall"}, "events"),
    ("coordinator", "/network/events/1/items", ITEM, {"ends_at": "11:00"}, "agenda_items"),
    ("coordinator", "/network/events/1/copies", COPY, {"starts_on": "2027-02-02"}, "events"),
    ("coach", "/coach/record/events", EVENT, {"days": "3"}, "coach_events"),
    (
        "lotus_writer",
        "/o/lotus/projects/1/analyses",
        ANALYSIS,
        {"title": "At the mill"},
        "analyses",
    ),
    ("coach", "/o/lotus/projects/1/sessions/", written(), {"summary": "Else"}, "coaching_sessions"),
]


@pytest.mark.parametrize(("name", "path", "form", "other", "table"), CASES)
def test_other_words_with_an_old_mark_are_not_dropped(
    world: World, name: str, path: str, form: dict[str, str], other: dict[str, str], table: str
) -> None:
    make_coached(world)
    plan(world)
    client, mark = world.sign_in(name), {"token": str(uuid4())}
    before = world.one(f"SELECT count(*) FROM {table}")
    for sent, made in ((form, 1), (form, 1), (form | other, 2), (form | other, 2)):
        assert client.post(path, data=sent | mark).status_code == 303
        assert world.one(f"SELECT count(*) FROM {table}") == before + made
