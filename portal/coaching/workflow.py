"""The review of an analysis as one table: action, from, to, who may, who is told."""

from dataclasses import dataclass
from enum import StrEnum

from portal.analyses.models import State
from portal.wording import N_


class Action(StrEnum):
    """What moves an analysis from one state to another."""

    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    START_REVIEW = "start_review"
    REQUEST_CHANGES = "request_changes"
    ACCEPT = "accept"
    REOPEN = "reopen"


class Told(StrEnum):
    """Who gets a notice of a move."""

    COACH = "coach"
    ORGANISATION = "organisation"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Transition:
    """One legal move; `needs_note` asks for words to the other side."""

    action: Action
    origins: frozenset[State]
    target: State
    permission: str
    told: Told
    needs_note: bool = False


_WITH_COACH = frozenset({State.SUBMITTED, State.IN_REVIEW})

TRANSITIONS: tuple[Transition, ...] = (
    Transition(Action.SUBMIT, frozenset({State.DRAFT, State.CHANGES_REQUESTED}), State.SUBMITTED, "analysis:submit", Told.COACH),
    Transition(Action.WITHDRAW, frozenset({State.SUBMITTED}), State.DRAFT, "analysis:submit", Told.COACH),
    Transition(Action.START_REVIEW, frozenset({State.SUBMITTED}), State.IN_REVIEW, "analysis:review", Told.NOBODY),
    Transition(Action.REQUEST_CHANGES, _WITH_COACH, State.CHANGES_REQUESTED, "analysis:review", Told.ORGANISATION, needs_note=True),
    Transition(Action.ACCEPT, _WITH_COACH, State.ACCEPTED, "analysis:review", Told.ORGANISATION),
    Transition(Action.REOPEN, frozenset({State.ACCEPTED}), State.DRAFT, "analysis:submit", Told.COACH, needs_note=True),
)
TRANSITION: dict[Action, Transition] = {move.action: move for move in TRANSITIONS}

STATE_TITLES: dict[State, str] = {
    State.DRAFT: N_("Draft"),
    State.SUBMITTED: N_("With your coach"),
    State.IN_REVIEW: N_("Being reviewed"),
    State.CHANGES_REQUESTED: N_("Changes asked for"),
    State.ACCEPTED: N_("Accepted"),
}

WAITS_FOR_COACH = _WITH_COACH
