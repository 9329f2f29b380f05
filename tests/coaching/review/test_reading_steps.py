"""A step as its coach reads it: forms where they are asked for, everybody's own words."""

import re

import pytest

from portal.analyses.rows import services as analyses
from portal.analyses.rows.access import RowRef
from portal.coaching.comments.drafts import CommentAnchor
from portal.coaching.workflow import State
from tests.analyses.scenes import FACTOR, write
from tests.coaching.comparison.test_comparison_pages import change, first
from tests.coaching.scenes import comment, counted, judge, make_coached, put, send
from tests.files import samples
from tests.files.scenes import make_scene
from tests.world import World

FORM = re.compile(r'<form action="[^"]+/comments" method="post".*?</form>', re.S)
BLANK = re.compile(r"<template.*?</template>", re.S)
FIELD = re.compile(r'name="(\w+)"[^>]*? value="([^"]*)"')


@pytest.fixture
def sent(world: World) -> int:
    """Return an analysis that was sent to two coaches."""
    _, analysis = make_coached(world, "coach", "other_coach")
    send(world, analysis)
    return analysis


def page_of(world: World, analysis: int, end: str = "", name: str = "coach") -> str:
    """Return the page of the second step without its blank forms: they do nothing by themselves."""
    page = world.sign_in(name).get(f"/o/lotus/analyses/{analysis}/review/2{end}")
    assert page.status_code == 200
    return BLANK.sub("", page.text)


def test_a_form_stands_where_its_address_asks_for_it_and_nowhere_else(
    world: World, sent: int
) -> None:
    row = first(world, "divider")
    base = f"/o/lotus/analyses/{sent}"
    page = page_of(world, sent)
    assert FORM.findall(page) == []
    for place in (f"divider-{row}", "step"):
        assert f'href="{base}/review/2?comment_on={place}#comment-new"' in page
    on_row = page_of(world, sent, f"?comment_on=divider-{row}")
    (form,) = FORM.findall(on_row)
    assert 'id="comment-new"' in on_row[: on_row.index(form)]
    hidden = dict(FIELD.findall(form)) | {"text": "Since when?"}
    assert (hidden["row_kind"], hidden["row_id"], hidden["step"]) == ("divider", str(row), "2")
    kept = world.sign_in("coach").post(f"{base}/comments", data=hidden)
    assert kept.location == f"{base}/review/2?row=divider-{row}#divider-{row}"
    assert "Since when?</textarea>" in page_of(world, sent)
    (form,) = FORM.findall(page_of(world, sent, "?comment_on=step").split('id="step"')[1])
    assert dict(FIELD.findall(form))["row_kind"] == ""
    for odd in ("divider-999", "divider-x", "-", "x" * 5000, "divider-" + "9" * 50):
        assert len(FORM.findall(page_of(world, sent, f"?comment_on={odd}"))) == 1, "the draft alone"


def test_a_script_finds_a_blank_for_each_kind_of_row_and_for_the_step(
    world: World, sent: int
) -> None:
    page = world.sign_in("coach").get(f"/o/lotus/analyses/{sent}/review/2").text
    blanks = dict(re.findall(r'<template data-blank="(\w+)">(.*?)</template>', page, re.S))
    assert list(blanks) == ["step", "divider", "answers", "reopening"]
    for kind in ("step", "divider"):
        blank = blanks[kind]
        hidden = dict(FIELD.findall(blank))
        assert (hidden["token"], hidden["version"]) == ("__token__", "0")
        assert hidden["row_id"] == ("__row__" if kind == "divider" else "")
        assert ("<select" in blank) == (kind == "divider")


def test_a_reply_has_a_page_and_a_blank_that_send_alike(world: World, sent: int) -> None:
    said = comment(world, sent, "Who told you so?", CommentAnchor(2, "", None, ""))
    judge(world, sent)
    coach, base = world.sign_in("coach"), f"/o/lotus/analyses/{sent}"
    home = f"{base}/comments/{said}"
    for act in ("answers", "reopening"):
        step, page = coach.get(f"{base}/review/2").text, coach.get(f"{home}/{act}").text
        assert f'data-reply-to="{act}-{said}"' in step
        (blank,) = re.findall(rf'data-blank="{act}">(.*?)</template>', step, re.S)
        assert f'action="{base}/comments/__row__/{act}"' in blank
        form = dict(FIELD.findall(page)) | {"text": "One more question."}
        assert set(dict(FIELD.findall(blank))) <= set(form)
        assert 'value="review"' in coach.get(f"{home}/{act}?back=review").text
        answer = coach.post(f"{home}/{act}", data=form)
        assert answer.location == f"{base}/review/2?comment={said}#comment-{said}"
        coach.post(f"{home}/resolution")
    assert coach.get(f"/o/lotus/analyses/{sent}/comments/999/answers").status_code == 404
    assert world.sign_in("lotus_viewer").get(f"{home}/answers").status_code == 403


def test_a_row_of_another_page_is_found_by_the_form_that_is_asked_for(world: World) -> None:
    _, analysis = make_coached(world)
    rows = [write(world, analysis, "divider", FACTOR) for _ in range(45)]
    send(world, analysis)
    page = page_of(world, analysis, f"?comment_on=divider-{rows[-1]}")
    assert (f'id="divider-{rows[-1]}"' in page, len(FORM.findall(page))) == (True, 1)


def test_what_is_sent_again_is_what_is_read(world: World, sent: int) -> None:
    assert "At each market." not in page_of(world, sent)
    judge(world, sent)
    row = first(world, "divider")
    change(world, sent, "divider", row, how="At each market.")
    assert "At each market." not in page_of(world, sent), "it is being written"
    send(world, sent, 2)
    page = page_of(world, sent)
    assert ("At each market." in page, "Changed since revision 1" in page) == (True, True)
    judge(world, sent)
    with world.acting("lotus_writer", "lotus") as by:
        analyses.remove_row(RowRef(sent, "divider", row), by=by)
    write(world, sent, "divider", FACTOR | {"title": "Who is hired"})
    send(world, sent, 3)
    page = page_of(world, sent)
    assert ("At each market." in page, "Who is hired" in page) == (False, True)


def test_each_reads_in_their_own_language(world: World, sent: int) -> None:
    world.admin.execute(
        "UPDATE people SET locale = 'km' WHERE id = %s", [world.people["other_coach"]]
    )
    for _ in range(2):
        pages = [page_of(world, sent, name=name) for name in ("coach", "other_coach")]
        assert ["Add a comment" in page for page in pages] == [True, False]
        assert ["How does it divide people?" in page for page in pages] == [True, False]
        assert ["A fee for a stamp" in page for page in pages] == [True, True]


def test_drafts_and_aids_are_not_shown_to_another(world: World, sent: int) -> None:
    row = first(world, "divider")
    comment(world, sent, "Who told you so?", CommentAnchor(2, "divider", row, ""))
    coach, path = world.sign_in("coach"), f"/o/lotus/analyses/{sent}/review/2"
    coach.post(f"{path}/checks", data={"item": "divider-1", "ticked": "y"})
    coach.post(f"{path}/questions", data={"text": "Who was not asked?", "token": "t"})
    own = ("Who told you so?", "Who was not asked?", 'aria-pressed="true"')
    for name, sees in (("coach", True), ("other_coach", False), ("coach", True)):
        page = page_of(world, sent, name=name)
        assert [words in page for words in own] == [sees] * 3


def test_own_questions_stand_beside_steps_about_the_same_kind(world: World, sent: int) -> None:
    coach, path = world.sign_in("coach"), f"/o/lotus/analyses/{sent}/review"
    for step, words in ((2, "First on dividers?"), (2, "Then on dividers?"), (3, "On connectors?")):
        coach.post(f"{path}/{step}/questions", data={"text": words, "token": words})
    page = coach.get(f"{path}/2").text
    assert 0 < page.index("Then on dividers?") < page.index("First on dividers?")
    assert "On connectors?" not in page
    assert "On connectors?" in coach.get(f"{path}/3").text


def test_files_take_no_statement_more(world: World) -> None:
    scene = make_scene(world)
    scene.upload(world.sign_in("lotus_writer"), samples.pdf())
    put(world, scene.analysis, State.SUBMITTED)
    coach, costs = world.sign_in("coach"), set()
    for act in ("SELECT 1", "DELETE FROM files"):
        world.admin.execute(act)
        with counted(world) as statements:
            assert coach.get(f"/o/lotus/analyses/{scene.analysis}/review/1").status_code == 200
        costs.add(len(statements))
    assert costs == {4}


def test_the_review_shows_what_was_kept_last_and_nobody_elses(world: World, sent: int) -> None:
    coach, path = world.sign_in("coach"), f"/o/lotus/analyses/{sent}/review"
    before = coach.get(path).text
    assert 'aria-pressed="true"' not in before
    for level in ("emerging", "solid"):
        coach.post(f"{path}/ratings", data={"step": 2, "level": level})
        page = coach.get(path).text
        assert re.findall(r'value="(\w+)" aria-pressed="true"', page) == [level]
    version = 0
    for words in ("You name who\ndecides.", "You name all."):
        said = {"strength": words, "version": version, "kind": "own"}
        kept = coach.post(f"{path}/words", data=said, headers={"X-Autosave": "1"}).json
        version = kept["version"] if kept else 0
        page = coach.get(path).text
        assert f">\n{words}</textarea>" in page
        assert f'name="version" value="{version}"' in page
    comment(world, sent, "Since when?", CommentAnchor(2), is_required=True)
    assert "1 comment will be sent" in coach.get(path).text
    other = world.sign_in("other_coach").get(path).text
    assert [told in other for told in ("You name all.", "Since when?", 'pressed="true"')] == [
        False,
        False,
        False,
    ]


def test_the_review_names_who_will_read_it_today(world: World) -> None:
    _, analysis = make_coached(world)
    send(world, analysis)
    coach, path = world.sign_in("coach"), f"/o/lotus/analyses/{analysis}/review"
    told = re.findall("To: .*", coach.get(path).text)
    assert told == ["To: lotus manager, lotus writer. The email contains nothing you wrote.</li>"]
    world.admin.execute(
        "UPDATE people SET active = false WHERE id = %s", [world.people["lotus_writer"]]
    )
    assert "To: lotus manager. The" in coach.get(path).text


def test_feedback_shows_how_each_comment_stands(world: World, sent: int) -> None:
    row = first(world, "divider")
    said = comment(world, sent, "Who told you so?", CommentAnchor(2, "divider", row, "how"))
    judge(world, sent)
    writer, path = world.sign_in("lotus_writer"), f"/o/lotus/analyses/{sent}"
    page = writer.get(f"{path}/feedback").text
    link = f'href="{path}/steps/2/divider?row={row}#comment-{said}"'
    assert (link in page, "A fee for a stamp" in page, "Answered" in page) == (True, True, False)
    writer.post(f"{path}/comments/{said}/answers", data={"text": "They did.", "token": "t"})
    assert "Answered" in writer.get(f"{path}/feedback").text
    assert f"{path}/feedback/1" not in writer.get(f"{path}/feedback").text, "there is one round"


def test_what_is_said_about_a_row_is_read_as_it_stands_now(world: World, sent: int) -> None:
    row = first(world, "divider")
    said = comment(world, sent, "Who told you so?", CommentAnchor(2, "divider", row, ""))
    judge(world, sent)
    home = f"/o/lotus/analyses/{sent}/comments/{said}"
    page = page_of(world, sent)
    assert ("Who told you so?" in page, "1 comment</span>" in page) == (True, True)
    assert f'href="{home}/answers"' in page
    forms = [world.sign_in("coach").get(f"{home}/answers").text for _ in range(2)]
    tokens = [found for form in forms for found in re.findall(r'name="token" value="(.+?)"', form)]
    assert len({*tokens}) == 2, "each form makes one answer"
    form = {"text": "They did.", "token": tokens[0]}
    world.sign_in("lotus_writer").post(f"{home}/answers", data=form)
    assert "They did." in page_of(world, sent)
    world.sign_in("coach").post(f"{home}/resolution")
    page = page_of(world, sent, name="other_coach")
    assert ("Resolved" in page, "resolved it" in page, "/reopening" in page) == (True, True, True)
    comment(world, sent, "And since when?", CommentAnchor(2, "divider", row, ""))
    assert "And since when?</textarea>" in page_of(world, sent)
    assert "And since when?" not in page_of(world, sent, name="other_coach")


def test_the_word_of_the_round_before_stands_beside_the_new_one(world: World) -> None:
    analysis = make_coached(world, "coach")[1]
    send(world, analysis)
    assert "Last time:" not in page_of(world, analysis)
    judge(world, analysis)
    change(world, analysis, "divider", first(world, "divider"), title="Land titles")
    send(world, analysis)
    assert "Last time: Solid" in page_of(world, analysis)
