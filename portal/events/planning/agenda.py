"""What is wrong with an agenda, and how long it is: pure arithmetic of times."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import time
from itertools import combinations, groupby
from operator import attrgetter
from typing import NamedTuple

from portal.events.planning.details import AgendaEntry, PlannedDay, PlannedItem, Span
from portal.events.planning.kinds import ItemKind, RemarkKind


class AgendaRemark(NamedTuple):
    """One thing that is wrong on a day, from when to when, and the titles of what it is about."""

    kind: RemarkKind
    day_id: int
    span: Span
    titles: tuple[str, ...] = ()


def check_agenda(days: Sequence[PlannedDay], items: Sequence[PlannedItem]) -> list[AgendaRemark]:
    """Return what overlaps, what leaves the hours of its day and where nothing is planned.

    A break may lie between morning and afternoon; a day without any item has no gap yet.
    """
    remarks: list[AgendaRemark] = []
    for day in days:
        entries = [item.entry for item in items if item.entry.day_id == day.id]
        parts = day.hours.parts
        found = [*_overlaps(entries), *_outside(entries, parts), *_gaps(entries, parts)]
        remarks += sorted(
            (AgendaRemark(kind, day.id, span, titles) for kind, span, titles in found),
            key=attrgetter("span"),
        )
    return remarks


def minutes_of(items: Iterable[PlannedItem]) -> int:
    """Return how many minutes the items cover; what is covered twice counts once."""
    entries = sorted((item.entry for item in items), key=attrgetter("day_id"))
    days = groupby(entries, key=attrgetter("day_id"))
    return sum(
        _minute(span.ends_at) - _minute(span.starts_at)
        for _day, of_day in days
        for span in _merged(map(_span, of_day))
    )


def _overlaps(entries: list[AgendaEntry]) -> Iterator[tuple[RemarkKind, Span, tuple[str, ...]]]:
    for first, second in combinations(sorted(entries, key=_span), 2):
        shared = _shared(_span(first), _span(second))
        # Groups work beside one another.
        if shared and {first.kind, second.kind} != {ItemKind.GROUP_WORK}:
            yield RemarkKind.OVERLAP, shared, (first.title, second.title)


def _outside(
    entries: list[AgendaEntry], parts: list[Span]
) -> Iterator[tuple[RemarkKind, Span, tuple[str, ...]]]:
    open_hours = _merged(parts)  # a morning may last until the afternoon begins
    for entry in entries:
        is_within = any(
            part.starts_at <= entry.starts_at and entry.ends_at <= part.ends_at
            for part in open_hours
        )
        if not is_within and entry.kind != ItemKind.BREAK:
            yield RemarkKind.OUTSIDE, _span(entry), (entry.title,)


def _gaps(
    entries: list[AgendaEntry], parts: list[Span]
) -> Iterator[tuple[RemarkKind, Span, tuple[str, ...]]]:
    covered = _merged(map(_span, entries))
    for part in parts if covered else ():
        free_from = part.starts_at
        for span in covered:
            if free_from < min(span.starts_at, part.ends_at):
                yield RemarkKind.GAP, Span(free_from, min(span.starts_at, part.ends_at)), ()
            free_from = max(free_from, span.ends_at)
        if free_from < part.ends_at:
            yield RemarkKind.GAP, Span(free_from, part.ends_at), ()


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.starts_at <= merged[-1].ends_at:
            merged[-1] = Span(merged[-1].starts_at, max(merged[-1].ends_at, span.ends_at))
        else:
            merged.append(span)
    return merged


def _shared(one: Span, other: Span) -> Span | None:
    shared = Span(max(one.starts_at, other.starts_at), min(one.ends_at, other.ends_at))
    return shared if shared.starts_at < shared.ends_at else None


def _span(entry: AgendaEntry) -> Span:
    return Span(entry.starts_at, entry.ends_at)


def _minute(moment: time) -> int:
    return moment.hour * 60 + moment.minute
