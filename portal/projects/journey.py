"""The journey of a project: per stage what must happen, who must act, when, and how it is met."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from portal.language.i18n import N_


class Stage(StrEnum):
    """The four stages, in order."""

    INTRODUCTORY = "introductory"
    APPLICATION = "application"
    COACHING = "coaching"
    FORUM = "forum"


class Actor(StrEnum):
    """Who must act for a milestone to be met."""

    ORGANISATION = "organisation"
    COACH = "coach"
    NETWORK = "network"


class MetBy(StrEnum):
    """What meets a milestone: a verb of the product, or a statement that a manager writes."""

    WORKSHOP = "workshop"
    STATEMENT = "statement"
    ASSIGNMENT = "assignment"
    SUBMISSION = "submission"
    VERDICT = "verdict"
    ACCEPTANCE = "acceptance"
    TEST = "test"
    CHANGE = "change"
    COMPLETION = "completion"


class Standing(StrEnum):
    """How a ledger row stands on a day."""

    MET = "met"
    WAIVED = "waived"
    LATE = "late"
    SOON = "soon"
    OPEN = "open"
    LATER = "later"


class ProjectState(StrEnum):
    """Whether a project is under way."""

    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"


class Scope(StrEnum):
    """How much of an organisation's work a project looks at (domain: Partial use)."""

    ORGANISATION = "organisation"
    PROGRAMME = "programme"
    PROJECT = "project"
    ACTIVITY = "activity"


class Move(StrEnum):
    """What people do to a project as a whole."""

    EDIT = "edit"
    STATE_MILESTONE = "state_milestone"
    WAIVE_MILESTONE = "waive_milestone"
    CHANGE_STAGE = "change_stage"
    PAUSE = "pause"
    RESUME = "resume"
    END = "end"


@dataclass(frozen=True)
class Milestone:
    """One row of the table: `days` count from the start of the stage or from `after`'s meeting.

    `each_round` rows are opened when asked for, once for each turn of a review or each action that
    was agreed in a session.
    """

    key: str
    stage: Stage
    actor: Actor
    title: str
    met_by: MetBy
    days: int | None
    after: str | None = None
    each_round: bool = False

    @property
    def is_of_review(self) -> bool:
        """Tell whether it is a turn of a review, which is met by the review alone."""
        return self.each_round and self.met_by is not MetBy.COMPLETION


STAGES = tuple(Stage)
STAGE_TITLES: dict[Stage, str] = {
    Stage.INTRODUCTORY: N_("Introductory"),
    Stage.APPLICATION: N_("Application"),
    Stage.COACHING: N_("Coaching"),
    Stage.FORUM: N_("Forum"),
}

SCOPE_TITLES: dict[Scope, str] = {
    Scope.ORGANISATION: N_("The whole organisation"),
    Scope.PROGRAMME: N_("A programme"),
    Scope.PROJECT: N_("A project"),
    Scope.ACTIVITY: N_("An activity"),
}
STATE_TITLES: dict[ProjectState, str] = {
    ProjectState.ACTIVE: N_("Under way"),
    ProjectState.PAUSED: N_("Paused"),
    ProjectState.ENDED: N_("Ended"),
}

_UNDER_WAY = frozenset({ProjectState.ACTIVE})
_LIVING = frozenset({ProjectState.ACTIVE, ProjectState.PAUSED})
MOVES: dict[Move, frozenset[ProjectState]] = {
    Move.EDIT: _LIVING,
    Move.STATE_MILESTONE: _UNDER_WAY,
    Move.WAIVE_MILESTONE: _UNDER_WAY,
    Move.CHANGE_STAGE: _UNDER_WAY,
    Move.PAUSE: _UNDER_WAY,
    Move.RESUME: frozenset({ProjectState.PAUSED}),
    Move.END: _LIVING,
}

_I, _A, _C, _F = STAGES
_NGO, _COACH, _NETWORK = Actor

# fmt: off
MILESTONES: tuple[Milestone, ...] = (
    Milestone("introductory_workshop", _I, _NGO, N_("Take part in the introductory workshop"),
              MetBy.WORKSHOP, 30),
    Milestone("commitment", _I, _NGO, N_("Agree with your leadership and team to go on"),
              MetBy.STATEMENT, 45),
    Milestone("application_workshop", _A, _NGO, N_("Take part in the application workshop"),
              MetBy.WORKSHOP, 60),
    Milestone("post_training_plan", _A, _NGO, N_("Write down your plan after the training"),
              MetBy.STATEMENT, 75),
    Milestone("coach_assigned", _A, _NETWORK, N_("Assign a coach"),
              MetBy.ASSIGNMENT, 75),
    Milestone("analysis_submitted", _C, _NGO, N_("Send the analysis to your coach"),
              MetBy.SUBMISSION, 60),
    Milestone("feedback_given", _C, _COACH, N_("Give feedback on the analysis"),
              MetBy.VERDICT, 10, "analysis_submitted", each_round=True),
    Milestone("answer_sent", _C, _NGO, N_("Answer the feedback and send the analysis again"),
              MetBy.SUBMISSION, 21, "feedback_given", each_round=True),
    Milestone("analysis_accepted", _C, _COACH, N_("Analysis accepted by the coach"),
              MetBy.ACCEPTANCE, None),
    Milestone("agreed_action", _C, _NGO, N_("Do what you agreed with your coach"),
              MetBy.COMPLETION, None, each_round=True),
    Milestone("promised_action", _C, _COACH, N_("Do what you promised in a session"),
              MetBy.COMPLETION, None, each_round=True),
    Milestone("option_tested", _C, _NGO, N_("Test an option"),
              MetBy.TEST, 30, "analysis_accepted"),
    Milestone("change_recorded", _C, _NGO,
              N_("Record a change in plan, implementation or monitoring"),
              MetBy.CHANGE, 60, "analysis_accepted"),
    Milestone("forum_attended", _F, _NGO, N_("Take part in the community practice forum"),
              MetBy.WORKSHOP, 180),
    Milestone("experience_shared", _F, _NGO,
              N_("Share what you learned with other organisations"),
              MetBy.STATEMENT, 210),
)
# fmt: on
MILESTONE: dict[str, Milestone] = {milestone.key: milestone for milestone in MILESTONES}

SOON = timedelta(days=7)


def next_stage(stage: Stage) -> Stage | None:
    """Return the stage after `stage`, or None after the last."""
    position = STAGES.index(stage) + 1
    return STAGES[position] if position < len(STAGES) else None


def may_move(old: Stage, new: Stage, *, is_complete: bool) -> bool:
    """Tell whether a project may go from `old` to `new`: one forward when complete, or one back."""
    step = STAGES.index(new) - STAGES.index(old)
    return step == -1 or (step == 1 and is_complete)


def standing(
    due_on: date | None, today: date, *, is_met: bool = False, is_waived: bool = False
) -> Standing:
    """Return how a ledger row stands on `today`."""
    if is_met or is_waived:
        return Standing.MET if is_met else Standing.WAIVED
    if due_on is None:
        return Standing.LATER
    return _open_standing(due_on, today)


def _open_standing(due_on: date, today: date) -> Standing:
    if due_on < today:
        return Standing.LATE
    return Standing.SOON if due_on - today <= SOON else Standing.OPEN
