"""Feedback that coaches gave together is the work of each of them, of nobody who was missing."""

from datetime import timedelta

import pytest

from portal import clock
from portal.coaching.review.verdicts import give_verdict
from portal.coaching.workflow import ReviewAction
from portal.network.workload import workload
from portal.partnership import ratings
from portal.partnership.records import read_record
from tests.coaching.scenes import form_view, hand_in, join, judge, make_coached, send
from tests.conftest import MOMENT
from tests.world import World

COACHES = ("coach", "other_coach")


def judged_together(world: World) -> tuple[int, int]:
    """Return an analysis that two coaches accepted together, four days after it came."""
    clock.hold(MOMENT)
    _project, analysis = make_coached(world, *COACHES)
    send(world, analysis)
    clock.hold(MOMENT + timedelta(days=4))
    judge(world, analysis, ReviewAction.ACCEPT)
    return analysis, int(world.one("SELECT max(id) FROM review_moves"))


def helpful(world: World) -> list[dict[str, int]]:
    """Return the sums that each of the two coaches sees."""
    found = []
    for name in COACHES:
        with world.acting(name):
            found.append(ratings.helpfulness())
    return found


def test_an_answer_of_the_organisation_counts_for_both(world: World) -> None:
    for _ in range(5):
        analysis, move = judged_together(world)
        page = f"/o/lotus/analyses/{analysis}/helpfulness"
        writer = world.sign_in("lotus_writer")
        assert writer.post(f"{page}/{move}", data={"answer": "very"}).status_code == 303
        assert writer.post(f"{page}/{move}", data={"answer": "very"}).status_code == 303
        assert writer.post(f"{page}/{move}", data={"answer": "quite"}).status_code == 409
        shown = writer.get(page).text
        assert shown.count("Your organisation said: Very") == 1
        assert "coach, other coach" in shown
    assert helpful(world) == [{"very": 5}, {"very": 5}]


def test_words_reach_both_once_they_are_sent(world: World) -> None:
    analysis, move = judged_together(world)
    path = f"/o/lotus/analyses/{analysis}/helpfulness/{move}"
    writer = world.sign_in("lotus_writer")
    assert writer.post(path, data={"words": "Thank you."}).status_code == 303
    assert received(world) == [[], []]
    sent = {"words": "Thank you!", "is_sent": "y"}
    assert [writer.post(path, data=sent).status_code for _ in range(2)] == [303, 303]
    assert received(world) == [["Thank you!"], ["Thank you!"]]
    assert writer.post(path, data={"words": "No."}).status_code == 409
    page = writer.get(f"/o/lotus/analyses/{analysis}/helpfulness").text
    assert page.count("Thank you!") == 1


def received(world: World) -> list[list[str]]:
    """Return the words that each of the two coaches has received."""
    found = []
    for name in COACHES:
        with world.acting(name):
            found.append([row.body for row in ratings.words_received()])
    return found


@pytest.mark.parametrize("name", COACHES)
def test_the_record_of_each_has_it_before_and_after_they_leave(world: World, name: str) -> None:
    judged_together(world)
    for _ in range(2):
        with world.acting(name) as coach:
            record = read_record(coach, 2026)
        assert ([row.action for row in record.reviews], record.cases) == (["accept"], 1)
        world.admin.execute("UPDATE coach_assignments SET ended_at = now()")


def test_the_days_to_feedback_are_those_of_each(world: World) -> None:
    judged_together(world)
    with world.coordinating():
        found = {row.name: row.mean_days for row in workload(clock.today())}
    assert {name: float(days) for name, days in found.items()} == {"coach": 4, "other coach": 4}


def test_who_had_not_handed_in_gets_nothing_for_it(world: World) -> None:
    _project, analysis = make_coached(world, *COACHES)
    send(world, analysis)
    form_view(world, analysis, "coach")
    hand_in(world, analysis, "coach")
    clock.hold(MOMENT + timedelta(days=60))
    seen = join(world, analysis, "coach")
    with world.acting("coach", "lotus") as coach:
        give_verdict(analysis, ReviewAction.ACCEPT, by=coach, seen=seen)
    with world.acting("other_coach") as other:
        assert read_record(other, 2027).reviews == []
    assert world.one("SELECT given_by FROM review_moves WHERE action = 'accept'") == [
        world.people["coach"]
    ]
