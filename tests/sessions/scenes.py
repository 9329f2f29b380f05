"""Sessions for tests, recorded through the services or the page."""

from datetime import date
from typing import Any
from uuid import uuid4

from portal.projects.agreed_actions import AgreedAction
from portal.projects.journey import Actor
from portal.projects.ledger import ProjectRef
from portal.sessions.services import SessionDetails, record_session
from tests.factories import assign_coach, make_project
from tests.world import World

DAY, NEXT = date(2026, 11, 20), date(2026, 12, 4)
SEEN = AgreedAction(Actor.ORGANISATION, "Ask two more families what they think", date(2026, 12, 1))
PROMISED = AgreedAction(Actor.COACH, "Send the two examples", date(2026, 11, 30))


def make_coached(world: World, slug: str = "lotus", coach: str = "coach") -> ProjectRef:
    """Return a project with a coach."""
    project = make_project(world, slug)
    assign_coach(world, project, coach)
    return project


def hold(
    world: World, project: ProjectRef, *actions: AgreedAction, coach: str = "coach", **changes: Any
) -> int:
    """Record a session as a coach and return its id."""
    known: dict[str, Any] = {
        "held_on": DAY,
        "mode": "visit",
        "minutes": 90,
        "women": 3,
        "men": 2,
        "undisclosed": 1,
        "unrecorded": 2,
        "summary": "We looked at the dividers.",
    }
    with world.acting(coach, "lotus") as person:
        return record_session(
            project,
            SessionDetails(**known | changes),
            actions,
            token=str(uuid4()),
            by=person,
        )


def written(**changes: str) -> dict[str, str]:
    """Return what a coach types into the form."""
    known = {
        "token": str(uuid4()),
        "held_on": "2026-11-20",
        "mode": "visit",
        "hours": "1,5",
        "women": "3",
        "men": "2",
        "undisclosed": "1",
        "unrecorded": "2",
        "summary": "We looked at the dividers.",
        "next_on": "2026-12-04",
        "actions-0-words": SEEN.words,
        "actions-0-actor": "organisation",
        "actions-0-due_on": "2026-12-01",
        "actions-1-words": PROMISED.words,
        "actions-1-actor": "coach",
        "actions-1-due_on": "2026-11-30",
    }
    return known | changes
