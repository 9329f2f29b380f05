"""Ways to fill the outbox and to read it."""

from collections.abc import Sequence
from typing import Any

from portal.notifications.services import Cause, queue_mail
from tests.factories import assign_coach, make_project
from tests.world import World

TOKEN = "t0ken"
# As if an hour went by since workers last wrote anything.
PAST_ALL_LEASES = (
    "UPDATE outbox SET lease_until = lease_until - interval '1 hour', "
    "next_try_at = next_try_at - interval '1 hour'"
)


def queue_reset(world: World, name: str = "lotus_manager", occasion: str = "first") -> None:
    """Queue the simplest mail to one of the cast."""
    queue(world, Cause("password_reset", f"person:{world.people[name]}", occasion), name, TOKEN)


def queue(world: World, cause: Cause, name: str, secret: str = "") -> None:
    """Queue any mail to one of the cast."""
    with world.acting("stranger"):
        queue_mail(cause, address_of(name), recipient_id=world.people[name], secret=secret)


def queue_notice(world: World, occasion: str = "first") -> None:
    """Queue a mail that stays wanted however long it takes: the coach's of a new project."""
    project = make_project(world)
    assign_coach(world, project)
    cause = Cause("coach_assigned", f"project:{project.id}", occasion, project.organisation_id)
    queue(world, cause, "coach")


def queue_resets(world: World, count: int) -> None:
    """Queue several mails with causes of their own."""
    with world.acting("stranger"):
        for number in range(count):
            cause = Cause("password_reset", f"person:{world.people['coach']}", f"number {number}")
            queue_mail(cause, address_of("coach"), recipient_id=world.people["coach"], secret=TOKEN)


def address_of(name: str) -> str:
    """Return the address of one of the cast."""
    return f"{name.replace('_', '-')}@test.example"


def rows(world: World, columns: str = "*") -> Sequence[Any]:
    """Return the outbox, oldest first."""
    return world.admin.execute(f"SELECT {columns} FROM outbox ORDER BY id").fetchall()


def row(world: World, columns: str) -> Any:
    """Return the only mail of the outbox."""
    (only,) = rows(world, columns)
    return only
