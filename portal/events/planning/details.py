"""What coordinators write of an event, of its days and of its agenda."""

from datetime import date, datetime, time
from typing import NamedTuple

from portal.events.planning.kinds import EventState, state_of

MOST_EVENT_DAYS = 15


class EventPlan(NamedTuple):
    """What an event is: `kind` of workshop, `locale` it is held in, `area` a code of a place."""

    kind: str
    title: str
    purpose: str
    locale: str
    area: str
    venue: str
    organiser: str
    funder: str


class EventCount(NamedTuple):
    """How many came to an event, as the network counted them there; None where nobody did."""

    organisations: int | None = None
    people: int | None = None
    women: int | None = None


class EventLimits(NamedTuple):
    """How many may take part, and the last day to register; None for no limit."""

    places: int | None = None
    registers_until: date | None = None


class Span(NamedTuple):
    """A part of a day."""

    starts_at: time
    ends_at: time


class DayHours(NamedTuple):
    """A day and its hours; a part without hours is None at both ends."""

    held_on: date
    morning_from: time | None
    morning_to: time | None
    afternoon_from: time | None
    afternoon_to: time | None

    @property
    def parts(self) -> list[Span]:
        """Return the parts of the day that have hours, in order."""
        pairs = (
            (self.morning_from, self.morning_to),
            (self.afternoon_from, self.afternoon_to),
        )
        return [Span(start, end) for start, end in pairs if start and end]


class AgendaEntry(NamedTuple):
    """What happens on a day: its times, `kind` of item, `led_by` a role, `leader` a name."""

    day_id: int
    starts_at: time
    ends_at: time
    title: str
    kind: str
    led_by: str = ""
    leader: str = ""
    questions: str = ""


class EventHead(NamedTuple):
    """An event as it stands."""

    id: int
    plan: EventPlan
    counted: EventCount
    limits: EventLimits
    version: int
    announced_at: datetime | None
    cancelled_at: datetime | None
    cancellation: str

    @property
    def state(self) -> EventState:
        """Return where it stands."""
        return state_of(self.announced_at, self.cancelled_at)


class PlannedDay(NamedTuple):
    """A day on record."""

    id: int
    hours: DayHours
    version: int


class PlannedItem(NamedTuple):
    """An agenda item on record; one that is removed can be brought back."""

    id: int
    entry: AgendaEntry
    version: int
    is_removed: bool = False


class EventParts(NamedTuple):
    """How many organisations recorded a part in an event, and their people by sex.

    Of `uncounted` organisations nobody knows how many took part.
    """

    organisations: int
    women: int
    men: int
    undisclosed: int
    unrecorded: int
    uncounted: int


class EventLine(NamedTuple):
    """An event in a list; `total` counts all that the list has."""

    id: int
    kind: str
    title: str
    area: str
    venue: str
    announced_at: datetime | None
    cancelled_at: datetime | None
    starts_on: date
    ends_on: date
    total: int

    @property
    def state(self) -> EventState:
        """Return where it stands."""
        return state_of(self.announced_at, self.cancelled_at)
