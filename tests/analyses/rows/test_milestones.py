"""What a saved row means: an option tested or replaced, a change recorded and proved."""

from typing import Any

import pytest

from portal.analyses.option_states import MovedBy
from portal.analyses.rows.access import hold_analysis
from portal.analyses.rows.milestones import meet_milestones, meet_option_tested, move_option
from portal.analyses.vocabulary import OptionState
from tests.analyses.option_scenes import Weekend, look_at_all, make_weekend
from tests.analyses.rows.plain import make_row
from tests.world import World

CHANGE = {"kind": "plan", "before": "A fee", "after": "No fee", "evidence": "Page 3"}


@pytest.fixture
def case(world: World) -> Weekend:
    return make_weekend(world)


def mark(world: World, case: Weekend, kind: str, /, **values: Any) -> None:
    """Say that a row was saved with these values."""
    with world.acting("lotus_writer", "lotus") as by:
        meet_milestones(hold_analysis(case.analysis), kind, make_row(kind, 1, **values), by=by)


def is_met(world: World, key: str) -> bool:
    return bool(world.one("SELECT met_at IS NOT NULL FROM milestones WHERE key = %s", key))


def state_of(world: World, option: int) -> str:
    return str(world.one("SELECT state FROM options WHERE id = %s", option))


def forget(world: World, state: str) -> None:
    """Put the option where it stood before its tests counted."""
    world.admin.execute("UPDATE options SET state = %s", [state])
    world.admin.execute("UPDATE milestones SET met_at = NULL, met_by = NULL")


@pytest.mark.parametrize("missing", ["", "kind", "before", "after", "evidence"])
def test_a_change_meets_its_milestone_once_it_is_told_with_its_proof(
    world: World, case: Weekend, missing: str
) -> None:
    mark(world, case, "change", **CHANGE | ({missing: ""} if missing else {}))
    assert is_met(world, "change_recorded") is not bool(missing)


def test_what_a_change_may_leave_open_does_not_matter(world: World, case: Weekend) -> None:
    mark(world, case, "change", **CHANGE, option_id=None, changed_on=None)
    assert is_met(world, "change_recorded")


def test_other_kinds_of_rows_prove_nothing(world: World, case: Weekend) -> None:
    learned = {"kind": "practice", "level": "team", "before": "A", "after": "B", "evidence": "C"}
    mark(world, case, "learning", **learned)
    assert not is_met(world, "change_recorded")


@pytest.mark.parametrize(
    ("state", "after", "met"),
    [
        ("idea", "tested_on_paper", True),
        ("shortlisted", "tested_on_paper", True),
        ("approved", "approved", True),
        ("kept", "kept", True),
        ("dropped", "dropped", False),
        ("superseded", "superseded", False),
    ],
)
def test_the_last_cell_of_a_test_moves_the_option_that_still_waits_for_it(
    world: World, case: Weekend, state: str, after: str, *, met: bool
) -> None:
    look_at_all(world, case)
    forget(world, state)
    mark(world, case, "test", option_id=case.weekend, effect=0)
    assert (state_of(world, case.weekend), is_met(world, "option_tested")) == (after, met)


@pytest.mark.parametrize(
    "values",
    [
        {"effect": None, "note": ""},
        {"option_id": None, "effect": 1},
        {"option_id": 999, "effect": 1},
    ],
    ids=["an empty cell", "of no option", "of an option that is not there"],
)
def test_a_cell_that_says_nothing_of_an_option_moves_none(
    world: World, case: Weekend, values: dict[str, Any]
) -> None:
    look_at_all(world, case)
    forget(world, "idea")
    mark(world, case, "test", **{"option_id": case.weekend} | values)
    assert (state_of(world, case.weekend), is_met(world, "option_tested")) == ("idea", False)


def test_a_cell_that_is_not_the_last_moves_nothing(world: World, case: Weekend) -> None:
    mark(world, case, "test", option_id=case.weekend, effect=1)
    assert (state_of(world, case.weekend), is_met(world, "option_tested")) == ("idea", False)


def test_a_new_option_replaces_the_one_that_it_was_made_from(world: World, case: Weekend) -> None:
    mark(world, case, "option", parent_id=None)
    assert state_of(world, case.weekend) == "idea"
    mark(world, case, "option", parent_id=case.weekend)
    assert state_of(world, case.weekend) == "superseded"


@pytest.mark.parametrize(
    ("origin", "target", "by", "moved"),
    [
        ("idea", OptionState.SHORTLISTED, MovedBy.PERSON, True),
        ("idea", OptionState.KEPT, MovedBy.PERSON, False),
        ("idea", OptionState.IDEA, MovedBy.PERSON, False),
        ("dropped", OptionState.TESTED_ON_PAPER, MovedBy.TEST, False),
        ("superseded", OptionState.SUPERSEDED, MovedBy.SUCCESSOR, False),
        ("kept", OptionState.SUPERSEDED, MovedBy.SUCCESSOR, True),
    ],
)
def test_options_move_by_the_table_alone_and_their_words_keep_their_version(
    world: World, case: Weekend, origin: str, target: OptionState, by: MovedBy, *, moved: bool
) -> None:
    world.admin.execute("UPDATE options SET state = %s", [origin])
    version = world.one("SELECT version FROM options")
    with world.acting("lotus_writer", "lotus"):
        assert move_option(case.weekend, target, by) is moved
    assert state_of(world, case.weekend) == (target if moved else origin)
    assert world.one("SELECT version FROM options") == version


def test_nobody_moves_an_option_of_another_organisation(world: World, case: Weekend) -> None:
    with world.acting("river_writer", "river"):
        assert move_option(case.weekend, OptionState.SHORTLISTED, MovedBy.PERSON) is False
    assert state_of(world, case.weekend) == "idea"


@pytest.mark.parametrize(
    ("state", "is_tested", "met"),
    [("approved", True, True), ("approved", False, False), ("shortlisted", True, False)],
    ids=["tested", "said and not done", "done and not said"],
)
def test_an_option_counts_as_tested_where_that_is_both_said_and_done(
    world: World, case: Weekend, state: str, *, is_tested: bool, met: bool
) -> None:
    if is_tested:
        look_at_all(world, case)
    forget(world, state)
    with world.acting("lotus_writer", "lotus") as by:
        meet_option_tested(hold_analysis(case.analysis), case.weekend, state, by=by)
    assert is_met(world, "option_tested") is met
