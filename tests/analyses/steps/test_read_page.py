"""The page of a step as it is read: its rows, what they link, what was removed and set aside."""

import pytest

from portal.analyses.checks.dismissals import dismiss_hint
from portal.analyses.kinds import KINDS
from portal.analyses.outlines import step_head
from portal.analyses.rows.access import RowRef
from portal.analyses.steps.page import StepPage, StepReader, read_page
from portal.errors import NotFound
from tests.analyses.option_scenes import Weekend, look_at_all, make_weekend
from tests.analyses.scenes import FACTOR, write
from tests.analyses.steps.made import OWNER
from tests.files.scenes import make_scene
from tests.statements import statements
from tests.world import World

READER = StepReader(may_write=True, owner=OWNER)


@pytest.fixture
def case(world: World) -> Weekend:
    return make_weekend(world)


def read(world: World, analysis: int, kind: str, slug: str = "lotus") -> StepPage:
    with world.acting(f"{slug}_writer", slug):
        return read_page(analysis, KINDS[kind], READER)


def test_a_page_has_its_rows_those_that_they_link_and_names_for_all(
    world: World, case: Weekend
) -> None:
    page = read(world, case.analysis, "chain")
    assert [card.id for card in page.cards] == [case.chain]
    assert set(page.rows) == {"chain", "detail", "divider", "connector"}
    assert page.headings["chain", case.chain] == "Training on weekdays → Missed lessons"
    assert (page.analysis.id, page.kind.name, page.reader, page.step.number) == (
        *(case.analysis, "chain", READER, 5),
    )
    assert (page.gone["chain"], page.reasons, page.files is None) == ([], {}, False)


def test_a_removed_row_that_is_linked_keeps_its_name(world: World, case: Weekend) -> None:
    world.admin.execute("UPDATE factors SET removed_at = now() WHERE id = %s", [case.divider])
    page = read(world, case.analysis, "chain")
    assert [row["id"] for row in page.gone["divider"]] == [case.divider]
    assert page.rows["divider"] == []
    choices = {one.name: dict(one.choices) for one in page.controls_of(page.cards[0])}
    assert choices["factor_id"][str(case.divider)] == "Removed: Missed lessons"


def test_cells_of_the_matrix_are_known_by_what_they_are_about_alone(
    world: World, case: Weekend
) -> None:
    look_at_all(world, case)
    page = read(world, case.analysis, "test")
    assert [card.heading for card in page.cards] == [
        *("Missed lessons", "Games after class", "Your own staff"),
    ]
    assert not [kind for kind, _ in page.headings if kind == "test"]
    assert page.files is None


def test_questions_that_were_set_aside_come_with_their_rows(world: World, case: Weekend) -> None:
    double = write(world, case.analysis, "divider", FACTOR | {"title": "Games after class"})
    with world.acting("lotus_writer", "lotus") as by:
        dismiss_hint(RowRef(case.analysis, "divider", double), "DC1", "ពីរយ៉ាង", by=by)
    page = read(world, case.analysis, "divider")
    assert page.reasons == {("divider", double): {"DC1": "ពីរយ៉ាង"}}


def test_files_come_with_kinds_that_take_them(world: World) -> None:
    scene = make_scene(world)
    kept = scene.keep()
    page = read(world, scene.analysis, "change")
    assert page.files is not None
    assert [file.id for file in page.files.on("change", scene.change)] == [kept]
    assert read(world, scene.analysis, "context").files is None


def test_a_page_takes_two_statements_and_one_where_its_head_is_at_hand(
    world: World, case: Weekend
) -> None:
    with world.acting("lotus_writer", "lotus"):
        with statements(world.app) as sent:
            read_page(case.analysis, KINDS["option"], READER)
        head = step_head(case.analysis)
        with statements(world.app) as again:
            assert read_page(case.analysis, KINDS["option"], READER, head).found is head
    assert (len(sent), len(again)) == (2, 1)


def test_a_kind_that_no_step_of_the_framework_holds_is_not_found(
    world: World, case: Weekend
) -> None:
    world.admin.execute("UPDATE analyses SET framework_version = 'lcp-6'")
    with pytest.raises(NotFound):
        read(world, case.analysis, "context")
    assert read(world, case.analysis, "test").step.number == 5


def test_another_organisation_finds_no_page(world: World, case: Weekend) -> None:
    with pytest.raises(NotFound):
        read(world, case.analysis, "divider", "river")
