"""How long a workshop must be to complete its milestone: rules of the network, in versions."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.dialects.postgresql import insert as upsert

from portal import clock
from portal.errors import Refused
from portal.events.kinds import WORKSHOP_MILESTONES, KnownTo, WorkshopKind
from portal.events.models import WorkshopLength
from portal.extensions import db
from portal.language.i18n import N_


class LengthRule(NamedTuple):
    """Fewest and most days of a kind of workshop; version 0 is the portal's own.

    A workshop that is longer than `most` counts too: that number is what the network expects.
    """

    least: int = 1
    most: int | None = None
    version: int = 0

    def is_met_by(self, days: int | None, known_to: str) -> bool:
        """Return whether a workshop of so many days completes its milestone.

        One whose length nobody knows does so only if its very day is not known either: of a
        training long ago that is all there is to say (domain: Workshops).
        """
        if days is None:
            return self.least == 1 or known_to != KnownTo.DAY
        return days >= self.least


class LengthVersion(NamedTuple):
    """A rule that the network set, and when."""

    rule: LengthRule
    set_at: datetime


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


def counts_now(kind: str, days: int | None, known_to: str) -> bool:
    """Return whether such a workshop would complete its milestone by the rule of today."""
    rule = length_rules().get(WorkshopKind(kind), LengthRule())
    return rule.is_met_by(days, known_to)


def length_versions(kind: WorkshopKind) -> list[LengthVersion]:
    """Return what the network set for a kind, newest first."""
    rows = db.session.execute(VERSIONS, {"kind": kind})
    return [
        LengthVersion(LengthRule(row.least_days, row.most_days, row.version), row.set_at)
        for row in rows
    ]


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
        raise StaleLength(N_("Someone else changed this length. Nothing was changed."))
