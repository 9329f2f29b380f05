"""The format of an analysis can be changed until it is sent, and no row is lost by it."""

import pytest

from portal.analyses.frameworks import FRAMEWORK_BY_VERSION
from portal.analyses.queries import analysis_head
from portal.analyses.rows.snapshot import take_snapshot
from portal.analyses.vocabulary import FrameworkVersion
from tests.analyses.scenes import CONTEXT, FACTOR, make_analysis, make_complete, write
from tests.coaching.scenes import send
from tests.factories import make_project
from tests.world import World

SHEET, HANDBOOK = FrameworkVersion.SHEET, FrameworkVersion.HANDBOOK


def page_of(analysis: int) -> str:
    """Return the address of an analysis of lotus."""
    return f"/o/lotus/analyses/{analysis}"


def test_rows_without_a_step_are_kept_and_found_again(world: World) -> None:
    analysis = make_analysis(world, make_project(world))
    write(world, analysis, "context", CONTEXT)
    write(world, analysis, "divider", FACTOR)
    writer, page = world.sign_in("lotus_writer"), page_of(analysis)
    assert "1 row has no step there" in writer.get(f"{page}/format").text
    answer = writer.post(f"{page}/format", data={"format": SHEET})
    assert (answer.status_code, answer.location) == (303, page)
    shown = writer.get(page).text
    assert "1 row has no step in this one" in shown
    assert f"{page}/steps/7" not in shown
    assert FACTOR["title"] in writer.get(f"{page}/steps/1").text
    with world.acting("lotus_writer", "lotus"):
        assert analysis_head(analysis).declared_steps == FRAMEWORK_BY_VERSION[SHEET].numbers
        sent = take_snapshot(analysis)["rows"]
    assert (len(sent["context"]), len(sent["divider"])) == (0, 1)
    writer.post(f"{page}/format", data={"format": HANDBOOK})
    assert CONTEXT["area"] in writer.get(f"{page}/steps/1").text


def test_the_same_twice_is_one_act_and_an_unknown_one_none(world: World) -> None:
    analysis = make_analysis(world, make_project(world))
    writer, page = world.sign_in("lotus_writer"), page_of(analysis)
    for _ in range(2):
        assert writer.post(f"{page}/format", data={"format": SHEET}).status_code == 303
    assert world.one("SELECT version FROM analyses") == 2
    for odd in ("", "other", "x" * 5_000):
        assert writer.post(f"{page}/format", data={"format": odd}).status_code == 404


def test_after_it_was_sent_the_format_stays(world: World) -> None:
    _, analysis = make_complete(world)
    send(world, analysis)
    writer, page = world.sign_in("lotus_writer"), page_of(analysis)
    assert writer.get(f"{page}/format").status_code == 409
    assert writer.post(f"{page}/format", data={"format": SHEET}).status_code == 409
    assert f"{page}/format" not in writer.get(page).text
    assert world.one("SELECT framework_version FROM analyses") == HANDBOOK


@pytest.mark.parametrize(
    ("who", "status"), [("lotus_viewer", 403), ("river_manager", 404), ("coordinator", 404)]
)
def test_only_who_writes_it_changes_its_format(world: World, who: str, status: int) -> None:
    analysis = make_analysis(world, make_project(world))
    client = world.sign_in(who)
    assert client.post(f"{page_of(analysis)}/format", data={"format": SHEET}).status_code == status
    river = world.sign_in("river_manager").post(
        f"/o/river/analyses/{analysis}/format", data={"format": SHEET}
    )
    assert river.status_code == 404
    assert world.one("SELECT framework_version FROM analyses") == HANDBOOK
