"""How helpful feedback was: said by the organisation, told to coaches in sums of five alone."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import column, func, select
from sqlalchemy.dialects.postgresql import insert as upsert

from portal import clock
from portal.analyses.models import Analysis
from portal.coaching.models import ReviewMove
from portal.coaching.queries import givers
from portal.coaching.workflow import VERDICTS
from portal.errors import NotFound, Overtaken, Refused
from portal.extensions import db
from portal.language.i18n import N_
from portal.partnership.models import ReviewRating, WordToCoach
from portal.partnership.vocabulary import Helpful


class RatedVerdict(NamedTuple):
    """A verdict and what was said of it: `answer` and `words` are None where nothing was.

    `given_by` are the ids of those who gave it, `who` their names.
    """

    id: int
    at: datetime
    action: str
    organisation_id: int
    project_id: int
    given_by: list[int]
    who: str
    answer: str | None
    words: str | None
    words_sent_at: datetime | None


class ReceivedWord(NamedTuple):
    """What an organisation sent to a coach about a verdict."""

    body: str
    sent_at: datetime


def title_of(analysis_id: int) -> str:
    """Return the title of an analysis; NotFound."""
    found = db.session.execute(
        select(Analysis.title).where(Analysis.id == analysis_id)
    ).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def verdicts(analysis_id: int) -> list[RatedVerdict]:
    """Return the verdicts on an analysis, latest first, with what was said of them."""
    # The answer and the words are the same for all who gave it, the one who sent it among them.
    is_answer = (ReviewRating.move_id == ReviewMove.id) & (ReviewRating.coach_id == ReviewMove.by)
    is_word = (WordToCoach.move_id == ReviewMove.id) & (WordToCoach.coach_id == ReviewMove.by)
    found = db.session.execute(
        select(
            *(ReviewMove.id, ReviewMove.at, ReviewMove.action, ReviewMove.organisation_id),
            *(ReviewMove.project_id, ReviewMove.given_by, givers().label("who")),
            *(ReviewRating.answer, WordToCoach.body.label("words")),
            WordToCoach.sent_at.label("words_sent_at"),
        )
        .outerjoin(ReviewRating, is_answer)
        .outerjoin(WordToCoach, is_word)
        .where(
            ReviewMove.analysis_id == analysis_id,
            ReviewMove.action.in_([action.value for action in VERDICTS]),
        )
        .order_by(ReviewMove.id.desc())
    )
    return [RatedVerdict._make(row) for row in found]


def rate(analysis_id: int, move_id: int, answer: Helpful, *, by: int) -> None:
    """Say how helpful a verdict was, once for the whole organisation and for good.

    A rating that could be changed would show by its difference who had given it.
    """
    verdict = _verdict(analysis_id, move_id)
    said = {"answer": answer, "rated_at": clock.now(), "rated_by": by}
    rated = db.session.execute(
        upsert(ReviewRating)
        .values([place | said for place in _places(verdict, analysis_id)])
        .on_conflict_do_nothing()
        .returning(ReviewRating.id)
    ).all()
    if not rated and _verdict(analysis_id, move_id).answer != answer:
        raise Overtaken(N_("Someone in your organisation has already answered."))


def say(analysis_id: int, move_id: int, words: str, *, is_sent: bool, by: int) -> None:
    """Keep a word about a verdict; the coach reads it once it is sent, and then it stands."""
    verdict = _verdict(analysis_id, move_id)
    values = {"body": words, "sent_at": clock.now() if is_sent else None, "by": by}
    written = values | {"written_at": clock.now()}
    kept = db.session.execute(
        upsert(WordToCoach)
        .values([place | written for place in _places(verdict, analysis_id)])
        .on_conflict_do_update(
            index_elements=["organisation_id", "move_id", "coach_id"],
            set_=values,
            where=WordToCoach.sent_at.is_(None),
        )
        .returning(WordToCoach.id)
    ).all()
    if not kept and _verdict(analysis_id, move_id).words != words:
        raise Refused(N_("Your text was already sent and cannot be changed."))


def helpfulness() -> dict[str, int]:
    """Return how often each answer was given to the coach of the scope, in full batches of five.

    Empty below five: a single answer could be told from the sums before and after it.
    """
    told = func.helpfulness().table_valued(column("answer"), column("times"))
    return {row.answer: row.times for row in db.session.execute(select(told))}


def words_received() -> list[ReceivedWord]:
    """Return the words that were sent to the coach of the scope, latest first."""
    found = db.session.execute(
        select(WordToCoach.body, WordToCoach.sent_at)
        .where(WordToCoach.sent_at.is_not(None))
        .order_by(WordToCoach.sent_at.desc())
        .limit(50)
    )
    return [ReceivedWord._make(row) for row in found]


def _verdict(analysis_id: int, move_id: int) -> RatedVerdict:
    found = [row for row in verdicts(analysis_id) if row.id == move_id]
    if not found:
        raise NotFound
    return found[0]


def _places(verdict: RatedVerdict, analysis_id: int) -> list[dict[str, int]]:
    return [
        {
            "organisation_id": verdict.organisation_id,
            "project_id": verdict.project_id,
            "analysis_id": analysis_id,
            "move_id": verdict.id,
            "coach_id": coach_id,
        }
        for coach_id in verdict.given_by
    ]


def require(analysis_id: int, move_id: int) -> None:
    """Raise NotFound unless this is a verdict on this analysis."""
    _verdict(analysis_id, move_id)
