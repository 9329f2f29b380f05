"""Keeps a coach's view of a round: as it is formed, when it is handed in, when all join theirs."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, case, func, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from portal import clock
from portal.coaching.models import Revision
from portal.coaching.moves import SentAnalysis, hold_sent, move
from portal.coaching.review.models import Review, ReviewKind, ReviewWords, StepLevel, StepRating
from portal.coaching.review.rounds import ReviewRound, RoundWords, View
from portal.coaching.review.rubric import current_rubric
from portal.coaching.workflow import ReviewAction, State
from portal.errors import NotFound, Refused
from portal.extensions import db
from portal.language.i18n import N_

HANDED_IN_ALREADY = N_("You have handed in your review. To change it, take it back first.")
NO_JOINT = N_("The joint feedback was already sent, or has not been started.")
READ_ALREADY = N_("Another coach may have read your review. Change the joint feedback instead.")


class StaleWords(Refused):
    """Words that were changed in another window; `kept` is what stands in the database."""

    def __init__(self, kept: RoundWords) -> None:
        super().__init__(N_("This text changed in another window. Both texts are here."))
        self.kept = kept


def rate(analysis_id: int, step: int, level: StepLevel, *, kind: ReviewKind, by: int) -> None:
    """Keep a coach's word on one step; the last press counts.

    NotFound for a step that was not sent; Refused once the review is handed in or sent.
    """
    analysis = hold_sent(analysis_id)
    if step not in declared_steps(analysis):
        raise NotFound
    review_id = _open_review(analysis, kind, by)
    _put_ratings(analysis, review_id, {step: level})
    _begin_reading(analysis, by)


def write(analysis_id: int, words: RoundWords, *, version: int, kind: ReviewKind, by: int) -> int:
    """Keep a coach's words as they are typed and return their version.

    They are kept in every state, even where the analysis has left the coach's hands meanwhile:
    they wait for the next round. StaleWords when they were changed in another window since
    `version`; Refused once the review is handed in or sent.
    """
    analysis = hold_sent(analysis_id)
    if kind is ReviewKind.OWN and not words.version and _own(analysis, by) is None:
        return 0
    review_id = _open_review(analysis, kind, by)
    kept = _words(review_id)
    if version != kept.version and words != kept:
        raise StaleWords(kept)
    if words != kept:
        _put_words(analysis, review_id, words)
        _begin_reading(analysis, by)
    return words.version


def carry_over(analysis_id: int, ratings: Mapping[int, str], *, by: int) -> None:
    """Keep words of a coach's last review as their words of this one."""
    analysis = hold_sent(analysis_id)
    review_id = _open_review(analysis, ReviewKind.OWN, by)
    kept = {step: StepLevel(level) for step, level in ratings.items()}
    _put_ratings(analysis, review_id, kept, is_carried=True)


def hand_in(analysis_id: int, *, by: int) -> None:
    """Hand a coach's own view to the other coaches of the round."""
    analysis = hold_sent(analysis_id)
    _begin_reading(analysis, by)
    db.session.execute(
        update(Review)
        .where(*_is_open(analysis_id, ReviewKind.OWN), Review.author_id == by)
        .values(handed_in_at=clock.now(), revision=analysis.revisions)
    )


def take_back(analysis_id: int, round_: ReviewRound, *, by: int) -> None:
    """Open one's own view again while no other coach can have read it."""
    if not round_.may_take_back:
        raise Refused(READ_ALREADY)
    db.session.execute(
        update(Review)
        .where(*_is_open(analysis_id, ReviewKind.OWN), Review.author_id == by)
        .values(handed_in_at=None)
    )


def begin_joint(analysis_id: int, views: Sequence[View], *, by: int) -> None:
    """Begin the joint feedback from the views that are handed in, once, whoever presses first.

    What all say alike is taken over; where they differ, the coaches choose.
    """
    analysis = hold_sent(analysis_id)
    review_id = _begin(analysis, ReviewKind.JOINT, by)
    if review_id is None:
        return
    _put_words(analysis, review_id, _join([view.words for view in views]))
    _put_ratings(analysis, review_id, _agreed([view.ratings for view in views]))


def begin_own(analysis: SentAnalysis, *, by: int) -> int:
    """Return the id of a coach's own view, begun with no words where there is none."""
    return _open_review(analysis, ReviewKind.OWN, by)


def close(analysis_id: int, round_: ReviewRound, sent_id: int) -> None:
    """End a round with the view that goes to the organisation.

    The others are kept for the coaches. What a missing coach has begun stays open for the next.
    """
    now, ids = clock.now(), {view.id for view in round_.views} | {sent_id}
    analysis = hold_sent(analysis_id)
    is_sent = Review.id == sent_id
    db.session.execute(
        update(Review)
        .where(Review.id.in_(ids))
        .values(
            closed_at=now,
            handed_in_at=func.coalesce(Review.handed_in_at, now),
            revision=analysis.revisions,
            sent_at=case((is_sent, now)),
            without=case((is_sent, [one.id for one in round_.missing]), else_=Review.without),
        )
    )


def declared_steps(analysis: SentAnalysis) -> list[int]:
    """Return the steps of the latest revision, in order."""
    declared: list[int] = db.session.execute(
        select(Revision.snapshot["declared_steps"]).where(
            Revision.analysis_id == analysis.id, Revision.number == analysis.revisions
        )
    ).scalar_one()
    return sorted(declared)


def _is_open(analysis_id: int, kind: ReviewKind) -> tuple[Any, ...]:
    return (Review.analysis_id == analysis_id, Review.kind == kind, Review.closed_at.is_(None))


def _own(analysis: SentAnalysis, by: int) -> Row[int, datetime | None] | None:
    return db.session.execute(
        select(Review.id, Review.handed_in_at).where(
            *_is_open(analysis.id, ReviewKind.OWN), Review.author_id == by
        )
    ).one_or_none()


def _open_review(analysis: SentAnalysis, kind: ReviewKind, by: int) -> int:
    own = _own(analysis, by)
    is_handed_in = own is not None and own.handed_in_at is not None
    if kind is ReviewKind.OWN:
        if is_handed_in:
            raise Refused(HANDED_IN_ALREADY)
        return own.id if own else _begin(analysis, kind, by) or 0
    joint = db.session.execute(
        select(Review.id).where(*_is_open(analysis.id, kind))
    ).scalar_one_or_none()
    if joint is None or not is_handed_in:
        raise Refused(NO_JOINT)
    return joint


def _begin(analysis: SentAnalysis, kind: ReviewKind, by: int) -> int | None:
    is_joint = kind is ReviewKind.JOINT
    return db.session.execute(
        upsert(Review)
        .values(
            **_place(analysis),
            revision=analysis.revisions,
            kind=kind,
            rubric=current_rubric().version,
            author_id=by,
            started_at=clock.now(),
            handed_in_at=clock.now() if is_joint else None,
        )
        .on_conflict_do_nothing()
        .returning(Review.id)
    ).scalar_one_or_none()


def _begin_reading(analysis: SentAnalysis, by: int) -> None:
    if analysis.state == State.SUBMITTED:
        move(analysis.id, ReviewAction.START_REVIEW, by=by)


def _words(review_id: int) -> RoundWords:
    found = db.session.execute(
        select(ReviewWords.strength, ReviewWords.next_step, ReviewWords.note).where(
            ReviewWords.review_id == review_id
        )
    ).one_or_none()
    return RoundWords(*found) if found else RoundWords()


def _put_words(analysis: SentAnalysis, review_id: int, words: RoundWords) -> None:
    said = {"strength": words.strength, "next_step": words.next_step, "note": words.note}
    db.session.execute(
        upsert(ReviewWords)
        .values(**_place(analysis), review_id=review_id, **said)
        .on_conflict_do_update(index_elements=["organisation_id", "review_id"], set_=said)
    )


def _put_ratings(
    analysis: SentAnalysis,
    review_id: int,
    ratings: Mapping[int, StepLevel],
    *,
    is_carried: bool = False,
) -> None:
    place = _place(analysis) | {"review_id": review_id}
    for step, level in ratings.items():
        said = {"level": level, "is_carried": is_carried}
        db.session.execute(
            upsert(StepRating)
            .values(**place, step=step, **said)
            .on_conflict_do_update(
                index_elements=["organisation_id", "review_id", "step"], set_=said
            )
        )


def _place(analysis: SentAnalysis) -> dict[str, int]:
    return {
        "organisation_id": analysis.organisation_id,
        "project_id": analysis.project_id,
        "analysis_id": analysis.id,
    }


def _join(said: Sequence[RoundWords]) -> RoundWords:
    def together(texts: Sequence[str]) -> str:
        return "\n\n".join(dict.fromkeys(filter(None, texts)))

    return RoundWords(
        together([words.strength for words in said]),
        together([words.next_step for words in said]),
        together([words.note for words in said]),
    )


def _agreed(ratings: Sequence[dict[int, str]]) -> dict[int, StepLevel]:
    steps = sorted(set().union(*ratings))
    words = {step: {one.get(step, "") for one in ratings} for step in steps}
    return {step: StepLevel(found.pop()) for step, found in words.items() if len(found) == 1}
