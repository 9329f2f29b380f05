"""What a coach's pages show of the features above them."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Protocol

from portal.slots import Slot


class AgendaRow(Protocol):
    """Something that comes next for a coach: a planned session, or what was agreed in one."""

    @property
    def kind(self) -> str:
        """Return `session`, or who must act."""

    @property
    def due_on(self) -> date:
        """Return when."""


AGENDA: Slot[Callable[[], Sequence[AgendaRow]]] = Slot("agenda of a coach")
