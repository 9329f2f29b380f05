"""How long a workshop must be: the rule, its versions, and what a short one does not complete."""

from datetime import date
from threading import Barrier, Thread
from typing import Any

import pytest
from flask.testing import FlaskClient

from portal.events.kinds import KnownTo, WorkshopKind
from portal.events.lengths import (
    LengthRule,
    StaleLength,
    counts_now,
    length_rules,
    length_versions,
    set_length,
)
from portal.projects.ledger import ProjectRef
from tests.factories import make_project
from tests.projects.scenes import close_stage, milestone, put
from tests.world import World

HOME, RULES = "/o/lotus/workshops/", "/network/workshop-lengths/"
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
    ("days", "known_to", "is_enough"),
    [
        *((1, KnownTo.DAY, False), (2, KnownTo.YEAR, False), (3, KnownTo.DAY, True)),
        *((5, KnownTo.DAY, True), (6, KnownTo.DAY, True), (None, KnownTo.DAY, False)),
        *((None, KnownTo.MONTH, True), (None, KnownTo.YEAR, True)),
    ],
)
def test_an_application_workshop_takes_three_days(
    world: World, days: int | None, known_to: KnownTo, *, is_enough: bool
) -> None:
    with world.acting("lotus_manager", "lotus"):
        assert counts_now("application", days, known_to) is is_enough


def test_other_kinds_take_as_long_as_they_like(world: World) -> None:
    with world.acting("lotus_manager", "lotus"):
        assert length_rules() == {
            WorkshopKind.INTRODUCTORY: LengthRule(),
            WorkshopKind.APPLICATION: LengthRule(3, 5),
            WorkshopKind.FORUM: LengthRule(),
        }
        assert counts_now("introductory", None, KnownTo.DAY)
        assert counts_now("coaching", 1, KnownTo.DAY)


def test_each_change_is_a_version_and_the_latest_holds(world: World) -> None:
    set_rule(world, 2, 4)
    set_rule(world, 2, 4, seen=1)
    set_rule(world, 5, seen=1)
    with world.coordinating():
        assert length_rules()[WorkshopKind.APPLICATION] == LengthRule(5, None, 2)
        rules = [one.rule for one in length_versions(WorkshopKind.APPLICATION)]
    assert rules == [LengthRule(5, None, 2), LengthRule(2, 4, 1)]


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
    assert world.one("SELECT counts FROM workshops") is False
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
    set_rule(world, 5)
    correct(world, days="3", women="7")
    assert is_met(world, project)
    other = make_project(world)
    close_stage(world, other, "introductory")
    put(world, other, stage="application")
    record(world, days="4")
    assert is_met(world, other) is False


def test_a_correction_of_the_length_opens_and_completes(world: World, project: ProjectRef) -> None:
    record(world)
    correct(world, days="1")
    assert is_met(world, project) is False
    correct(world, days="4")
    assert is_met(world, project)
    assert world.one("SELECT counts FROM workshops") is True


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


def test_coordinators_set_lengths_and_see_the_earlier_ones(world: World) -> None:
    client = world.sign_in("coordinator")
    assert "Application workshop" in client.get(RULES).text
    form = {"least_days": "2", "most_days": "4", "seen": "0"}
    answer = client.post(f"{RULES}application", data=form, follow_redirects=True)
    assert "2 to 4 days" in answer.text
    assert "Version 1, since" in client.get(f"{RULES}application").text
    client.post(f"{RULES}forum", data={"least_days": "1", "most_days": "1", "seen": "0"})
    client.post(f"{RULES}introductory", data={"least_days": "2", "most_days": "", "seen": "0"})
    page = client.get(RULES).text
    assert ">1 day<" in page
    assert "2 days or more" in page


@pytest.mark.parametrize(
    ("least", "most", "said"),
    [
        ("", "", "Enter a number from 1 to 60."),
        ("0", "", "Enter a number from 1 to 60."),
        ("61", "", "Enter a number from 1 to 60."),
        ("4", "3", "This is less than the fewest days."),
        ("9" * 400, "x", "Enter a number from 1 to 60."),
    ],
)
def test_a_wrong_length_is_said_and_kept(world: World, least: str, most: str, said: str) -> None:
    form = {"least_days": least, "most_days": most, "seen": "0"}
    answer = world.sign_in("coordinator").post(f"{RULES}application", data=form)
    assert answer.status_code == 422
    assert said in answer.text
    assert world.one("SELECT count(*) FROM workshop_lengths") == 0


@pytest.mark.parametrize("name", ["leadership", "coach", "lotus_manager"])
def test_nobody_else_sets_a_length(world: World, name: str) -> None:
    client, form = world.sign_in(name), {"least_days": "1", "most_days": "", "seen": "0"}
    for answer in (client.get(RULES), client.post(f"{RULES}application", data=form)):
        assert answer.status_code in {403, 404}
    assert world.one("SELECT count(*) FROM workshop_lengths") == 0


def test_a_kind_without_a_milestone_has_no_length(world: World) -> None:
    client = world.sign_in("coordinator")
    for kind in ("awareness", "party"):
        assert client.get(f"{RULES}{kind}").status_code == 404


def test_the_day_of_a_version_is_the_day_it_was_set(world: World) -> None:
    set_rule(world, 2)
    assert world.one("SELECT set_at::date FROM workshop_lengths") == date(2026, 11, 24)
