"""Options: their states move by the table only, failed ones are kept and made anew."""

import itertools

import psycopg
import pytest

from portal.analyses.option_states import OPTION_MOVES, MovedBy
from portal.analyses.options.lineage import families_of
from portal.analyses.queries import rows_of
from portal.analyses.vocabulary import OptionState
from tests.analyses.option_scenes import Weekend, look_at_all, make_weekend, renew
from tests.analyses.scenes import write
from tests.statements import statements
from tests.world import World

AIMS = [state for state in OptionState if state is not OptionState.SUPERSEDED]


def test_an_option_moves_as_the_table_says_and_in_no_other_way(world: World) -> None:
    case = make_weekend(world)
    look_at_all(world, case)
    writer = world.sign_in("lotus_writer")
    for origin, aim in itertools.product(OptionState, AIMS):
        world.admin.execute("UPDATE options SET state = %s", [origin])
        answer = writer.post(_state_of(case), data={"state": aim})
        is_legal = aim in (origin, *OPTION_MOVES[MovedBy.PERSON][origin])
        assert (origin, aim, answer.status_code) == (origin, aim, 303 if is_legal else 409)
        stands = world.one("SELECT state FROM options WHERE id = %s", case.weekend)
        assert stands == (aim if is_legal else origin)
        assert is_legal or "option" in answer.text


def test_every_state_can_be_reached_and_none_but_the_replaced_is_an_end() -> None:
    reached, waiting = {OptionState.SUPERSEDED}, [OptionState.IDEA]
    while waiting:
        state = waiting.pop()
        if state not in reached:
            reached.add(state)
            waiting.extend(OPTION_MOVES[MovedBy.PERSON][state])
    assert reached == set(OptionState)
    assert [state for state in OptionState if not OPTION_MOVES[MovedBy.PERSON][state]] == [
        OptionState.SUPERSEDED
    ]


@pytest.mark.parametrize("state", ["", "superseded", "thing"])
def test_only_a_state_that_one_may_choose_is_taken(world: World, state: str) -> None:
    case = make_weekend(world)
    answer = world.sign_in("lotus_writer").post(_state_of(case), data={"state": state})
    assert answer.status_code == 422
    assert world.one("SELECT state FROM options") == "idea"


def test_nobody_says_tested_before_anything_was_tested(world: World) -> None:
    case = make_weekend(world)
    writer = world.sign_in("lotus_writer")
    refused = writer.post(_state_of(case), data={"state": "tested_on_paper"})
    assert (refused.status_code, "not fully tested yet" in refused.text) == (409, True)
    look_at_all(world, case, 0)
    assert world.one("SELECT state FROM options") == "tested_on_paper"


def test_the_page_offers_the_legal_moves_and_no_others(world: World) -> None:
    case = make_weekend(world)
    page = world.sign_in("lotus_writer").get(f"{case.page}/steps/6").text
    offered = [state for state in OptionState if f'<option value="{state}">' in page]
    assert set(offered) == {OptionState.IDEA, *OPTION_MOVES[MovedBy.PERSON][OptionState.IDEA]}


def test_the_weekend_case_replays_as_a_tree_with_its_reason(world: World) -> None:
    case = make_weekend(world)
    write(
        world,
        case.analysis,
        "test",
        {"option_id": case.weekend, "effect": -2, "note": "Staff lose their free days"},
    )
    writer = world.sign_in("lotus_writer")
    made = writer.post(
        f"{case.page}/rows/option/{case.weekend}/successors",
        data={"token": "once", "reason": "Two trainers worked six weekends unpaid."},
    )
    assert made.status_code == 303
    again = writer.post(
        f"{case.page}/rows/option/{case.weekend}/successors",
        data={"token": "once", "reason": "Two trainers worked six weekends unpaid."},
    )
    assert again.location == made.location
    shifts = world.one("SELECT id FROM options WHERE parent_id = %s", case.weekend)
    assert world.admin.execute(
        "SELECT id, state, chain_id, failed_because FROM options ORDER BY id"
    ).fetchall() == [
        (case.weekend, "superseded", case.chain, "Two trainers worked six weekends unpaid."),
        (shifts, "idea", case.chain, ""),
    ]
    with world.acting("lotus_manager", "lotus"):
        (family,) = families_of(rows_of("option", case.analysis))
    assert [(kin.row["id"], kin.depth, kin.parent) for kin in family] == [
        (case.weekend, 0, 0),
        (shifts, 1, 1),
    ]
    for path in (f"/steps/6?row={shifts}", f"/steps/6?row={case.weekend}", "/options"):
        page = writer.get(case.page + path).text
        assert "Two trainers worked six weekends unpaid." in page
        assert "based on option 1" in page


@pytest.mark.parametrize("state", ["submitted", "in_review", "accepted"])
def test_a_new_option_is_written_while_the_rest_is_closed(world: World, state: str) -> None:
    case = make_weekend(world)
    shifts = renew(world, case, case.weekend, "No free days")
    world.admin.execute("UPDATE analyses SET state = %s", [state])
    writer = world.sign_in("lotus_writer")
    for asked in ("", f"?row={shifts}", f"?row={case.weekend}"):
        answer = writer.get(f"{case.page}/steps/6{asked}")
        assert answer.status_code == 200
        is_open = f'action="{case.page}/rows/option/{shifts}" method="post"' in answer.text
        assert is_open is (f"row={case.weekend}" not in asked)


def test_a_reason_is_asked_for_and_what_was_written_stays_on_the_page(world: World) -> None:
    case = make_weekend(world)
    writer = world.sign_in("lotus_writer")
    successors = f"{case.page}/rows/option/{case.weekend}/successors"
    empty = writer.post(successors, data={"token": "a", "reason": " \u200b "})
    assert (empty.status_code, f'id="reason-{case.weekend}-error"' in empty.text) == (422, True)
    assert "data-error-summary" in empty.text
    assert f'<a href="#reason-{case.weekend}">' in empty.text
    long = writer.post(successors, data={"token": "a", "reason": "ក" * 10_001})
    assert (long.status_code, "ក" * 10_001 in long.text) == (422, True)
    assert world.one("SELECT count(*) FROM options") == 1
    assert world.one("SELECT state FROM options") == "idea"


def test_reasons_are_added_to_one_another_and_never_lost(world: World) -> None:
    case = make_weekend(world)
    renew(world, case, case.weekend, "Staff were tired.", "one")
    renew(world, case, case.weekend, "Parents objected.", "two")
    renew(world, case, case.weekend, "Parents objected.", "three")
    renew(world, case, case.weekend, "", "four")
    kept = world.one("SELECT failed_because FROM options WHERE id = %s", case.weekend)
    assert kept == "Staff were tired.\n\nParents objected."
    assert world.one("SELECT count(*) FROM options WHERE parent_id = %s", case.weekend) == 4


def test_the_database_lets_no_option_descend_from_itself(world: World) -> None:
    case = make_weekend(world)
    successor = renew(world, case, case.weekend, "Staff were tired.")
    for child, parent in ((case.weekend, successor), (successor, successor)):
        with pytest.raises(psycopg.errors.CheckViolation):
            world.admin.execute("UPDATE options SET parent_id = %s WHERE id = %s", [parent, child])


def test_options_stand_with_their_effect_and_untied_ones_are_marked(world: World) -> None:
    case = make_weekend(world)
    better = write(world, case.analysis, "chain", {"factor_id": case.connector, "sign": "better"})
    write(
        world, case.analysis, "option", {"chain_id": better, "description": "Invite more classes"}
    )
    write(world, case.analysis, "option", {"description": "Found a club"})
    world.admin.execute("UPDATE options SET state = 'dropped' WHERE id = %s", [case.weekend])
    page = world.sign_in("lotus_viewer").get(f"{case.page}/options").text
    assert "Opportunities: this gets better, strengthen it" in page
    assert "Not linked to an effect yet" in page
    assert "2 more options would help" in page
    assert page.index("Saved for later</h2>") < page.index("Training at weekends")


def test_the_best_fit_comes_first(world: World) -> None:
    case = make_weekend(world)
    for words, fit, soon in (
        ("Slow", "full", "years"),
        ("Activity only", "none", "weeks"),
        ("Best", "full", "weeks"),
    ):
        write(
            world,
            case.analysis,
            "option",
            {
                "chain_id": case.chain,
                "description": words,
                "pattern_fit": fit,
                "time_to_result": soon,
            },
        )
    page = world.sign_in("lotus_writer").get(f"{case.page}/options").text
    places = [page.index(f". {words}</a>") for words in ("Best", "Slow", "Activity only")]
    assert places == sorted(places)


def test_the_pages_of_options_cost_the_same_at_one_and_twenty(world: World) -> None:
    case = make_weekend(world)
    writer = world.sign_in("lotus_writer")
    counts = {}
    for many in (1, 20):
        while world.one("SELECT count(*) FROM options") < many:
            write(world, case.analysis, "option", {"chain_id": case.chain, "description": "More"})
        for path in ("/options", "/steps/6"):
            with statements(world.app) as sent:
                assert writer.get(case.page + path).status_code == 200
            counts[path, many] = len(sent)
    assert counts["/options", 1] == counts["/options", 20]
    assert counts["/steps/6", 1] == counts["/steps/6", 20]
    assert max(counts.values()) <= 6


def _state_of(case: Weekend) -> str:
    return f"{case.page}/rows/option/{case.weekend}/state"
