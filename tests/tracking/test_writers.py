"""Two writers on one analysis: in every order of saving and removing no word is lost."""

from concurrent.futures import ThreadPoolExecutor
from itertools import permutations

import pytest

from portal.analyses.vocabulary import State
from portal.merging import write_marks
from tests.analyses.scenes import make_analysis, write
from tests.factories import make_project
from tests.world import World

AUTOSAVE = {"X-Autosave": "1"}
WORDS = "Those who cannot pay wait outside."


def begin(world: World) -> tuple[int, int, str]:
    """Return an analysis, a divider in it at version 1, and the divider's address."""
    analysis = make_analysis(world, make_project(world))
    row = write(world, analysis, "divider", {"title": "A fee"})
    return analysis, row, f"/o/lotus/analyses/{analysis}/rows/divider/{row}"


def test_two_on_different_rows_disturb_nobody(world: World) -> None:
    analysis, first, address = begin(world)
    second = write(world, analysis, "divider", {"title": "Jealousy"})
    other = address.removesuffix(str(first)) + str(second)

    def type_on(told: tuple[str, str]) -> list[int]:
        browser, answers = world.sign_in(told[0]), []
        for version in range(1, 6):
            form = {"version": str(version), "how": f"{told[0]} {version}"}
            answers.append(browser.post(told[1], data=form, headers=AUTOSAVE).status_code)
        return answers

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(type_on, [("lotus_writer", address), ("lotus_manager", other)]))
    assert answers == [[200] * 5] * 2
    said = world.one("SELECT array_agg(how ORDER BY id) FROM factors")
    assert said == ["lotus_writer 5", "lotus_manager 5"]


def test_of_two_who_save_at_once_one_is_told_and_both_texts_are_there(world: World) -> None:
    _analysis, _row, address = begin(world)

    def save(name: str) -> tuple[int, str]:
        form = {"version": "1", "how": f"Words of {name}"}
        answer = world.sign_in(name).post(address, data=form, headers=AUTOSAVE)
        return answer.status_code, answer.text

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(save, ["lotus_writer", "lotus_manager"]))
    assert [status for status, _text in answers] == [200, 409]
    assert "Words of lotus_writer" in answers[1][1]
    assert "Words of lotus_manager" in answers[1][1]


@pytest.mark.parametrize("headers", [AUTOSAVE, {}])
def test_words_for_a_row_that_was_removed_come_back_with_it(
    world: World, headers: dict[str, str]
) -> None:
    _analysis, row, address = begin(world)
    writer, manager = world.sign_in("lotus_writer"), world.sign_in("lotus_manager")
    assert manager.post(f"{address}/removal").status_code == 303
    kept = writer.post(address, data={"version": "1", "how": WORDS}, headers=headers)
    assert kept.status_code == 409
    assert kept.text.count(WORDS) == 2
    assert f'action="{address}/restoration"' in kept.text
    restored = writer.post(f"{address}/restoration", data={"version": "2", "how": WORDS})
    assert restored.status_code == 303
    told = world.one("SELECT array[title, how, removed_at::text] FROM factors WHERE id = %s", row)
    assert told == ["A fee", WORDS, None]


def test_words_never_overwrite_those_of_who_brought_the_row_back_first(world: World) -> None:
    _analysis, _row, address = begin(world)
    writer, manager = world.sign_in("lotus_writer"), world.sign_in("lotus_manager")
    manager.post(f"{address}/removal")
    writer.post(address, data={"version": "1", "how": WORDS})
    manager.post(f"{address}/restoration")
    manager.post(address, data={"version": "3", "how": "Somebody else's words"})
    answer = writer.post(f"{address}/restoration", data={"version": "2", "how": WORDS})
    assert answer.status_code == 409
    assert WORDS in answer.text
    assert "Somebody else&#39;s words" in answer.text
    assert world.one("SELECT how FROM factors") == "Somebody else's words"


def test_two_who_describe_the_context_at_once_describe_one(world: World) -> None:
    analysis = make_analysis(world, make_project(world))

    def save(name: str, field: str) -> str:
        words = {"area": "", "period": ""} | {field: WORDS}
        shown = write_marks((one, "") for one in words)
        page = f"/o/lotus/analyses/{analysis}/rows/context"
        form = words | {"token": name, "was": shown}
        return str(world.sign_in(name).post(page, data=form).location)

    with ThreadPoolExecutor(2) as pool:
        led = set(pool.map(save, ["lotus_writer", "lotus_manager"], ["area", "period"]))
    assert len(led) == 1
    assert world.one("SELECT json_agg(json_build_array(area, period)) FROM contexts") == [
        [WORDS, WORDS]
    ]


def test_a_second_click_on_remove_or_bring_back_makes_nobody_stale(world: World) -> None:
    _analysis, _row, address = begin(world)
    writer = world.sign_in("lotus_writer")
    for verb, version in (("removal", 2), ("removal", 2), ("restoration", 3), ("restoration", 3)):
        assert writer.post(f"{address}/{verb}").status_code == 303
        assert world.one("SELECT version FROM factors") == version


@pytest.mark.parametrize("order", list(permutations(["save", "removal", "restoration"])))
def test_in_every_order_what_was_typed_is_saved_or_shown(
    world: World, order: tuple[str, ...]
) -> None:
    _analysis, _row, address = begin(world)
    writer, manager = world.sign_in("lotus_writer"), world.sign_in("lotus_manager")
    shown = ""
    for act in order:
        if act == "save":
            shown = writer.post(address, data={"version": "1", "how": WORDS}).text
        else:
            assert manager.post(f"{address}/{act}").status_code == 303
    assert WORDS in shown or world.one("SELECT how FROM factors") == WORDS


def test_a_row_that_somebody_else_removed_can_be_brought_back_later(world: World) -> None:
    analysis, _row, address = begin(world)
    world.sign_in("lotus_manager").post(f"{address}/removal")
    page = world.sign_in("lotus_writer").get(f"/o/lotus/analyses/{analysis}/steps/2").text
    assert "1 row was removed" in page
    assert f'action="{address}/restoration"' in page
    reader = world.sign_in("lotus_viewer").get(f"/o/lotus/analyses/{analysis}/steps/2").text
    assert "/restoration" not in reader


@pytest.mark.parametrize("state", [State.SUBMITTED, State.IN_REVIEW, State.ACCEPTED])
def test_words_that_came_after_the_analysis_was_sent_are_shown(world: World, state: State) -> None:
    _analysis, _row, address = begin(world)
    world.admin.execute("UPDATE analyses SET state = %s", [state])
    answer = world.sign_in("lotus_writer").post(address, data={"version": "1", "how": WORDS})
    assert answer.status_code == 409
    assert "Continue with what you wrote" in answer.text
    assert world.one("SELECT words::text LIKE %s FROM drafts", f"%{WORDS}%")
    assert world.one("SELECT how FROM factors") == ""
