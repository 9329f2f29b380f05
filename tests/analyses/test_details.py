"""Details in two layouts, who is left out, limits, whys; patterns explained where one is chosen."""

import re

import pytest

from portal.analyses.patterns import MESSAGE_PATTERNS, PATTERN_GROUPS, RESOURCE_PATTERNS
from portal.analyses.steps.detail_layouts import KEYS_OF_LAYOUT, STANDS_AT
from portal.analyses.vocabulary import RAFT_PATTERNS, DetailKey, FrameworkVersion, Layout, Pattern
from tests.analyses.scenes import DETAIL, make_framed, write, write_all
from tests.coaching.scenes import counted
from tests.factories import assign_coach, make_project
from tests.world import World

AUTOSAVE = {"X-Autosave": "1"}


def start(world: World) -> tuple[int, str]:
    analysis = make_framed(world, make_project(world), FrameworkVersion.HANDBOOK)
    return analysis, f"/o/lotus/analyses/{analysis}"


def test_each_layout_has_a_place_for_every_key() -> None:
    for layout in Layout:
        own = {str(key) for key, _ in KEYS_OF_LAYOUT[layout]}
        assert {STANDS_AT[layout].get(key, key) for key in DetailKey} <= own
    assert [len(KEYS_OF_LAYOUT[layout]) for layout in Layout] == [6, 7]


def test_the_layout_switches_and_no_row_changes(world: World) -> None:
    analysis, base = start(world)
    for key in ("targeting", "authorities", "when", ""):
        write(world, analysis, "detail", DETAIL | {"detail_key": key, "choice": f"Choice {key}."})
    writer = world.sign_in("lotus_writer")
    before = world.one("SELECT json_agg(d ORDER BY id) FROM details d")
    six = writer.get(f"{base}/steps/4").text
    assert six.count('aria-labelledby="place-') == 7  # the six, and what has no place yet
    assert "View: Six details" in six
    moved = writer.post(f"{base}/detail-layout", data={"layout": "circumstances"})
    assert moved.location == f"{base}/steps/4"
    seven = writer.get(moved.location).text
    assert seven.count('aria-labelledby="place-') == 8
    for key in ("targeting", "authorities", "when", ""):
        assert (f"Choice {key}." in six, f"Choice {key}." in seven) == (True, True)
    assert world.one("SELECT json_agg(d ORDER BY id) FROM details d") == before
    who = seven.split('id="place-who"')[1].split("<section")[0]
    assert "Choice targeting." in who
    assert writer.post(f"{base}/detail-layout", data={"layout": "other"}).status_code == 422
    back = writer.post(f"{base}/detail-layout", data={"layout": "details"})
    assert writer.get(back.location).text.count('aria-labelledby="place-') == 7


def test_a_row_keeps_its_key_in_the_other_layout(world: World) -> None:
    analysis, base = start(world)
    row = write(world, analysis, "detail", DETAIL | {"detail_key": "partnering"})
    writer = world.sign_in("lotus_writer")
    writer.post(f"{base}/detail-layout", data={"layout": "circumstances"})
    page = writer.get(f"{base}/steps/4?row={row}").text
    assert '<option selected value="partnering">' in page
    assert '<option value="staffing">' not in page
    assert '<option value="by_whom">' in page
    kept = writer.post(
        f"{base}/rows/detail/{row}",
        data={"version": "1", "detail_key": "partnering", "why_2": "It was easy"},
        headers=AUTOSAVE,
    )
    assert kept.status_code == 200
    assert world.one("SELECT detail_key || ', ' || why_2 FROM details") == "partnering, It was easy"


def test_a_detail_is_added_at_its_place(world: World) -> None:
    _, base = start(world)
    writer = world.sign_in("lotus_writer")
    form = {"token": "once", "detail_key": "staffing"}
    added = [writer.post(f"{base}/rows/detail", data=form) for _ in range(2)]
    assert added[0].location == added[1].location
    assert world.one("SELECT detail_key FROM details") == "staffing"


def test_the_second_pass_asks_for_each_detail_who_is_left_out(world: World) -> None:
    analysis, base = start(world)
    done = write(world, analysis, "detail", DETAIL | {"choice": "One", "excluded": "Neighbours"})
    todo = write(world, analysis, "detail", DETAIL | {"choice": "Two"})
    writer = world.sign_in("lotus_writer")
    page = writer.get(f"{base}/exclusions").text
    assert "1 of 2 answered" in page
    assert page.index(f'id="row-{todo}"') < page.index(f'id="row-{done}"')
    assert page.count('name="why_excluded"') == 2
    assert 'name="choice"' not in page
    words = {"excluded": "Families who come alone", "why_excluded": "No money", "explanation": "No"}
    saved = writer.post(
        f"{base}/rows/detail/{todo}", data=words | {"version": "1", "back": "exclusions"}
    )
    assert saved.location == f"{base}/exclusions#row-{todo}"
    assert world.one(f"SELECT excluded || choice FROM details WHERE id = {todo}") == (
        "Families who come aloneTwo"
    )
    assert "2 of 2 answered" in writer.get(f"{base}/exclusions").text
    assert 'name="excluded"' not in world.sign_in("lotus_viewer").get(f"{base}/exclusions").text


def test_the_pass_shows_twenty_at_once_in_few_statements(world: World) -> None:
    analysis, base = start(world)
    writer = world.sign_in("lotus_writer")
    assert "No details yet" in writer.get(f"{base}/exclusions").text
    for number in range(25):
        write(world, analysis, "detail", DETAIL | {"choice": f"Choice {number}"})
    with counted(world) as statements:
        page = writer.get(f"{base}/exclusions").text
    assert len(statements) <= 6
    assert page.count('name="excluded"') == 20
    assert "5 more details appear" in page


def test_limits_have_a_page_of_their_own_and_nobody_waits_for_them(world: World) -> None:
    analysis, base = start(world)
    write_all(world, analysis)
    writer = world.sign_in("lotus_writer")
    page = writer.get(f"{base}/steps/4").text
    for path in ("steps/4/constraint", "exclusions"):
        assert f'href="{base}/{path}"' in page
    assert "Ready to send" in writer.get(f"{base}/submission").text
    row = write(world, analysis, "constraint", {"choice": "One list only"})
    assert world.one(f"SELECT is_constraint FROM details WHERE id = {row}") is True
    assert "One list only" not in writer.get(f"{base}/exclusions").text
    assert "Who or what sets this limit?" in writer.get(f"{base}/submission").text
    assert writer.get(f"{base}/rows/detail/{row}").status_code == 404


def test_every_pattern_is_explained_where_it_is_chosen(world: World) -> None:
    assert {one.pattern for one in RESOURCE_PATTERNS + MESSAGE_PATTERNS} == set(Pattern)
    assert {one.pattern for one in MESSAGE_PATTERNS} == RAFT_PATTERNS
    analysis, base = start(world)
    row = write_all(world, analysis)["chain"]
    page = world.sign_in("lotus_writer").get(f"{base}/steps/5?row={row}").text
    for _, group in PATTERN_GROUPS:
        for one in group:
            assert all(words in page for words in (one.name, one.sentence, one.harm, one.good))
    assert "Deviation" in page
    assert page.count('name="pattern"') == len(Pattern)
    chosen = re.findall(r'name="pattern" value="(\w+)"[^>]* checked', page)
    assert chosen == ["legitimization"]
    assert 'data-messages="accountability fairness respect transparency"' in page


def test_a_message_keeps_behaviour_who_sees_it_and_the_older_tag(world: World) -> None:
    analysis, base = start(world)
    row = write_all(world, analysis)["chain"]
    writer = world.sign_in("lotus_writer")
    told = {"pattern": "respect", "behaviour": "We came late", "perceived_by": "Elders"}
    address = f"{base}/rows/chain/{row}"
    saved = writer.post(
        address, data=told | {"version": "1", "message_tag": "impunity"}, headers=AUTOSAVE
    )
    assert saved.status_code == 200
    assert world.one(
        "SELECT concat_ws(',', pattern, behaviour, perceived_by, message_tag) FROM chains"
    ) == ("respect,We came late,Elders,impunity")
    wrong = writer.post(address, data={"version": "2", "message_tag": "other"}, headers=AUTOSAVE)
    assert (wrong.status_code, list(wrong.get_json()["errors"])) == (422, ["message_tag"])
    unknown = writer.post(address, data={"version": "2", "pattern": "magic"}, headers=AUTOSAVE)
    assert unknown.status_code == 422


@pytest.mark.parametrize("missing", ["factor_id", "detail_id", "pattern", "sign"])
def test_an_effect_without_one_of_its_ends_cannot_be_sent(world: World, missing: str) -> None:
    analysis, base = start(world)
    row = write_all(world, analysis)["chain"]
    empty = "NULL" if missing.endswith("_id") else "''"
    world.admin.execute(f"UPDATE chains SET {missing} = {empty}")
    page = world.sign_in("lotus_writer").post(f"{base}/submission", data={"number": 1})
    assert page.status_code == 422
    assert f"/steps/5?row={row}#row-{row}-{missing}" in page.text
    assert world.one("SELECT count(*) FROM revisions") == 0


def test_every_step_shows_examples(world: World) -> None:
    analysis, base = start(world)
    writer = world.sign_in("lotus_writer")
    for page in (*(f"steps/{step}" for step in range(1, 7)), "changes"):
        assert "<summary>More examples</summary>" in writer.get(f"{base}/{page}").text
    write_all(world, analysis)
    assert "<summary>More examples</summary>" in writer.get(f"{base}/steps/7").text


def test_strangers_cannot_lay_out_or_look(world: World) -> None:
    project = make_project(world)
    analysis = make_framed(world, project, FrameworkVersion.HANDBOOK)
    assign_coach(world, project)
    form = {"layout": "circumstances"}
    cast = (
        ("coach", "lotus", 403),
        ("lotus_viewer", "lotus", 403),
        ("river_manager", "river", 404),
    )
    for name, slug, status in cast:
        base = f"/o/{slug}/analyses/{analysis}"
        assert world.sign_in(name).post(f"{base}/detail-layout", data=form).status_code == status
    river = world.sign_in("river_manager")
    assert river.get(f"/o/river/analyses/{analysis}/exclusions").status_code == 404
    assert world.one("SELECT detail_layout FROM analyses") == "details"
