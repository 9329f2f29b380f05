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

    @property
    def row_id(self) -> int | None:
        """Return the row of the ledger that says what was agreed."""

    @property
    def words(self) -> str:
        """Return what was agreed."""

    @property
    def project_id(self) -> int:
        """Return the project."""

    @property
    def reference(self) -> str:
        """Return what the project is called everywhere."""

    @property
    def slug(self) -> str:
        """Return the address of the organisation."""

    @property
    def acronym(self) -> str:
        """Return the short name of the organisation."""


COACH_AGENDA: Slot[Callable[[], Sequence[AgendaRow]]] = Slot("agenda of a coach")
