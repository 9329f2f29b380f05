"""Why questions about rows were set aside: by row, then by question."""

from portal.analyses.checks.dismissals import dismiss_hint
from portal.analyses.reasons import reasons_in, reasons_of
from portal.analyses.rows.access import RowRef
from tests.analyses.scenes import FACTOR, make_analysis, write
from tests.factories import make_project
from tests.world import World


def aside(rule: str, reason: str, row: int = 1, kind: str = "divider") -> dict[str, object]:
    return {"rule": rule, "row_kind": kind, "row_id": row, "reason": reason}


def test_reasons_are_kept_by_row_and_question() -> None:
    found = reasons_in(
        [
            aside("DC1", "They are two."),
            aside("DC3", "ពិតមែន"),
            aside("DC1", "One more", kind="connector"),
        ]
    )
    assert found == {
        ("divider", 1): {"DC1": "They are two.", "DC3": "ពិតមែន"},
        ("connector", 1): {"DC1": "One more"},
    }


def test_nothing_set_aside_has_no_reasons() -> None:
    assert reasons_in([]) == {}


def test_those_of_an_analysis_are_read_and_no_others(world: World) -> None:
    project = make_project(world)
    analysis, other = make_analysis(world, project), make_analysis(world, project)
    row = write(world, analysis, "divider", FACTOR)
    far = write(world, other, "divider", FACTOR)
    for analysis_id, held, said in ((analysis, row, "Meant"), (other, far, "Elsewhere")):
        with world.acting("lotus_writer", "lotus") as by:
            dismiss_hint(RowRef(analysis_id, "divider", held), "DC1", said, by=by)
    with world.acting("lotus_viewer", "lotus"):
        assert reasons_of(analysis) == {("divider", row): {"DC1": "Meant"}}
    with world.acting("river_writer", "river"):
        assert reasons_of(analysis) == {}
