"""How long a workshop must be to complete its milestone: rules of the network, in versions."""

from datetime import date, datetime, timedelta
from typing import NamedTuple, Protocol

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.dialects.postgresql import insert as upsert

from portal import clock
from portal.errors import Refused
from portal.events.kinds import WORKSHOP_MILESTONES, KnownTo, WorkshopKind
from portal.events.models import WorkshopLength
from portal.extensions import db
from portal.language.i18n import N_

LONG_AGO = timedelta(days=365)


class HasLength(Protocol):
    """Something that took place: its days, None where nobody knows, and when it began."""

    @property
    def days(self) -> int | None: ...
    @property
    def held_on(self) -> date: ...
    @property
    def known_to(self) -> str: ...


class LengthRule(NamedTuple):
    """Fewest and most days of a kind of workshop; version 0 is the portal's own.

    A workshop that is longer than `most` counts too: that number is what the network expects.
    """

    least: int = 1
    most: int | None = None
    version: int = 0

    def is_met_by(self, workshop: HasLength, on: date) -> bool:
        """Return whether a workshop is long enough, as it was known on that day.

        Of one long ago whose very day is not known either, the length need not be known
        (domain: Workshops).
        """
        if workshop.days is not None:
            return workshop.days >= self.least
        is_history = workshop.known_to != KnownTo.DAY and on - workshop.held_on > LONG_AGO
        return self.least == 1 or is_history


class LengthVersion(NamedTuple):
    """A rule, and since when it holds; None for the portal's own, from the start."""

    rule: LengthRule
    set_at: datetime | None


class StaleLength(Refused):
    """Somebody else set this length since the page was opened; nothing was overwritten."""


# An application workshop takes three to five days (domain: Workshops).
OWN_RULES = {WorkshopKind.APPLICATION: LengthRule(3, 5)}
# Built once: building a statement costs more than asking.
RULE_COLUMNS = (WorkshopLength.least_days, WorkshopLength.most_days, WorkshopLength.version)
LATEST_RULES = (
    select(WorkshopLength.kind, *RULE_COLUMNS)
    .ext(distinct_on(WorkshopLength.kind))
    .order_by(WorkshopLength.kind, WorkshopLength.version.desc())
)
VERSIONS = (
    select(*RULE_COLUMNS, WorkshopLength.set_at)
    .where(WorkshopLength.kind == bindparam("kind"))
    .order_by(WorkshopLength.version.desc())
)


def length_rules() -> dict[WorkshopKind, LengthRule]:
    """Return the rule that holds now for each kind that completes a milestone."""
    rows = db.session.execute(LATEST_RULES)
    found = {row.kind: LengthRule(row.least_days, row.most_days, row.version) for row in rows}
    return {
        kind: found.get(kind, OWN_RULES.get(kind, LengthRule())) for kind in WORKSHOP_MILESTONES
    }


def rule_of(kind: WorkshopKind) -> LengthRule:
    """Return the rule that holds now for a kind; one without a milestone may have any length."""
    return length_rules().get(kind, LengthRule())


def length_versions(kind: WorkshopKind) -> list[LengthVersion]:
    """Return every rule that there was for a kind, newest first, the portal's own last."""
    rows = db.session.execute(VERSIONS, {"kind": kind})
    found = [
        LengthVersion(LengthRule(row.least_days, row.most_days, row.version), row.set_at)
        for row in rows
    ]
    return [*found, LengthVersion(OWN_RULES.get(kind, LengthRule()), None)]


def rule_at(kind: WorkshopKind, moment: datetime) -> LengthRule:
    """Return the rule that held for a kind at a moment."""
    versions = length_versions(kind)
    return next(one.rule for one in versions if one.set_at is None or one.set_at <= moment)


def set_length(kind: WorkshopKind, least: int, most: int | None, *, seen: int, by: int) -> None:
    """Set the rule of a kind from now on; what is on record stays as it was judged.

    `seen` is the version that it takes the place of; StaleLength where that is not the latest.
    """
    now = length_rules()[kind]
    if (now.least, now.most) == (least, most):
        return
    written = (
        upsert(WorkshopLength)
        .values(
            kind=kind,
            version=seen + 1,
            least_days=least,
            most_days=most,
            set_by=by,
            set_at=clock.now(),
        )
        .on_conflict_do_nothing(index_elements=["kind", "version"])
        .returning(WorkshopLength.version)
    )
    if now.version != seen or db.session.execute(written).scalar() is None:
        raise StaleLength(
            N_("Someone else changed this length. Nothing was changed. Open the page again.")
        )
