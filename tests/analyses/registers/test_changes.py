"""The register of changes: counted by kind, and listed a page at a time, the newest first."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from portal.analyses.registers.changes import (
    CHANGES_PER_PAGE,
    LONGEST_SEARCH,
    ChangeFilter,
    ListedChange,
    Tally,
    list_changes,
    tally,
)
from portal.analyses.vocabulary import ChangeKind
from portal.projects.ledger import ProjectRef
from tests.analyses.scenes import make_analysis, write
from tests.factories import make_project
from tests.world import World

PROVED = {"kind": "plan", "before": "A fee", "after": "No fee", "evidence": "Page 3"}
JUNE = date(2026, 6, 1)


def make(world: World, slug: str = "lotus") -> tuple[ProjectRef, int]:
    project = make_project(world, slug)
    return project, make_analysis(world, project, slug=slug)


def record(world: World, analysis: int, slug: str = "lotus", **values: Any) -> int:
    return write(world, analysis, "change", PROVED | {"changed_on": JUNE} | values, slug)


def listed(world: World, wanted: ChangeFilter, page: int = 1) -> tuple[list[ListedChange], bool]:
    with world.acting("lotus_viewer", "lotus"):
        return list_changes(wanted, page)


def counted(world: World, wanted: ChangeFilter = ChangeFilter()) -> dict[str, Tally]:  # noqa: B008
    with world.acting("lotus_viewer", "lotus"):
        return tally(wanted)


@pytest.mark.parametrize("missing", ["before", "after", "evidence"])
def test_a_change_counts_with_all_that_proves_it(world: World, missing: str) -> None:
    _, analysis = make(world)
    record(world, analysis)
    record(world, analysis, **{missing: ""})
    assert counted(world)["plan"] == Tally(1, 1)


def test_a_change_without_a_kind_lacks_it_and_every_kind_is_told(world: World) -> None:
    _, analysis = make(world)
    record(world, analysis, kind="")
    assert counted(world) == {
        ChangeKind.PLAN: Tally(),
        ChangeKind.IMPLEMENTATION: Tally(),
        ChangeKind.MONITORING: Tally(),
        "": Tally(0, 1),
    }


def test_kinds_and_proofs_are_counted_whatever_is_wanted_of_them(world: World) -> None:
    _, analysis = make(world)
    record(world, analysis)
    record(world, analysis, kind="monitoring", evidence="")
    wanted = ChangeFilter(kind=ChangeKind.PLAN, is_proved=True)
    found = counted(world, wanted)
    assert (found["plan"], found["monitoring"]) == (Tally(1, 0), Tally(0, 1))
    assert len(listed(world, wanted)[0]) == 1


@pytest.mark.parametrize(
    ("since", "until", "number"),
    [
        (JUNE, JUNE, 1),
        (date(2026, 6, 2), None, 0),
        (None, date(2026, 5, 31), 0),
        (date(2026, 5, 31), date(2026, 6, 2), 1),
    ],
    ids=["its day", "the day after", "the day before", "around it"],
)
def test_days_count_with_both_ends(
    world: World, since: date | None, until: date | None, number: int
) -> None:
    _, analysis = make(world)
    record(world, analysis)
    wanted = ChangeFilter(since=since, until=until)
    assert len(listed(world, wanted)[0]) == number
    assert counted(world, wanted)["plan"].proved == number


def test_without_a_day_a_change_was_made_when_it_was_written_in_the_networks_zone(
    world: World,
) -> None:
    _, analysis = make(world)
    record(world, analysis, changed_on=None)
    late = datetime(2026, 3, 31, 18, tzinfo=UTC)  # the first of April in Phnom Penh
    world.admin.execute("UPDATE changes SET created_at = %s", [late])
    (change,), _more = listed(world, ChangeFilter(since=date(2026, 4, 1)))
    assert change.made_on == date(2026, 4, 1)


def test_removed_changes_are_neither_counted_nor_listed(world: World) -> None:
    _, analysis = make(world)
    record(world, analysis)
    world.admin.execute("UPDATE changes SET removed_at = now()")
    assert counted(world)["plan"] == Tally()
    assert listed(world, ChangeFilter()) == ([], False)


def test_the_newest_stand_first_and_pages_neither_skip_nor_repeat(world: World) -> None:
    _, analysis = make(world)
    older = [record(world, analysis, changed_on=date(2026, 1, 1)) for _ in range(CHANGES_PER_PAGE)]
    newest = record(world, analysis)
    first, has_more = listed(world, ChangeFilter())
    second, has_even_more = listed(world, ChangeFilter(), 2)
    assert [one.id for one in (*first, *second)] == [newest, *reversed(older)]
    assert (len(first), has_more, has_even_more) == (CHANGES_PER_PAGE, True, False)


def test_a_full_page_alone_has_no_next(world: World) -> None:
    _, analysis = make(world)
    for _ in range(CHANGES_PER_PAGE):
        record(world, analysis)
    assert listed(world, ChangeFilter())[1] is False


def test_one_project_is_told_apart_and_other_organisations_never_show(world: World) -> None:
    project, analysis = make(world)
    mine = record(world, analysis)
    _, second = make(world)
    also = record(world, second)
    _, foreign = make(world, "river")
    record(world, foreign, "river")
    assert [one.id for one in listed(world, ChangeFilter(project.id))[0]] == [mine]
    assert {one.id for one in listed(world, ChangeFilter())[0]} == {mine, also}
    assert counted(world)["plan"] == Tally(2, 0)


def test_long_words_are_cut_with_one_letter_more_to_tell_that_they_are(world: World) -> None:
    _, analysis = make(world)
    record(world, analysis, before="ក" * (LONGEST_SEARCH + 50), after="a" * LONGEST_SEARCH)
    (change,), _more = listed(world, ChangeFilter())
    assert (len(change.before), len(change.after)) == (LONGEST_SEARCH + 1, LONGEST_SEARCH)


def test_a_change_names_the_option_that_it_came_of(world: World) -> None:
    project = make_project(world)
    analysis = make_analysis(world, project, tuple(range(1, 8)))
    option = write(world, analysis, "option", {"description": "ឈប់បង់ប្រាក់"})
    record(world, analysis, option_id=option)
    record(world, analysis, changed_on=date(2026, 1, 1))
    first, second = listed(world, ChangeFilter())[0]
    assert (first.option, second.option) == ("ឈប់បង់ប្រាក់", None)
    assert (first.reference, first.analysis, first.files) == ("LOTUS-1", "Stamps", 0)
