"""An analysis holds three hundred rows of a kind: one more is refused, and nothing is lost."""

from uuid import uuid4

import pytest

from portal.analyses.kinds import KINDS
from portal.analyses.rows import services
from portal.analyses.rows.access import TooManyRows
from tests.analyses.scenes import CHAIN, DETAIL, FACTOR, make_analysis, write
from tests.analyses.test_long_steps import make_step
from tests.factories import make_project
from tests.world import World

MOST = KINDS["divider"].most
OPTIONS = """
INSERT INTO options (organisation_id, project_id, analysis_id, token, position, updated_by,
 description)
SELECT organisation_id, project_id, analysis_id, 'o' || n, n + 1, updated_by, 'Option ' || n
FROM options, generate_series(2, %s) n
"""
COUNT = "SELECT count(*) FROM factors WHERE removed_at IS NULL"


def test_a_full_step_says_so_and_takes_no_more(world: World) -> None:
    step, ids = make_step(world, MOST)
    base = step.partition("/steps")[0]
    writer = world.sign_in("lotus_writer")
    page = writer.get(step).text
    assert f"There are {MOST} of these, the most that one analysis can hold." in page
    assert f'action="{base}/rows/divider"' not in page
    refused = writer.post(f"{base}/rows/divider", data={"token": "one-more", "title": "Fees"})
    assert refused.status_code == 409
    assert "nothing was added. Everything you wrote is kept." in refused.text
    assert f'id="row-{ids[0]}"' in refused.text
    assert world.one(COUNT) == MOST


def test_after_one_is_removed_another_can_be_added(world: World) -> None:
    step, ids = make_step(world, MOST)
    base = step.partition("/steps")[0]
    writer = world.sign_in("lotus_writer")
    writer.post(f"{base}/rows/divider/{ids[-1]}/removal")
    assert f'action="{step}#row-new"' in writer.get(f"{step}?page=1").text
    # The second click of a doubled one made no more row, and is not refused.
    answers = [
        writer.post(f"{base}/rows/divider", data={"token": "last", "title": "Fees"})
        for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].location == answers[1].location
    # Whoever removed a row can always bring it back.
    assert writer.post(f"{base}/rows/divider/{ids[-1]}/restoration").status_code == 303
    assert world.one(COUNT) == MOST + 1


def test_the_other_kinds_of_the_analysis_are_not_full(world: World) -> None:
    step, _ids = make_step(world, MOST)
    analysis = int(step.split("/")[4])
    assert write(world, analysis, "connector", FACTOR)
    assert write(world, make_analysis(world, make_project(world)), "divider", FACTOR)


def test_rows_that_were_removed_are_not_heaped_up_without_end(world: World) -> None:
    step, _ids = make_step(world, MOST * 3)
    analysis = int(step.split("/")[4])
    world.admin.execute("UPDATE factors SET removed_at = now()")
    with (
        world.acting("lotus_writer", "lotus") as by,
        pytest.raises(TooManyRows, match="can be added here"),
    ):
        services.add_row(analysis, "divider", {}, token=str(uuid4()), by=by)


def test_an_option_that_finds_no_place_keeps_the_words_about_the_old_one(world: World) -> None:
    analysis = make_analysis(world, make_project(world), (1, 2, 3, 4, 5, 6))
    ends = {
        "detail_id": write(world, analysis, "detail", DETAIL),
        "factor_id": write(world, analysis, "divider", FACTOR),
    }
    chain = write(world, analysis, "chain", CHAIN | ends)
    option = write(world, analysis, "option", {"description": "Explain it", "chain_id": chain})
    world.admin.execute(OPTIONS, [KINDS["option"].most])
    writer = world.sign_in("lotus_writer")
    page = writer.post(
        f"/o/lotus/analyses/{analysis}/rows/option/{option}/successors",
        data={"token": "next", "reason": "Staff worked on Sundays"},
    )
    assert page.status_code == 409
    assert "Staff worked on Sundays</textarea>" in page.text
    assert "nothing was added" in page.text
    assert world.one(f"SELECT failed_because FROM options WHERE id = {option}") == ""


def test_the_refusal_speaks_khmer(world: World) -> None:
    step, _ids = make_step(world, MOST)
    base = step.partition("/steps")[0]
    writer = world.sign_in("lotus_writer")
    writer.post("/language", data={"locale": "km", "back": "/"})
    assert "ពេញហើយ" in writer.post(f"{base}/rows/divider", data={"title": "Fees"}).text
    assert f"នៅទីនេះមាន {MOST} ជួរហើយ" in writer.get(step).text
