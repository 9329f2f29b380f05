"""What waits for whom, read from ledger rows alone."""

from datetime import date

from portal.events.kinds import WORKSHOP_MILESTONES
from portal.permissions import PERMISSIONS
from portal.projects.journey import Actor, Stage, Standing
from portal.projects.milestones import MILESTONES
from portal.projects.next_actions import LedgerLine, find_next_actions

TODAY = date(2026, 11, 24)
TEAM, COACH = Actor.ORGANISATION, Actor.COACH


def line(key: str, due_on: date | None = TODAY, analysis_id: int | None = None) -> LedgerLine:
    """Return an open row."""
    stage = next(one.stage for one in MILESTONES if one.key == key)
    return LedgerLine(1, key, stage, due_on, TODAY, Standing.OPEN, analysis_id)


def test_what_a_milestone_is_met_by_is_what_its_action_leads_to() -> None:
    assert {one.action.permission for one in MILESTONES} <= PERMISSIONS
    stated = {one.key for one in MILESTONES if one.action.permission == "milestone:state"}
    assert {one.key for one in MILESTONES if one.question} == stated
    held = {one.key for one in MILESTONES if one.action.permission == "workshop:record"}
    assert (
        {one.key for one in MILESTONES if one.workshop} == held == set(WORKSHOP_MILESTONES.values())
    )


def test_who_is_asked_is_who_must_act() -> None:
    others = {one.key for one in MILESTONES if one.asked not in (None, one.actor)}
    assert others == {"analysis_accepted"}


def test_what_waits_is_told_to_each_side_in_order() -> None:
    rows = [line("analysis_submitted"), line("feedback_given", TODAY, 7), line("option_tested")]
    for_team, for_coach = (find_next_actions(rows, Stage.COACHING, side) for side in (TEAM, COACH))
    assert [one.key for one in for_team.mine] == ["analysis_submitted", "option_tested"]
    assert [one.key for one in for_team.others] == ["feedback_given"]
    assert [one.key for one in for_coach.mine] == ["feedback_given"]
    assert [one.key for one in for_coach.others] == ["analysis_submitted", "option_tested"]


def test_a_row_without_a_date_waits_only_when_nothing_before_it_does() -> None:
    accepted = line("analysis_accepted", None)
    alone = find_next_actions([accepted], Stage.COACHING, TEAM)
    assert [one.key for one in alone.mine] == ["analysis_accepted"]
    behind = find_next_actions([line("feedback_given", TODAY, 7), accepted], Stage.COACHING, TEAM)
    assert behind.mine == []
    too_early = find_next_actions([accepted], Stage.APPLICATION, TEAM)
    assert too_early.mine == []


def test_a_row_that_waits_for_another_is_not_told() -> None:
    rows = [line("analysis_submitted"), line("option_tested", None), line("change_recorded", None)]
    found = find_next_actions(rows, Stage.COACHING, TEAM)
    assert [one.key for one in found.mine] == ["analysis_submitted"]


def test_the_way_on_is_open_when_the_stage_has_no_open_row() -> None:
    assert find_next_actions([line("forum_attended")], Stage.COACHING, TEAM).move_on is Stage.FORUM
    assert find_next_actions([line("commitment")], Stage.INTRODUCTORY, TEAM).move_on is None
    assert find_next_actions([], Stage.FORUM, TEAM).is_finished is True
