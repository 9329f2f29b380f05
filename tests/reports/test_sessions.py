"""Coaching sessions in a report: the same numbers on the screen, in the PDF and in the workbook."""

from datetime import date
from typing import Any

import pytest

from portal.reports.document.builder import Imprint, compose
from portal.reports.document.pdf import render_pdf
from portal.reports.document.workbook import render_workbook
from portal.reports.period import Period
from portal.reports.snapshot import take_snapshot
from tests.reports.pdf_text import read_aloud
from tests.reports.test_rendering import sheets_of
from tests.sessions.scenes import hold, make_coached
from tests.world import World

NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))
IMPRINT = Imprint(1, "0" * 64, "test")


def freeze(world: World) -> dict[str, Any]:
    project = make_coached(world)
    hold(world, project)
    hold(world, project, held_on=date(2026, 11, 1), mode="call", minutes=60, men=0, undisclosed=0)
    hold(world, project, held_on=date(2026, 10, 31))
    with world.working("lotus"):
        return take_snapshot(project.organisation_id, NOVEMBER)


def test_the_totals_are_those_of_the_log(world: World) -> None:
    snapshot = freeze(world)
    assert snapshot["session_people"] == {
        "women": 6,
        "men": 2,
        "undisclosed": 1,
        "unrecorded": 4,
    }
    assert [(row["held_on"], row["minutes"]) for row in snapshot["sessions"]] == [
        ("2026-11-01", 60),
        ("2026-11-20", 90),
    ]
    assert "We looked at the dividers." not in str(snapshot)


@pytest.mark.parametrize("locale", ["en", "km"])
def test_all_forms_carry_the_same_numbers(world: World, locale: str) -> None:
    document = compose(freeze(world), IMPRINT, locale)
    figures = {figure.key: figure for figure in document.figures}
    assert (figures["sessions"].value, figures["hours"].value) == (2, 2.5)
    said = read_aloud(render_pdf(document))
    sheets = sheets_of(render_workbook(document))
    section = document.sections[2]
    rows = sheets[section.name]
    for row in section.rows:
        assert row[1:] in [tuple(cells[1:]) for cells in rows]
    assert [row[3:] for row in section.rows] == [
        (1, 3, 0, 0, 2, 5),
        (1.5, 3, 2, 1, 2, 8),
    ]
    if locale == "en":
        assert "1.532128" in said  # hours, women, men, undisclosed, unrecorded, together
        assert "Hoursofcoachinginthisperiod" in said


def test_a_report_that_was_frozen_before_tells_of_no_sessions(world: World) -> None:
    snapshot = freeze(world)
    del snapshot["sessions"], snapshot["session_people"]
    document = compose(snapshot, IMPRINT, "en")
    assert "Coaching sessions" not in {section.name for section in document.sections}
    assert {"sessions", "hours"} & {figure.key for figure in document.figures} == set()
