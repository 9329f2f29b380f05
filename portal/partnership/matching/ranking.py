"""How well a coach fits a project, in words: reasons and an order, never a mark."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from portal.partnership.vocabulary import LANGUAGES, PROVINCES, SECTORS, Conflict


class ReasonKind(StrEnum):
    """What speaks for or against a coach."""

    LANGUAGE = "language"
    NO_LANGUAGE = "no_language"
    SECTOR = "sector"
    PROVINCE = "province"
    ROOM = "room"
    FULL = "full"
    UNKNOWN = "unknown"


class Needs(NamedTuple):
    """What a project needs, as its organisation said; empty where it said nothing."""

    languages: Sequence[str] = ()
    sector: str = ""
    provinces: Sequence[str] = ()


class Candidate(NamedTuple):
    """A coach who could be asked; `capacity` None when they have not said how many."""

    id: int
    name: str
    projects: int
    capacity: int | None = None
    languages: Sequence[str] = ()
    sectors: Sequence[str] = ()
    provinces: Sequence[str] = ()
    conflicts: tuple[Conflict, ...] = ()
    may_be_forced: bool = True
    is_coordinator: bool = False

    @property
    def room(self) -> int | None:
        """Return for how many projects more there is room."""
        return None if self.capacity is None else max(self.capacity - self.projects, 0)


class Reason(NamedTuple):
    """One reason: what, the names (to be translated) that it speaks of, or a number."""

    because: ReasonKind
    names: tuple[str, ...] = ()
    number: int = 0


@dataclass(frozen=True)
class CoachOffer:
    """A coach with the reasons for offering them."""

    coach: Candidate
    reasons: tuple[Reason, ...] = field(default_factory=tuple)


def offer(candidates: Iterable[Candidate], needs: Needs) -> list[CoachOffer]:
    """Return coaches, those who fit best first, each with the reasons in words."""
    ordered = sorted(candidates, key=lambda one: _order(one, needs))
    return [CoachOffer(one, tuple(_reasons(one, needs))) for one in ordered]


def _order(one: Candidate, needs: Needs) -> tuple[bool, int, int, int, str, int]:
    speaks = not needs.languages or bool(_shared(one.languages, needs.languages))
    has_room = 1 if one.room is None else 0 if one.room else 2
    knows = (needs.sector in one.sectors) + bool(_shared(one.provinces, needs.provinces))
    return not speaks, has_room, -knows, -(one.room or 0), one.name, one.id


def _reasons(one: Candidate, needs: Needs) -> Iterable[Reason]:
    if needs.languages:
        spoken = _named(LANGUAGES, _shared(needs.languages, one.languages))
        yield Reason(ReasonKind.LANGUAGE if spoken else ReasonKind.NO_LANGUAGE, spoken)
    yield _room(one)
    if needs.sector in one.sectors:
        yield Reason(ReasonKind.SECTOR, _named(SECTORS, [needs.sector]))
    places = _named(PROVINCES, _shared(needs.provinces, one.provinces))
    if places:
        yield Reason(ReasonKind.PROVINCE, places)


def _room(one: Candidate) -> Reason:
    if one.room is None:
        return Reason(ReasonKind.UNKNOWN)
    return Reason(ReasonKind.ROOM, number=one.room) if one.room else Reason(ReasonKind.FULL)


def _shared(first: Sequence[str], second: Sequence[str]) -> list[str]:
    return [key for key in first if key in second]


def _named(titles: dict[str, str], keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(titles[key] for key in keys if key in titles)
