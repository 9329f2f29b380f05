"""The day on which an option is to be looked at again: reminded of, and marked on the pages."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from portal.tracking.option_reminders import REMINDER_TITLE
from tests.analyses.option_scenes import Weekend, make_weekend
from tests.factories import assign_coach
from tests.notifications.outbox import address_of
from tests.notifications.sink import Sink, text_of
from tests.tracking.scenes import go_to
from tests.workers.conftest import remind, send, sink
from tests.world import World

__all__ = ["remind", "send", "sink"]
Run = Callable[[], int]
QUIET = "UPDATE milestones SET due_on = NULL"
START = date(2026, 11, 24)
DAY = START + timedelta(days=10)


def make_dated(world: World, day: date = DAY) -> Weekend:
    """Return the case with its option to be looked at again on a day, and no milestone due."""
    case = make_weekend(world)
    world.admin.execute(QUIET)
    world.admin.execute("UPDATE options SET review_on = %s", [day])
    return case


def told(world: World) -> list[tuple[str, str]]:
    return world.admin.execute(
        "SELECT p.name, r.occasion FROM option_reminders r "
        "JOIN people p ON p.id = r.recipient_id ORDER BY r.id"
    ).fetchall()


def test_it_is_reminded_of_on_the_days_on_which_milestones_are(
    world: World, remind: Run, send: Run, sink: Sink
) -> None:
    case = make_dated(world)
    sent = {}
    for days in range(40):
        go_to(days)
        remind()
        assert remind() == 0
        if send():
            sent[days - 10] = True
    assert list(sent) == [-3, 0, 1, 7, 14, 21, 28]
    assert {name for name, _ in told(world)} == {"lotus manager", "lotus writer"}
    first = text_of(sink.to(address_of("lotus_writer"))[0])
    assert REMINDER_TITLE in first
    assert f"/o/lotus/analyses/{case.analysis}/options" in first
    assert "Training at weekends" not in first
    assert sink.to(address_of("lotus_viewer")) == []


def test_one_line_stands_for_all_options_of_an_analysis(
    world: World, remind: Run, send: Run, sink: Sink
) -> None:
    case = make_dated(world, START)
    world.admin.execute(
        "INSERT INTO options (organisation_id, project_id, analysis_id, token, description, "
        "review_on, state, updated_by) SELECT organisation_id, project_id, analysis_id, 'two', "
        "'Another', %s, 'trying', updated_by FROM options WHERE id = %s",
        [START + timedelta(days=2), case.weekend],
    )
    assert (remind(), send()) == (2, 2)
    assert text_of(sink.to(address_of("lotus_manager"))[0]).count(REMINDER_TITLE) == 1


def test_another_day_begins_anew_and_an_earlier_mail_says_what_is(
    world: World, remind: Run, send: Run, sink: Sink
) -> None:
    make_dated(world, START)
    assert remind() == 2
    world.admin.execute("UPDATE options SET review_on = %s", [START + timedelta(days=60)])
    assert send() == 0
    go_to(57)
    assert (remind(), send()) == (2, 2)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE projects SET state = 'paused'",
        "UPDATE projects SET state = 'ended'",
        "UPDATE options SET removed_at = now()",
        "UPDATE options SET state = 'dropped'",
        "UPDATE options SET state = 'superseded'",
        "UPDATE options SET review_on = NULL",
        "UPDATE people SET active = false",
        "DELETE FROM memberships",
        "UPDATE memberships SET role = 'viewer'",
    ],
)
def test_nobody_is_reminded_of_what_is_not_to_be_looked_at(
    world: World, remind: Run, change: str
) -> None:
    make_dated(world, START)
    world.admin.execute(change)
    go_to(1)
    assert (remind(), told(world)) == (0, [])


@pytest.mark.parametrize(
    ("day", "said", "mark"),
    [
        (START - timedelta(days=5), "Check again: Thu 19 Nov (5 days late)", "due--late"),
        (START, "Check again: Tue 24 Nov (today)", "due--soon"),
        (START + timedelta(days=30), "Check again: Thu 24 Dec (30 days left)", 'class="due"'),
    ],
)
def test_the_page_of_options_marks_it(world: World, day: date, said: str, mark: str) -> None:
    case = make_dated(world, day)
    page = world.sign_in("lotus_viewer").get(f"{case.page}/options").text
    line = page[page.index("Check again") :].split("</span>")[0]
    assert " ".join(line.replace("</time>", "").split(">")[-1].split()) in said
    assert mark in line
    assert said.split(": ")[1] in line


def test_the_analysis_says_how_many_are_to_be_looked_at(world: World) -> None:
    case = make_dated(world, START)
    client = world.sign_in("lotus_writer")
    assert "1 option to check again" in client.get(case.page).text
    for quiet in (
        "UPDATE options SET state = 'dropped'",
        "UPDATE options SET state = 'kept', review_on = %s",
        "UPDATE options SET review_on = %s; UPDATE projects SET state = 'paused'",
    ):
        world.admin.execute(quiet.replace("%s", f"'{START + timedelta(days=1)}'"))
        assert "to check again" not in client.get(case.page).text
    world.admin.execute(f"UPDATE options SET review_on = '{START}'")
    assert "to check again" not in client.get(case.page).text  # paused
    page = client.get(f"{case.page}/options").text
    assert ("Check again" in page, "due--" in page) == (True, False)


def test_the_day_is_set_anew_where_the_analysis_is_closed(world: World) -> None:
    case = make_dated(world, START)
    client, path = world.sign_in("lotus_writer"), f"{case.page}/rows/option/{case.weekend}/review"
    page = f"{case.page}/steps/6?row={case.weekend}"
    assert 'name="review_on"' in client.get(page).text
    assert path not in client.get(page).text  # while it is written, the row has it
    world.admin.execute("UPDATE analyses SET state = 'accepted'")
    assert path in client.get(page).text
    for wrong, words in (
        ("2026-11-23", "This day has passed. Choose a later one."),
        ("soon", "Enter a date, such as 2026-11-24."),
        ("0202-01-01", "Check the year."),
    ):
        refused = client.post(path, data={"review_on": wrong})
        assert (refused.status_code, refused.text.count(words)) == (422, 2)
        assert f'value="{wrong}"' in refused.text
    assert world.one("SELECT review_on FROM options") == START
    assert client.post(path, data={"review_on": "2027-01-15"}).status_code == 303
    assert world.one("SELECT review_on FROM options") == date(2027, 1, 15)
    assert client.post(path, data={"review_on": ""}).status_code == 303
    assert world.one("SELECT review_on FROM options") is None


def test_whoever_does_not_write_sets_no_day(world: World) -> None:
    case = make_dated(world, START)
    assign_coach(world, case.project)
    path = f"{case.page}/rows/option/{case.weekend}/review"
    answers = {
        name: world.sign_in(name).post(path, data={"review_on": "2027-01-15"}).status_code
        for name in ("lotus_viewer", "coach", "river_writer", "leadership")
    }
    assert answers == {"lotus_viewer": 403, "coach": 403, "river_writer": 404, "leadership": 404}
    missing = world.sign_in("lotus_writer").post(f"{case.page}/rows/option/999/review", data={})
    assert missing.status_code == 404
