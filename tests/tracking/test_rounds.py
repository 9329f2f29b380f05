"""A new round: what goes along, what stays, how trends go on, and two who begin it at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import uuid4

from portal.analyses.models import Chain, Context, Factor
from portal.analyses.rows.snapshot import take_snapshot
from portal.coaching.submission import services as coaching
from portal.tracking.rounds import Chosen, start_round
from tests.analyses.scenes import CONTEXT, FACTOR, make_complete, write
from tests.factories import assign_coach
from tests.statements import statements
from tests.tracking.scenes import TODAY, go_to, look, make_tracked
from tests.world import World

DETAIL = {"detail_key": "targeting", "choice": "By a list", "why": "The funds ask for it"}
CHAIN = {"pattern": "distribution", "sign": "worse", "explanation": "The line runs between them."}


def begin(world: World, analysis: int, chosen: Chosen) -> int:
    """Start the next round as a writer."""
    with world.acting("lotus_writer", "lotus") as by:
        return start_round(analysis, chosen, token=str(uuid4()), by=by)


def all_rows(world: World, analysis: int) -> Any:
    """Return what an analysis says, as a revision would keep it."""
    with world.acting("lotus_writer", "lotus"):
        return take_snapshot(analysis)


def test_what_is_chosen_goes_along_and_the_rest_stays(world: World) -> None:
    _project, analysis, divider, _connector = make_tracked(world)
    context = write(world, analysis, "context", CONTEXT | {"analysed_on": "2026-01-01"})
    detail, _other = (write(world, analysis, "detail", DETAIL) for _ in range(2))
    ends = {"detail_id": detail, "factor_id": divider}
    chain = write(world, analysis, "chain", CHAIN | ends)
    option = write(world, analysis, "option", {"description": "Another list", "chain_id": chain})
    write(world, analysis, "test", {"option_id": option, "factor_id": divider, "effect": 1})
    before = all_rows(world, analysis)
    later = begin(
        world,
        analysis,
        Chosen("Second look", {Context: frozenset({context}), Chain: frozenset({chain})}),
    )
    told = all_rows(world, later)
    assert told["title"] == "Second look"
    kept = ("scope", "declared_steps", "framework_version")
    assert [told[name] for name in kept] == [before[name] for name in kept]
    rows = told["rows"]
    assert [row["title"] for row in rows["divider"]] == [FACTOR["title"]]
    assert [row["choice"] for row in rows["detail"]] == ["By a list"]
    assert rows["connector"] == rows["option"] == rows["test"] == []
    (copied,) = rows["chain"]
    assert copied["detail_id"] == rows["detail"][0]["id"]
    assert copied["factor_id"] == rows["divider"][0]["id"]
    assert (rows["context"][0]["area"], rows["context"][0]["analysed_on"]) == ("One district", None)
    assert all_rows(world, analysis) == before
    head = "SELECT array_agg(array[state, round::text, revisions::text] ORDER BY id) FROM analyses"
    assert world.one(head) == [["draft", "1", "0"], ["draft", "2", "0"]]


def test_comments_and_revisions_stay_in_the_old_round(world: World) -> None:
    project, analysis = make_complete(world)
    assign_coach(world, project)
    with world.acting("lotus_writer", "lotus") as by:
        coaching.submit(analysis, number=1, by=by)
    later = begin(world, analysis, Chosen("Second look"))
    assert world.one("SELECT state FROM analyses WHERE id = %s", analysis) == "submitted"
    for table in ("revisions", "comments", "review_moves"):
        assert world.one(f"SELECT count(*) FROM {table} WHERE analysis_id = %s", later) == 0


def test_removed_rows_and_rows_of_others_never_go_along(world: World) -> None:
    _project, analysis, divider, connector = make_tracked(world)
    _other, foreign, theirs, _factor = make_tracked(world, "river")
    world.admin.execute("UPDATE factors SET removed_at = now() WHERE id = %s", [connector])
    chosen = Chosen("Second look", {Factor: frozenset({divider, connector, theirs})})
    later = begin(world, analysis, chosen)
    lines = "SELECT array_agg(line_id) FROM factors WHERE analysis_id = %s"
    assert world.one(lines, later) == [divider]
    page = f"/o/lotus/analyses/{foreign}/rounds"
    assert world.sign_in("lotus_writer").post(page, data={"title": "x"}).status_code == 404


def test_trends_go_on_in_the_new_round_and_not_back_into_the_old(world: World) -> None:
    _project, analysis, divider, connector = make_tracked(world)
    look(world, analysis, {divider: "worse"}, TODAY - timedelta(days=40), "Before")
    chosen = Chosen("Second look", {Factor: frozenset({divider, connector})})
    later = begin(world, analysis, chosen)
    copy = world.one("SELECT id FROM factors WHERE line_id = %s", divider)
    look(world, later, {copy: "better"}, TODAY, "After")
    third = begin(world, later, Chosen("Third look", {Factor: frozenset({copy})}))
    last = world.one("SELECT id FROM factors WHERE analysis_id = %s", third)
    assert world.one("SELECT line_id FROM factors WHERE id = %s", last) == divider
    reader = world.sign_in("lotus_viewer")
    for one, factor, seen in (
        (analysis, divider, ["Before"]),
        (later, copy, ["After", "Before"]),
        (third, last, ["After", "Before"]),
    ):
        history = reader.get(f"/o/lotus/analyses/{one}/check-ins/{factor}").text
        assert [word for word in ("After", "Before") if word in history] == seen
    trends = reader.get(f"/o/lotus/analyses/{third}/check-ins").text
    assert "Worse" in trends
    assert "Better" in trends


def test_a_new_round_starts_the_wait_anew_and_ends_that_of_the_old(world: World) -> None:
    _project, analysis, divider, _connector = make_tracked(world)
    go_to(100)
    later = begin(world, analysis, Chosen("Second look", {Factor: frozenset({divider})}))
    reader = world.sign_in("lotus_viewer")
    for one in (analysis, later):
        assert "Not checked for" not in reader.get(f"/o/lotus/analyses/{one}/check-ins").text
    go_to(191)
    assert "Not checked for" not in reader.get(f"/o/lotus/analyses/{analysis}/check-ins").text
    assert "Not checked for 91 days" in reader.get(f"/o/lotus/analyses/{later}/check-ins").text


def test_the_form_begins_one_round_however_often_one_clicks(world: World) -> None:
    _project, analysis, divider, _connector = make_tracked(world)
    writer, page = world.sign_in("lotus_writer"), f"/o/lotus/analyses/{analysis}/rounds"
    assert writer.get(f"{page}/new").text.count(" checked>") == 2
    form = {"title": "Second look", "divider": [divider], "token": "once"}
    first, second = writer.post(page, data=form), writer.post(page, data=form)
    assert (first.status_code, first.location) == (303, second.location)
    assert world.one("SELECT count(*) FROM analyses") == 2
    assert writer.get(f"{page}/new").location == first.location
    old, new = writer.get(f"/o/lotus/analyses/{analysis}").text, writer.get(first.location).text
    assert f'href="{first.location}"' in old
    assert f'href="/o/lotus/analyses/{analysis}"' in new
    assert "This is round 2." in new


def test_two_who_begin_at_the_same_moment_begin_one(world: World) -> None:
    _project, analysis, divider, _connector = make_tracked(world)
    page = f"/o/lotus/analyses/{analysis}/rounds"

    def click(name: str) -> str:
        form = {"title": f"Of {name}", "divider": [divider], "token": name}
        return str(world.sign_in(name).post(page, data=form).location)

    with ThreadPoolExecutor(2) as pool:
        led = set(pool.map(click, ["lotus_writer", "lotus_manager"]))
    assert len(led) == 1
    assert world.one("SELECT count(*) FROM analyses") == 2
    assert world.one("SELECT count(*) FROM factors WHERE line_id = %s", divider) == 1


def test_a_round_without_a_name_keeps_what_was_chosen(world: World) -> None:
    _project, analysis, divider, connector = make_tracked(world)
    answer = world.sign_in("lotus_writer").post(
        f"/o/lotus/analyses/{analysis}/rounds", data={"title": " ", "divider": [divider]}
    )
    assert answer.status_code == 422
    assert "Enter a name." in answer.text
    assert f'value="{divider}" checked' in answer.text
    assert f'value="{connector}" checked' not in answer.text
    assert world.one("SELECT count(*) FROM analyses") == 1


def test_only_writers_begin_a_round(world: World) -> None:
    project, analysis, *_factors = make_tracked(world)
    assign_coach(world, project)
    page = f"/o/lotus/analyses/{analysis}/rounds"
    for name in ("lotus_viewer", "coach"):
        browser = world.sign_in(name)
        assert browser.get(f"{page}/new").status_code == 403
        assert browser.post(page, data={"title": "x"}).status_code == 403
    assert world.sign_in("river_manager").post(page, data={"title": "x"}).status_code == 404


def test_the_form_asks_as_little_for_many_rows_as_for_one(world: World) -> None:
    _project, analysis, *_factors = make_tracked(world)
    writer, counts = world.sign_in("lotus_writer"), []
    for many in (1, 20):
        for _ in range(many):
            write(world, analysis, "divider", FACTOR)
        with statements(world.app) as sent:
            writer.get(f"/o/lotus/analyses/{analysis}/rounds/new")
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 6
