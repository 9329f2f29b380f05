"""What waits for a coach, what they handed back, and the projects they accompany, as it is read."""

from datetime import date, timedelta

import pytest

from portal import clock
from portal.coaching.moves import move
from portal.coaching.review import queue
from portal.coaching.review.queue import (
    QueuedAnalysis,
    coached_projects,
    waiting_for_coach,
    waiting_for_organisations,
)
from portal.coaching.workflow import ReviewAction, State
from tests.coaching.scenes import form_view, hand_in, judge, make_analysis, make_coached, put, send
from tests.conftest import MOMENT
from tests.factories import assign_coach, make_project
from tests.partnership.scenes import assignment_of
from tests.projects.scenes import put as put_project
from tests.world import World

TODAY = date(2026, 11, 24)


def mine(world: World, coach: str = "coach", page: int = 1) -> list[QueuedAnalysis]:
    with world.acting(coach):
        return waiting_for_coach(page)


def theirs(world: World, coach: str = "coach") -> list[QueuedAnalysis]:
    with world.acting(coach):
        return waiting_for_organisations()


@pytest.mark.parametrize(
    ("state", "waits_for_coach", "waits_for_organisation"),
    [
        (State.DRAFT, False, False),
        (State.SUBMITTED, True, False),
        (State.IN_REVIEW, True, False),
        (State.CHANGES_REQUESTED, False, True),
        (State.ACCEPTED, False, False),
    ],
)
def test_each_state_waits_for_one_side_or_for_nobody(
    world: World, state: State, *, waits_for_coach: bool, waits_for_organisation: bool
) -> None:
    _, analysis = make_coached(world)
    put(world, analysis, state)
    assert (bool(mine(world)), bool(theirs(world))) == (waits_for_coach, waits_for_organisation)


def test_a_draft_that_was_sent_before_waits_for_the_organisation(world: World) -> None:
    _, analysis = make_coached(world)
    send(world, analysis)
    with world.acting("lotus_writer", "lotus") as by:
        move(analysis, ReviewAction.WITHDRAW, by=by)
    (found,) = theirs(world)
    assert (found.id, found.state, found.last_action) == (analysis, "draft", "withdraw")


def test_what_was_sent_waits_since_that_day_in_the_networks_zone(world: World) -> None:
    _, analysis = make_coached(world)
    send(world, analysis)
    (found,) = mine(world)
    assert (found.since, found.due_on, found.reference, found.slug) == (
        *(TODAY, date(2026, 12, 4), "LOTUS-1", "lotus"),
    )
    late = MOMENT.replace(hour=18)  # the next day in Phnom Penh
    world.admin.execute("UPDATE milestones SET opened_at = %s WHERE key = 'feedback_given'", [late])
    world.admin.execute("UPDATE revisions SET submitted_at = %s", [late])
    assert mine(world)[0].since == TODAY + timedelta(days=1)


def test_what_was_handed_back_waits_since_then_and_is_due_as_an_answer(world: World) -> None:
    _, analysis = make_coached(world)
    send(world, analysis)
    clock.hold(MOMENT + timedelta(days=2))
    judge(world, analysis)
    (found,) = theirs(world)
    assert found.since == TODAY + timedelta(days=2)
    assert found.due_on == TODAY + timedelta(days=23)


def test_a_paused_project_stands_last_and_waits_for_nobody(world: World) -> None:
    paused, first = make_coached(world)
    send(world, first)
    clock.hold(MOMENT + timedelta(days=1))
    _, second = make_coached(world)
    send(world, second)
    put_project(world, paused, state="paused")
    assert [(one.id, one.is_paused) for one in mine(world)] == [(second, False), (first, True)]
    assert {(one.waiting, one.total) for one in mine(world)} == {(1, 2)}


def test_what_one_handed_in_waits_for_the_other_coach_until_feedback_is_due(world: World) -> None:
    _, analysis = make_coached(world, "coach", "other_coach")
    send(world, analysis)
    form_view(world, analysis, "coach")
    assert not mine(world)[0].waits_for_others
    hand_in(world, analysis, "coach")
    found = mine(world)[0]
    assert (found.waits_for_others, found.waiting) == (True, 0)
    other = mine(world, "other_coach")[0]
    assert (other.waits_for_others, other.waiting) == (False, 1)
    for days, waits_for_others in ((10, True), (11, False)):
        clock.hold(MOMENT + timedelta(days=days))
        assert mine(world)[0].waits_for_others is waits_for_others


def test_a_coach_who_handed_in_is_asked_to_finish_and_not_to_begin(world: World) -> None:
    project, analysis = make_coached(world, "coach", "other_coach")
    send(world, analysis)
    pages = ("/coach/", f"/o/lotus/projects/{project.id}")
    begin, finish = "waits for your comments", "Open it to see what is left to do"
    for name in ("coach", "other_coach"):
        client = world.sign_in(name)
        assert [begin in client.get(page).text for page in pages] == [True, True]
        form_view(world, analysis, name)
        hand_in(world, analysis, name)
    for name in ("coach", "other_coach"):
        texts = [world.sign_in(name).get(page).text for page in pages]
        assert [(finish in text, begin in text) for text in texts] == [(True, False)] * 2


def test_where_the_other_coach_left_the_one_who_handed_in_goes_on(world: World) -> None:
    project, analysis = make_coached(world, "coach", "other_coach")
    send(world, analysis)
    form_view(world, analysis, "coach")
    hand_in(world, analysis, "coach")
    world.admin.execute(
        "UPDATE coach_assignments SET ended_at = now(), ended_by = assigned_by WHERE id = %s",
        [assignment_of(world, project, "other_coach")],
    )
    assert not mine(world)[0].waits_for_others
    assert mine(world, "other_coach") == []


def test_an_ended_project_leaves_every_list(world: World) -> None:
    project, analysis = make_coached(world)
    send(world, analysis)
    put_project(world, project, state="ended")
    assert mine(world) == []
    put(world, analysis, State.CHANGES_REQUESTED)
    assert theirs(world) == []
    with world.acting("coach"):
        assert coached_projects() == []


def test_projects_stand_by_their_organisations_and_numbers(world: World) -> None:
    for slug in ("river", "lotus", "lotus"):
        assign_coach(world, make_project(world, slug))
    assign_coach(world, make_project(world), "other_coach")
    put_project(world, make_project(world), state="paused")
    with world.acting("coach"):
        found = coached_projects()
    assert [one.reference for one in found] == ["LOTUS-1", "LOTUS-2", "RIVER-1"]
    assert {one.total for one in found} == {3}


def test_pages_go_on_where_the_last_one_ended(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "ANALYSES_PER_PAGE", 2)
    project = make_project(world)
    assign_coach(world, project)
    analyses = [make_analysis(world, project) for _ in range(3)]
    for number, analysis in enumerate(analyses):
        put(world, analysis, State.SUBMITTED)
        world.admin.execute(
            "UPDATE revisions SET submitted_at = %s WHERE analysis_id = %s",
            [MOMENT + timedelta(hours=number), analysis],
        )
    queue._waiting_for_coach.cache_clear()
    try:
        pages = [[one.id for one in mine(world, page=page)] for page in (1, 2, 3)]
    finally:
        queue._waiting_for_coach.cache_clear()
    assert pages == [analyses[:2], analyses[2:], []]
