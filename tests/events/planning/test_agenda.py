"""What is wrong with an agenda: overlaps, gaps, hours; and how long it is."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.events.planning.agenda import AgendaRemark, check_agenda, minutes_of
from portal.events.planning.details import AgendaEntry, PlannedDay, PlannedItem
from portal.events.planning.kinds import RemarkKind
from tests.events.planning.scene import entry, hours

# The forum of 2019 by its minutes; lunch lies between the parts of the day.
FORUM = (
    *("08:00-08:30", "08:30-09:00", "09:00-09:20", "09:20-10:00", "10:00-10:20", "10:20-12:00"),
    *("12:00-13:30", "13:30-15:00", "15:00-15:20", "15:20-16:20", "16:20-16:45", "16:45-17:00"),
)
DAY = PlannedDay(1, hours(), 1)


def items(*entries: AgendaEntry) -> list[PlannedItem]:
    """Return entries as they are on record."""
    return [PlannedItem(number, one, 1) for number, one in enumerate(entries, 1)]


def said(*spans: str, day: PlannedDay = DAY) -> list[str]:
    """Return what is wrong with items at these times, in short."""
    agenda = items(*(entry(1, span, chr(65 + number)) for number, span in enumerate(spans)))
    return [in_short(remark) for remark in check_agenda([day], agenda)]


def in_short(remark: AgendaRemark) -> str:
    """Return a remark in one line."""
    span = f"{remark.span.starts_at:%H:%M}-{remark.span.ends_at:%H:%M}"
    return " ".join([remark.kind.value, span, *remark.titles])


def test_the_forum_of_2019_has_twelve_items_and_no_gap() -> None:
    kinds = {4: "break", 6: "break", 8: "break"}
    agenda = items(
        *(entry(1, span, kind=kinds.get(number, "talk")) for number, span in enumerate(FORUM))
    )
    assert len(agenda) == 12
    assert minutes_of(agenda) == 540
    assert check_agenda([DAY], agenda) == []


@pytest.mark.parametrize(
    ("spans", "remarks"),
    [
        (["08:00-12:00", "13:30-17:00"], []),
        (["08:00-12:00"], ["gap 13:30-17:00"]),
        (["08:30-12:00", "13:30-16:00"], ["gap 08:00-08:30", "gap 16:00-17:00"]),
        (["08:00-10:00", "10:15-12:00", "13:30-17:00"], ["gap 10:00-10:15"]),
        (["08:00-10:00", "09:30-12:00", "13:30-17:00"], ["overlap 09:30-10:00 A B"]),
        (
            ["08:00-12:00", "09:00-10:00", "09:30-10:30", "13:30-17:00"],
            ["overlap 09:00-10:00 A B", "overlap 09:30-10:00 B C", "overlap 09:30-10:30 A C"],
        ),
        (["08:00-13:30", "13:30-17:00"], ["outside 08:00-13:30 A"]),
        (["07:00-08:00", "08:00-12:00", "13:30-17:00"], ["outside 07:00-08:00 A"]),
        (["08:00-12:00", "13:30-17:00", "17:00-18:00"], ["outside 17:00-18:00 C"]),
        ([], []),
    ],
)
def test_overlaps_gaps_and_hours_are_said(spans: list[str], remarks: list[str]) -> None:
    assert said(*spans) == remarks


def test_half_a_day_has_no_gap_in_the_other_half() -> None:
    morning = PlannedDay(1, hours(afternoon=""), 1)
    assert said("08:00-12:00", day=morning) == []
    assert said("08:00-12:00", "13:00-14:00", day=morning) == ["outside 13:00-14:00 B"]
    afternoon = PlannedDay(1, hours(morning=""), 1)
    assert said("14:00-17:00", day=afternoon) == ["gap 13:30-14:00"]


def test_a_morning_may_last_until_the_afternoon_begins() -> None:
    whole = PlannedDay(1, hours(morning="08:00-12:00", afternoon="12:00-17:00"), 1)
    assert said("08:00-17:00", day=whole) == []


def test_groups_work_beside_one_another() -> None:
    spans = ("08:00-12:00", "09:00-12:00", "13:30-17:00")
    agenda = items(*(entry(1, span, kind="group_work") for span in spans))
    assert check_agenda([DAY], agenda) == []


def test_each_day_is_looked_at_by_itself() -> None:
    days = [DAY, PlannedDay(2, hours(), 1)]
    agenda = items(entry(1, "08:00-12:00", "A"), entry(2, "08:00-12:00", "B"))
    found = check_agenda(days, agenda)
    assert [(one.day_id, one.kind) for one in found] == [(1, RemarkKind.GAP), (2, RemarkKind.GAP)]
    assert minutes_of(agenda) == 480


def test_what_overlaps_counts_once() -> None:
    assert minutes_of(items(entry(1, "08:00-10:00"), entry(1, "09:00-11:00"))) == 180
    assert minutes_of([]) == 0


TIMES = st.times().map(lambda moment: moment.replace(second=0, microsecond=0))
SPANS = st.tuples(TIMES, TIMES).filter(lambda pair: pair[0] < pair[1])


@given(st.lists(SPANS, max_size=8), st.randoms())
def test_what_is_covered_and_what_is_free_make_the_hours(
    spans: list[tuple[time, time]], shuffler: object
) -> None:
    entries = [AgendaEntry(1, start, end, "A", "talk") for start, end in spans]
    remarks = check_agenda([DAY], items(*entries))
    shuffler.shuffle(entries)  # type: ignore[attr-defined]
    assert check_agenda([DAY], items(*entries)) == remarks
    gaps = sum(
        minutes(one.span.starts_at, one.span.ends_at)
        for one in remarks
        if one.kind is RemarkKind.GAP
    )
    minutes_within = [
        minute
        for part in DAY.hours.parts
        for minute in range(minutes(time(), part.starts_at), minutes(time(), part.ends_at))
    ]
    covered = sum(
        any(minutes(time(), start) <= minute < minutes(time(), end) for start, end in spans)
        for minute in minutes_within
    )
    assert gaps + covered == len(minutes_within) or not spans


def minutes(start: time, end: time) -> int:
    """Return the minutes from one time to another."""
    return (end.hour - start.hour) * 60 + end.minute - start.minute
