"""How long a workshop must be: the rule, its versions, and what a short one does not complete."""

from datetime import date, timedelta
from threading import Barrier, Thread
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from portal import clock
from portal.events.details import WorkshopDetails
from portal.events.kinds import KnownTo, WorkshopKind
from portal.events.lengths import (
    LengthRule,
    StaleLength,
    length_rules,
    length_versions,
    set_length,
)
from portal.projects.ledger import ProjectRef
from tests.factories import make_project
from tests.projects.scenes import close_stage, milestone, put
from tests.world import World

TODAY, RECENT, LONG_AGO = date(2026, 11, 24), date(2026, 7, 1), date(2018, 7, 1)
HOME = "/o/lotus/workshops/"
FORM = {
    "kind": "application",
    "held_on": "2018-07-10",
    "known_to": "day",
    "days": "4",
    "given_by": "DNHC",
    "women": "6",
    "men": "3",
    "undisclosed": "0",
    "unrecorded": "0",
}


@pytest.fixture
def project(world: World) -> ProjectRef:
    """Return a project that waits for its application workshop."""
    made = make_project(world)
    close_stage(world, made, "introductory")
    put(world, made, stage="application")
    return made


def manager(world: World) -> FlaskClient:
    return world.sign_in("lotus_manager")


def record(world: World, **changed: str) -> Any:
    return manager(world).post(HOME, data={**FORM, **changed}, follow_redirects=True)


def correct(world: World, at: int = 0, **changed: str) -> None:
    ids = [row[0] for row in world.admin.execute("SELECT id FROM workshops ORDER BY id").fetchall()]
    client, path = manager(world), f"{HOME}{ids[at]}/correction"
    seen = client.get(path).text.split('name="seen" value="')[1].split('"')[0]
    assert client.post(path, data={**FORM, **changed, "seen": seen}).status_code == 303


def is_met(world: World, project: ProjectRef) -> bool:
    return bool(milestone(world, project, "application_workshop")[0])


def set_rule(world: World, least: int, most: int | None = None, seen: int = 0) -> None:
    with world.coordinating() as by:
        set_length(WorkshopKind.APPLICATION, least, most, seen=seen, by=by)


@pytest.mark.parametrize(
    ("days", "known_to", "held_on", "is_enough"),
    [
        (1, KnownTo.DAY, RECENT, False),
        (2, KnownTo.YEAR, LONG_AGO, False),
        (3, KnownTo.DAY, RECENT, True),
        (6, KnownTo.DAY, RECENT, True),
        (None, KnownTo.DAY, LONG_AGO, False),
        (None, KnownTo.MONTH, RECENT, False),
        (None, KnownTo.MONTH, LONG_AGO, True),
        (None, KnownTo.YEAR, LONG_AGO, True),
    ],
)
def test_three_days_are_enough_and_history_need_not_be_measured(
    days: int | None, known_to: KnownTo, held_on: date, *, is_enough: bool
) -> None:
    workshop = WorkshopDetails("application", held_on, days, known_to=known_to)
    assert LengthRule(3, 5).is_met_by(workshop, TODAY) is is_enough


def test_only_application_workshops_have_a_length_from_the_start(world: World) -> None:
    with world.acting("lotus_manager", "lotus"):
        assert length_rules() == {
            WorkshopKind.INTRODUCTORY: LengthRule(),
            WorkshopKind.APPLICATION: LengthRule(3, 5),
            WorkshopKind.FORUM: LengthRule(),
        }
    assert LengthRule().is_met_by(WorkshopDetails("forum", RECENT, None), TODAY)


def test_each_change_is_a_version_and_the_latest_holds(world: World) -> None:
    set_rule(world, 2, 4)
    set_rule(world, 2, 4, seen=1)
    set_rule(world, 5, seen=1)
    with world.coordinating():
        assert length_rules()[WorkshopKind.APPLICATION] == LengthRule(5, None, 2)
        rules = [one.rule for one in length_versions(WorkshopKind.APPLICATION)]
    assert rules == [LengthRule(5, None, 2), LengthRule(2, 4, 1), LengthRule(3, 5)]


def test_whoever_saw_an_older_version_changes_nothing(world: World) -> None:
    set_rule(world, 2)
    with pytest.raises(StaleLength):
        set_rule(world, 4)
    assert world.one("SELECT array_agg(least_days) FROM workshop_lengths") == [2]


def test_of_two_at_once_one_is_told(world: World) -> None:
    outcomes, start = [], Barrier(2)

    def change(least: int) -> None:
        start.wait()
        try:
            set_rule(world, least)
            outcomes.append("set")
        except StaleLength:
            outcomes.append("stale")

    threads = [Thread(target=change, args=(least,)) for least in (2, 4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["set", "stale"]
    assert world.one("SELECT count(*) FROM workshop_lengths") == 1


def test_a_short_one_is_recorded_and_completes_nothing(world: World, project: ProjectRef) -> None:
    page = record(world, days="1").text
    assert "it completes no milestone: this kind of workshop takes 3 to 5 days" in page
    assert "Too short to complete its milestone" in page
    assert world.one("SELECT is_long_enough FROM workshops") is False
    assert is_met(world, project) is False


def test_one_long_enough_completes_it(world: World, project: ProjectRef) -> None:
    page = record(world, days="3").text
    assert "It completes a milestone in LOTUS-1." in page
    assert "Too short" not in page
    assert is_met(world, project)


def test_a_team_goes_on_without_it_by_a_reason(world: World, project: ProjectRef) -> None:
    record(world, days="1")
    row = world.one("SELECT id FROM milestones WHERE key = 'application_workshop'")
    path = f"/o/lotus/projects/{project.id}/milestones/{row}/waiver"
    answer = manager(world).post(path, data={"reason": "The floods ended it."})
    assert answer.status_code == 303
    assert milestone(world, project, "application_workshop")[:2] == (False, True)


def test_what_was_completed_stays_when_the_rule_grows(world: World, project: ProjectRef) -> None:
    record(world, days="3")
    clock.hold(clock.now() + timedelta(days=1))
    set_rule(world, 5)
    correct(world, days="3", women="7")
    assert is_met(world, project)
    correct(world, days="4")
    assert is_met(world, project)
    other = make_project(world)
    close_stage(world, other, "introductory")
    put(world, other, stage="application")
    record(world, days="4")
    assert is_met(world, other) is False


def test_what_counts_later_holds_the_milestone(world: World, project: ProjectRef) -> None:
    record(world, days="2")
    set_rule(world, 2)
    client, workshop = manager(world), world.one("SELECT id FROM workshops")
    client.post(f"{HOME}{workshop}/uses", data={"project": project.id})
    assert is_met(world, project)
    assert "Too short" not in client.get(HOME).text
    client.post(f"{HOME}{workshop}/removal", data={"reason": "Not ours."})
    assert is_met(world, project) is False


def test_the_same_form_again_says_what_was_recorded(world: World, project: ProjectRef) -> None:
    sent = FORM | {"days": "2", "token": str(uuid4())}
    manager(world).post(HOME, data=sent)
    set_rule(world, 2)
    page = manager(world).post(HOME, data=sent, follow_redirects=True).text
    assert "It completes a milestone" not in page
    assert is_met(world, project) is False
    assert world.one("SELECT count(*) FROM workshops") == 1


def test_a_length_that_nobody_knows_is_asked_for(world: World, project: ProjectRef) -> None:
    page = record(world, days="").text
    assert "It completes no milestone until its length is known: correct it" in page
    assert "Too short" not in page
    correct(world, days="4")
    assert is_met(world, project)


def test_a_short_one_rewords_no_evidence_of_others(world: World, project: ProjectRef) -> None:
    record(world)
    record(world, kind="introductory", days="1", held_on="2017-01-05")
    correct(world, 1, days="1", held_on="2017-01-05", given_by="CCC")
    assert is_met(world, project)
    told = "SELECT evidence FROM milestones WHERE key = 'application_workshop'"
    assert world.one(told) == "DNHC · 2018-07-10"


def test_many_short_ones_hide_no_longer_one(world: World) -> None:
    made = make_project(world)
    record(world, held_on="2017-01-05")
    for day in range(1, 13):
        record(world, days="1", held_on=f"2018-03-{day:02}")
    page = manager(world).get(f"{HOME}new?kind=application&project={made.id}").text
    assert page.count("/uses") == 1


def test_a_correction_says_what_it_reopened(world: World, project: ProjectRef) -> None:
    record(world)
    client = manager(world)
    path = f"{HOME}{world.one('SELECT id FROM workshops')}/correction"
    for days, said in (
        ("1", "Corrected. A milestone was reopened in LOTUS-1."),
        ("3", "Corrected. It completes a milestone in LOTUS-1."),
    ):
        seen = client.get(path).text.split('name="seen" value="')[1].split('"')[0]
        sent = FORM | {"days": days, "seen": seen}
        assert said in client.post(path, data=sent, follow_redirects=True).text
    assert is_met(world, project)


def test_a_correction_of_the_length_opens_and_completes(world: World, project: ProjectRef) -> None:
    record(world)
    correct(world, days="1")
    assert is_met(world, project) is False
    correct(world, days="4")
    assert is_met(world, project)
    assert world.one("SELECT is_long_enough FROM workshops") is True


def test_a_short_one_holds_no_milestone(world: World, project: ProjectRef) -> None:
    record(world)
    record(world, days="1", held_on="2018-08-01")
    client, first = manager(world), world.one("SELECT min(id) FROM workshops")
    short = f"{HOME}{first + 1}/removal"
    assert "No milestone changes" in client.get(short).text
    client.post(short, data={"reason": "Not ours."})
    assert is_met(world, project)
    record(world, days="1", held_on="2018-08-01")
    page = client.get(f"{HOME}{first}/removal").text
    assert "The milestone it completed reopens in LOTUS-1" in page
    client.post(f"{HOME}{first}/removal", data={"reason": "Not ours."})
    assert is_met(world, project) is False


def test_a_short_one_is_not_offered_and_not_taken(world: World, project: ProjectRef) -> None:
    put(world, project, stage="introductory")
    record(world, days="1")
    put(world, project, stage="application")
    client, workshop = manager(world), world.one("SELECT id FROM workshops")
    page = client.get(f"{HOME}new?kind=application&project={project.id}").text
    assert "Application workshop: 3 to 5 days" in page
    assert f"{HOME}{workshop}/uses" not in page
    answer = client.post(f"{HOME}{workshop}/uses", data={"project": project.id})
    assert answer.status_code == 409
    assert "too short to complete the milestone" in answer.text
    assert is_met(world, project) is False


def test_the_day_of_a_version_is_the_day_it_was_set(world: World) -> None:
    set_rule(world, 2)
    assert world.one("SELECT set_at::date FROM workshop_lengths") == date(2026, 11, 24)
