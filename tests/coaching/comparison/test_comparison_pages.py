"""What changed, as people read it: between any two revisions, and up to the draft of today."""

import re
from html import unescape

import pytest

from portal.analyses.rows import services as analyses
from portal.analyses.rows.access import RowRef
from portal.coaching.workflow import ReviewAction
from tests.analyses.scenes import FACTOR, write
from tests.coaching.scenes import counted, judge, make_coached, send
from tests.world import World


def address(analysis: int, query: str = "") -> str:
    return f"/o/lotus/analyses/{analysis}/comparison{query}"


def change(world: World, analysis: int, kind: str, row: int, **values: object) -> None:
    before = world.admin.execute(
        "SELECT version, title, how, groups, category, evidence, indicator, rank FROM factors "
        "WHERE id = %s",
        [row],
    ).fetchone()
    names = ("version", "title", "how", "groups", "category", "evidence", "indicator", "rank")
    assert before is not None
    known = dict(zip(names, before, strict=True))
    version = known.pop("version")
    with world.acting("lotus_writer", "lotus") as by:
        analyses.save_row(RowRef(analysis, kind, row), known | values, version=version, by=by)


def first(world: World, kind: str) -> int:
    return int(world.one("SELECT min(id) FROM factors WHERE kind = %s", kind))


@pytest.fixture
def answered(world: World) -> int:
    """Return an analysis with two revisions: a divider's words changed, one new, one removed."""
    _, analysis = make_coached(world)
    gone = write(world, analysis, "divider", FACTOR | {"title": "Wells on one side"})
    send(world, analysis)
    judge(world, analysis)
    with world.acting("lotus_writer", "lotus") as by:
        analyses.remove_row(RowRef(analysis, "divider", gone), by=by)
    change(
        world,
        analysis,
        "divider",
        first(world, "divider"),
        how="Those who can pay are served much earlier.",
        category="experiences",
    )
    write(world, analysis, "divider", FACTOR | {"title": "Jobs for one family"})
    send(world, analysis, 2)
    return analysis


def read(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_changes_are_shown_by_step_row_field_and_word(world: World, answered: int) -> None:
    page = world.sign_in("coach").get(address(answered, "?from=1&to=2")).text
    assert re.search(r"served <del>.*?first.*?</del><ins>.*?much earlier.*?</ins>\.", page)
    words = read(page)
    assert "1 row changed · 1 new row · 1 row removed" in words
    assert "[removed: Systems and institutions end]" in words
    assert "[new: Different experiences end]" in words
    assert "[new: Jobs for one family end]" in words
    assert "[removed: Wells on one side end]" in words
    assert "5 fields are unchanged" in words
    assert "Unchanged: step 1, 3" in words


def test_the_other_way_round_and_one_step_alone(world: World, answered: int) -> None:
    coach = world.sign_in("coach")
    words = read(coach.get(address(answered, "?from=2&to=1&step=2")).text)
    assert "[removed: Jobs for one family end]" in words
    assert "[new: Wells on one side end]" in words
    assert "Nothing changed in this step." in coach.get(address(answered, "?step=3")).text
    assert "Both are the same" in coach.get(address(answered, "?from=1&to=1")).text


def test_the_organisation_compares_with_what_it_writes_now_and_the_coach_does_not(
    world: World, answered: int
) -> None:
    judge(world, answered)
    change(world, answered, "divider", first(world, "divider"), how="Nobody has read this yet.")
    for name in ("lotus_writer", "lotus_viewer"):
        words = read(world.sign_in(name).get(address(answered, "?from=2&to=now")).text)
        assert "Nobody has read this yet" in words
    coach = world.sign_in("coach")
    assert coach.get(address(answered, "?from=2&to=now")).status_code == 404
    assert "Current version" not in coach.get(address(answered)).text
    writer = world.sign_in("lotus_writer")
    for page in ("", "/submission"):
        link = f"/o/lotus/analyses/{answered}/comparison?from=2&to=now"
        assert link in unescape(writer.get(f"/o/lotus/analyses/{answered}{page}").text)


def test_the_only_revision_is_compared_with_what_is_written_now(world: World) -> None:
    _, analysis = make_coached(world)
    send(world, analysis)
    judge(world, analysis)
    change(world, analysis, "divider", first(world, "divider"), how="Nobody has read this yet.")
    page = read(world.sign_in("lotus_writer").get(address(analysis)).text)
    assert "Nobody has read this yet" in page


@pytest.mark.parametrize(
    "query",
    [
        "?from=3",
        "?to=0",
        "?from=-1",
        "?from=x",
        "?to=99999999999999999999",
        "?page=2",
        "?page=0",
        "?from=¹",
        "?page=99999999999999999999",
    ],
)
def test_what_does_not_exist_is_not_found(world: World, answered: int, query: str) -> None:
    assert world.sign_in("coach").get(address(answered, query)).status_code == 404


def test_before_the_first_revision_there_is_nothing_to_compare(world: World) -> None:
    _, analysis = make_coached(world)
    assert world.sign_in("lotus_writer").get(address(analysis)).status_code == 404


def test_strangers_are_refused(world: World, answered: int) -> None:
    for name in ("other_coach", "leadership", "coordinator"):
        assert world.sign_in(name).get(address(answered)).status_code == 404


def test_many_rows_are_read_in_pages_with_the_same_statements(world: World, answered: int) -> None:
    coach = world.sign_in("coach")
    with counted(world) as few:
        coach.get(address(answered))
    judge(world, answered)
    for number in range(45):
        write(world, answered, "divider", FACTOR | {"title": f"Row {number}"})
    send(world, answered, 3)
    with counted(world) as many:
        page = coach.get(address(answered, "?from=2&to=3&page=2")).text
    assert len(few) == len(many) == 5
    assert "21 to 40 of 45" in read(page)
    assert "Row 20" in page
    assert "Row 19<" not in page
    assert coach.get(address(answered, "?from=2&to=3&page=4")).status_code == 404


def test_who_may_not_read_it_is_refused_however_often_it_was_read(
    world: World, answered: int
) -> None:
    coach = world.sign_in("coach")
    assert coach.get(address(answered)).status_code == 200
    for name in ("other_coach", "leadership", "coordinator"):
        assert world.sign_in(name).get(address(answered)).status_code == 404
    world.admin.execute("UPDATE coach_assignments SET ended_at = now(), ended_by = assigned_by")
    assert coach.get(address(answered)).status_code == 404


def test_each_reader_reads_in_their_own_language(world: World, answered: int) -> None:
    coach = world.sign_in("coach")
    english = coach.get(address(answered)).text
    world.admin.execute("UPDATE people SET locale = 'km'")
    khmer = world.sign_in("lotus_writer").get(address(answered)).text
    assert "[removed:" in read(english)
    assert "[removed:" not in read(khmer)
    assert "Jobs for one family" in khmer
    assert "Current version" not in english


def test_a_new_revision_and_the_words_of_today_are_compared_anew(
    world: World, answered: int
) -> None:
    writer = world.sign_in("lotus_writer")
    writer.get(address(answered))
    judge(world, answered)
    for hour in ("Daybreak", "Noon"):
        change(world, answered, "divider", first(world, "divider"), how=hour)
        assert f"[new: {hour} end]" in read(writer.get(address(answered, "?from=2&to=now")).text)
    send(world, answered, 3)
    assert "[new: Noon end]" in read(writer.get(address(answered)).text)


def test_words_are_escaped(world: World, answered: int) -> None:
    judge(world, answered)
    change(world, answered, "divider", first(world, "divider"), how="<script>alert(1)</script>")
    send(world, answered, 3)
    page = world.sign_in("coach").get(address(answered)).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page or "&lt;" in page


def test_the_first_revision_is_the_same_after_five_rounds(world: World) -> None:
    _, analysis = make_coached(world)
    send(world, analysis)
    first_one = world.one("SELECT sha256 || snapshot::text FROM revisions WHERE number = 1")
    for number in range(2, 7):
        judge(world, analysis, ReviewAction.REQUEST_CHANGES)
        change(world, analysis, "divider", first(world, "divider"), how=f"Round {number}.")
        send(world, analysis, number)
    again = world.one("SELECT sha256 || snapshot::text FROM revisions WHERE number = 1")
    assert again == first_one
    coach = world.sign_in("coach")
    for number in (1, 6):
        page = coach.get(f"/o/lotus/analyses/{analysis}/revisions/{number}").text
        assert "every word is as it was sent" in page


def test_a_revision_that_was_tampered_with_says_so(world: World, answered: int) -> None:
    world.admin.execute(
        "UPDATE revisions SET snapshot = jsonb_set(snapshot, '{title}', '1') WHERE number = 1"
    )
    page = world.sign_in("coach").get(f"/o/lotus/analyses/{answered}/revisions/1").text
    assert "it does not match the text above" in page


def test_history_and_revision_lead_to_what_changed(world: World, answered: int) -> None:
    coach = world.sign_in("coach")
    for end in ("history", "revisions/2"):
        page = unescape(coach.get(f"/o/lotus/analyses/{answered}/{end}").text)
        assert f"/analyses/{answered}/comparison?from=1&to=2" in page
