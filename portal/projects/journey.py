"""The journey of a project: its stages and states, what moves them, and how a due row stands."""

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
STATES_FOR_MOVE: dict[Move, frozenset[ProjectState]] = {
    Move.EDIT: _LIVING,
    Move.STATE_MILESTONE: _UNDER_WAY,
    Move.WAIVE_MILESTONE: _UNDER_WAY,
    Move.CHANGE_STAGE: _UNDER_WAY,
    Move.PAUSE: _UNDER_WAY,
    Move.RESUME: frozenset({ProjectState.PAUSED}),
    Move.END: _LIVING,
}

SOON_WITHIN = timedelta(days=7)


def next_stage(stage: Stage) -> Stage | None:
    """Return the stage after `stage`, or None after the last."""
    position = STAGES.index(stage) + 1
    return STAGES[position] if position < len(STAGES) else None


def may_move(old: Stage, new: Stage, *, is_complete: bool) -> bool:
    """Tell whether a project may go from `old` to `new`: one forward when complete, or one back."""
    step = STAGES.index(new) - STAGES.index(old)
    return step == -1 or (step == 1 and is_complete)


def standing(
    due_on: date | None,
    today: date,
    *,
    is_met: bool = False,
    is_waived: bool = False,
    state: str = ProjectState.ACTIVE,
) -> Standing:
    """Return how a ledger row stands on `today`; only in an active project is it soon or late."""
    if is_met or is_waived:
        return Standing.MET if is_met else Standing.WAIVED
    if due_on is None:
        return Standing.LATER
    return _open_standing(due_on, today) if state == ProjectState.ACTIVE else Standing.OPEN


def _open_standing(due_on: date, today: date) -> Standing:
    if due_on < today:
        return Standing.LATE
    return Standing.SOON if due_on - today <= SOON_WITHIN else Standing.OPEN
