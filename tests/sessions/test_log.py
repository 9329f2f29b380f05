"""The log of sessions: recorded once, by the coach alone, corrected, read by both sides."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import ProgrammingError

from portal import clock
from portal.extensions import db
from portal.sessions.models import CoachingSession
from portal.tenancy import take_network_role
from tests.conftest import MOMENT
from tests.factories import assign_coach
from tests.projects.scenes import put
from tests.sessions.scenes import DAY, NEXT, PROMISED, SEEN, hold, make_coached, written
from tests.statements import statements
from tests.world import World

MOST = 6


def log(project: int) -> str:
    return f"/o/lotus/projects/{project}/sessions/"


def test_a_session_is_recorded_with_what_was_agreed(world: World) -> None:
    project = make_coached(world)
    answer = world.sign_in("coach").post(log(project.id), data=written())
    assert answer.status_code == 303
    row = world.admin.execute(
        "SELECT held_on, mode, minutes, women, men, undisclosed, unrecorded, summary, next_on, "
        "coach_id FROM coaching_sessions"
    ).fetchone()
    assert row == (
        DAY,
        "visit",
        90,
        3,
        2,
        1,
        2,
        "We looked at the dividers.",
        NEXT,
        world.people["coach"],
    )
    rows = world.admin.execute(
        "SELECT key, actor, words, due_on, round, met_at FROM milestones "
        "WHERE session_id IS NOT NULL ORDER BY id"
    ).fetchall()
    assert rows == [
        ("agreed_action", "organisation", SEEN.words, SEEN.due_on, 1, None),
        ("promised_action", "coach", PROMISED.words, PROMISED.due_on, 1, None),
    ]
    page = world.sign_in("lotus_viewer").get(log(project.id)).text
    assert "We looked at the dividers." in page
    assert "1 session, 1.5 hours: 3 women, 2 men, 1 person who prefers not to say" in page
    assert SEEN.words in page


def test_a_double_click_records_one_session(world: World) -> None:
    project, sent = make_coached(world), written()
    coach = world.sign_in("coach")
    for _ in range(2):
        assert coach.post(log(project.id), data=sent).status_code == 303
    assert world.one("SELECT count(*) FROM coaching_sessions") == 1
    assert world.one("SELECT count(*) FROM milestones WHERE session_id IS NOT NULL") == 2


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("held_on", "2026-11-25", "This day has not come yet"),
        ("hours", "1.3", "Enter whole or half hours"),
        ("hours", "0", "Enter whole or half hours"),
        ("hours", "NaN", "Enter whole or half hours"),
        ("hours", "25", "Enter whole or half hours"),
        ("women", "-1", "Enter a number from 0 to 500."),
        ("mode", "", "Choose how you met."),
        ("mode", "dream", "Choose one from the list."),
        ("summary", "", "Write what you talked about"),
        ("next_on", "2026-11-20", "The next session must be after this one."),
        ("actions-0-due_on", "", "Enter the day it is due."),
        ("actions-0-due_on", "2026-11-01", "This day has passed."),
    ],
)
def test_bad_input_is_named_and_kept(world: World, field: str, value: str, said: str) -> None:
    project = make_coached(world)
    answer = world.sign_in("coach").post(log(project.id), data=written(**{field: value}))
    assert answer.status_code == 422
    assert said in answer.text
    assert SEEN.words in answer.text
    assert world.one("SELECT count(*) FROM coaching_sessions") == 0


def test_nobody_took_part_is_no_session(world: World) -> None:
    project = make_coached(world)
    nobody = written(women="0", men="0", undisclosed="0", unrecorded="0")
    assert world.sign_in("coach").post(log(project.id), data=nobody).status_code == 422


@pytest.mark.parametrize(
    ("who", "status"),
    [("lotus_manager", 403), ("other_coach", 404), ("river_manager", 404), ("coordinator", 404)],
)
def test_only_the_projects_coach_records(world: World, who: str, status: int) -> None:
    project = make_coached(world)
    assert world.sign_in(who).post(log(project.id), data=written()).status_code == status
    assert world.sign_in(who).get(log(project.id) + "new").status_code == status


def test_the_coach_of_another_project_of_the_organisation_finds_nothing(world: World) -> None:
    project = make_coached(world)
    make_coached(world, coach="other_coach")
    hold(world, project)
    other = world.sign_in("other_coach")
    assert other.get(log(project.id)).status_code == 404
    assert other.post(log(project.id), data=written()).status_code == 404


def test_an_ended_project_takes_no_session(world: World) -> None:
    project = make_coached(world)
    put(world, project, state="ended")
    answer = world.sign_in("coach").post(log(project.id), data=written())
    assert answer.status_code == 409
    assert "This project has ended" in answer.text


def test_a_session_is_corrected_by_its_coach(world: World) -> None:
    project = make_coached(world)
    session = hold(world, project)
    path = f"{log(project.id)}{session}/correction"
    coach = world.sign_in("coach")
    assert 'value="1.5"' in coach.get(path).text
    new = written(hours="2", version="1", summary="We looked at the connectors.")
    assert coach.post(path, data=new).status_code == 303
    assert coach.post(path, data=new).status_code == 303  # a double click
    stale = coach.post(path, data=written(hours="3", version="1", summary="Something else."))
    assert stale.status_code == 409
    assert "We looked at the connectors." in stale.text
    assert "Something else." in stale.text
    assert world.one("SELECT minutes FROM coaching_sessions") == 120
    assert 'name="version" type="hidden" value="2"' in stale.text


def test_nobody_corrects_the_session_of_another_coach(world: World) -> None:
    project = make_coached(world)
    session = hold(world, project)
    assign_coach(world, project, "other_coach")
    path = f"{log(project.id)}{session}/correction"
    other = world.sign_in("other_coach")
    assert other.get(path).status_code == 404
    assert other.post(path, data=written(version="1")).status_code == 404
    agreed = {"words": "More", "actor": "coach", "due_on": "2026-12-01"}
    assert other.post(f"{log(project.id)}{session}/actions", data=agreed).status_code == 404
    assert other.get(log(project.id)).status_code == 200


def test_the_database_lets_only_the_coach_write_and_the_network_read_numbers(world: World) -> None:
    project = make_coached(world)
    hold(world, project)
    change = db.update(CoachingSession).values(minutes=600)
    with world.acting("lotus_manager", "lotus"):
        assert db.session.execute(select(CoachingSession.summary)).scalar_one()
        assert db.session.execute(change).rowcount == 0
    with world.app.app_context():
        take_network_role(db.session)
        assert db.session.execute(select(CoachingSession.minutes)).scalar_one() == 90
        with pytest.raises(ProgrammingError, match="permission denied"):
            db.session.execute(select(CoachingSession.summary))


def test_the_next_session_stands_on_the_coachs_home_until_a_later_one(world: World) -> None:
    project = make_coached(world)
    hold(world, project, SEEN, PROMISED, next_on=NEXT)
    page = world.sign_in("coach").get("/coach/").text
    assert "Next sessions" in page
    assert "Fri 4 Dec (10 days left)" in page
    assert PROMISED.words in page
    assert SEEN.words in page
    assert "Next sessions" not in world.sign_in("other_coach").get("/coach/").text
    clock.hold(MOMENT + timedelta(days=10))
    hold(world, project, held_on=NEXT)
    assert "Next sessions" not in world.sign_in("coach").get("/coach/").text


def test_pages_cost_the_same_with_one_and_with_many(world: World) -> None:
    project = make_coached(world)
    coach, counts = world.sign_in("coach"), []
    for _ in range(2):
        for _ in range(4):
            hold(world, project, SEEN, PROMISED, next_on=NEXT)
        for path in (log(project.id), "/coach/"):
            with statements(world.app) as sent:
                assert coach.get(path).status_code == 200
            counts.append(len(sent))
    assert counts[:2] == counts[2:]
    assert max(counts) <= MOST
