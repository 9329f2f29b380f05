"""What is written anew is shown anew: words, what they lack, and the forms that hold them."""

from portal.analyses.checks.completeness import problems_of_kind
from tests.analyses.scenes import CHAIN, DETAIL, FACTOR, make_analysis, write
from tests.analyses.test_long_steps import make_step
from tests.factories import make_project
from tests.world import World


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
        assert (title or "Untitled") in page
        assert ("1 question" in page) is (version == 1)
        assert ("not complete yet" in page) is (version == 2)
    writer.post("/language", data={"locale": "km", "back": step})
    page = writer.get(f"{step}?page=1").text
    assert "They greet each other" in page
    assert ">កត្តាបំបែក 3<" in page


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
        assert ("not complete yet" in page) is is_missing


def test_what_was_not_sent_stays_as_it_was_saved(world: World) -> None:
    step, ids = make_step(world, 1)
    base = step.partition("/steps")[0]
    refused = world.sign_in("lotus_writer").post(
        f"{base}/rows/divider/{ids[0]}", data={"version": "1", "rank": "many", "title": "Anew"}
    )
    assert refused.status_code == 422
    assert 'value="many"' in refused.text
    assert "Enter a whole number from 1 to 99." in refused.text
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
