"""An option is tested when it was looked at in everything: one answer for all who ask."""

import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.analyses.option_states import OPTION_MOVES, PROVED_STATES, MovedBy
from portal.analyses.options.services import set_option_state
from portal.analyses.queries import read_rows
from portal.analyses.rows.access import RowRef
from portal.analyses.tested import TEST_KINDS, half_tested, options_tested
from portal.analyses.vocabulary import OptionState
from tests.analyses.option_scenes import Weekend, look_at_all, make_weekend, renew
from tests.analyses.scenes import write, write_steps
from tests.world import World

WORSE = "It would get worse for someone: say why in the note."
AUTOSAVE = {"X-Autosave": "1"}


def send_cells(
    world: World,
    case: Weekend,
    cells: dict[int | str, tuple[str, str]],
    writer: FlaskClient | None = None,
) -> TestResponse:
    """Send cells (effect and note by what they are about) as one form, without scripts."""
    form = {}
    for key, (effect, note) in cells.items():
        form |= {f"effect-{key}": effect, f"note-{key}": note, f"version-{key}": "0"}
    address = f"{case.page}/options/{case.weekend}/tests"
    return (writer or world.sign_in("lotus_writer")).post(address, data=form)


def stands(world: World) -> tuple[str, bool]:
    """Return the state of the first option and whether the milestone of a test is met."""
    is_met = world.one("SELECT met_at IS NOT NULL FROM milestones WHERE key = 'option_tested'")
    return world.one("SELECT state FROM options ORDER BY id"), is_met


def say(world: World, case: Weekend, state: str) -> int:
    """Say where the option stands and return the status of the answer."""
    address = f"{case.page}/rows/option/{case.weekend}/state"
    return world.sign_in("lotus_writer").post(address, data={"state": state}).status_code


def test_a_choice_without_the_note_that_it_needs_stays_and_is_asked_for(world: World) -> None:
    case = make_weekend(world)
    cells = {case.divider: ("-2", ""), case.connector: ("1", ""), "staff": ("-1", "")}
    writer = world.sign_in("lotus_writer")
    saved = send_cells(world, case, cells, writer)
    assert saved.status_code == 303
    page = writer.get(saved.location).text
    chosen = re.findall(r'name="effect-\w+"[^>]*>.*?<option value="([^"]*)" selected', page)
    assert chosen == ["-2", "1", "-1"]
    assert re.findall(r'id="note-(\w+)-error"', page) == [str(case.divider), "staff"]
    assert page.count(WORSE) == 2
    assert "Saved. Where something gets worse, say why in the note." in page
    assert "1 of 3 checked" in page
    assert stands(world) == ("idea", False)


def test_while_one_types_the_choice_is_kept_and_the_note_asked_for_at_its_field(
    world: World,
) -> None:
    case = make_weekend(world)
    form = {"effect-staff": "-1", "note-staff": "", "version-staff": "0"}
    address = f"{case.page}/options/{case.weekend}/tests"
    told = world.sign_in("lotus_writer").post(address, data=form, headers=AUTOSAVE)
    assert told.status_code == 200
    assert told.get_json()["asks"] == {"note-staff": [WORSE]}
    assert told.get_json()["state"] == "Idea"
    assert world.one("SELECT effect FROM option_tests") == -1


def test_a_row_of_a_test_keeps_its_choice_and_asks_for_the_note(world: World) -> None:
    case = make_weekend(world)
    row = write(world, case.analysis, "test", {})
    told = world.sign_in("lotus_writer").post(
        f"{case.page}/rows/test/{row}",
        data={"version": "1", "option_id": str(case.weekend), "effect": "-1", "note": ""},
        headers=AUTOSAVE,
    )
    assert (told.status_code, told.get_json()["asks"]) == (200, {"note": [WORSE]})
    assert world.one("SELECT effect FROM option_tests") == -1


def test_complete_means_that_each_cell_was_looked_at(world: World) -> None:
    case = make_weekend(world)
    finish_the_rest(world, case)
    writer = world.sign_in("lotus_writer")
    assert send_cells(world, case, {case.divider: ("1", "")}).status_code == 303
    home = writer.get(case.page).text
    assert "6 of 7 steps, " in home
    assert "Check and send" not in home
    check = writer.get(f"{case.page}/submission").text
    address = f"{case.page}/steps/7?option={case.weekend}#option-{case.weekend}"
    assert f'href="{address}"' in check
    assert "Finish testing an option: Training at weekends" in check
    assert stands(world) == ("idea", False)
    rest = {case.connector: ("", "Nobody asked the teachers yet."), "staff": ("-1", "Tired")}
    assert send_cells(world, case, rest).status_code == 303
    assert stands(world) == ("tested_on_paper", True)
    home = writer.get(case.page).text
    assert "7 of 7 steps, " in home
    assert "Check and send" in home


def test_an_option_said_to_be_in_use_is_not_complete_untested(world: World) -> None:
    case = make_weekend(world)
    world.admin.execute("UPDATE options SET state = 'approved'")
    write(world, case.analysis, "option", {"description": "Shifts", "chain_id": case.chain})
    with world.acting("lotus_manager", "lotus"):
        rows = read_rows(case.analysis, TEST_KINDS)
        assert [row["id"] for row in half_tested(rows)] == [case.weekend]
        assert options_tested(rows) == set()


def test_an_empty_cell_and_kept_in_store_meet_nothing(world: World) -> None:
    case = make_weekend(world)
    write(world, case.analysis, "test", {"option_id": case.weekend, "note": ""})
    assert say(world, case, "dropped") == 303
    assert stands(world) == ("dropped", False)


def test_a_dropped_option_that_was_tested_meets_nothing(world: World) -> None:
    case = make_weekend(world)
    assert say(world, case, "dropped") == 303
    look_at_all(world, case)
    assert stands(world) == ("dropped", False)
    assert say(world, case, "idea") == 303
    assert stands(world) == ("idea", False)
    assert say(world, case, "tested_on_paper") == 303
    assert stands(world) == ("tested_on_paper", True)


@pytest.mark.parametrize(
    "state", sorted(set(OptionState) - PROVED_STATES - {OptionState.SUPERSEDED})
)
def test_a_state_that_claims_no_test_meets_nothing(world: World, state: OptionState) -> None:
    case = make_weekend(world)
    look_at_all(world, case)
    world.admin.execute("UPDATE milestones SET met_at = NULL, met_by = NULL")
    world.admin.execute("UPDATE options SET state = %s", [state])
    with world.acting("lotus_writer", "lotus") as by:
        set_option_state(RowRef(case.analysis, "option", case.weekend), state, by=by)
    assert stands(world) == (state, False)


def test_nobody_says_tested_while_something_was_not_looked_at(world: World) -> None:
    case = make_weekend(world)
    write(world, case.analysis, "test", {"option_id": case.weekend, "effect": 0})
    assert say(world, case, "tested_on_paper") == 409
    assert stands(world) == ("idea", False)


def test_unknown_everywhere_is_looked_at_and_not_tested(world: World) -> None:
    case = make_weekend(world)
    note = ("", "Ask the teachers in June.")
    cells = {case.divider: note, case.connector: note, "staff": note}
    assert send_cells(world, case, cells).status_code == 303
    assert stands(world) == ("idea", False)


def test_the_table_of_moves_says_what_tests_and_successors_do(world: World) -> None:
    assert OPTION_MOVES[MovedBy.TEST] == {
        OptionState.IDEA: (OptionState.TESTED_ON_PAPER,),
        OptionState.SHORTLISTED: (OptionState.TESTED_ON_PAPER,),
    }
    assert set(OPTION_MOVES[MovedBy.SUCCESSOR]) == set(OptionState) - {OptionState.SUPERSEDED}
    for origin in OptionState:
        world.admin.execute("UPDATE options SET state = 'idea'")
        case = make_weekend(world)
        world.admin.execute("UPDATE options SET state = %s WHERE id = %s", [origin, case.weekend])
        renew(world, case, case.weekend, "Staff were tired.")
        stood = world.one("SELECT state FROM options WHERE id = %s", case.weekend)
        assert stood == OptionState.SUPERSEDED


def finish_the_rest(world: World, case: Weekend) -> None:
    """Fill in all that the case leaves open up to its option."""
    write_steps(world, case.analysis, 1)
    world.admin.execute(
        "UPDATE details SET detail_key = 'when', why = 'Rooms are free', choice = 'Weekdays'"
    )
    world.admin.execute("UPDATE chains SET explanation = 'Lessons are missed.'")
