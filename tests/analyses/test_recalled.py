"""Rows that are read once: what is written anew is shown, and nobody changes what is shared."""

import json
import operator
from collections.abc import Callable
from typing import Any

import pytest

from portal.analyses import row_cache
from portal.analyses.checks import sensitive_words
from portal.analyses.checks.completeness import problems_of_kind
from portal.analyses.row_cache import RowDict, once, row_of
from tests.analyses.scenes import CHAIN, DETAIL, FACTOR, make_analysis, write
from tests.analyses.test_long_steps import make_step
from tests.factories import make_project
from tests.world import World


def test_the_same_words_are_the_same_row_and_nobody_changes_it() -> None:
    text = json.dumps({"id": 1, "title": "Paying for a stamp"})
    row = row_of(text)
    assert row_of(text) is row
    assert row_of(text.replace("1", "2")) is not row
    changes: list[Callable[[Any], object]] = [
        lambda one: operator.setitem(one, "title", "Another"),
        lambda one: operator.delitem(one, "title"),
        lambda one: operator.ior(one, {"title": "Another"}),
        lambda one: one.update(title="Another"),
        lambda one: one.setdefault("state", "Another"),
        lambda one: one.pop("title"),
        lambda one: one.popitem(),
        lambda one: one.clear(),
    ]
    for change in changes:
        with pytest.raises(TypeError):
            change(row)
    assert row == {"id": 1, "title": "Paying for a stamp"}


def test_a_long_row_is_not_kept_in_memory() -> None:
    text = json.dumps({"id": 1, "title": "x" * row_cache.LONGEST})
    assert row_of(text) == row_of(text)
    assert row_of(text) is not row_of(text)


def test_a_row_is_judged_once_for_each_kind_and_question() -> None:
    asked: list[tuple[Any, ...]] = []

    @once
    def judge(kind: str, row: RowDict, about: str) -> str:
        asked.append((kind, row["id"], about))
        return f"{kind} {about}"

    row = row_of('{"id": 7}')
    for _ in range(2):
        for kind in ("divider", "connector"):
            assert [judge(kind, row, about) for about in "ab"] == [f"{kind} a", f"{kind} b"]
    assert len(asked) == 4
    # A row of a snapshot is no such row, and is judged each time.
    assert judge("divider", {"id": 7}, "a") == judge("divider", {"id": 7}, "a")
    assert len(asked) == 6


def test_words_are_shown_as_soon_as_they_are_written_and_in_every_language(world: World) -> None:
    step, ids = make_step(world, 3)
    base, row = step.partition("/steps")[0], ids[2]
    writer = world.sign_in("lotus_writer")
    assert "Divider 2" in writer.get(step).text
    for version, title in enumerate(("Call Mr Sok first", "", "They greet each other"), 1):
        saved = writer.post(
            f"{base}/rows/divider/{row}",
            data={"version": str(version), "title": title},
            headers={"X-Autosave": "1"},
        )
        assert saved.status_code == 200
        page = writer.get(f"{step}?page=1").text
        assert (title or "No title yet") in page
        assert ("1 question" in page) is (version == 1)
        assert ("something is missing" in page) is (version == 2)
    writer.post("/language", data={"locale": "km", "back": step})
    page = writer.get(f"{step}?page=1").text
    assert "They greet each other" in page
    assert ">កត្តាបែងចែក 3<" in page


def test_a_step_that_nobody_changed_is_not_judged_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    step, _ids = make_step(world, 40)
    writer = world.sign_in("lotus_writer")
    row_cache.forget()
    judged: list[str] = []
    scan = sensitive_words.scan
    monkeypatch.setattr(sensitive_words, "scan", lambda text: judged.append(text) or scan(text))
    first = writer.get(f"{step}?page=1").text
    assert len(judged) == 40 * 5
    assert writer.get(f"{step}?page=1").text.count("row__open") == first.count("row__open") == 40
    assert len(judged) == 40 * 5


def test_a_link_is_missed_as_soon_as_its_end_is_gone(world: World) -> None:
    analysis = make_analysis(world, make_project(world), (1, 2, 3, 4, 5))
    detail, factor = (
        write(world, analysis, kind, values)
        for kind, values in (("detail", DETAIL), ("divider", FACTOR))
    )
    chain = write(world, analysis, "chain", CHAIN | {"detail_id": detail, "factor_id": factor})
    base = f"/o/lotus/analyses/{analysis}"
    writer = world.sign_in("lotus_writer")
    for path, is_missing in (("removal", True), ("restoration", False)):
        writer.post(f"{base}/rows/divider/{factor}/{path}")
        page = writer.get(f"{base}/steps/5?page=1").text
        assert f'id="row-{chain}"' in page
        assert ("something is missing" in page) is is_missing


def test_what_was_not_sent_stays_as_it_was_saved(world: World) -> None:
    step, ids = make_step(world, 1)
    base = step.partition("/steps")[0]
    refused = world.sign_in("lotus_writer").post(
        f"{base}/rows/divider/{ids[0]}", data={"version": "1", "rank": "many", "title": "Anew"}
    )
    assert refused.status_code == 422
    assert 'value="many"' in refused.text
    assert "Please give a whole number from 1 to 99." in refused.text
    assert "\nAnew</textarea>" in refused.text
    assert f"\n{FACTOR['how']}</textarea>" in refused.text
    assert problems_of_kind("divider", {"divider": [FACTOR | {"id": 1}]}) == []


def test_the_form_of_a_row_is_put_out_anew_with_other_words_and_in_another_language(
    world: World,
) -> None:
    step, ids = make_step(world, 1)
    base, writer = step.partition("/steps")[0], world.sign_in("lotus_writer")
    for version, words in enumerate(("They stop greeting", "They meet again", "x" * 3000), 1):
        saved = writer.post(
            f"{base}/rows/divider/{ids[0]}", data={"version": str(version), "how": words}
        )
        assert saved.status_code == 303
        for _ in range(2):
            assert f"\n{words}</textarea>" in writer.get(step).text
    assert "How does it divide people?" in writer.get(step).text
    writer.post("/language", data={"locale": "km", "back": "/"})
    assert "How does it divide people?" not in writer.get(step).text
    viewer = world.sign_in("lotus_viewer").get(step).text
    assert "</textarea>" not in viewer
    assert "x" * 3000 in viewer
