"""Gives a verdict: looks at what is missing, sends ratings, words and comments together, once."""

from collections.abc import Sequence
from typing import NamedTuple

from portal.coaching import queries
from portal.coaching.comments import drafts as comments_drafts
from portal.coaching.comments.unanswered import asks_for_answers
from portal.coaching.moves import (
    MoveDetails,
    SentAnalysis,
    hold_sent,
    move,
    refuse_unless_possible,
)
from portal.coaching.review import drafts as review_drafts
from portal.coaching.review.carried import carried_over
from portal.coaching.review.models import ReviewKind
from portal.coaching.review.rounds import (
    ReviewRound,
    RoundWords,
    View,
    is_feedback_late,
    read_review_round,
)
from portal.coaching.workflow import TRANSITION_BY_ACTION, ReviewAction
from portal.errors import Incomplete, Overtaken, Refused
from portal.language.i18n import N_
from portal.notifications.services import Cause, queue_mail

HANDED_IN = "review_handed_in"
STRENGTH_MISSING = N_("Name one strength. It is the first thing the organisation reads.")
NEXT_STEP_MISSING = N_("Name one next step. One that can be done helps more than a long list.")
STEPS_MISSING = N_("Choose a rating for each step first.")
NOTHING_YET = N_("Something is still missing. What you wrote is kept.")
HAND_IN_FIRST = N_("This project has another coach too: hand in your review, then decide together.")
STILL_MISSING = N_("Another coach has not handed in a review yet.")
WRITE_TOGETHER = N_("Write the joint feedback first.")
SENT_MEANWHILE = N_(
    "There is a newer revision since you opened this page. Check it, then send your feedback."
)
CHANGED_MEANWHILE = N_(
    "Another coach has just changed the joint feedback. Check it again, then send it."
)


class VerdictWords(NamedTuple):
    """Words that come with a verdict: whose view they belong to and the version they change.

    `carries` is the review whose words on the steps were shown as those of this one, 0 for none,
    on the page of revision `number`.
    """

    words: RoundWords
    version: int
    kind: ReviewKind
    carries: int = 0
    number: int = 0


def gaps_in(view: View | None, declared: Sequence[int]) -> dict[str, str]:
    """Return what a view lacks before it can be handed in or sent: a message for each field."""
    words = view.words if view else RoundWords()
    ratings = view.ratings if view else {}
    gaps = {}
    if not set(declared) <= set(ratings):
        gaps["ratings"] = STEPS_MISSING
    if not words.strength.strip():
        gaps["strength"] = STRENGTH_MISSING
    if not words.next_step.strip():
        gaps["next_step"] = NEXT_STEP_MISSING
    return gaps


def hand_in(analysis_id: int, *, by: int, said: VerdictWords | None = None) -> None:
    """Hand in a coach's own view, once; Incomplete while something is missing."""
    analysis = _hold_for(analysis_id, ReviewAction.REQUEST_CHANGES)
    if _round(analysis, by).is_handed_in:
        return
    if said is not None:
        _keep(analysis, said, by)
    round_ = _round(analysis, by)
    _refuse_gaps(gaps_in(round_.mine, review_drafts.declared_steps(analysis)))
    review_drafts.hand_in(analysis_id, by=by)
    # One mail a round: taking a view back and handing it in again is nothing new to the others.
    occasion = f"round:{analysis.revisions}:{by}"
    cause = Cause(HANDED_IN, f"analysis:{analysis_id}", occasion, analysis.organisation_id)
    for coach in queries.current_coaches(analysis.project_id):
        if coach.id != by:
            queue_mail(cause, coach.email, recipient_id=coach.id)


def join(analysis_id: int, *, by: int) -> None:
    """Begin the joint feedback; Refused while somebody is missing whose time is not over."""
    analysis = _hold_for(analysis_id, ReviewAction.REQUEST_CHANGES)
    round_ = _round(analysis, by)
    _refuse_unless_together(round_)
    review_drafts.begin_joint(analysis_id, round_.views, by=by)


def take_back(analysis_id: int, *, by: int) -> None:
    """Open one's own handed-in view again, while nobody can have read it."""
    analysis = hold_sent(analysis_id)
    review_drafts.take_back(analysis_id, _round(analysis, by), by=by)


def give_verdict(
    analysis_id: int,
    action: ReviewAction,
    *,
    by: int,
    said: VerdictWords | None = None,
    seen: int | None = None,
) -> None:
    """Accept or ask for changes, and send all that the coaches kept with it: all or nothing.

    A coach alone sends their own view. Where there are more, the joint feedback is sent with the
    comments of all who have handed in; `seen` is the `Round.seen` of the page that was read. To
    ask for changes, a comment that must be answered is enough: nothing else has to be said.

    `said` are words that come with the press and are kept first. MoveRefused from another state,
    Refused while others are missing, Incomplete with its gaps.
    """
    analysis = _hold_for(analysis_id, action)
    if said is not None:
        _keep(analysis, said, by)
    round_ = _round(analysis, by)
    view = _view_to_send(round_, seen)
    authors = {by, *(one.author_id for one in round_.views)}
    asks = asks_for_answers(analysis_id, authors)
    if not (asks and action is ReviewAction.REQUEST_CHANGES):
        declared = review_drafts.declared_steps(analysis)
        _refuse_gaps(gaps_in(view, declared) | _note_gap(view, action))
    # A comment may be all that a coach has said: the round is kept all the same, with no words.
    sent_id = view.id if view else review_drafts.begin_own(analysis, by=by)
    details = MoveDetails(given_by=authors, asks_in_comments=asks)
    move(analysis_id, action, by=by, note=view.words.note if view else "", details=details)
    for author in authors:
        comments_drafts.send_drafts(
            analysis_id, by=author, are_required=action is ReviewAction.REQUEST_CHANGES
        )
    review_drafts.close(analysis_id, round_, sent_id)


def is_given_already(analysis_id: int, action: ReviewAction, number: int, *, by: int) -> bool:
    """Tell whether the same person gave this verdict on this revision: a double click."""
    last = queries.last_move(analysis_id)
    return last is not None and (last.action, last.by, last.revision) == (action, by, number)


def _hold_for(analysis_id: int, action: ReviewAction) -> SentAnalysis:
    # Asked before for what was never sent, and after, when a rival's move has been waited for.
    refuse_unless_possible(analysis_id, action)
    analysis = hold_sent(analysis_id)
    refuse_unless_possible(analysis_id, action)
    return analysis


def _keep(analysis: SentAnalysis, said: VerdictWords, by: int) -> None:
    review_drafts.write(analysis.id, said.words, version=said.version, kind=said.kind, by=by)
    if not said.carries or said.kind is not ReviewKind.OWN:
        return
    if said.number != analysis.revisions:
        raise Overtaken(SENT_MEANWHILE)
    declared = review_drafts.declared_steps(analysis)
    carried = carried_over(_round(analysis, by), declared)
    if carried and carried.review == said.carries:
        review_drafts.carry_over(analysis.id, carried.ratings, by=by)


def _round(analysis: SentAnalysis, by: int) -> ReviewRound:
    is_late = is_feedback_late(analysis.id)
    return read_review_round(analysis.id, analysis.project_id, me=by, is_overdue=is_late)


def _view_to_send(round_: ReviewRound, seen: int | None) -> View | None:
    if not round_.is_shared:
        return round_.mine
    _refuse_unless_together(round_)
    if round_.joint is None:
        raise Refused(WRITE_TOGETHER)
    if seen != round_.seen:
        raise Overtaken(CHANGED_MEANWHILE)
    return round_.joint


def _refuse_unless_together(round_: ReviewRound) -> None:
    if not round_.is_handed_in:
        raise Refused(HAND_IN_FIRST)
    if not round_.may_join:
        raise Refused(STILL_MISSING)


def _note_gap(view: View | None, action: ReviewAction) -> dict[str, str]:
    is_said = view is not None and view.words.note.strip()
    missing = TRANSITION_BY_ACTION[action].note_missing
    return {"text": missing} if missing and not is_said else {}


def _refuse_gaps(gaps: dict[str, str]) -> None:
    if gaps:
        raise Incomplete(NOTHING_YET, gaps=gaps)
