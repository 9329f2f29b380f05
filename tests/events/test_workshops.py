"""Workshops: the learning history, what recording one meets, correcting and removing mistakes."""

import re
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from portal.projects.ledger import ProjectRef
from tests.coaching.scenes import counted
from tests.factories import assign_coach, make_project
from tests.projects.scenes import close_stage, milestone, put
from tests.world import World

HOME = "/o/lotus/workshops/"
FORM = {
    "kind": "introductory",
    "held_on": "2016-05-16",
    "days": "2",
    "given_by": "DNHC",
    "funder": "BfdW",
    "women": "6",
    "men": "3",
    "undisclosed": "1",
    "unrecorded": "4",
}

EN_DASH = "\N{EN DASH}"
NOBODY = dict.fromkeys(("women", "men", "undisclosed", "unrecorded"), "0")


def test_an_empty_history_names_the_first_step(world: World) -> None:
    assert f'href="{HOME}new"' in world.sign_in("lotus_manager").get(HOME).text
    viewer = world.sign_in("lotus_viewer").get(HOME)
    assert viewer.status_code == 200
    assert f'href="{HOME}new"' not in viewer.text


def test_workshops_stand_in_the_order_in_which_they_were_held(world: World) -> None:
    for held_on, kind in [
        ("2018-03-01", "application"),
        ("2014-06-01", "awareness"),
        ("2019-02-01", "coaching"),
        ("2017-09-01", "training_of_trainers"),
        ("2016-05-16", "introductory"),
    ]:
        _record(world, held_on=held_on, kind=kind)
    text = world.sign_in("lotus_viewer").get(HOME).text
    years = [text.index(year) for year in ("Jun 2014", "May 2016", "Sep 2017", "Mar 2018")]
    assert years == sorted(years)
    assert "women 18, men 9, prefer not to say 3, sex not recorded 12" in text
    assert "In meetings, forums and coaching days: 28." in text


@pytest.mark.parametrize("many", [1, 3, 200])
def test_a_history_costs_the_same_for_any_number_of_workshops(world: World, many: int) -> None:
    _record(world)
    world.admin.execute(
        "INSERT INTO workshops (organisation_id, token, kind, held_on, recorded_by) "
        "SELECT organisation_id, 't' || n, kind, held_on, recorded_by "
        "FROM workshops, generate_series(2, %s) n",
        [many],
    )
    client = world.sign_in("lotus_manager")
    client.get(HOME)
    with counted(world) as statements:
        text = client.get(HOME).text
    assert len(statements) == 3
    assert text.count("/removal") == min(many, 50)
    assert ("?page=2" in text) is (many > 50)


def test_a_workshop_is_recorded_once_for_each_form(world: World) -> None:
    form = {**FORM, "token": str(uuid4())}
    client = world.sign_in("lotus_manager")
    answers = [client.post(HOME, data=form).status_code for _ in range(2)]
    assert answers == [303, 303]
    said = world.one(
        "SELECT string_agg((kind, held_on, days, given_by, funder, women, men, undisclosed,"
        " unrecorded, is_uncounted)::text, '; ') FROM workshops"
    )
    assert said == "(introductory,2016-05-16,2,DNHC,BfdW,6,3,1,4,f)"


def test_that_nobody_recorded_the_sex_or_the_number_is_said_and_found_again(world: World) -> None:
    client = world.sign_in("lotus_manager")
    untold = {**FORM, **NOBODY, "unrecorded": "12"}
    unknown = {**FORM, **NOBODY, "is_uncounted": "y", "held_on": "2014-06-01"}
    for form in (untold, unknown):
        assert client.post(HOME, data={**form, "token": str(uuid4())}).status_code == 303
    page = client.get(HOME).text
    assert "women 0, men 0, prefer not to say 0, sex not recorded 12" in page
    assert "At 1 workshop no one recorded how many took part." in page
    cells = re.findall(r'<td data-label="[^"]+" class="data__number">\s*(.+?)\s*</td>', page)
    assert cells == [*[EN_DASH] * 3, "Not counted", "0", "0", "0", "12"]
    correction = client.get(f"{HOME}2/correction").text
    assert re.search(r'<input[^>]* checked[^>]* name="is_uncounted"', correction)
    counted_now = {**FORM, "seen": re.findall(r'name="seen" value="(\w+)"', correction)[0]}
    assert client.post(f"{HOME}2/correction", data=counted_now).status_code == 303
    corrected = "SELECT concat_ws(',', women, unrecorded, is_uncounted) FROM workshops WHERE id = 2"
    assert world.one(corrected) == "6,4,f"


def test_a_day_is_told_as_exactly_as_it_is_known(world: World) -> None:
    client = world.sign_in("lotus_manager")
    days = {"day": "2019-08-20", "month": "2018-07-01", "year": "2017-01-01"}
    for known_to, held_on in days.items():
        form = {**FORM, "held_on": held_on, "known_to": known_to, "days": "", "token": known_to}
        assert client.post(HOME, data=form).status_code == 303
    page = client.get(HOME).text
    day, length = r"\s*<div>\s*([^<]+?)\s+", r'<span class="data__sub">\s*([^<]+?)\s*</span>'
    told = re.findall(f'<td data-label="Held">{day}{length}', page)
    unknown = "Length not recorded"
    assert told == [("2017", unknown), ("Jul 2018", unknown), ("20 Aug 2019", unknown)]


def test_a_milestone_tells_no_more_of_its_workshop_than_is_known(world: World) -> None:
    project = make_project(world)
    _record(world, held_on="2018-07-01", known_to="month")
    page = world.sign_in("lotus_manager").get(f"/o/lotus/projects/{project.id}").text
    assert "DNHC · Jul 2018" in page


def test_the_database_knows_no_people_where_nobody_counted(world: World) -> None:
    _record(world)
    with pytest.raises(psycopg.errors.CheckViolation):
        world.admin.execute("UPDATE workshops SET is_uncounted = true")


def test_the_programme_counts_people_of_unknown_sex_and_workshops_without_a_number(
    world: World,
) -> None:
    _record(world)
    _record(world, **NOBODY, is_uncounted="y")
    page = world.sign_in("leadership").get("/network/").text
    rows = dict(re.findall(r'<th scope="row">([^<]+)</th>\s*<td class="data__number">(\d+)', page))
    sexes = ("Women", "Men", "Prefer not to say", "Sex not recorded")
    assert [rows[sex] for sex in sexes] == ["6", "3", "1", "4"]
    assert "At 1 workshop no one recorded how many took part." in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"held_on": "2026-11-25"}, "This day has not come yet."),
        ({"held_on": "1016-05-16"}, "Check the year"),
        ({"held_on": ""}, "Enter the day it began."),
        ({"days": "0"}, "Enter a number from 1 to 60."),
        ({"given_by": " "}, "Name the organisation that ran it."),
        ({"women": "-1"}, "Enter a number from 0 to 1,000."),
        ({"men": "many"}, "Enter a whole number."),
        ({"men": "99999999999"}, "Enter a number from 0 to 1,000."),
        (NOBODY, "At least one person took part."),
        ({"is_uncounted": "y"}, "There are numbers above."),
        ({"unrecorded": "-1"}, "Enter a number from 0 to 1,000."),
        ({"kind": "party"}, "Choose one from the list."),
        ({"funder": "x" * 41}, "at most 40 characters"),
    ],
)
def test_a_wrong_field_is_named_and_the_rest_is_kept(
    world: World, wrong: dict[str, str], said: str
) -> None:
    answer = world.sign_in("lotus_manager").post(HOME, data={**FORM, **wrong})
    assert answer.status_code == 422
    assert said in answer.text
    assert ("BfdW" if "given_by" in wrong else "DNHC") in answer.text
    assert world.one("SELECT count(*) FROM workshops") == 0


def test_today_in_the_networks_zone_is_not_the_future(world: World) -> None:
    assert _record(world, held_on="2026-11-24").status_code == 303


def test_recording_meets_the_milestone_of_active_projects_that_have_reached_it(
    world: World,
) -> None:
    waiting, paused, foreign = (
        make_project(world),
        make_project(world),
        make_project(world, "river"),
    )
    put(world, paused, state="paused")
    answer = _record(world)
    assert answer.location == HOME
    met = [milestone(world, one, "introductory_workshop")[0] for one in (waiting, paused, foreign)]
    assert met == [True, False, False]
    assert world.one("SELECT evidence FROM milestones WHERE met_at IS NOT NULL") == (
        "DNHC · 2016-05-16"
    )


def test_a_forum_meets_nothing_of_a_project_that_is_far_from_it(world: World) -> None:
    early, there = make_project(world), make_project(world)
    put(world, there, stage="forum")
    _record(world, kind="forum")
    assert milestone(world, early, "forum_attended")[0] is False
    assert milestone(world, there, "forum_attended")[0] is True


def test_what_came_before_its_stage_is_counted_when_the_team_says_so(world: World) -> None:
    project = make_project(world)
    _record(world, kind="application", days="3")
    assert milestone(world, project, "application_workshop")[0] is False
    close_stage(world, project, "introductory")
    put(world, project, stage="application")
    client = world.sign_in("lotus_manager")
    page = client.get(f"{HOME}new?kind=application&project={project.id}").text
    workshop = world.one("SELECT id FROM workshops")
    assert f'action="{HOME}{workshop}/uses"' in page
    for _ in range(2):
        answer = client.post(f"{HOME}{workshop}/uses", data={"project": project.id})
        assert answer.location == f"/o/lotus/projects/{project.id}"
    assert milestone(world, project, "application_workshop")[0] is True


def test_after_recording_one_is_back_where_one_came_from(world: World) -> None:
    project = make_project(world)
    client = world.sign_in("lotus_manager")
    page = client.get(f"{HOME}new?kind=introductory&project={project.id}").text
    assert f'name="project" value="{project.id}"' in page
    answer = client.post(HOME, data={**FORM, "project": project.id})
    assert answer.location == f"/o/lotus/projects/{project.id}"
    after = client.get(answer.location).text
    assert "It completes a milestone in LOTUS-1." in after
    for address in ("?kind=party&project=424242", "?project=x", "?project=-1"):
        assert client.get(f"{HOME}new{address}").status_code == 200


def test_a_correction_changes_the_facts_and_what_they_met(world: World) -> None:
    project = make_project(world)
    _record(world)
    client, path = world.sign_in("lotus_manager"), _path(world, "correction")
    seen = _seen(client.get(path).text)
    answer = client.post(path, data={**FORM, "held_on": "2017-05-16", "seen": seen})
    assert answer.status_code == 303
    assert world.one("SELECT held_on::text FROM workshops") == "2017-05-16"
    assert milestone(world, project, "introductory_workshop")[0] is True
    assert world.one("SELECT max(evidence) FROM milestones") == "DNHC · 2017-05-16"


def test_a_corrected_kind_opens_one_milestone_and_meets_another(world: World) -> None:
    project = make_project(world)
    close_stage(world, project, "introductory")
    put(world, project, stage="application")
    _record(world, kind="application", days="3")
    assert milestone(world, project, "application_workshop")[0] is True
    client, path = world.sign_in("lotus_manager"), _path(world, "correction")
    seen = _seen(client.get(path).text)
    client.post(path, data={**FORM, "kind": "awareness", "seen": seen})
    assert milestone(world, project, "application_workshop")[0] is False
    page = client.get(f"/o/lotus/projects/{project.id}").text
    assert "Reopened: Take part in the application workshop" in page


def test_a_stale_correction_shows_both_and_loses_nothing(world: World) -> None:
    _record(world)
    client, path = world.sign_in("lotus_manager"), _path(world, "correction")
    seen = _seen(client.get(path).text)
    assert client.post(path, data={**FORM, "women": "7", "seen": seen}).status_code == 303
    mine = {**FORM, "women": "8", "seen": seen}
    stale = client.post(path, data=mine)
    assert stale.status_code == 409
    assert ('value="8"' in stale.text, "<dd>7</dd>" in stale.text) == (True, True)
    assert world.one("SELECT women FROM workshops") == 7
    again = client.post(path, data={**mine, "seen": _seen(stale.text)})
    assert again.status_code == 303
    assert world.one("SELECT women FROM workshops") == 8
    assert client.post(path, data=mine).status_code == 303  # the same figures twice are one act


def test_a_removal_says_what_opens_again_and_the_history_keeps_it(world: World) -> None:
    project = make_project(world)
    _record(world)
    client, path = world.sign_in("lotus_manager"), _path(world, "removal")
    assert "reopens in LOTUS-1" in client.get(path).text
    empty = client.post(path, data={"reason": ""})
    assert (empty.status_code, world.one("SELECT count(*) FROM workshops")) == (422, 1)
    assert client.post(path, data={"reason": "It was another team"}).status_code == 303
    assert world.one("SELECT count(*) FROM workshops") == 0
    assert milestone(world, project, "introductory_workshop")[0] is False
    page = client.get(f"/o/lotus/projects/{project.id}").text
    assert "DNHC · 2016-05-16 · It was another team" in page


def test_a_milestone_stays_met_while_another_workshop_stands_behind_it(world: World) -> None:
    project = make_project(world)
    _record(world)
    _record(world, held_on="2019-05-16")
    client, path = world.sign_in("lotus_manager"), _path(world, "removal")
    assert "No milestone changes" in client.get(path).text
    client.post(path, data={"reason": "Twice on record"})
    assert milestone(world, project, "introductory_workshop")[0] is True


def test_an_ended_project_keeps_what_it_met(world: World) -> None:
    project = make_project(world)
    _record(world)
    put(world, project, state="ended")
    client, path = world.sign_in("lotus_manager"), _path(world, "removal")
    client.post(path, data={"reason": "Mistake"})
    assert milestone(world, project, "introductory_workshop")[0] is True


@pytest.mark.parametrize("name", ["lotus_writer", "lotus_viewer", "coach"])
def test_only_a_manager_records_corrects_or_removes(world: World, name: str) -> None:
    project = make_project(world)
    assign_coach(world, project)
    _record(world)
    client, one = world.sign_in(name), world.one("SELECT id FROM workshops")
    for noun in ("", f"{one}/correction", f"{one}/removal", f"{one}/uses"):
        assert (noun, client.post(f"{HOME}{noun}", data=FORM).status_code) == (noun, 403)
    assert client.get(HOME).status_code == (403 if name == "coach" else 200)
    assert world.one("SELECT count(*) FROM workshops") == 1


def test_foreign_and_unknown_workshops_are_not_found(world: World) -> None:
    _record(world, name="river_manager", home="/o/river/workshops/")
    foreign = world.one("SELECT id FROM workshops")
    project = make_project(world)
    client = world.sign_in("lotus_manager")
    for one in (foreign, 424242, 10**30):
        for noun in ("correction", "removal", "uses"):
            form: dict[str, Any] = {**FORM, "reason": "x", "project": project.id}
            assert client.post(f"{HOME}{one}/{noun}", data=form).status_code == 404
    assert world.one("SELECT count(*) FROM workshops") == 1


def test_a_workshop_counts_for_no_foreign_project(world: World) -> None:
    foreign = make_project(world, "river")
    _record(world)
    client, workshop = world.sign_in("lotus_manager"), world.one("SELECT id FROM workshops")
    for one in (foreign.id, 424242, "x", 10**17):
        assert client.post(f"{HOME}{workshop}/uses", data={"project": one}).status_code == 404
    assert milestone(world, foreign, "introductory_workshop")[0] is False


def test_an_awareness_meeting_counts_for_no_milestone(world: World) -> None:
    project = make_project(world)
    _record(world, kind="awareness")
    client, workshop = world.sign_in("lotus_manager"), world.one("SELECT id FROM workshops")
    answer = client.post(f"{HOME}{workshop}/uses", data={"project": project.id})
    assert answer.status_code == 409
    assert "completes no milestone" in answer.text


def test_two_workshops_that_complete_a_stage_leave_it(world: World) -> None:
    project: ProjectRef = make_project(world)
    close_stage(world, project, "introductory", but=("introductory_workshop",))
    _record(world)
    assert world.one("SELECT stage FROM projects") == "application"


def _record(world: World, name: str = "lotus_manager", home: str = HOME, **changed: str) -> Any:
    return world.sign_in(name).post(home, data={**FORM, **changed})


def _path(world: World, noun: str) -> str:
    return f"{HOME}{world.one('SELECT min(id) FROM workshops')}/{noun}"


def _seen(page: str) -> str:
    return page.split('name="seen" value="')[1].split('"')[0]
