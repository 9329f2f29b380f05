"""States that one can see: the row of steps, what is left, and what a save changes of both."""

import re

from portal.analyses.vocabulary import DetailKey
from tests.analyses.option_scenes import make_weekend
from tests.analyses.scenes import DETAIL, FACTOR, make_analysis, write
from tests.coaching.scenes import comment, judge, make_coached, send
from tests.factories import make_project
from tests.statements import statements
from tests.world import World

AUTOSAVE = {"X-Autosave": "1"}
ALL = (1, 2, 3, 4, 5, 6, 7)


def marks_in(page: str) -> list[tuple[str, bool, str]]:
    """Return the kind of each step in the row, whether it is the current one, and its words."""
    marks = re.findall(r'step-row__mark--(\w+)"([^>]*)>.*?hidden">(.*?)</span>', page, re.DOTALL)
    return [(kind, "aria-current" in more, words.split(", ", 1)[1]) for kind, more, words in marks]


def left_in(page: str) -> str:
    found = re.search(r'data-part="progress">(.*?)</span>', page)
    assert found
    return found[1]


def test_each_step_shows_all_steps_with_their_states_in_words(world: World) -> None:
    analysis = make_analysis(world, make_project(world), ALL)
    write(world, analysis, "divider", FACTOR)
    write(world, analysis, "connector", FACTOR | {"how": ""})
    for name in ("lotus_writer", "lotus_viewer"):
        page = world.sign_in(name).get(f"/o/lotus/analyses/{analysis}/steps/3").text
        assert marks_in(page)[:4] == [
            ("open", False, "Not started"),
            ("met", False, "1 row, complete"),
            ("draft", True, "1 row, 4 of 5 questions"),
            ("open", False, "Not started"),
        ]
        assert left_in(page) == (
            "Step 3: 4 of 5 questions. In all: 1 of 7 steps, 9 of 26 questions."
        )


def test_the_same_is_said_on_the_analysis_and_on_the_project(world: World) -> None:
    project = make_project(world)
    analysis = make_analysis(world, project, (2, 3))
    write(world, analysis, "divider", FACTOR)
    for name in ("lotus_writer", "lotus_viewer"):
        reader = world.sign_in(name)
        for path in (f"analyses/{analysis}", f"projects/{project.id}"):
            assert "1 of 2 steps, 5 of 10 questions" in reader.get(f"/o/lotus/{path}").text


def test_a_page_of_a_step_takes_no_statement_more_for_its_row(world: World) -> None:
    analysis = make_analysis(world, make_project(world), ALL)
    write(world, analysis, "divider", FACTOR)
    writer = world.sign_in("lotus_writer")
    writer.get(f"/o/lotus/analyses/{analysis}/steps/2")
    with statements(world.app) as sent:
        writer.get(f"/o/lotus/analyses/{analysis}/steps/2")
    assert len(sent) <= 5


def test_a_save_tells_what_it_changed_on_the_page(world: World) -> None:
    analysis = make_analysis(world, make_project(world), (2, 3))
    row = write(world, analysis, "divider", FACTOR | {"how": ""})
    address = f"/o/lotus/analyses/{analysis}/rows/divider/{row}"
    writer = world.sign_in("lotus_writer")
    half = FACTOR | {"title": "Fees & stamps", "version": "1", "how": ""}
    parts = writer.post(address, data=half, headers=AUTOSAVE).get_json()["parts"]
    assert parts["title"] == "Fees &amp; stamps"
    assert "not complete yet" in parts["notes"]
    whole = half | {"version": "2", "how": "Those who pay are served first."}
    parts = writer.post(address, data=whole, headers=AUTOSAVE).get_json()["parts"]
    assert "not complete yet" not in parts["notes"]
    assert parts["progress"] == "Step 2: 5 of 5 questions. In all: 1 of 2 steps, 5 of 10 questions."
    assert marks_in(parts["steps"]) == [
        ("met", True, "1 row, complete"),
        ("open", False, "Not started"),
    ]
    page = writer.get(f"/o/lotus/analyses/{analysis}/steps/2").text
    assert (marks_in(page), left_in(page)) == (marks_in(parts["steps"]), parts["progress"])


def test_a_saved_cell_of_the_matrix_tells_the_same(world: World) -> None:
    case = make_weekend(world)
    writer = world.sign_in("lotus_writer")
    cell = {"version-staff": "0", "effect-staff": "1", "note-staff": ""}
    told = writer.post(
        f"{case.page}/options/{case.weekend}/tests", data=cell, headers=AUTOSAVE
    ).get_json()
    page = writer.get(f"{case.page}/steps/7").text
    assert told["parts"]["progress"] == left_in(page)
    assert marks_in(told["parts"]["steps"]) == marks_in(page)
    assert marks_in(page)[-1] == ("draft", True, "1 row, 1 of 3 questions")


def test_a_saved_rating_changes_the_table_and_the_line_of_its_criterion(world: World) -> None:
    analysis = make_analysis(world, make_project(world), (2,))
    said = {"criterion_key": "C1", "level": "high", "evidence": "", "rated_on": "2026-11-20"}
    row = write(world, analysis, "rating", said)
    writer, base = world.sign_in("lotus_writer"), f"/o/lotus/analyses/{analysis}"
    doubt, table = "High, but without evidence: it does not count", "The monitoring table"

    assert doubt in writer.get(f"{base}/monitoring").text
    sent = {"version": "1", "evidence": "Minutes & photos"}
    told = writer.post(f"{base}/rows/rating/{row}", data=sent, headers=AUTOSAVE).get_json()
    parts = told["parts"]
    assert "Minutes &amp; photos" in parts["ratings"]
    assert table in parts["ratings"]
    assert doubt not in parts["ratings"]
    assert parts["rated-C1"] == "<span>High</span><span>20 Nov 2026</span>"
    assert parts["rated-C2"] == "<span>Not rated yet</span>"
    assert "Minutes &amp; photos" in parts["counted-C1"]
    page = writer.get(f"{base}/monitoring").text
    for name in parts.keys() - {"title", "notes", "more"}:
        assert f'data-part="{name}"' in page, name


def test_who_is_left_out_counts_with_the_save(world: World) -> None:
    analysis = make_analysis(world, make_project(world), (4,))
    row = write(world, analysis, "detail", DETAIL)
    write(world, analysis, "detail", DETAIL | {"detail_key": DetailKey.HOW, "choice": "By boat"})
    writer, base = world.sign_in("lotus_writer"), f"/o/lotus/analyses/{analysis}"
    page = writer.get(f"{base}/exclusions").text
    assert 'data-part="passed">0 of 2 answered' in page
    assert [current for _, current, _ in marks_in(page)] == [True]
    sent = {"version": "1", "excluded": "Families without a boat", "back": "exclusions"}
    told = writer.post(f"{base}/rows/detail/{row}", data=sent, headers=AUTOSAVE).get_json()
    assert told["parts"]["passed"] == "1 of 2 answered"


def test_steps_with_comments_to_answer_say_so_to_whoever_may_answer(world: World) -> None:
    _, analysis = make_coached(world)
    send(world, analysis)
    comment(world, analysis, "Who pays?", is_required=True)
    judge(world, analysis)
    writer = world.sign_in("lotus_writer")
    page = writer.get(f"/o/lotus/analyses/{analysis}/steps/1").text
    asked = [words for kind, _, words in marks_in(page) if kind == "changes_requested"]
    assert asked == ["1 comment to answer"]


def test_what_was_saved_is_confirmed_once_in_its_row(world: World) -> None:
    analysis = make_analysis(world, make_project(world), (2, 4))
    divider = write(world, analysis, "divider", FACTOR)
    detail = write(world, analysis, "detail", DETAIL)
    writer, base = world.sign_in("lotus_writer"), f"/o/lotus/analyses/{analysis}"
    left_out = {"version": "1", "excluded": "Families without a boat", "back": "exclusions"}
    for kind, row, sent in (
        ("divider", divider, FACTOR | {"version": "1"}),
        ("detail", detail, left_out),
    ):
        answer = writer.post(f"{base}/rows/{kind}/{row}", data=sent)
        assert answer.location.endswith(f"#row-{row}")
        page = writer.get(answer.location).text
        assert page.count("<p>Saved.</p>") == 1
        assert "<p>Saved.</p>" in page.partition(f'id="row-{row}" open')[2]
        assert "<p>Saved.</p>" not in writer.get(answer.location).text


def test_what_has_no_place_on_the_page_is_confirmed_at_its_top(world: World) -> None:
    analysis = make_analysis(world, make_project(world), (2, 3))
    row = write(world, analysis, "divider", FACTOR)
    writer, base = world.sign_in("lotus_writer"), f"/o/lotus/analyses/{analysis}"
    writer.post(f"{base}/rows/divider/{row}", data=FACTOR | {"version": "1"})
    page = writer.get(f"{base}/steps/3").text
    assert page.count("<p>Saved.</p>") == 1
