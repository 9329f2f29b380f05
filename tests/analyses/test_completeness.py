"""What is missing in the words of an analysis, row by row, without a database."""

from collections.abc import Mapping
from typing import Any

import pytest

from portal.analyses.checks.completeness import (
    EMPTY_ROW,
    HALF_TESTED,
    LINK_GONE,
    NO_ROWS,
    NO_TITLE,
    TIED_BY,
    TOO_BRIEF,
    UNTIED_OPTION,
    WORSE_WITHOUT_NOTE,
    Problem,
    faults_of,
    ids_of,
    is_empty,
    problems_in,
    problems_of_kind,
)
from portal.analyses.kind import columns_of
from portal.analyses.kinds import KINDS
from tests.analyses.scenes import required_of

WHOLE: dict[str, dict[str, Any]] = {
    "context": {
        "area": "A district",
        "period": "This year",
        "groups": "Families",
        "tension": "Some wait.",
        "took_part": "Two colleagues",
    },
    "divider": {
        "title": "A fee",
        "how": "Those who pay are served first.",
        "groups": "Rich and poor",
        "category": "systems_institutions",
        "indicator": "Letters without a fee",
    },
    "chain": {
        "detail_id": 4,
        "pattern": "legitimization",
        "factor_id": 1,
        "sign": "worse",
        "explanation": "It looks normal.",
    },
    "option": {"description": "Pay it from the budget", "chain_id": 6, "state": "idea"},
    "test": {"option_id": 7, "factor_id": 1, "effect": 1},
    "constraint": {"choice": "Food for one list", "criterion": "The donor"},
}
WHOLE["connector"] = WHOLE["divider"] | {"title": "Meals"}
WHOLE["detail"] = {"detail_key": "authorities", "choice": "Pay an officer", "why": "All do"}

LINKED = {"detail": 4, "divider": 1, "chain": 6, "option": 7}
LIVE = {kind: {id_} for kind, id_ in LINKED.items()}
for _kind in KINDS:
    WHOLE.setdefault(_kind, required_of(_kind, LINKED))


def row(kind: str, id_: int, /, **changed: object) -> dict[str, Any]:
    """Return a row of a kind with nothing missing, but for what is changed."""
    return dict.fromkeys(columns_of(KINDS[kind])) | {"id": id_} | WHOLE[kind] | changed


def rows(**given: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of every kind: those that are given."""
    return {kind: given.get(kind, []) for kind in KINDS}


def linked(**changed: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Return one row of each kind that an option's test leads to."""
    found = {
        "divider": [row("divider", 1)],
        "connector": [row("connector", 2)],
        "detail": [row("detail", 4)],
        "chain": [row("chain", 6)],
        "option": [row("option", 7)],
    }
    return rows(**found | changed)


def snapshot(steps: list[int], found: Mapping[str, Any], version: str = "handbook-2004") -> Any:
    return {"framework_version": version, "title": "", "declared_steps": steps, "rows": found}


@pytest.mark.parametrize("kind", sorted(WHOLE))
def test_a_row_with_all_that_is_asked_for_has_no_fault(kind: str) -> None:
    assert faults_of(kind, row(kind, 9), LIVE) == ()


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (kind, field.name)
        for kind in sorted(WHOLE)
        for field in KINDS[kind].fields
        if field.required and field.name not in TIED_BY
    ],
)
def test_each_required_field_is_asked_for_by_its_label(kind: str, name: str) -> None:
    label = KINDS[kind].field[name].label
    for nothing in (None, ""):
        lacking = row(kind, 9, **{name: nothing})
        # Where it was all that there was to say, nothing is left.
        said = (EMPTY_ROW, "") if is_empty(KINDS[kind], lacking) else (TOO_BRIEF, label)
        assert faults_of(kind, lacking, LIVE) == ((name, *said),)


def test_a_row_without_a_word_is_said_to_be_empty_once() -> None:
    empty = dict.fromkeys(columns_of(KINDS["divider"]), "") | {"id": 3}
    assert is_empty(KINDS["divider"], empty)
    assert faults_of("divider", empty, {}) == (("title", EMPTY_ROW, ""),)
    # That an option is an idea is nothing that somebody wrote.
    idea = dict.fromkeys(columns_of(KINDS["option"])) | {"id": 3, "state": "idea"}
    assert is_empty(KINDS["option"], idea)
    assert not is_empty(KINDS["option"], idea | {"owner": "The team"})
    assert not is_empty(KINDS["divider"], empty | {"rank": 0})


@pytest.mark.parametrize(
    ("name", "target", "other"),
    [("detail_id", "detail", "chain"), ("factor_id", "divider", "detail")],
)
def test_a_link_to_what_was_removed_is_asked_for_again(name: str, target: str, other: str) -> None:
    live = {"detail": {4}, "divider": {1}}
    chain = row("chain", 6)
    gone = live | {target: {99}, other: {chain[name]}}
    label = next(field.label for field in KINDS["chain"].fields if field.name == name)
    told = {fault[0]: fault for fault in faults_of("chain", chain, gone)}
    assert told[name] == (name, LINK_GONE, label)


def test_an_effect_is_on_a_divider_or_a_connector() -> None:
    live = {"detail": {4}, "divider": {1}, "connector": {2}}
    for factor, faults in ((1, 0), (2, 0), (3, 1)):
        assert len(faults_of("chain", row("chain", 6, factor_id=factor), live)) == faults


@pytest.mark.parametrize(
    ("chain_id", "parent_id", "message"),
    [
        (6, None, ""),
        (6, 5, ""),
        (None, 5, ""),
        (None, None, UNTIED_OPTION),
        (None, 0, UNTIED_OPTION),
        (99, None, LINK_GONE),
        (99, 5, LINK_GONE),
    ],
)
def test_an_option_answers_an_effect_or_replaces_an_option(
    chain_id: int | None, parent_id: int | None, message: str
) -> None:
    option = row("option", 7, chain_id=chain_id, parent_id=parent_id)
    label = next(field.label for field in KINDS["option"].fields if field.name == "chain_id")
    expected = (("chain_id", message, label),) if message else ()
    assert faults_of("option", option, {"chain": {6}, "option": {5}}) == expected


@pytest.mark.parametrize(
    ("effect", "note", "faults"),
    [(-1, "", 1), (-2, None, 1), (-1, "They pay more", 0), (0, "", 0), (1, "", 0), (None, "", 0)],
)
def test_what_gets_worse_needs_a_note(effect: int | None, note: str | None, faults: int) -> None:
    live = {"divider": {1}, "option": {7}}
    label = next(field.label for field in KINDS["test"].fields if field.name == "note")
    expected = (("note", WORSE_WITHOUT_NOTE, label),) * faults
    assert faults_of("test", row("test", 8, effect=effect, note=note), live) == expected


def test_a_kind_without_a_row_is_missing_unless_it_may_be() -> None:
    assert problems_of_kind("divider", rows()) == [Problem("divider", None, "", NO_ROWS)]
    assert problems_of_kind("constraint", rows()) == []


def test_an_option_that_was_tested_on_half_is_finished_where_it_is_tested() -> None:
    whole = linked(test=[row("test", 8, factor_id=one) for one in (1, 2, None)])
    assert problems_of_kind("test", whole) == []
    half = linked(test=[row("test", 8)])
    assert problems_of_kind("test", half) == [
        Problem("test", None, "", HALF_TESTED, "Pay it from the budget", option=7)
    ]
    assert problems_of_kind("option", half) == []
    nameless = linked(
        option=[row("option", 7, description="", owner="The team")], test=[row("test", 8)]
    )
    assert [one.label for one in problems_of_kind("test", nameless)] == [NO_TITLE]
    for state, count in (("tested", 1), ("dropped", 0), ("superseded", 0)):
        left = linked(option=[row("option", 7, state=state)], test=[row("test", 8)])
        assert len(problems_of_kind("test", left)) == count


def test_problems_come_in_the_order_of_steps_with_the_page_of_each() -> None:
    divider = row("divider", 3, title="")
    known = ("context", "divider", "connector")
    problems = problems_in(snapshot([3, 1, 2], rows(divider=[divider])))
    found = [one for one in problems if one.kind in known]
    label = next(field.label for field in KINDS["divider"].fields if field.name == "title")
    assert found == [
        Problem("context", None, "", NO_ROWS, step=1, page="steps/1"),
        Problem("divider", 3, "title", TOO_BRIEF, label, step=2, page="steps/2"),
        Problem("connector", None, "", NO_ROWS, step=3, page="steps/3"),
    ]
    assert {one.step for one in problems_in(snapshot([2], rows(divider=[divider])))} == {2}
    assert problems_in(snapshot([], rows(divider=[divider]))) == []


@pytest.mark.parametrize(
    ("problem", "address"),
    [
        (Problem("divider", None, "", NO_ROWS, page="steps/2"), "steps/2"),
        (
            Problem("divider", 3, "title", TOO_BRIEF, page="steps/2"),
            "steps/2?row=3#row-3-title",
        ),
        (
            Problem("test", None, "", HALF_TESTED, page="steps/7", option=5),
            "steps/7?option=5#option-5",
        ),
    ],
)
def test_the_address_of_a_problem_is_where_it_is_mended(problem: Problem, address: str) -> None:
    assert problem.address == address


def test_the_ids_at_hand_are_those_of_the_rows() -> None:
    assert ids_of({"divider": [row("divider", 1), row("divider", 3)], "test": []}) == {
        "divider": {1, 3},
        "test": set(),
    }
