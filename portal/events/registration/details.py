"""What is written and read of invitations and registrations."""

from datetime import datetime
from typing import NamedTuple


class Attendee(NamedTuple):
    """Who is to take part; `stays_whole` is the promise to stay for the whole event."""

    name: str
    phone: str
    sex: str
    stays_whole: bool


class Registered(NamedTuple):
    """Somebody on record; `place` counts from 1 over all organisations, 0 once withdrawn.

    `is_withdrawn_by_network` says that those who run the event did it.
    """

    id: int
    attendee: Attendee
    version: int
    registered_at: datetime
    withdrawn_at: datetime | None
    is_withdrawn_by_network: bool
    place: int

    def waits_as(self, places: int | None) -> int:
        """Return how far from the front of the waiting list they are; 0 where they have a place."""
        return max(0, self.place - places) if places else 0


class Totals(NamedTuple):
    """How many organisations are invited and have registered people, and the people by sex."""

    invited: int = 0
    organisations: int = 0
    women: int = 0
    men: int = 0
    undisclosed: int = 0
    leave_early: int = 0

    @property
    def people(self) -> int:
        """Return how many are registered."""
        return self.women + self.men + self.undisclosed

    def waiting(self, places: int | None) -> int:
        """Return how many are on the waiting list."""
        return max(0, self.people - places) if places else 0


class InvitedOrganisation(NamedTuple):
    """An organisation that is invited, how many people it has registered and withdrawn.

    Without a manager nobody was written to.
    """

    id: int
    acronym: str
    name: str
    invited_at: datetime
    has_manager: bool
    people: int
    withdrawn: int


class InvitedPerson(NamedTuple):
    """A registered person as those who run the event see them."""

    id: int
    acronym: str
    name: str
    phone: str
    sex: str
    stays_whole: bool
    place: int
    is_double: bool


class InvitationFilter(NamedTuple):
    """Which organisations to invite: by what holds for one of their projects; empty for all."""

    stage: str = ""
    scope: str = ""
    province: str = ""
    funder: str = ""


class Invitee(NamedTuple):
    """An organisation that could be invited."""

    id: int
    acronym: str
    name: str
