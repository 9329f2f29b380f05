"""What the network reached, a line for each kind of work; no line is a share of another."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert as upsert

from portal import clock
from portal.errors import Refused
from portal.events.kinds import KIND_TITLES, WorkshopKind
from portal.extensions import db
from portal.http.request_values import fingerprint
from portal.language.i18n import N_
from portal.locks import Space, lock
from portal.network.models import ReachFigure


class ReachKind(StrEnum):
    """What is counted: the members of the network, and those who took part in its work."""

    MEMBERS = "members"
    AWARENESS = WorkshopKind.AWARENESS.value
    INTRODUCTORY = WorkshopKind.INTRODUCTORY.value
    APPLICATION = WorkshopKind.APPLICATION.value
    TRAINING_OF_TRAINERS = WorkshopKind.TRAINING_OF_TRAINERS.value
    FORUM = WorkshopKind.FORUM.value


REACH_TITLES: Mapping[ReachKind, str] = {
    kind: N_("Network members")
    if kind is ReachKind.MEMBERS
    else KIND_TITLES[WorkshopKind(kind.value)]
    for kind in ReachKind
}


class ReachLine(NamedTuple):
    """One line; None is what nobody counted."""

    organisations: int | None = None
    people: int | None = None
    women: int | None = None
    first_day: date | None = None
    last_day: date | None = None

    def mark(self) -> int:
        """Return a mark of these very figures, by which a stale save is noticed; 0 for none."""
        return fingerprint(repr(tuple(self))) if self != ReachLine() else 0


class StaleReach(Refused):
    """Somebody else wrote this line since the page was opened; nothing was overwritten."""


# Built once: building a statement costs more than asking.
REACH_SELECT = select(ReachFigure.kind, *(getattr(ReachFigure, name) for name in ReachLine._fields))


def read_reach() -> dict[ReachKind, ReachLine]:
    """Return the lines that were recorded, in the order of the table."""
    found = {kind: ReachLine(*line) for kind, *line in db.session.execute(REACH_SELECT)}
    return {kind: found[kind] for kind in ReachKind if kind in found}


def correct_reach(kind: ReachKind, reach: ReachLine, *, seen: int, by: int) -> None:
    """Write one line in place of the one with the mark `seen`; StaleReach for another."""
    lock(db.session, Space.REACH)
    before = read_reach().get(kind, ReachLine())
    if before != reach and before.mark() != seen:
        raise StaleReach(N_("Someone else changed this line. Nothing was changed."))
    record_reach(kind, reach, by=by)


def record_reach(kind: ReachKind, reach: ReachLine, *, by: int) -> None:
    """Write one line in place of what stood there; an empty one takes it out."""
    if reach == ReachLine():
        db.session.execute(delete(ReachFigure).where(ReachFigure.kind == kind))
        return
    values = {**reach._asdict(), "recorded_by": by, "recorded_at": clock.now()}
    db.session.execute(
        upsert(ReachFigure)
        .values(kind=kind.value, **values)
        .on_conflict_do_update(index_elements=["kind"], set_=values)
    )
