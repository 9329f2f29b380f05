"""Handing a project over: the wall closes at once, nothing is lost, the new coach knows."""

import threading
import time
from typing import Any

import pytest
from flask.testing import FlaskClient
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import select

from portal.coaching.comments.drafts import CommentAnchor
from portal.coaching.workflow import ReviewAction
from portal.extensions import db
from portal.partnership.models import HandedWords
from portal.projects.ledger import ProjectRef
from tests.coaching.scenes import SAID, comment, form_view, judge, make_coached, send
from tests.conftest import MOMENT
from tests.factories import assign_coach
from tests.partnership.scenes import assignment_of
from tests.world import World

SUMMARY = "They know the market well; the second divider needs evidence."
DRAFT = "How do you know that?"


def hand_over(world: World, project: ProjectRef, to: str = "other_coach", **more: str) -> Any:
    return post_handover(world.sign_in("coordinator"), world, project, to, **more)


def post_handover(
    coordinator: FlaskClient, world: World, project: ProjectRef, to: str, **more: str
) -> Any:
    path = f"/network/assignments/{assignment_of(world, project)}/handover"
    data = {"coach": str(world.people[to])} | more
    return coordinator.post(path, data=data)


def leave(world: World, project: ProjectRef, **more: str) -> int:
    path = f"/o/lotus/projects/{project.id}/handover"
    data = {"summary": SUMMARY, "version": "0"} | more
    return world.sign_in("coach").post(path, data=data).status_code


def test_it_goes_with_a_summary_or_expressly_without(world: World) -> None:
    project, _analysis = make_coached(world)
    refused = hand_over(world, project)
    assert refused.status_code == 422
    assert "There is no summary yet. Ask for one, or continue without it." in refused.text
    assert world.one("SELECT count(*) FROM coach_assignments WHERE ended_at IS NULL") == 1
    assert f'value="{world.people["other_coach"]}" checked' in refused.text
    assert hand_over(world, project, is_without="y").status_code == 303
    assert world.one("SELECT is_without_summary FROM handovers")
    page = world.sign_in("other_coach").get(f"/o/lotus/projects/{project.id}/handover").text
    assert "Without a summary." in page


def test_the_new_coach_reads_summary_and_open_threads_and_the_old_one_nothing(
    world: World,
) -> None:
    project, analysis = make_coached(world)
    send(world, analysis)
    comment(world, analysis, "Between whom is the tension?")
    judge(world, analysis)
    coach, new = world.sign_in("coach"), world.sign_in("other_coach")
    pages = [
        f"/o/lotus/projects/{project.id}",
        f"/o/lotus/projects/{project.id}/handover",
        f"/o/lotus/projects/{project.id}/notes",
        f"/o/lotus/projects/{project.id}/sessions/",
        f"/o/lotus/analyses/{analysis}/review",
        f"/o/lotus/analyses/{analysis}/review/2",
        f"/o/lotus/analyses/{analysis}/history",
    ]
    assert [coach.get(path).status_code for path in pages] == [200] * len(pages)
    assert leave(world, project) == 303
    manager = world.sign_in("lotus_manager")
    assert SUMMARY not in manager.get(f"/o/lotus/projects/{project.id}/coach").text
    assert hand_over(world, project).status_code == 303
    assert [coach.get(path).status_code for path in pages] == [404] * len(pages)
    assert [new.get(path).status_code for path in pages] == [200] * len(pages)
    page = new.get(pages[1]).text
    assert SUMMARY in page
    assert "1 open discussion" in page
    assert "Between whom is the tension?" in page
    assert SUMMARY in manager.get(f"/o/lotus/projects/{project.id}/coach").text
    told = world.admin.execute(
        "SELECT kind, address FROM outbox WHERE kind IN ('assignment_ended', 'coach_assigned') "
        "AND address LIKE '%coach%' ORDER BY id"
    ).fetchall()
    assert told == [
        ("coach_assigned", "other-coach@test.example"),
        ("assignment_ended", "coach@test.example"),
    ]


def test_in_the_middle_of_a_review_the_new_coach_goes_on(world: World) -> None:
    project, analysis = make_coached(world)
    send(world, analysis)
    comment(world, analysis, DRAFT, CommentAnchor(2))
    form_view(world, analysis)
    assert world.one("SELECT state FROM analyses") == "in_review"
    assert hand_over(world, project, is_without="y").status_code == 303
    old, new = world.sign_in("coach"), world.sign_in("other_coach")
    path = f"/o/lotus/analyses/{analysis}"
    for late in (
        ("comments", {"text": "More", "step": "2", "token": "0" * 36, "version": "0"}),
        ("acceptance", {"text": "Good."}),
        ("change-request", {"text": "Mend it."}),
    ):
        answer = old.post(f"{path}/{late[0]}", data=late[1], headers={"X-Autosave": "1"})
        assert (late[0], answer.status_code) == (late[0], 404)
    assert world.one("SELECT state FROM analyses") == "in_review"
    assert world.one("SELECT count(*) FROM comments") == 1
    assert DRAFT not in new.get(f"{path}/review/2").text
    words = old.get("/coach/words").text
    assert DRAFT in words
    assert SAID.strength in words
    assert "Step 1: Solid" in words
    assert "Not sent" in words
    assert "1 analysis waits for you" in new.get("/coach/").text
    form_view(world, analysis, "other_coach")
    said = {"strength": SAID.strength, "next_step": SAID.next_step, "version": SAID.version}
    verdict = said | {"text": "Say more."}
    assert new.post(f"{path}/change-request", data=verdict).status_code == 303
    assert (
        world.one("SELECT met_by FROM milestones WHERE key = 'feedback_given'")
        == (world.people["other_coach"])
    )
    assert world.one("SELECT sent_at FROM comments") is None


def test_what_was_sent_stays_readable_to_its_author_alone(world: World) -> None:
    project, analysis = make_coached(world)
    send(world, analysis)
    comment(world, analysis, "Between whom?")
    judge(world, analysis)
    coach = world.sign_in("coach")
    assert "Between whom?" not in coach.get("/coach/words").text
    hand_over(world, project, is_without="y")
    assert "Between whom?" in coach.get("/coach/words").text
    assert "Between whom?" not in world.sign_in("other_coach").get("/coach/words").text
    assert SAID.strength in coach.get("/coach/words").text
    assert SAID.strength not in world.sign_in("other_coach").get("/coach/words").text
    own = world.one("SELECT id FROM comments")
    assert coach.post(f"/o/lotus/analyses/{analysis}/comments/{own}/removal").status_code == 404


def test_notes_and_drafts_are_handed_over_by_choice_alone(world: World) -> None:
    project, analysis = make_coached(world)
    send(world, analysis)
    comment(world, analysis, DRAFT)
    form_view(world, analysis)
    coach = world.sign_in("coach")
    notes = f"/o/lotus/projects/{project.id}/notes"
    assert coach.post(notes, data={"text": "Shy team.", "version": "0"}).status_code == 303
    assert leave(world, project) == 303
    assert world.one("SELECT count(*) FROM handed_words") == 0
    assert leave(world, project, version="1", hands_notes="y", hands_drafts="y") == 303
    page = coach.get(f"/o/lotus/projects/{project.id}/handover").text
    assert page.count("checked") == 2
    assert world.one("SELECT count(*) FROM handed_words") == 0  # a wish, until the handover
    hand_over(world, project)
    assert world.one("SELECT notes FROM handed_words") == "Shy team."
    page = world.sign_in("other_coach").get(f"/o/lotus/projects/{project.id}/handover").text
    assert "Shy team." in page
    assert DRAFT in page
    assert SAID.next_step in page
    for path in ("coach", "sessions/", ""):
        shown = world.sign_in("lotus_manager").get(f"/o/lotus/projects/{project.id}/{path}")
        assert "Shy team." not in shown.text
        assert DRAFT not in shown.text
        assert SAID.next_step not in shown.text


def test_copies_are_of_the_day_of_the_handover(world: World) -> None:
    project, analysis = make_coached(world)
    send(world, analysis)
    coach, notes = world.sign_in("coach"), f"/o/lotus/projects/{project.id}/notes"
    assert coach.post(notes, data={"text": "Shy team.", "version": "0"}).status_code == 303
    assert leave(world, project, hands_notes="y", hands_drafts="y") == 303
    page = coach.get(f"/o/lotus/projects/{project.id}/handover").text
    assert page.count("checked") == 2  # also without anything unsent
    assert coach.post(notes, data={"text": "Shy no more.", "version": "1"}).status_code == 303
    comment(world, analysis, DRAFT)
    assert hand_over(world, project).status_code == 303
    kept = world.admin.execute("SELECT notes, drafts, handed_at FROM handed_words").fetchone()
    assert kept == (
        "Shy no more.",
        [{"analysis": analysis, "step": 2, "body": DRAFT}],
        MOMENT,
    )
    page = world.sign_in("other_coach").get(f"/o/lotus/projects/{project.id}/handover").text
    assert "Shy no more." in page
    assert DRAFT in page


@pytest.mark.parametrize(
    ("wish", "notes", "drafts"), [("hands_notes", "Shy team.", 0), ("hands_drafts", "", 1)]
)
def test_each_wish_stands_for_itself(world: World, wish: str, notes: str, drafts: int) -> None:
    project, analysis = make_coached(world)
    send(world, analysis)
    comment(world, analysis, DRAFT)
    coach = world.sign_in("coach")
    coach.post(f"/o/lotus/projects/{project.id}/notes", data={"text": "Shy team.", "version": "0"})
    assert leave(world, project, **{wish: "y"}) == 303
    assert hand_over(world, project).status_code == 303
    assert world.one("SELECT notes FROM handed_words") == notes
    assert world.one("SELECT jsonb_array_length(drafts) FROM handed_words") == drafts


def test_a_wish_taken_back_hands_nothing_over(world: World) -> None:
    project, _analysis = make_coached(world)
    coach = world.sign_in("coach")
    coach.post(f"/o/lotus/projects/{project.id}/notes", data={"text": "Shy team.", "version": "0"})
    assert leave(world, project, hands_notes="y") == 303
    assert leave(world, project, version="1") == 303
    assert "checked" not in coach.get(f"/o/lotus/projects/{project.id}/handover").text
    assert hand_over(world, project).status_code == 303
    assert world.one("SELECT count(*) FROM handed_words") == 0


def test_whoever_coaches_beside_reads_no_copy_before_the_handover(world: World) -> None:
    project, _analysis = make_coached(world, "coach", "other_coach")
    coach = world.sign_in("coach")
    coach.post(f"/o/lotus/projects/{project.id}/notes", data={"text": "Shy team.", "version": "0"})
    assert leave(world, project, hands_notes="y") == 303
    with world.acting("other_coach", "lotus"):
        assert db.session.execute(select(HandedWords.notes)).scalars().all() == []


@pytest.mark.parametrize("role", ["portal_app", "portal_network"])
def test_only_a_coordinator_lets_words_be_handed_over(world: World, role: str) -> None:
    call = f"SET ROLE {role}; SELECT hand_words_over(1, 1, 1, 1, now())"
    with pytest.raises(InsufficientPrivilege), world.admin.transaction():
        world.admin.execute(call)


def test_a_stale_wish_is_asked_for(world: World) -> None:
    project, _analysis = make_coached(world)
    assert leave(world, project, hands_notes="y") == 303
    assert leave(world, project, version="1", hands_notes="y", hands_drafts="y") == 303
    path = f"/o/lotus/projects/{project.id}/handover"
    stale = world.sign_in("coach").post(path, data={"summary": SUMMARY, "version": "1"})
    assert stale.status_code == 409
    assert world.one("SELECT (hands_notes, hands_drafts)::text FROM handovers") == "(t,t)"


def test_one_of_two_coaches_hands_over_to_the_other(world: World) -> None:
    project, _analysis = make_coached(world, "coach", "other_coach")
    assert leave(world, project) == 303
    path = f"/network/assignments/{assignment_of(world, project)}/handover"
    assert "Already coaches this project" in world.sign_in("coordinator").get(path).text
    assert hand_over(world, project).status_code == 303
    assert hand_over(world, project).status_code in (404, 409)
    current = "SELECT coach_id FROM coach_assignments WHERE ended_at IS NULL"
    assert world.admin.execute(current).fetchall() == [(world.people["other_coach"],)]
    page = f"/o/lotus/projects/{project.id}/handover"
    assert SUMMARY in world.sign_in("other_coach").get(page).text
    assert world.sign_in("coach").get(page).status_code == 404


def test_a_stale_summary_changes_nothing_and_shows_both(world: World) -> None:
    project, _analysis = make_coached(world)
    assert leave(world, project) == 303
    path = f"/o/lotus/projects/{project.id}/handover"
    coach = world.sign_in("coach")
    assert coach.post(path, data={"summary": "Newer.", "version": "1"}).status_code == 303
    stale = coach.post(path, data={"summary": "Other.", "version": "1"})
    assert stale.status_code == 409
    assert "Newer." in stale.text
    assert "Other." in stale.text


def test_the_coordinator_asks_for_a_summary_and_sees_only_that_it_is_there(world: World) -> None:
    project, _analysis = make_coached(world)
    path = f"/network/assignments/{assignment_of(world, project)}"
    coordinator = world.sign_in("coordinator")
    assert coordinator.post(f"{path}/handover-request").status_code == 303
    assert coordinator.post(f"{path}/handover-request").status_code == 303
    assert world.one("SELECT count(*) FROM outbox WHERE kind = 'handover_wanted'") == 1
    assert "Asked for on" in coordinator.get(f"{path}/handover").text
    assert leave(world, project, version="1") == 303
    page = coordinator.get(f"{path}/handover").text
    assert "Written on" in page
    assert SUMMARY not in page


def test_a_second_click_and_a_wrong_coach_are_refused(world: World) -> None:
    project, _analysis = make_coached(world)
    path = f"/network/assignments/{assignment_of(world, project)}/handover"
    coordinator = world.sign_in("coordinator")
    assert coordinator.post(path, data={"is_without": "y"}).status_code == 422
    same = {"coach": str(world.people["coach"]), "is_without": "y"}
    assert coordinator.post(path, data=same).status_code == 409
    other = {"coach": str(world.people["other_coach"]), "is_without": "y"}
    nobody = {"coach": str(world.people["leadership"]), "is_without": "y"}
    assert coordinator.post(path, data=nobody).status_code == 404
    assert coordinator.post(path, data=other).status_code == 303
    assert coordinator.post(path, data=other).status_code == 409
    assert coordinator.post("/network/assignments/999/handover", data=other).status_code == 404
    assert world.one("SELECT count(*) FROM coach_assignments WHERE ended_at IS NULL") == 1
    assert world.sign_in("leadership").post(path, data=other).status_code == 403


@pytest.mark.parametrize("action", [ReviewAction.REQUEST_CHANGES, ReviewAction.ACCEPT])
def test_a_verdict_that_comes_after_the_end_is_not_there(
    world: World, action: ReviewAction
) -> None:
    _project, analysis = make_coached(world)
    send(world, analysis)
    noun = {"accept": "acceptance", "request_changes": "change-request"}[action]
    answers: list[int] = []

    def give() -> None:
        path = f"/o/lotus/analyses/{analysis}/{noun}"
        answers.append(coach.post(path, data={"text": "Now."}).status_code)

    coach = world.sign_in("coach")
    with world.admin.transaction():
        world.admin.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended('coach:' || %s, 0))",
            [world.people["coach"]],
        )
        world.admin.execute("UPDATE coach_assignments SET ended_at = now()")
        thread = threading.Thread(target=give)
        thread.start()
        time.sleep(0.3)
        assert answers == []  # it waits for the one who takes the project
    thread.join(10)
    assert answers == [404]
    assert world.one("SELECT state FROM analyses") == "submitted"
    assert world.one(
        "SELECT count(*) FROM milestones WHERE key = 'feedback_given' AND met_at IS NULL"
    )


def test_a_handover_waits_for_what_the_coach_is_saving(world: World) -> None:
    project, _analysis = make_coached(world)
    answers: list[int] = []
    coordinator = world.sign_in("coordinator")

    def take() -> None:
        answer = post_handover(coordinator, world, project, "other_coach", is_without="y")
        answers.append(answer.status_code)

    with world.admin.transaction():
        world.admin.execute(
            "SELECT pg_advisory_xact_lock_shared(hashtextextended('coach:' || %s, 0))",
            [world.people["coach"]],
        )
        thread = threading.Thread(target=take)
        thread.start()
        time.sleep(0.3)
        assert answers == []
    thread.join(10)
    assert answers == [303]


def test_who_stops_to_be_a_coach_loses_the_projects_and_is_told(world: World) -> None:
    make_coached(world)
    role = world.one("SELECT id FROM network_roles WHERE person_id = %s", world.people["coach"])
    administrator = world.sign_in("administrator")
    assert administrator.post(f"/network/people/{role}/removal").status_code == 303
    assert world.one("SELECT count(*) FROM coach_assignments WHERE ended_at IS NULL") == 0
    assert world.one("SELECT count(*) FROM outbox WHERE kind = 'assignment_ended'") == 3


def test_who_comes_back_finds_their_summary_and_writes_another(world: World) -> None:
    project, _analysis = make_coached(world)
    assert leave(world, project) == 303
    ending = f"/network/assignments/{assignment_of(world, project)}/ending"
    assert world.sign_in("coordinator").post(ending).status_code == 303
    assign_coach(world, project)
    page, coach = f"/o/lotus/projects/{project.id}/handover", world.sign_in("coach")
    assert SUMMARY in coach.get(page).text
    assert leave(world, project, summary="Two answers are missing.", version="1") == 303
    assert "Two answers are missing." in coach.get(page).text
    assert hand_over(world, project).status_code == 303
    assert world.one("SELECT count(*) FROM handovers WHERE completed_at IS NOT NULL") == 1
