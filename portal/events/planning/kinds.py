"""What an event and an item of its agenda can be, and their titles."""

from datetime import datetime
from enum import StrEnum

from portal.language.i18n import N_


class EventState(StrEnum):
    """Where an event stands: only the network sees one that is planned."""

    PLANNED = "planned"
    ANNOUNCED = "announced"
    CANCELLED = "cancelled"


class ItemKind(StrEnum):
    """Kinds of agenda item."""

    REGISTRATION = "registration"
    TALK = "talk"
    PANEL = "panel"
    PLENARY = "plenary"
    GROUP_WORK = "group_work"
    BREAK = "break"
    CLOSING = "closing"


class RemarkKind(StrEnum):
    """What can be wrong with an agenda."""

    OVERLAP = "overlap"
    GAP = "gap"
    OUTSIDE = "outside"


STATE_TITLES: dict[EventState, str] = {
    EventState.PLANNED: N_("Planned"),
    EventState.ANNOUNCED: N_("Announced"),
    EventState.CANCELLED: N_("Cancelled"),
}
ITEM_TITLES: dict[ItemKind, str] = {
    ItemKind.REGISTRATION: N_("Registration"),
    ItemKind.TALK: N_("Talk"),
    ItemKind.PANEL: N_("Panel"),
    ItemKind.PLENARY: N_("Plenary"),
    ItemKind.GROUP_WORK: N_("Group work"),
    ItemKind.BREAK: N_("Break"),
    ItemKind.CLOSING: N_("Closing"),
}


def state_of(announced_at: datetime | None, cancelled_at: datetime | None) -> EventState:
    """Return where an event stands by when it was announced and cancelled."""
    if cancelled_at:
        return EventState.CANCELLED
    return EventState.ANNOUNCED if announced_at else EventState.PLANNED
