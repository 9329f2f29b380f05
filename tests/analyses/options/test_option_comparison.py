"""Options beside one another: by the effect that each answers, best fit first, harms in words."""

from typing import Any

import pytest

from portal.analyses.options.comparison import compare, effects_of, harms_of, name_of
from portal.analyses.options.lineage import families_of
from portal.analyses.queries import RowDict
from portal.analyses.rows.titles import LONGEST_HEADING
from tests.analyses.rows.plain import make_row, make_rows

FEES = ("divider", make_row("divider", 4, title="Fees"))
MEALS = ("connector", make_row("connector", 5, title="អាហាររួម"))
BESIDE = (FEES, MEALS, ("detail", make_row("detail", 8, choice="Pay")))
WORSE = ("chain", make_row("chain", 1, detail_id=8, factor_id=4, sign="worse"))
BETTER = ("chain", make_row("chain", 2, detail_id=8, factor_id=5, sign="better"))


def option(
    id_: int, chain: int | None = 1, state: str = "idea", **more: Any
) -> tuple[str, RowDict]:
    return "option", make_row("option", id_, chain_id=chain, state=state, **more)


def cell(option_id: int | None, factor: int | None, effect: int | None) -> tuple[str, RowDict]:
    row = make_row("test", 1, option_id=option_id, factor_id=factor, effect=effect, note="So.")
    return "test", row


def groups(*made: tuple[str, RowDict]) -> list[tuple[str, list[int]]]:
    found = compare(make_rows(*BESIDE, *made)).groups
    return [(group.title, [line.id for line in group.lines]) for group in found]


def test_options_stand_under_the_effect_that_they_answer() -> None:
    assert groups(WORSE, BETTER, option(1), option(2, 2), option(3, None)) == [
        ("Pay → Fees", [1]),
        ("Pay → អាហាររួម", [2]),
        ("Not linked to an effect yet", [3]),
    ]


def test_an_effect_that_was_removed_ties_nothing() -> None:
    rows = make_rows(*BESIDE, WORSE, option(1, chain=99))
    tied, untied = compare(rows).groups
    assert ([line.id for line in untied.lines], untied.is_untied) == ([1], True)
    assert (untied.lacks, untied.is_opportunity, tied.is_untied) == (0, False, False)


@pytest.mark.parametrize(
    ("sign", "count", "lacks"),
    [("worse", 0, 2), ("worse", 1, 1), ("worse", 2, 0), ("worse", 3, 0), ("better", 1, 0)],
)
def test_what_makes_things_worse_deserves_two_options(sign: str, count: int, lacks: int) -> None:
    chain = ("chain", WORSE[1] | {"sign": sign})
    rows = make_rows(*BESIDE, chain, *(option(number) for number in range(1, count + 1)))
    (group,) = compare(rows).groups
    assert (group.lacks, group.is_opportunity) == (lacks, sign == "better")


def test_an_effect_that_is_good_needs_no_place_without_options() -> None:
    assert groups(BETTER) == []


def test_pattern_goes_before_time_and_time_before_means() -> None:
    made = (
        option(1, pattern_fit="none", time_to_result="weeks", resources="little"),
        option(2, pattern_fit="full", time_to_result="years", resources="much"),
        option(3, pattern_fit="full", time_to_result="weeks", resources="much"),
        option(4, pattern_fit="full", time_to_result="weeks", resources="little"),
        option(5),
        option(
            6, pattern_fit="full", time_to_result="weeks", resources="little", budget_effect="saves"
        ),
    )
    assert groups(WORSE, *made)[0][1] == [6, 4, 3, 2, 1, 5]


def test_what_is_equally_good_stays_in_its_order() -> None:
    assert groups(WORSE, option(3), option(1), option(2))[0][1] == [3, 1, 2]


def test_dropped_options_are_kept_in_store_and_replaced_ones_only_in_their_family() -> None:
    rows = make_rows(
        *(*BESIDE, WORSE, option(1, state="superseded"), option(2, state="dropped")),
        option(3, None, parent_id=1),
    )
    found = compare(rows)
    assert [line.id for group in found.groups for line in group.lines] == [3]
    assert [line.id for line in found.store] == [2]
    assert [[kin.row["id"] for kin in family] for family in found.families] == [[1, 3]]
    assert [line.state for line in found.store] == ["dropped"]
    assert [group.is_untied for group in found.groups] == [False]


def test_a_new_option_answers_what_its_parent_did_unless_it_says_otherwise() -> None:
    family = families_of(
        [
            option(1)[1],
            option(2, None, parent_id=1)[1],
            option(3, 99, parent_id=2)[1],
            option(4, 2, parent_id=2)[1],
            option(5, None, parent_id=77)[1],
        ]
    )
    tied: dict[int, int | None] = {}
    for one in family:
        tied |= effects_of(one, [1, 2])
    assert tied == {1: 1, 2: 1, 3: 1, 4: 2, 5: None}


def test_harms_are_named_the_worst_first() -> None:
    tests = [
        cell(1, 4, -1)[1],
        cell(1, None, -2)[1],
        cell(1, 5, 0)[1],
        cell(2, 5, None)[1],
        cell(None, 5, -2)[1],
        cell(3, 9, -1)[1],
    ]
    headings = {("divider", 4): "Fees", ("connector", 5): "អាហាររួម"}
    assert harms_of(tests, headings) == {1: ["Your own staff", "Fees"], 3: ["Untitled"]}


@pytest.mark.parametrize(
    ("factor", "name"),
    [
        (4, "Fees"),
        (5, "អាហាររួម"),
        (6, "Untitled"),
        (None, "Your own staff"),
        (7, "Untitled"),
    ],
    ids=["divider", "connector", "untitled", "staff", "removed"],
)
def test_a_factor_is_named_in_a_few_words(factor: int | None, name: str) -> None:
    headings = {("divider", 4): "Fees", ("connector", 5): "អាហាររួម", ("divider", 6): ""}
    assert name_of(factor, headings) == name


def test_a_line_tells_what_an_option_promises_takes_and_harms() -> None:
    more = {"description": "", "owner": "ក" * 300, "review_on": "2027-02-28", "backup": "Stop"}
    rows = make_rows(
        *(*BESIDE, WORSE, option(1, pattern_fit="part", budget_effect="saves", **more)),
        *(cell(1, 4, 1), cell(1, 5, -1), cell(1, None, 2)),
    )
    ((line,),) = (group.lines for group in compare(rows).groups)
    assert line.title == "Untitled"
    assert line.rank_titles == ("Partly", "Not known yet", "Not known yet", "Saves money")
    assert (line.harms, line.is_tested, line.number) == (("អាហាររួម",), True, 1)
    assert (line.state, line.backup) == ("idea", "Stop")
    assert len(line.owner) == LONGEST_HEADING + 1
    assert line.review_on is not None
    assert line.review_on.isoformat() == "2027-02-28"


def test_a_line_is_not_tested_while_a_cell_is_open() -> None:
    rows = make_rows(*BESIDE, WORSE, option(1), cell(1, 4, 1), cell(1, None, 2))
    ((line,),) = (group.lines for group in compare(rows).groups)
    assert not line.is_tested
