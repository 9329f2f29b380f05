"""The programme's figures as charts: each number beside its name, none a share of another."""

from datetime import date

import pytest
from flask import Flask

from portal.analyses.vocabulary import ChangeKind
from portal.events.kinds import WorkshopKind
from portal.language.i18n import speak
from portal.network.charts import FigureBar, FigureChart, charts_of
from portal.network.figures import AgeGroup, Figures, StageFigure
from portal.projects.journey import Actor, Stage

STAGES = {
    Stage.INTRODUCTORY: StageFigure(3, 2, 1),
    Stage.APPLICATION: StageFigure(),
    Stage.COACHING: StageFigure(9, 4, 0),
    Stage.FORUM: StageFigure(1, 1, 1),
}


def figures(uncounted: int = 0) -> Figures:
    """Return figures that are all different, so that none can stand for another."""
    people = {"women": 41, "men": 42, "undisclosed": 43, "unrecorded": 44, "uncounted": uncounted}
    return Figures(
        organisations=5,
        alone=6,
        oldest=date(2026, 11, 1),
        stages=tuple(STAGES.items()),
        late=tuple(zip(Actor, (11, 12, 13), strict=True)),
        reviews=tuple(zip(AgeGroup, (21, 22, 23, 24), strict=True)),
        changes=tuple(zip(ChangeKind, (31, 32, 33), strict=True)),
        people=tuple(people.items()),
        people_by_kind=tuple(zip(WorkshopKind, (51, 52, 53, 54, 55, 56), strict=True)),
    )


def charts(uncounted: int = 0) -> dict[str, FigureChart]:
    return {chart.number: chart for chart in charts_of(figures(uncounted))}


def test_projects_of_a_stage_tell_how_many_are_paused_and_nothing_where_none_is() -> None:
    assert charts()["Projects"].bars == (
        FigureBar("Introductory", 3, 1, "1 paused"),
        FigureBar("Application", 0, 0, ""),
        FigureBar("Coaching", 9, 0, ""),
        FigureBar("Forum", 1, 1, "1 paused"),
    )


def test_organisations_are_told_apart_from_their_projects() -> None:
    bars = charts()["Organisations"].bars
    assert [(bar.value, bar.second, bar.note) for bar in bars] == [
        *((2, 0, ""), (0, 0, ""), (4, 0, ""), (1, 0, "")),
    ]


@pytest.mark.parametrize(
    ("number", "bars"),
    [
        (
            "All participants",
            [
                *(("Awareness meeting", 51), ("Introductory workshop", 52)),
                *(("Application workshop", 53), ("Training of trainers", 54)),
                *(("Coaching day", 55), ("Community practice forum", 56)),
            ],
        ),
        ("Late", [("Organisations", 11), ("Coaches", 12), ("The network", 13)]),
        (
            "Analyses",
            [
                *(("Up to 7 days", 21), ("8 to 14 days", 22), ("15 to 30 days", 23)),
                ("More than 30 days", 24),
            ],
        ),
        ("Changes", [("In plans", 31), ("In the work itself", 32), ("In monitoring", 33)]),
        (
            "Participants",
            [
                *(("Women", 41), ("Men", 42), ("Prefer not to say", 43)),
                ("Sex not recorded", 44),
            ],
        ),
    ],
)
def test_each_number_stands_beside_its_own_name(number: str, bars: list[tuple[str, int]]) -> None:
    assert [(bar.label, bar.value) for bar in charts()[number].bars] == bars


@pytest.mark.parametrize(
    ("uncounted", "note"),
    [
        (0, ""),
        (1, "At 1 workshop no one recorded how many took part."),
        (2, "At 2 workshops no one recorded how many took part."),
    ],
)
def test_workshops_that_nobody_counted_are_a_note_and_no_bar(uncounted: int, note: str) -> None:
    chart = charts(uncounted)["Participants"]
    assert chart.note == note
    assert sum(bar.value for bar in chart.bars) == 41 + 42 + 43 + 44


def test_charts_speak_the_language_of_the_reader(app: Flask) -> None:
    said: dict[str, set[str]] = {}
    with app.app_context():
        for locale in ("en", "km"):
            with speak(locale):
                found = charts_of(figures(2))
            said[locale] = {chart.caption for chart in found} | {
                bar.label for chart in found for bar in chart.bars
            }
    assert len(said["km"]) >= 6
    assert said["km"].isdisjoint(said["en"])
