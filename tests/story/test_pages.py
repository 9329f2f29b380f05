"""The pages of a story: told from rows, edited by several people, kept whatever rows do."""

import html
import re

import pytest
from werkzeug.test import TestResponse

from portal.language.locales import LOCALES
from tests.analyses.scenes import FACTOR, make_analysis, write
from tests.factories import assign_coach, make_project
from tests.statements import statements
from tests.story.scenes import (
    KHMER,
    StoryScene,
    add_photo,
    edit,
    head_of,
    make_story,
    remove,
    rewrite,
)
from tests.world import World

FIELD = re.compile(r'<textarea[^>]* name="(\w+)"[^>]*>\s*(.*?)</textarea>', re.S)
HIDDEN = re.compile(r'<input id="(\w+)" name="\1" type="hidden" value="([^"]*)"')
COLUMN = re.compile(r'<div class="band band--divider">\s*<p class="band__head">(.*?)</p>')
KEPT = "SELECT text FROM story_sentences WHERE key = %s AND locale = %s"
OUTSIDE = ("coach", "leadership", "coordinator", "administrator", "river_manager", "stranger")


def text(answer: TestResponse) -> str:
    return html.unescape(answer.get_data(as_text=True))


def form_of(answer: TestResponse) -> dict[str, str]:
    """Return what a browser would send of the form on a page."""
    page = answer.get_data(as_text=True)
    found = {name: html.unescape(value) for name, value in FIELD.findall(page)}
    hidden = {name: html.unescape(value) for name, value in HIDDEN.findall(page)}
    return found | {name: hidden[name] for name in ("version", "was", "made") if name in hidden}


def section(story: StoryScene, name: str, locale: str = "en") -> str:
    return f"{story.home}/{locale}/sections/{name}"


def save(world: World, story: StoryScene, name: str = "seen", **changed: str) -> TestResponse:
    client = world.sign_in("lotus_writer")
    form = form_of(client.get(section(story, name))) | changed
    return client.post(section(story, name), data=form)


def divider_of(story: StoryScene) -> str:
    return f"divider_{story.rows['divider']}"


@pytest.mark.parametrize("name", ["lotus_manager", "lotus_writer", "lotus_viewer"])
def test_everyone_in_the_organisation_reads_it_in_both_languages(world: World, name: str) -> None:
    story = make_story(world)
    client = world.sign_in(name)
    told = {"en": ("Observations", "Dividers"), "km": ("ការសង្កេតរបស់យើង", "កត្តាបំបែក")}
    for locale, (said, head) in told.items():
        page = text(client.get(f"{story.home}/{locale}"))
        assert said in page
        # Whatever its reader reads elsewhere.
        assert set(COLUMN.findall(page)) == {head}
        assert "A fee for a stamp" in page
    assert ("Edit the sentences" in page) == (name != "lotus_viewer")
    assert client.get(f"{story.home}/fr").status_code == 404


@pytest.mark.parametrize("name", OUTSIDE)
def test_nobody_else_reads_edits_or_makes_it(world: World, name: str) -> None:
    story = make_story(world)
    assign_coach(world, story.project)
    edit(world, story, divider_of(story), "Ours alone.", "Made")
    client = world.sign_in(name)
    expected = 403 if name == "coach" else 404
    for path in ("en", "km", "en/cover", "en/sections/seen"):
        assert client.get(f"{story.home}/{path}").status_code == expected
    for path in ("en/editions", "en/cover", "en/sections/seen", "en/edited/divider_1/renewal"):
        assert client.post(f"{story.home}/{path}").status_code == expected
    assert world.one("SELECT count(*) FROM reports") == 0


def test_a_reader_may_not_edit_and_sees_no_button(world: World) -> None:
    story = make_story(world)
    client = world.sign_in("lotus_viewer")
    assert "Make PDF and Word" not in text(client.get(f"{story.home}/en"))
    for path in ("en/cover", "en/sections/seen"):
        assert client.get(f"{story.home}/{path}").status_code == 403
    assert client.post(f"{story.home}/en/editions").status_code == 403


def test_the_analysis_leads_there_and_a_coach_is_not_shown_the_way(world: World) -> None:
    story = make_story(world)
    assign_coach(world, story.project)
    home = f"/o/lotus/analyses/{story.analysis}"
    assert f"{story.home}/en" in text(world.sign_in("lotus_writer").get(home))
    assert "/story/" not in text(world.sign_in("coach").get(home))


def test_nothing_filled_in_says_what_to_do_and_makes_nothing(world: World) -> None:
    analysis = make_analysis(world, make_project(world))
    client = world.sign_in("lotus_writer")
    home = f"/o/lotus/analyses/{analysis}/story/en"
    page = text(client.get(home))
    assert "There is nothing to tell yet" in page
    assert "Make PDF and Word" not in page
    assert "There is nothing to tell here yet." in text(client.get(f"{home}/sections/seen"))
    refused = client.post(f"{home}/editions")
    assert refused.status_code == 409
    assert "write the first rows of the analysis" in text(refused)
    assert world.one("SELECT count(*) FROM reports") == 0


def test_an_edited_sentence_is_kept_and_the_others_follow_their_rows(world: World) -> None:
    story = make_story(world)
    key = divider_of(story)
    assert save(world, story, **{key: KHMER}).location == f"{story.home}/en"
    assert world.one(KEPT, key, "en") == KHMER
    assert world.one("SELECT count(*) FROM story_sentences") == 1
    rewrite(world, story, "connector", title="One well for all")
    page = text(world.sign_in("lotus_viewer").get(f"{story.home}/en"))
    assert KHMER in page
    assert "One well for all" in page
    assert "A row has changed" not in page
    assert KHMER not in text(world.sign_in("lotus_viewer").get(f"{story.home}/km"))


def test_a_sentence_written_as_it_was_made_is_no_longer_an_edited_one(world: World) -> None:
    story = make_story(world)
    key = divider_of(story)
    made = form_of(world.sign_in("lotus_writer").get(section(story, "seen")))[key]
    save(world, story, **{key: "Other words."})
    save(world, story, **{key: made})
    assert world.one("SELECT count(*) FROM story_sentences") == 0


def test_an_emptied_sentence_is_left_out_and_can_be_brought_back(world: World) -> None:
    story = make_story(world)
    key = divider_of(story)
    save(world, story, **{key: " \n"})
    client = world.sign_in("lotus_writer")
    assert "Left out" in text(client.get(f"{story.home}/en"))
    assert "Left out of the story." in text(client.get(section(story, "seen")))
    assert client.post(f"{story.home}/en/edited/{key}/renewal").status_code == 303
    assert "Left out" not in text(client.get(f"{story.home}/en"))


def test_a_changed_row_is_told_and_either_sentence_can_be_kept(world: World) -> None:
    story = make_story(world)
    key = divider_of(story)
    save(world, story, **{key: "My own sentence."})
    rewrite(world, story, "divider", title="A fee for two stamps")
    client = world.sign_in("lotus_writer")
    page = text(client.get(f"{story.home}/en"))
    assert "A row has changed" in page
    assert "My own sentence." in page
    assert "A fee for two stamps" in page
    (mark,) = re.findall(r'name="made" value="(\w+)"', page)
    confirmation = f"{story.home}/en/edited/{key}/confirmation"
    assert client.post(confirmation, data={"made": "of before"}).status_code == 303
    assert "A row has changed" in text(client.get(f"{story.home}/en")), "nobody saw this row"
    assert client.post(confirmation, data={"made": mark}).status_code == 303
    page = text(client.get(f"{story.home}/en"))
    assert "A row has changed" not in page
    assert "My own sentence." in page
    rewrite(world, story, "divider", title="A fee for three stamps")
    assert client.post(f"{story.home}/en/edited/{key}/renewal").status_code == 303
    page = text(client.get(f"{story.home}/en"))
    assert "My own sentence." not in page
    assert "A fee for three stamps" in page
    assert client.post(f"{story.home}/en/edited/{key}/renewal").status_code == 404


def test_a_removed_row_loses_no_edited_sentence(world: World) -> None:
    story = make_story(world)
    key = divider_of(story)
    save(world, story, **{key: "My own sentence."})
    remove(world, story, "divider")
    client = world.sign_in("lotus_writer")
    page = text(client.get(f"{story.home}/en"))
    assert "A sentence without its row" in page
    assert "My own sentence." in page
    assert "Its row is no longer in the analysis." in text(client.get(section(story, "seen")))
    client.post(f"{story.home}/en/edited/{key}/renewal")
    assert "My own sentence." not in text(client.get(f"{story.home}/en"))


def test_what_is_sent_for_a_row_that_went_meanwhile_is_kept(world: World) -> None:
    story = make_story(world)
    key = divider_of(story)
    client = world.sign_in("lotus_writer")
    form = form_of(client.get(section(story, "seen"))) | {key: "Written while it went."}
    remove(world, story, "divider")
    assert client.post(section(story, "seen"), data=form).status_code == 303
    page = text(client.get(f"{story.home}/en"))
    assert "Written while it went." in page
    assert "A sentence without its row" in page


def test_a_row_that_came_meanwhile_is_told_and_one_that_changed_is_asked_for(world: World) -> None:
    story = make_story(world)
    key, other = divider_of(story), f"connector_{story.rows['connector']}"
    client = world.sign_in("lotus_writer")
    form = form_of(client.get(section(story, "seen"))) | {key: "Written meanwhile.", other: ""}
    write(world, story.analysis, "divider", FACTOR | {"title": "Who may draw water"})
    rewrite(world, story, "divider", title="A fee for two stamps")
    rewrite(world, story, "connector", title="Shared feasts")
    assert client.post(section(story, "seen"), data=form).status_code == 303
    page = text(client.get(f"{story.home}/en"))
    assert ("Who may draw water" in page, "A row has changed" in page) == (True, True)
    assert "Written meanwhile." in page
    assert world.one(KEPT, other, "en") == "", "what is left out stays so"
    assert world.one("SELECT count(*) FROM story_sentences") == 2


def test_what_nobody_touched_is_not_kept_although_its_row_changed_meanwhile(world: World) -> None:
    story = make_story(world)
    client = world.sign_in("lotus_writer")
    form = form_of(client.get(section(story, "seen")))
    rewrite(world, story, "divider", title="A fee for two stamps")
    assert client.post(section(story, "seen"), data=form).status_code == 303
    assert world.one("SELECT count(*) FROM story_sentences") == 0


def test_two_people_who_edit_different_sentences_keep_both(world: World) -> None:
    story = make_story(world)
    one, other = divider_of(story), f"connector_{story.rows['connector']}"
    mine, theirs = world.sign_in("lotus_writer"), world.sign_in("lotus_manager")
    form = form_of(mine.get(section(story, "seen")))
    theirs.post(section(story, "seen"), data=form | {other: "Theirs."})
    answer = mine.post(section(story, "seen"), data=form | {one: "Mine."}, follow_redirects=True)
    assert "Saved, together with someone else's changes." in text(answer)
    assert (world.one(KEPT, one, "en"), world.one(KEPT, other, "en")) == ("Mine.", "Theirs.")


def test_two_people_who_edit_the_same_sentence_are_shown_both(world: World) -> None:
    story = make_story(world)
    key = divider_of(story)
    mine, theirs = world.sign_in("lotus_writer"), world.sign_in("lotus_manager")
    form = form_of(mine.get(section(story, "seen")))
    theirs.post(section(story, "seen"), data=form | {key: "Theirs."})
    answer = mine.post(section(story, "seen"), data=form | {key: "Mine."})
    assert answer.status_code == 409
    assert "Someone else changed the same field" in text(answer)
    assert "Theirs." in text(answer)
    assert form_of(answer)[key] == "Mine."
    assert world.one(KEPT, key, "en") == "Theirs."
    assert mine.post(section(story, "seen"), data=form_of(answer)).status_code == 303
    assert world.one(KEPT, key, "en") == "Mine."


def test_the_cover_is_merged_too(world: World) -> None:
    story = make_story(world)
    photo = add_photo(world, story)
    mine, theirs = world.sign_in("lotus_writer"), world.sign_in("lotus_manager")
    address = f"{story.home}/en/cover"
    assert f'type="checkbox" value="{photo}"' in mine.get(address).get_data(as_text=True)
    form = form_of(mine.get(address)) | {"audience": "team"}
    theirs.post(address, data=form | {"audience": "partners"})
    answer = mine.post(address, data=form | {"title": "No more fees", "photos": str(photo)})
    assert answer.status_code == 303
    head = head_of(world, story)
    assert (head.audience, list(head.photos)) == ("partners", [photo])
    page = text(mine.get(f"{story.home}/en"))
    assert "No more fees" in page
    assert "For partners and donors." in page
    assert "Meeting at the ferry.jpg" in page


def test_a_title_follows_the_analysis_until_somebody_edits_it(world: World) -> None:
    story = make_story(world)
    client = world.sign_in("lotus_writer")
    address = f"{story.home}/en/cover"
    form = form_of(client.get(address)) | {"audience": "team"}
    world.admin.execute("UPDATE analyses SET title = 'Stamps, later'")
    assert client.post(address, data=form).status_code == 303
    assert world.one("SELECT count(*) FROM story_sentences") == 0
    form = form_of(client.get(address)) | {"audience": "team", "title": "No more fees"}
    client.post(address, data=form)
    world.admin.execute("UPDATE analyses SET title = 'Stamps, at last'")
    page = text(client.get(f"{story.home}/en"))
    assert "A row has changed" in page
    assert "Stamps, at last" in page
    mark = {"made": re.findall(r'name="made" value="(\w+)"', page)[0]}
    assert client.post(f"{story.home}/en/edited/title/confirmation", data=mark).status_code == 303
    assert "A row has changed" not in text(client.get(f"{story.home}/en"))
    assert client.post(f"{story.home}/en/edited/title/renewal").status_code == 303
    assert "No more fees" not in text(client.get(f"{story.home}/en"))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"audience": "nobody"}, "Choose one from the list."),
        ({"photos": "999999"}, "Photos"),
        ({"title": "a" * 301}, "at most 300 characters."),
    ],
)
def test_what_does_not_fit_on_a_cover_is_said_at_the_field(
    world: World, changed: dict[str, str], said: str
) -> None:
    story = make_story(world)
    client = world.sign_in("lotus_writer")
    form = form_of(client.get(f"{story.home}/en/cover")) | {"audience": "team"} | changed
    answer = client.post(f"{story.home}/en/cover", data=form)
    assert answer.status_code == 422
    assert said in text(answer)


def test_a_sentence_that_is_too_long_is_kept_on_the_page(world: World) -> None:
    story = make_story(world)
    answer = save(world, story, **{divider_of(story): "ក" * 20_001})
    assert answer.status_code == 422
    assert "at most 20,000 characters." in text(answer)
    assert "ក" * 20_001 in text(answer)


def test_words_that_tell_too_much_are_named(world: World) -> None:
    story = make_story(world)
    save(world, story, **{divider_of(story): "Call 012 345 678."})
    page = text(world.sign_in("lotus_writer").get(f"{story.home}/en"))
    assert "Some text may reveal too much." in page
    assert "012 345 678" in page


@pytest.mark.parametrize("key", ["divider_999999", "nonsense", "title", "trend_x", "step_1"])
def test_there_are_no_other_sentences(world: World, key: str) -> None:
    story = make_story(world)
    client = world.sign_in("lotus_writer")
    for act in ("renewal", "confirmation"):
        assert client.post(f"{story.home}/en/edited/{key}/{act}").status_code == 404
    assert save(world, story, **{key: "Words"}).status_code == 303
    assert world.one("SELECT count(*) FROM story_sentences") == 0
    assert client.get(section(story, "nonsense")).status_code == 404


def test_a_story_takes_six_statements(world: World) -> None:
    story = make_story(world)
    client = world.sign_in("lotus_viewer")
    client.get(f"{story.home}/en")
    with statements(world.app) as sent:
        client.get(f"{story.home}/en")
    assert len(sent) == 6  # who, the analysis, the rows, the looks, the story, the reading log


def test_every_language_is_offered(world: World) -> None:
    story = make_story(world)
    page = text(world.sign_in("lotus_viewer").get(f"{story.home}/en"))
    for language in LOCALES.values():
        assert f'href="{story.home}/{language.code}"' in page
