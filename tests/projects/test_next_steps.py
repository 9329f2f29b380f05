"""What somebody does next: the table, its order, and who is shown what."""

from datetime import UTC, date, datetime, timedelta

import pytest

from portal.permissions import GRANTS, PERMISSIONS, Role
from portal.projects.journey import Actor, Stage, Standing
from portal.projects.milestones import MILESTONE_BY_KEY, MILESTONES
from portal.projects.next_actions import LedgerLine, find_waiting
from portal.projects.next_steps.finding import (
    LOOK_AHEAD,
    NextSteps,
    OpenWork,
    Viewer,
    find_next_steps,
)
from portal.projects.next_steps.rules import NEXT_STEP_RULES, RULE_OF, WORK_PRIORITY, WorkKind
from portal.projects.next_steps.work import ProjectUnderWay, find_work
from portal.projects.slots import AnalysisWork, AnswersOwed, CheckInsDue, DraftPlace, OptionsDue

TODAY = date(2026, 11, 24)
FAR = TODAY + LOOK_AHEAD + timedelta(days=1)
NEAR = TODAY + LOOK_AHEAD
SINCE = datetime(2026, 11, 20, tzinfo=UTC)
ACTOR = {Role.COACH: Actor.COACH, Role.COORDINATOR: Actor.NETWORK, Role.LEADERSHIP: Actor.NETWORK}
PLACE = DraftPlace(2, "See what divides people", "What raises tension?", "steps/2?row=5#row-5-how")


def viewer(role: Role) -> Viewer:
    """Return who looks in a role."""
    actor = ACTOR.get(role, Actor.ORGANISATION)
    return Viewer(actor, "/o/lotus/", lambda permission: permission in GRANTS[role])


def line(key: str, due_on: date | None = NEAR, analysis_id: int | None = None) -> LedgerLine:
    """Return an open row, which says what was agreed where something was."""
    stage, words = MILESTONE_BY_KEY[key].stage, "Ask the elders" if key.endswith("_action") else ""
    return LedgerLine(3, key, stage, due_on, TODAY, Standing.OPEN, analysis_id, words=words)


def analysis(state: str = "draft", **more: object) -> AnalysisWork:
    """Return an analysis in a state."""
    given = {"is_writable": state in ("draft", "changes_requested"), **more}
    is_accepted = state == "accepted"
    return AnalysisWork(
        *(7, 5, "Stamps", state, SINCE, 0 if state == "draft" else 1),
        is_accepted=is_accepted,
        **given,  # type: ignore[arg-type]
    )


def steps_of(
    role: Role,
    *lines: LedgerLine,
    analyses: tuple[AnalysisWork, ...] = (),
    stage: Stage = Stage.COACHING,
    move_on: Stage | None = None,
) -> NextSteps:
    """Return what somebody in a role does next in one project."""
    project = ProjectUnderWay(
        *(5, "Water", stage, find_waiting(lines, stage), analyses), move_on=move_on
    )
    return find_next_steps(find_work(project), viewer(role), TODAY)


def hrefs(steps: NextSteps) -> list[str]:
    """Return where what is to be done now is done, first to last."""
    return [(one.href or "").removeprefix("/o/lotus/") for one in steps.now]


def test_every_kind_has_one_rule_that_somebody_may_follow() -> None:
    assert [rule.kind for rule in NEXT_STEP_RULES] == list(WorkKind)
    asked = {rule.permission for rule in NEXT_STEP_RULES} - {""}
    assert asked <= PERMISSIONS
    for rule in NEXT_STEP_RULES:
        assert not rule.permission or any(rule.permission in held for held in GRANTS.values())
    assert [RULE_OF[kind].permission for kind in WorkKind if kind is WorkKind.MILESTONE] == [""]


@pytest.mark.parametrize("role", [Role.WRITER, Role.MANAGER])
def test_answers_come_before_drafts_agreements_options_and_milestones(role: Role) -> None:
    asked = analysis("changes_requested", answers=AnswersOwed(2, 1, "steps/2#comment-3"))
    draft = analysis(place=PLACE, options=OptionsDue(1, TODAY, "steps/6?row=4#row-4-review_on"))
    lines = (line("introductory_workshop", TODAY), line("agreed_action"))
    found = steps_of(role, *lines, analyses=(draft, asked._replace(id=8, place=PLACE)))
    assert hrefs(found)[:5] == [
        "analyses/8/steps/2#comment-3",
        "analyses/7/steps/2?row=5#row-5-how",
        "analyses/8/steps/2?row=5#row-5-how",
        "projects/5/agreed-actions/3",
        "analyses/7/steps/6?row=4#row-4-review_on",
    ]
    assert found.now[0].work.many == 2


def test_a_look_that_is_due_comes_after_options_and_before_milestones() -> None:
    waiting = CheckInsDue(3, TODAY - timedelta(days=14))
    done = analysis("submitted", check_ins=waiting, options=OptionsDue(1, TODAY, "options"))
    found = steps_of(Role.WRITER, line("introductory_workshop", TODAY), analyses=(done,))
    assert hrefs(found)[:2] == ["analyses/7/options", "analyses/7/check-ins/new"]
    assert (found.now[1].work.many, found.now[1].work.due_on) == waiting
    assert steps_of(Role.VIEWER, analyses=(done,)).now == []
    assert steps_of(Role.COACH, analyses=(done,)).all == []


def test_a_comment_that_need_not_be_answered_does_not_hold_back_a_sending() -> None:
    free = analysis("changes_requested", answers=AnswersOwed(0, 1, "c"), place=DraftPlace())
    assert hrefs(steps_of(Role.WRITER, analyses=(free,))) == [
        "analyses/7/c",
        "analyses/7/submission",
    ]
    replied = free._replace(answers=AnswersOwed(0, 1, "c", has_replied=True))
    assert hrefs(steps_of(Role.WRITER, analyses=(replied,))) == [
        "analyses/7/submission",
        "analyses/7/c",
    ]
    owed = free._replace(answers=AnswersOwed(1, 0, "c"))
    assert hrefs(steps_of(Role.WRITER, analyses=(owed,))) == ["analyses/7/c"]


def test_a_project_without_an_analysis_starts_one() -> None:
    found = steps_of(Role.WRITER, line("introductory_workshop", FAR), stage=Stage.INTRODUCTORY)
    assert hrefs(found) == ["projects/5/analyses/new"]
    assert [one.work.due_on for one in found.later] == [FAR]


def test_a_draft_that_nobody_looked_into_leads_to_its_page() -> None:
    assert hrefs(steps_of(Role.WRITER, analyses=(analysis(),))) == ["analyses/7"]


def test_the_day_of_a_turn_is_that_of_its_analysis() -> None:
    lines = (line("answer_sent", NEAR, 7), line("analysis_submitted", FAR))
    sent = analysis("changes_requested", place=DraftPlace())
    found = steps_of(Role.WRITER, *lines, analyses=(sent, analysis(place=PLACE)._replace(id=9)))
    assert [(one.work.kind, one.work.due_on) for one in found.now] == [
        (WorkKind.DRAFT, FAR),
        (WorkKind.SENDING, NEAR),
    ]


@pytest.mark.parametrize("key", [one.key for one in MILESTONES])
def test_what_lies_weeks_away_is_a_line_and_never_the_card(key: str) -> None:
    done = analysis("accepted")
    for role in Role:
        found = steps_of(role, line(key, FAR, 7), analyses=(done,))
        kinds = {one.work.kind for one in found.now}
        assert kinds <= {WorkKind.ACCEPTED, WorkKind.REVIEW}
        assert len(found.later) == (RULE_OF_LATER.get(key) is viewer(role).actor)


RULE_OF_LATER = {
    one.key: (one.asked or one.actor)
    for one in MILESTONES
    if one.key not in ("analysis_submitted", "answer_sent", "analysis_accepted", "feedback_given")
    and one.actor is not Actor.NETWORK
}


def test_what_was_accepted_leads_to_what_follows_until_that_is_done() -> None:
    done = analysis("accepted")
    both = steps_of(
        *(Role.WRITER, line("option_tested", FAR), line("change_recorded", FAR)), analyses=(done,)
    )
    assert hrefs(both) == ["analyses/7/changes"]
    tested = steps_of(Role.WRITER, line("option_tested", FAR), analyses=(done,))
    assert hrefs(tested) == ["analyses/7/rows/test"]
    assert tested.now[0].verb == MILESTONE_BY_KEY["option_tested"].action.verb
    assert hrefs(steps_of(Role.WRITER, analyses=(done,))) == []


def test_a_writer_is_not_sent_to_a_manager_while_there_is_something_to_write() -> None:
    lines = (line("commitment", TODAY), line("introductory_workshop", TODAY))
    writing = steps_of(Role.WRITER, *lines, analyses=(analysis(place=PLACE),))
    assert writing.first
    assert writing.first.work.kind is WorkKind.DRAFT
    assert [one.href for one in writing.team] == [None, None]


def test_a_viewer_does_nothing_and_sees_what_the_team_does() -> None:
    found = steps_of(Role.VIEWER, line("commitment"), analyses=(analysis(place=PLACE),))
    assert found.now == []
    assert [one.work.kind for one in found.team] == [WorkKind.DRAFT, WorkKind.MILESTONE]


def test_a_stage_that_is_complete_is_left_by_whoever_may() -> None:
    done = (analysis("submitted"),)
    manager = steps_of(Role.MANAGER, analyses=done, move_on=Stage.FORUM).first
    assert manager
    assert (manager.is_sent, manager.work.sent) == (True, {"stage": "forum"})
    assert steps_of(Role.WRITER, analyses=done, move_on=Stage.FORUM).first is None


def test_a_coach_reads_what_was_sent_unless_it_waits_for_another_coach() -> None:
    lines = (line("feedback_given", NEAR, 7), line("promised_action", TODAY), line("agreed_action"))
    sent = analysis("submitted")
    assert hrefs(steps_of(Role.COACH, *lines, analyses=(sent,))) == [
        "analyses/7/review",
        "projects/5/agreed-actions/3",
    ]
    finishing = steps_of(Role.COACH, *lines, analyses=(sent._replace(has_handed_in=True),))
    assert [one.work.kind for one in finishing.now] == [WorkKind.HANDED_IN, WorkKind.PROMISED]
    handed_in = sent._replace(has_handed_in=True, waits_for_others=True)
    assert hrefs(steps_of(Role.COACH, *lines, analyses=(handed_in,))) == [
        "projects/5/agreed-actions/3"
    ]


def test_what_is_due_first_comes_first_of_its_kind_then_as_given() -> None:
    given = [
        OpenWork(WorkKind.DRAFT, "a", due_on=FAR),
        OpenWork(WorkKind.DRAFT, "b"),
        OpenWork(WorkKind.DRAFT, "c", due_on=NEAR),
        OpenWork(WorkKind.QUESTIONS, "d", due_on=FAR),
    ]
    found = find_next_steps(given, viewer(Role.WRITER), TODAY)
    assert hrefs(found) == ["d", "c", "a", "b"]


def test_the_order_is_that_of_the_table() -> None:
    given = [OpenWork(kind, kind.value) for kind in reversed(list(WorkKind))]
    for role in Role:
        kinds = [one.work.kind for one in find_next_steps(given, viewer(role), TODAY).now]
        assert kinds == sorted(kinds, key=WORK_PRIORITY.__getitem__)
        assert all(RULE_OF[kind].actor is viewer(role).actor for kind in kinds)
