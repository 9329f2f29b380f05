"""What waits for whom, read from ledger rows alone."""

from datetime import date
from types import SimpleNamespace

from portal.events.kinds import MEETS
from portal.permissions import PERMISSIONS
from portal.projects.journey import Actor, Stage, Standing
from portal.projects.milestones import MILESTONES
from portal.projects.next_actions import LedgerLine, Viewer, find_next_actions
from portal.projects.view_models import HomeRow, find_urgent

TODAY = date(2026, 11, 24)
TEAM = Viewer(Actor.ORGANISATION, "/o/lotus/", lambda _permission: True)
COACH = Viewer(Actor.COACH, "/o/lotus/", lambda _permission: True)
VIEWER = Viewer(Actor.ORGANISATION, "/o/lotus/", lambda _permission: False)


def line(key: str, due_on: date | None = TODAY, analysis_id: int | None = None) -> LedgerLine:
    """Return an open row."""
    stage = next(one.stage for one in MILESTONES if one.key == key)
    return LedgerLine(1, key, stage, due_on, TODAY, Standing.OPEN, analysis_id)


def test_what_a_milestone_is_met_by_is_what_its_action_leads_to() -> None:
    assert {one.action.permission for one in MILESTONES} <= PERMISSIONS
    stated = {one.key for one in MILESTONES if one.action.permission == "milestone:state"}
    assert {one.key for one in MILESTONES if one.question} == stated
    held = {one.key for one in MILESTONES if one.action.permission == "workshop:record"}
    assert {one.key for one in MILESTONES if one.workshop} == held == set(MEETS.values())


def test_who_is_asked_is_who_must_act() -> None:
    others = {one.key for one in MILESTONES if one.asked not in (None, one.actor)}
    assert others == {"analysis_accepted"}


def test_what_waits_is_told_to_each_side_in_order() -> None:
    rows = [line("analysis_submitted"), line("feedback_given", TODAY, 7), line("option_tested")]
    for_team, for_coach = (find_next_actions(rows, 5, Stage.COACHING, who) for who in (TEAM, COACH))
    assert [turn.line.key for turn in for_team.mine] == ["analysis_submitted", "option_tested"]
    assert [one.key for one in for_team.others] == ["feedback_given"]
    assert [turn.href for turn in for_coach.mine] == ["/o/lotus/analyses/7/review"]
    assert [one.key for one in for_coach.others] == ["analysis_submitted", "option_tested"]


def test_who_may_not_do_it_is_led_nowhere() -> None:
    found = find_next_actions([line("commitment")], 5, Stage.INTRODUCTORY, VIEWER)
    assert [turn.href for turn in found.mine] == [None]


def test_a_row_without_a_date_waits_only_when_nothing_before_it_does() -> None:
    accepted = line("analysis_accepted", None)
    alone = find_next_actions([accepted], 5, Stage.COACHING, TEAM)
    assert [turn.line.key for turn in alone.mine] == ["analysis_accepted"]
    behind = find_next_actions(
        [line("feedback_given", TODAY, 7), accepted], 5, Stage.COACHING, TEAM
    )
    assert behind.mine == []
    too_early = find_next_actions([accepted], 5, Stage.APPLICATION, TEAM)
    assert too_early.mine == []


def test_a_row_that_waits_for_another_is_not_told() -> None:
    rows = [line("analysis_submitted"), line("option_tested", None), line("change_recorded", None)]
    found = find_next_actions(rows, 5, Stage.COACHING, TEAM)
    assert [turn.line.key for turn in found.mine] == ["analysis_submitted"]


def test_a_deed_goes_to_the_analysis_that_it_is_about() -> None:
    analyses = [SimpleNamespace(id=8, state="draft"), SimpleNamespace(id=7, state="accepted")]
    rows = [line("analysis_submitted"), line("option_tested")]
    found = find_next_actions(rows, 5, Stage.COACHING, TEAM, analyses)
    assert [turn.href for turn in found.mine] == [
        "/o/lotus/analyses/8",
        "/o/lotus/analyses/7/rows/test",
    ]
    without = find_next_actions(rows[:1], 5, Stage.COACHING, TEAM)
    assert [(turn.verb, turn.href) for turn in without.mine] == [
        ("Start the analysis", "/o/lotus/projects/5/analyses/new")
    ]


def test_the_way_on_is_open_when_the_stage_has_no_open_row() -> None:
    assert (
        find_next_actions([line("forum_attended")], 5, Stage.COACHING, TEAM).move_on is Stage.FORUM
    )
    assert find_next_actions([line("commitment")], 5, Stage.INTRODUCTORY, TEAM).move_on is None
    assert find_next_actions([], 5, Stage.FORUM, TEAM).is_finished is True


def home_row(project_id: int, mine: str, due_on: date | None) -> HomeRow:
    return HomeRow(project_id, "", "", "active", "", False, mine, due_on, "", 0, (), None)


def test_the_most_urgent_project_is_the_one_due_first() -> None:
    undated, nothing = home_row(4, "Commitment", None), home_row(7, "", None)
    later, sooner = home_row(5, "Forum", date(2026, 12, 1)), home_row(6, "Plan", TODAY)
    assert find_urgent([nothing, undated, later, sooner]) is sooner
    assert find_urgent([nothing, undated]) is undated
    assert find_urgent([nothing]) is None
