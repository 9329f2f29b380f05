"""A step with many rows: fifty on a page, whatever was asked for in sight, the same statements."""

import re

import pytest

from tests.analyses.scenes import FACTOR, make_analysis, write
from tests.factories import make_project
from tests.statements import statements
from tests.world import World

COPIES = """
INSERT INTO factors (organisation_id, project_id, analysis_id, token, position, updated_by, kind,
 title, how, category, groups, evidence, indicator, rank)
SELECT organisation_id, project_id, analysis_id, 't' || n, n + 1, updated_by, kind,
 'Divider ' || n, how, category, groups, evidence, indicator, rank
FROM factors, generate_series(1, %s) n RETURNING id
"""


def make_step(world: World, rows: int) -> tuple[str, list[int]]:
    """Return the address of a step with so many dividers, and their ids in order."""
    analysis = make_analysis(world, make_project(world))
    first = write(world, analysis, "divider", FACTOR)
    copied = world.admin.execute(COPIES, [rows - 1]).fetchall()
    return f"/o/lotus/analyses/{analysis}/steps/2", [first, *(row[0] for row in copied)]


def shown(text: str) -> list[int]:
    """Return the ids of the rows on a page, in order."""
    return [int(found) for found in re.findall(r'class="row row--divider" id="row-(\d+)"', text)]


def test_fifty_rows_stand_on_a_page_and_the_rest_on_the_next(world: World) -> None:
    step, ids = make_step(world, 52)
    writer = world.sign_in("lotus_writer")
    first = writer.get(step).text
    assert shown(first) == ids[:50]
    assert "1 to 50 of 52" in first
    assert f'href="{step}?page=2"' in first
    assert shown(writer.get(f"{step}?page=2").text) == ids[50:]
    assert shown(writer.get(f"{step}?page=9").text) == []


def test_a_row_opens_on_the_page_where_it_stands(world: World) -> None:
    step, ids = make_step(world, 52)
    page = world.sign_in("lotus_writer").get(f"{step}?row={ids[51]}").text
    assert shown(page) == ids[50:]
    assert f'action="/o/lotus/analyses/1/rows/divider/{ids[51]}"' in page.replace(
        step.partition("/steps")[0], "/o/lotus/analyses/1"
    )


@pytest.mark.parametrize("rows", [1, 3, 120])
def test_a_step_takes_the_same_statements_whatever_its_length(world: World, rows: int) -> None:
    step, _ids = make_step(world, rows)
    writer = world.sign_in("lotus_writer")
    with statements(world.app) as sent:
        writer.get(step)
    assert len(sent) == 5
