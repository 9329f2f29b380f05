"""The coach's queue: oldest first, one page, a count that goes down, the same few statements."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from portal import clock
from portal.coaching.comments.drafts import CommentAnchor, CommentDraft, save_draft
from portal.coaching.moves import move
from portal.coaching.workflow import ReviewAction, State
from portal.projects.ledger import ProjectRef
from tests.coaching.scenes import (
    counted,
    form_view,
    hand_in,
    make_analysis,
    make_coached,
    put,
    send,
    write_revision,
)
from tests.conftest import MOMENT
from tests.factories import assign_coach, make_project
from tests.projects.following import Card, card_of, check_leads, steps_on
from tests.sessions.scenes import PROMISED, SEEN, hold
from tests.world import World


def make_queue(world: World, count: int) -> list[int]:
    """Let `count` analyses wait for the coach, each a day longer than the one before."""
    project = make_project(world)
    assign_coach(world, project)
    found = []
    for days in range(1, count + 1):
        analysis = make_analysis(world, project)
        put(world, analysis, State.SUBMITTED)
        world.admin.execute(
            "UPDATE revisions SET submitted_at = %s WHERE analysis_id = %s",
            [MOMENT - timedelta(days=days), analysis],
        )
        found.append(analysis)
    return found


def shown(page: str) -> list[int]:
    """Return the ids of the analyses in the tables of the queue, from the top."""
    return [
        int(found)
        for found in re.findall(r'<th scope="row"><a href="/o/lotus/analyses/(\d+)/', page)
    ]


def test_the_oldest_stands_on_top_and_the_count_goes_down(world: World) -> None:
    first, second, third = make_queue(world, 3)
    coach = world.sign_in("coach")
    page = coach.get("/coach/").text
    assert shown(page) == [third, second, first]
    assert "3 analyses wait for you" in page
    assert "3 days" in page
    with world.acting("coach", "lotus") as person:
        move(third, ReviewAction.REQUEST_CHANGES, by=person, note="Between whom?")
    page = coach.get("/coach/").text
    assert "2 analyses wait for you" in page
    assert shown(page) == [second, first, third]
    assert "Waiting for the organisations" in page


def test_what_was_taken_back_waits_for_the_organisation(world: World) -> None:
    (analysis,) = make_queue(world, 1)
    with world.acting("lotus_writer", "lotus") as person:
        move(analysis, ReviewAction.WITHDRAW, by=person)
    page = world.sign_in("coach").get("/coach/").text
    assert "Your queue is empty" in page
    assert shown(page) == [analysis]


def test_a_review_that_has_begun_still_waits_since_it_was_sent(world: World) -> None:
    (analysis,) = make_queue(world, 1)
    with world.acting("coach", "lotus") as person:
        save_draft(analysis, CommentDraft(str(uuid4()), CommentAnchor(1), "Hm."), by=person)
    page = world.sign_in("coach").get("/coach/").text
    assert "1 analysis waits for you" in page
    assert "In review" in page
    assert "1 day<" in page


def test_the_due_date_is_that_of_the_open_turn(world: World) -> None:
    project = make_project(world)
    assign_coach(world, project)
    analysis = make_analysis(world, project)
    with world.acting("lotus_writer", "lotus") as person:
        move(analysis, ReviewAction.SUBMIT, by=person)
    write_revision(world, analysis)
    assert "Fri 4 Dec (10 days left)" in world.sign_in("coach").get("/coach/").text


def test_the_card_is_the_review_that_is_due_first_and_promises_follow(world: World) -> None:
    first, second = make_queue(world, 2)
    project = world.one("SELECT project_id FROM analyses WHERE id = %s", first)
    hold(world, ProjectRef(world.organisations["lotus"], project), PROMISED, SEEN)
    coach = world.sign_in("coach")
    page = coach.get("/coach/").text
    assert card_of(page) == Card(f"/o/lotus/analyses/{second}/review", "Open the review", "", {})
    assert len(steps_on(page)) == 1
    with world.acting("coach", "lotus") as person:
        for one in (first, second):
            move(one, ReviewAction.REQUEST_CHANGES, by=person, note="Between whom?")
    page = coach.get("/coach/").text
    assert "No analysis waits for you" in page
    card = card_of(page)
    assert card
    assert "/agreed-actions/" in card.href
    check_leads(coach, card.href)


@pytest.mark.parametrize("count", [1, 3, 60])
def test_the_queue_takes_six_statements_whatever_its_length(world: World, count: int) -> None:
    make_queue(world, count)
    coach = world.sign_in("coach")
    with counted(world) as sent:
        page = coach.get("/coach/").text
    assert len(shown(page)) == min(count, 50)
    assert len(sent) == 6


def test_more_than_fifty_are_on_a_second_page(world: World) -> None:
    analyses = make_queue(world, 52)
    coach = world.sign_in("coach")
    assert "52 analyses wait for you" in coach.get("/coach/").text
    assert shown(coach.get("/coach/?page=2").text) == [analyses[1], analyses[0]]
    assert coach.get("/coach/?page=9").status_code == 302


def test_a_coach_sees_their_own_projects_alone(world: World) -> None:
    make_queue(world, 1)
    other: ProjectRef = make_project(world, "river")
    assign_coach(world, other, "other_coach")
    page = world.sign_in("other_coach").get("/coach/").text
    assert "You have nothing to do" in page
    assert "RIVER-1" in page
    assert "LOTUS-1" not in page


def test_projects_that_ended_leave_the_queue(world: World) -> None:
    make_queue(world, 1)
    world.admin.execute("UPDATE projects SET state = 'ended'")
    page = world.sign_in("coach").get("/coach/").text
    assert shown(page) == []
    assert "LOTUS-1" not in page


@pytest.mark.parametrize("name", ["lotus_manager", "leadership", "coordinator", "stranger"])
def test_the_queue_is_for_coaches(world: World, name: str) -> None:
    assert world.sign_in(name).get("/coach/").status_code == 403


def test_what_one_handed_in_waits_for_the_other_coach_until_the_day_for_feedback_is_over(
    world: World,
) -> None:
    _project, analysis = make_coached(world, "coach", "other_coach")
    send(world, analysis)
    form_view(world, analysis, "coach")
    hand_in(world, analysis, "coach")
    page = world.sign_in("coach").get("/coach/").text
    assert "You have nothing to do" in page
    assert page.index("Handed in, waiting for another coach") < page.index(
        f'<th scope="row"><a href="/o/lotus/analyses/{analysis}/review"'
    )
    assert "1 analysis waits for you" in world.sign_in("other_coach").get("/coach/").text
    clock.hold(MOMENT + timedelta(days=11))
    assert "1 analysis waits for you" in world.sign_in("coach").get("/coach/").text
