"""Whose work a report is about, and which sessions of it are frozen as numbers."""

from datetime import date

import pytest

from portal.events.models import Workshop
from portal.extensions import db
from portal.projects.models import Project
from portal.reports.attendance import read_sessions
from portal.reports.period import Period
from portal.reports.subject import Subject, funders_of
from tests.factories import DETAILS, make_project
from tests.projects.scenes import put
from tests.reports.scenes import add_workshop
from tests.sessions.scenes import DAY, hold, make_coached
from tests.world import World

MONTH = Period(date(2026, 11, 1), date(2026, 11, 30))
BREAD = "BfdW"


def funded(world: World, *tags: str) -> list[int]:
    """Start a project for each funder's tag and return their ids."""
    return [make_project(world, details=DETAILS._replace(funder=tag)).id for tag in tags]


def chosen(world: World, funder: str) -> list[int]:
    subject = Subject(world.organisations["lotus"], funder)
    with world.working("lotus"):
        found = db.session.execute(db.select(Project.id).where(*subject.projects)).scalars()
        return sorted(found)


@pytest.mark.parametrize(
    ("funder", "places"),
    [
        ("", [0, 1, 2]),
        ("BfdW", [0]),
        ("bfdw", [0]),
        ("BfdW\u200b", [0]),
        ("ប្រទេស", [1]),
        ("Bf", []),
        ("%", []),
    ],
    ids=["all work", "as typed", "small letters", "unseen", "Khmer", "a part", "hostile"],
)
def test_a_funder_is_known_however_it_is_typed_and_whole(
    world: World, funder: str, places: list[int]
) -> None:
    made = funded(world, BREAD, "ប្រទេស", "")
    assert chosen(world, funder) == [made[place] for place in places]


def test_workshops_have_a_funder_of_their_own(world: World) -> None:
    add_workshop(world, DAY, 1, 1, 0, funder=BREAD)
    add_workshop(world, DAY, 2, 2, 0)
    subject = Subject(world.organisations["lotus"], BREAD)
    with world.working("lotus"):
        found = db.session.execute(db.select(Workshop.women).where(*subject.workshops)).scalars()
        assert list(found) == [1]


def test_funders_are_named_once_in_order_whoever_is_paid(world: World) -> None:
    funded(world, "bfdw", "BfdW", "អាល្លឺម៉ង់", "", "Aid")
    add_workshop(world, DAY, 1, 1, 0, funder="Bread")
    add_workshop(world, DAY, 1, 1, 0, funder="B\u200bfdW")
    with world.working("lotus"):
        found = list(funders_of(world.organisations["lotus"]))
    assert [tag.replace("\u200b", "").lower() for tag in found] == [
        *("aid", "bfdw", "bread", "អាល្លឺម៉ង់"),
    ]
    with world.working("river"):
        assert list(funders_of(world.organisations["river"])) == []


def sessions(world: World, period: Period = MONTH, funder: str = "") -> list[dict[str, object]]:
    with world.working("lotus"):
        return read_sessions(Subject(world.organisations["lotus"], funder), period)


def test_a_session_is_frozen_as_numbers_without_a_word_or_a_name(world: World) -> None:
    hold(world, make_coached(world), summary="Secret of សុខ")
    assert sessions(world) == [
        {
            "reference": "LOTUS-1",
            "held_on": "2026-11-20",
            "mode": "visit",
            "minutes": 90,
            "women": 3,
            "men": 2,
            "undisclosed": 1,
            "unrecorded": 2,
        }
    ]


@pytest.mark.parametrize(
    ("first", "last", "number"),
    [(DAY, DAY, 1), (date(2026, 11, 21), DAY, 0), (date(2026, 11, 1), date(2026, 11, 19), 0)],
    ids=["its day", "backwards", "before it"],
)
def test_sessions_of_the_period_count_with_both_ends(
    world: World, first: date, last: date, number: int
) -> None:
    hold(world, make_coached(world))
    assert len(sessions(world, Period(first, last))) == number


def test_sessions_stand_by_their_dates_and_a_funder_has_its_own(world: World) -> None:
    project, other = make_coached(world), make_coached(world)
    put(world, project, funder=BREAD)
    for held, day in ((project, 20), (other, 5), (project, 6)):
        hold(world, held, held_on=date(2026, 11, day))
    assert [one["held_on"] for one in sessions(world)] == [
        *("2026-11-05", "2026-11-06", "2026-11-20"),
    ]
    assert [one["held_on"] for one in sessions(world, funder="bfdw")] == [
        *("2026-11-06", "2026-11-20"),
    ]
