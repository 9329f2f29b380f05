"""A coach's own record: its sums are those of the logs, and it stays after a project is left."""

from datetime import date
from uuid import uuid4

from portal.coaching.workflow import ReviewAction
from portal.partnership.records import read_record
from tests.coaching.scenes import judge, make_coached, send
from tests.sessions.scenes import hold
from tests.statements import statements
from tests.world import World


def test_sums_match_the_logs_even_after_a_project_is_left(world: World) -> None:
    project, analysis = make_coached(world, "coach", "other_coach")
    hold(world, project)
    hold(world, project, minutes=60, women=1, men=0, undisclosed=0, unrecorded=0)
    hold(world, project, held_on=date(2025, 5, 1))
    hold(world, project, coach="other_coach")
    send(world, analysis)
    judge(world, analysis)
    send_again(world, analysis)
    judge(world, analysis, ReviewAction.ACCEPT)
    for _ in range(2):
        with world.acting("coach") as coach:
            record = read_record(coach, 2026)
        assert (len(record.sessions), record.minutes, record.people) == (2, 150, 9)
        assert ([row.action for row in record.reviews], record.cases) == (
            ["request_changes", "accept"],
            1,
        )
        assert {row.acronym for row in record.reviews} == {"LOTUS"}
        world.admin.execute(
            "UPDATE coach_assignments SET ended_at = now() WHERE coach_id = %s", [coach]
        )


def send_again(world: World, analysis: int) -> None:
    world.admin.execute("UPDATE comments SET is_required = false")
    send(world, analysis, number=2)


def test_a_coach_writes_down_events_once(world: World) -> None:
    coach = world.sign_in("coach")
    data = {
        "token": str(uuid4()),
        "kind": "forum",
        "part": "led",
        "held_on": "2026-08-20",
        "days": "2",
    }
    for _ in range(2):
        assert coach.post("/coach/record/events", data=data).status_code == 303
    assert world.one("SELECT count(*) FROM coach_events") == 1
    page = coach.get("/coach/record?year=2026").text
    assert "Community practice forum" in page
    assert "Led it" in page
    assert (
        "Community practice forum"
        not in world.sign_in("other_coach")
        .get("/coach/record")
        .text.split("</table>")[0]
        .split("<form")[0]
    )
    late = data | {"held_on": "2026-12-01", "token": str(uuid4())}
    assert coach.post("/coach/record/events", data=late).status_code == 422
    removal = f"/coach/record/events/{world.one('SELECT id FROM coach_events')}/removal"
    assert world.sign_in("other_coach").post(removal).status_code == 404
    assert coach.post(removal).status_code == 303
    assert coach.post(removal).status_code == 404


def test_pages_of_a_coach_are_for_coaches(world: World) -> None:
    for path in ("/coach/record", "/coach/words", "/coach/profile"):
        assert world.sign_in("lotus_manager").get(path).status_code == 403
        with statements(world.app) as sent:
            assert world.sign_in("coach").get(path).status_code == 200
        assert len(sent) <= 6
    assert world.sign_in("coach").get("/coach/record?year=9999").status_code == 200
