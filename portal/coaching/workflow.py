"""The review of an analysis as one table: action, from, to, who may, who is told, what it settles."""

from enum import StrEnum
from functools import cache
from typing import NamedTuple

from portal.analyses.labels import STATE_TITLES
from portal.analyses.vocabulary import WRITABLE_STATES, State
from portal.coaching.models import ReviewAction
from portal.language.i18n import N_

__all__ = [
    "ACTION_TITLES",
    "STATE_TITLES",
    "TRANSITIONS",
    "TRANSITION_BY_ACTION",
    "VERDICTS",
    "WAITS_FOR_COACH",
    "NotifiedParty",
    "ReviewAction",
    "State",
    "Transition",
    "coach_title",
]


class NotifiedParty(StrEnum):
    """Who gets a notice of a move."""

    COACH = "coach"
    ORGANISATION = "organisation"
    NOBODY = "nobody"


class Transition(NamedTuple):
    """One legal move.

    `title` is what the history calls it, `happened` and `refusal` are sentences: who made it when,
    and that it cannot be made. `mail` is the kind of notice for those who are told, worth sending
    in the states `news_while`. A move with `note_missing` needs words to the other side. In the ledger it begins a turn of `opens`, takes back the turn of `drops`, closes `meets`,
    and begins `reopens` where the last verdict asked for changes: then an answer is owed again.
    """

    action: ReviewAction
    title: str
    happened: str
    refusal: str
    origins: frozenset[State]
    target: State
    permission: str
    told: NotifiedParty
    mail: str = ""
    mail_title: str = ""
    news_while: frozenset[State] = frozenset(State)
    note_missing: str = ""
    makes_revision: bool = False
    opens: str = ""
    drops: str = ""
    meets: tuple[str, ...] = ()
    reopens: str = ""

    @property
    def needs_note(self) -> bool:
        """Tell whether it asks for words to the other side."""
        return bool(self.note_missing)

    @property
    def settles(self) -> bool:
        """Tell whether the ledger says something else after the move."""
        return bool(self.opens or self.drops or self.meets or self.reopens)


_WITH_COACH = frozenset({State.SUBMITTED, State.IN_REVIEW})

TRANSITIONS: tuple[Transition, ...] = (
    Transition(
        ReviewAction.SUBMIT,
        N_("Sent to the coach"),
        happened=N_("%(person)s sent it to the coach on %(time)s."),
        refusal=N_("This analysis cannot be sent now."),
        origins=WRITABLE_STATES,
        target=State.SUBMITTED,
        permission="analysis:submit",
        told=NotifiedParty.COACH,
        mail="analysis_submitted",
        mail_title=N_("%(reference)s: an analysis needs your feedback"),
        news_while=frozenset(State) - {State.DRAFT},
        makes_revision=True,
        opens="feedback_given",
        meets=("analysis_submitted", "answer_sent"),
    ),
    Transition(
        ReviewAction.WITHDRAW,
        N_("Taken back"),
        happened=N_("%(person)s took it back on %(time)s."),
        refusal=N_("This analysis cannot be taken back now."),
        origins=frozenset({State.SUBMITTED}),
        target=State.DRAFT,
        permission="analysis:submit",
        told=NotifiedParty.COACH,
        mail="analysis_withdrawn",
        mail_title=N_("%(reference)s: an analysis was taken back"),
        drops="feedback_given",
        reopens="answer_sent",
    ),
    Transition(
        ReviewAction.START_REVIEW,
        N_("Review started"),
        happened=N_("%(person)s started to review it on %(time)s."),
        refusal=N_("The review cannot start now."),
        origins=frozenset({State.SUBMITTED}),
        target=State.IN_REVIEW,
        permission="analysis:review",
        told=NotifiedParty.NOBODY,
    ),
    Transition(
        ReviewAction.REQUEST_CHANGES,
        N_("Changes requested"),
        happened=N_("%(person)s asked for changes on %(time)s."),
        refusal=N_("You cannot ask for changes now."),
        origins=_WITH_COACH,
        target=State.CHANGES_REQUESTED,
        permission="analysis:review",
        told=NotifiedParty.ORGANISATION,
        mail="changes_requested",
        mail_title=N_("%(reference)s: your coach asks for changes"),
        opens="answer_sent",
        meets=("feedback_given",),
        note_missing=N_("Write what should change, or mark a comment as “must be answered”."),
    ),
    Transition(
        ReviewAction.ACCEPT,
        N_("Accepted"),
        happened=N_("%(person)s accepted it on %(time)s."),
        refusal=N_("This analysis cannot be accepted now."),
        origins=_WITH_COACH,
        target=State.ACCEPTED,
        permission="analysis:review",
        told=NotifiedParty.ORGANISATION,
        mail="analysis_accepted",
        mail_title=N_("%(reference)s: your analysis was accepted"),
        meets=("feedback_given", "analysis_accepted"),
    ),
    Transition(
        ReviewAction.REOPEN,
        N_("Reopened"),
        happened=N_("%(person)s reopened it on %(time)s."),
        refusal=N_("This analysis cannot be reopened now."),
        origins=frozenset({State.ACCEPTED}),
        target=State.DRAFT,
        permission="analysis:submit",
        told=NotifiedParty.COACH,
        mail="analysis_reopened",
        mail_title=N_("%(reference)s: an analysis was reopened"),
        note_missing=N_("Say why you are reopening the analysis. Your coach will read it."),
    ),
)
TRANSITION_BY_ACTION: dict[ReviewAction, Transition] = {move.action: move for move in TRANSITIONS}

# A coach's own words for the same states: "With your coach" would speak of somebody else.
COACH_TITLES: dict[State, str] = {
    State.DRAFT: N_("Draft"),
    State.SUBMITTED: N_("To read"),
    State.IN_REVIEW: N_("In review"),
    State.CHANGES_REQUESTED: N_("Changes requested"),
    State.ACCEPTED: N_("Accepted"),
}

ACTION_TITLES: dict[ReviewAction, str] = {move.action: move.title for move in TRANSITIONS}

# What a coach has read before is a draft again by one of these.
DRAFT_AGAIN: dict[ReviewAction, str] = {
    action: ACTION_TITLES[action] for action in (ReviewAction.WITHDRAW, ReviewAction.REOPEN)
}


@cache
def coach_title(state: str, last_action: str | None) -> str:
    """Return what a coach calls the state of an analysis that `last_action` led to."""
    again = DRAFT_AGAIN.get(ReviewAction(last_action)) if last_action else None
    return again if again and state == State.DRAFT else COACH_TITLES[State(state)]


WAITS_FOR_COACH = _WITH_COACH
VERDICTS = (ReviewAction.REQUEST_CHANGES, ReviewAction.ACCEPT)
