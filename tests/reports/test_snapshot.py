"""The snapshot: what is counted, as of when, and that nothing of it depends on a language."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from portal.coaching.revisions.queries import digest_of
from portal.extensions import db
from portal.projects.journey import Stage
from portal.projects.milestones import MILESTONES
from portal.projects.services import pause_project
from portal.reports.document.builder import Imprint, compose
from portal.reports.period import Period, Preset, month_before, ready_made
from portal.reports.snapshot import take_snapshot
from tests.factories import make_project
from tests.projects.scenes import AT_THE_START
from tests.reports.scenes import QUARTER, add_workshop, at, make_analysis, make_record
from tests.world import World

INTRODUCTORY = [one for one in MILESTONES if one.stage == Stage.INTRODUCTORY]


def snapshot_of(world: World, period: Period = QUARTER, slug: str = "lotus") -> dict[str, Any]:
    with world.working(slug):
        return take_snapshot(world.organisations[slug], period)


def test_the_numbers_of_a_period(world: World) -> None:
    make_record(world)
    taken = snapshot_of(world)
    assert taken["organisation"] == {"acronym": "LOTUS", "name": "Lotus Care"}
    assert taken["period"] == {"starts_on": "2026-10-01", "ends_on": "2026-12-31"}
    assert taken["compiled_on"] == "2026-11-24"
    assert taken["stages"] == {"introductory": 2, "application": 0, "coaching": 0, "forum": 0}
    assert taken["states"] == {"active": 2, "paused": 0, "ended": 0}
    late = [one.key for age in (65, 50) for one in INTRODUCTORY if one.days and one.days < age]
    late.remove("introductory_workshop")  # one of the two is met
    assert taken["milestones"] == {
        "met": 1,
        "waived": 0,
        "late": len(late),
        "open": 2 * len(INTRODUCTORY) - 1 - len(late),
        "later": 2 * (len(AT_THE_START) - len(INTRODUCTORY)),
    }
    assert taken["met_in_period"] == 1
    assert taken["analyses"]["draft"] == 1
    assert sum(taken["analyses"].values()) == 1
    assert {key: n for key, n in taken["options"].items() if n} == {"idea": 1, "kept": 2}
    assert taken["changes"] == {"plan": 1, "implementation": 0, "monitoring": 1}
    assert taken["change_rows"] == [
        {"reference": "LOTUS-1", "kind": "plan", "made_on": "2026-10-12", "has_file": False},
        {"reference": "LOTUS-1", "kind": "monitoring", "made_on": "2026-11-24", "has_file": False},
    ]
    assert taken["people"] == {"women": 14, "men": 9, "undisclosed": 1, "unrecorded": 0}
    assert taken["people_to_date"] == {"women": 19, "men": 14, "undisclosed": 1, "unrecorded": 0}
    assert taken["reviews"] == {"submit": 0, "request_changes": 0, "accept": 0}


def test_people_of_unknown_sex_count_and_a_workshop_without_a_number_is_named(
    world: World,
) -> None:
    make_record(world)
    add_workshop(world, date(2026, 11, 3), 0, 0, 0, unrecorded=12)
    add_workshop(world, date(2026, 11, 4), 0, 0, 0, is_uncounted=True)
    taken = snapshot_of(world)
    assert taken["people"] == {"women": 14, "men": 9, "undisclosed": 1, "unrecorded": 12}
    report = compose(taken, Imprint(1, "0" * 64, "v"), "en")
    assert next(one.value for one in report.figures if one.key == "people") == 36
    bars = next(chart.bars for chart in report.charts if chart.key == "people")
    assert [bar.value for bar in bars] == [14, 9, 1, 12]
    cells = [row[-5:] for row in report.sections[1].rows]
    assert cells[-2:] == [(0, 0, 0, 12, 12), (*["\N{EN DASH}"] * 4, "Not recorded")]
    [note] = [note for note in report.notes if "no one recorded how many" in note]
    assert note == (
        "Workshops in this period for which no one recorded how many took part: 1. "
        "No figure counts them."
    )


def test_a_report_from_before_the_sex_could_be_unknown_reads_as_it_was(world: World) -> None:
    make_record(world)
    taken = snapshot_of(world)
    for row in taken["workshops"]:
        del row["unrecorded"], row["is_uncounted"]
    del taken["people"]["unrecorded"], taken["people_to_date"]["unrecorded"]
    report = compose(taken, Imprint(1, "0" * 64, "v"), "en")
    sums = [(row[-2], row[-1]) for row in report.sections[1].rows]
    assert sums == [
        (0, sum(int(str(cell)) for cell in row[-5:-2])) for row in report.sections[1].rows
    ]
    assert next(one.value for one in report.figures if one.key == "people") == 24


def test_analyses_are_told_apart_by_their_framework(world: World) -> None:
    [first, _] = make_record(world)
    for version in ("lcp-6", "lcp-6", "action-loop"):
        analysis_id = make_analysis(world, first)
        world.admin.execute(
            "UPDATE analyses SET framework_version = %s, state = 'accepted' WHERE id = %s",
            [version, analysis_id],
        )
    taken = snapshot_of(world)
    assert taken["frameworks"] == {"handbook-2004": 1, "lcp-6": 2, "action-loop": 1}
    assert taken["analyses_by_framework"]["lcp-6"]["accepted"] == 2
    assert (taken["analyses"]["accepted"], taken["analyses"]["draft"]) == (3, 1)
    charts = {chart.key: chart for chart in compose(taken, Imprint(1, "0" * 64, "v"), "en").charts}
    assert [bar.value for bar in charts["frameworks"].bars] == [1, 2, 1]
    assert sum(bar.value for bar in charts["analyses_lcp-6"].bars) == 2
    del taken["frameworks"], taken["analyses_by_framework"]
    old = compose(taken, Imprint(1, "0" * 64, "v"), "en")
    assert "frameworks" not in {chart.key for chart in old.charts}


def test_each_project_carries_its_ledger(world: World) -> None:
    make_record(world)
    project = snapshot_of(world)["projects"][0]
    assert (project["reference"], project["title"]) == ("LOTUS-1", "Water for two villages")
    assert [row["key"] for row in project["milestones"]] == [*AT_THE_START]
    named = ("introductory_workshop", "commitment")
    assert [row for row in project["milestones"] if row["key"] in named] == [
        {
            "key": "introductory_workshop",
            "stage": "introductory",
            "actor": "organisation",
            "round": 1,
            "due_on": "2026-10-20",
            "met_on": "2026-10-05",
            "standing": "met",
        },
        {
            "key": "commitment",
            "stage": "introductory",
            "actor": "organisation",
            "round": 1,
            "due_on": "2026-11-04",
            "met_on": None,
            "standing": "late",
        },
    ]


def test_a_paused_project_is_never_late(world: World) -> None:
    first, _ = make_record(world)
    with world.acting("lotus_manager", "lotus") as manager:
        pause_project(first, "Floods", by=manager)
    taken = snapshot_of(world)
    assert taken["projects"][0]["counts"] == {
        "met": 1,
        "waived": 0,
        "late": 0,
        "open": len(INTRODUCTORY) - 1,
        "later": len(AT_THE_START) - len(INTRODUCTORY),
    }
    assert taken["stages"]["introductory"] == 1
    assert taken["states"] == {"active": 1, "paused": 1, "ended": 0}


def test_days_are_days_in_phnom_penh(world: World) -> None:
    project = make_project(world)
    late_evening = datetime(2026, 9, 30, 18, tzinfo=UTC)  # one in the morning of 1 October there
    world.admin.execute(
        "UPDATE milestones SET met_at = %s WHERE project_id = %s AND key = 'commitment'",
        [late_evening, project.id],
    )
    taken = snapshot_of(world)
    met = {row["key"]: row["met_on"] for row in taken["projects"][0]["milestones"]}
    assert met["commitment"] == "2026-10-01"
    assert taken["met_in_period"] == 1
    assert snapshot_of(world, Period(date(2026, 9, 1), date(2026, 9, 30)))["met_in_period"] == 0


def test_moves_of_reviews_are_counted_by_their_moment(world: World) -> None:
    first, _ = make_record(world)
    for action, moment in (
        ("submit", "2026-09-30 16:59+00"),
        ("submit", "2026-09-30 17:00+00"),
        ("request_changes", "2026-11-01 03:00+00"),
        ("start_review", "2026-11-01 03:00+00"),
        ("submit", "2026-12-31 16:59+00"),
        ("accept", "2026-12-31 17:00+00"),
    ):
        world.admin.execute(
            "INSERT INTO review_moves (organisation_id, project_id, analysis_id, action, origin, "
            "target, at, by) SELECT organisation_id, project_id, id, %s, 'draft', 'submitted', %s, "
            "created_by FROM analyses WHERE project_id = %s",
            [action, moment, first.id],
        )
    assert snapshot_of(world)["reviews"] == {"submit": 2, "request_changes": 1, "accept": 0}


def test_another_organisation_is_not_in_it(world: World) -> None:
    make_record(world)
    make_project(world, "river")
    assert [p["reference"] for p in snapshot_of(world, slug="river")["projects"]] == ["RIVER-1"]
    assert snapshot_of(world, slug="river")["people_to_date"]["women"] == 0


def test_the_canonical_form_survives_the_database(world: World) -> None:
    make_record(world)
    taken = snapshot_of(world)
    (again,) = world.admin.execute("SELECT %s::jsonb", [json.dumps(taken)]).fetchone() or ({},)
    assert again == taken
    assert digest_of(again) == digest_of(taken)
    assert digest_of(taken | {"met_in_period": 2}) != digest_of(taken)


def test_the_statements_do_not_grow_with_the_rows(world: World) -> None:
    make_record(world)
    assert count_statements(world) == 11
    with at(datetime(2026, 10, 6, 3, tzinfo=UTC)):
        for _ in range(4):
            make_project(world)
    assert count_statements(world) == 11


def count_statements(world: World) -> int:
    seen: list[str] = []

    def note(*told: Any) -> None:
        seen.append(told[2])

    with world.working("lotus"):
        db.event.listen(db.engine, "before_cursor_execute", note)
        take_snapshot(world.organisations["lotus"], QUARTER)
        db.event.remove(db.engine, "before_cursor_execute", note)
    return len(seen)


@pytest.mark.parametrize(
    ("preset", "today", "starts_on", "ends_on"),
    [
        (Preset.THIS_QUARTER, "2026-11-24", "2026-10-01", "2026-12-31"),
        (Preset.THIS_QUARTER, "2028-03-01", "2028-01-01", "2028-03-31"),
        (Preset.LAST_MONTH, "2026-01-31", "2025-12-01", "2025-12-31"),
        (Preset.LAST_MONTH, "2028-03-31", "2028-02-01", "2028-02-29"),
        (Preset.THIS_YEAR, "2026-11-24", "2026-01-01", "2026-12-31"),
    ],
)
def test_ready_made_periods(preset: Preset, today: str, starts_on: str, ends_on: str) -> None:
    period = ready_made(preset, date.fromisoformat(today))
    assert period == Period(date.fromisoformat(starts_on), date.fromisoformat(ends_on))


def test_own_dates_are_not_ready_made() -> None:
    with pytest.raises(ValueError, match="own"):
        ready_made(Preset.OWN, date(2026, 11, 24))
    assert month_before(date(2026, 3, 1)) == Period(date(2026, 2, 1), date(2026, 2, 28))


def test_people_trained_are_those_of_trainings_and_the_others_stand_under_their_names(
    world: World,
) -> None:
    make_record(world)
    for kind, day, women in (
        ("introductory", date(2026, 10, 1), 3),
        ("training_of_trainers", date(2026, 11, 24), 2),
        ("awareness", date(2026, 10, 2), 40),
        ("coaching", date(2026, 10, 3), 7),
        ("forum", date(2026, 11, 4), 5),
        ("forum", date(2026, 8, 4), 50),
    ):
        add_workshop(world, day, women, 1, 0, kind=kind)
    taken = snapshot_of(world)
    rest = {"undisclosed": 1, "unrecorded": 0}
    assert taken["people"] == {"women": 14 + 3 + 2, "men": 9 + 1 + 1} | rest
    assert taken["people_to_date"] == {"women": 19 + 3 + 2, "men": 14 + 1 + 1} | rest
    assert taken["people_by_kind"] == {
        "awareness": 41,
        "introductory": 4,
        "application": 24,
        "training_of_trainers": 3,
        "coaching": 8,
        "forum": 6,
    }
    document = compose(taken, Imprint(1, "0" * 64, "v"), "en")
    assert {one.key: one.value for one in document.figures}["people"] == 31
    by_kind = {chart.key: chart for chart in document.charts}["people_by_kind"]
    assert [(bar.label, bar.value) for bar in by_kind.bars] == [
        ("Awareness meeting", 41),
        ("Introductory workshop", 4),
        ("Application workshop", 24),
        ("Training of trainers", 3),
        ("Coaching day", 8),
        ("Community practice forum", 6),
    ]


def test_an_issued_report_keeps_its_people(world: World) -> None:
    make_record(world)
    issued = snapshot_of(world)
    del issued["people_by_kind"]
    document = compose(issued, Imprint(1, "0" * 64, "v"), "en")
    assert {one.key: one.value for one in document.figures}["people"] == 24
    assert "people_by_kind" not in {chart.key for chart in document.charts}
