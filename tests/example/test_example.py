"""The example is read by everybody who has signed in; the database holds none of it."""

from collections.abc import Iterator

import pytest

from portal.analyses.frameworks import DEFAULT_FRAMEWORK, FRAMEWORK_BY_VERSION
from portal.analyses.kinds import KINDS
from portal.example.reading import STORY_IN, read_example
from portal.language.locales import LOCALES
from tests.people import CAST
from tests.statements import statements
from tests.world import World

PAGES = ("/example", "/example/feedback", "/example/report", "/example/story", "/example/steps/1")


def test_every_language_has_an_example() -> None:
    assert set(STORY_IN) == set(LOCALES)


@pytest.mark.parametrize("locale", LOCALES)
def test_it_is_finished_and_says_that_it_is_made_up(locale: str) -> None:
    example = read_example(locale)
    assert any(word in example.organisation for word in ("example", "ឧទាហរណ៍"))
    assert [kind for kind, rows in example.rows.items() if not rows and kind != "constraint"] == []
    assert [one.is_accepted for one in example.feedback] == [False, True]
    assert any(comment.answer for comment in example.feedback[0].comments)
    assert example.changes
    assert example.workshops
    assert example.check_ins


@pytest.mark.parametrize("locale", LOCALES)
def test_every_link_leads_to_a_row(locale: str) -> None:
    rows = read_example(locale).rows
    known = {(kind, row["id"]) for kind, found in rows.items() for row in found}
    for kind, found in rows.items():
        for row in found:
            for link in _links(kind, row):
                assert any(
                    (target, row[link]) in known for target in KINDS[kind].field[link].targets
                )


@pytest.mark.parametrize("who", CAST)
def test_everybody_who_has_signed_in_reads_it(world: World, who: str) -> None:
    client = world.sign_in(who)
    for page in PAGES:
        shown = client.get(page)
        assert (shown.status_code, "made up" in shown.text) == (200, True)
        assert client.post(page).status_code == 405


def test_a_stranger_is_asked_to_sign_in(world: World) -> None:
    for page in PAGES:
        assert world.app.test_client().get(page).status_code == 302


def test_it_is_in_the_language_of_the_reader(world: World) -> None:
    world.admin.execute("UPDATE people SET locale = 'km'")
    page = world.sign_in("lotus_writer").get("/example").text
    assert read_example("km").title in page
    assert read_example("en").title not in page


def test_no_row_of_it_is_in_the_database(world: World) -> None:
    client = world.sign_in("lotus_manager")
    for page in PAGES:
        with statements(world.app) as sent:
            client.get(page)
        assert len(sent) == 1  # who is here
    for table in ("projects", "analyses", "factors", "outbox"):
        assert world.one(f"SELECT count(*) FROM {table}") == 0
    assert world.one("SELECT count(*) FROM organisations") == 2


def test_it_shows_analysis_feedback_and_report(world: World) -> None:
    client, example = world.sign_in("lotus_viewer"), read_example("en")
    analysis, feedback, report, story, _ = (client.get(page).text for page in PAGES)
    for row in example.rows["connector"]:
        assert row["title"] in analysis
    assert example.feedback[0].comments[0].body in feedback
    assert example.changes[0].evidence in report
    assert example.changes[0].after in story
    assert "better than before (3 check-ins" in story
    assert "After our changes" in story
    assert "Exemplary" in feedback


def test_every_row_stands_in_its_step(world: World) -> None:
    client, example = world.sign_in("coach"), read_example("en")
    for number in range(1, 8):
        page = client.get(f"/example/steps/{number}").text
        for kind in FRAMEWORK_BY_VERSION[DEFAULT_FRAMEWORK].step(number).kinds:
            assert page.count("<h3>") >= len(example.rows[kind])
    assert client.get("/example/steps/8").status_code == 404


def _links(kind: str, row: dict[str, object]) -> Iterator[str]:
    for field in KINDS[kind].fields:
        if field.targets and row[field.name] is not None:
            yield field.name
