"""When something is stale, when it never moves, and the line that is drawn of it."""

from datetime import date, timedelta

import pytest

from portal.tracking.models import Trend
from portal.tracking.trends import Tracked, TrendLook, draw

DAY = date(2026, 1, 1)


def tracked(*trends: str, since: date = DAY) -> Tracked:
    looks = tuple(
        TrendLook(DAY + timedelta(days=place), trend) for place, trend in enumerate(trends)
    )
    return Tracked(1, "divider", "A fee", "", since, looks, len(looks))


def test_what_nobody_looked_at_for_more_than_90_days_is_stale() -> None:
    for factor in (tracked(), tracked("same")):
        days = [days for days in range(200) if factor.is_stale(DAY + timedelta(days=days))]
        assert days == list(range(91, 200))


def test_a_look_of_before_it_was_written_down_makes_nothing_older() -> None:
    written = tracked("same", since=DAY + timedelta(days=50))
    assert written.days_unseen(DAY + timedelta(days=60)) == 10


def test_what_is_no_longer_followed_is_never_stale() -> None:
    assert not tracked("worse", "over").is_stale(DAY + timedelta(days=500))


@pytest.mark.parametrize(
    "trends", [("same", "same", "same"), ("worse", "same", "same", "same"), ("same",) * 12]
)
def test_three_looks_without_a_change_tell_nothing(trends: tuple[str, ...]) -> None:
    assert tracked(*trends).is_static


@pytest.mark.parametrize(
    "trends",
    [
        (),
        ("same", "same"),
        ("same", "same", "same", "better"),
        ("same", "same", "worse", "same"),
    ],
)
def test_what_moved_lately_tells_something(trends: tuple[str, ...]) -> None:
    assert not tracked(*trends).is_static


def test_the_line_goes_up_for_better_and_down_for_worse() -> None:
    drawing = draw(tracked("better", "same", "worse", "worse").looks)
    assert drawing is not None
    first, second, third, fourth = (mark.y for mark in drawing.marks)
    assert first == second < third < fourth
    assert [mark.shape for mark in drawing.marks] == ["better", "same", "worse", "worse"]
    assert all(0 < mark.x < drawing.width and 0 < mark.y < drawing.height for mark in drawing.marks)


def test_nothing_is_drawn_without_a_look() -> None:
    assert draw(()) is None
    assert draw((TrendLook(DAY, Trend.OVER),)) is None
