"""A coach's own record: events, reviews, sessions and cases; and the words they wrote."""

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.sql.elements import ColumnElement

from portal import clock
from portal.coaching.models import IS_CURRENT, CoachAssignment, Comment, ReviewMove
from portal.coaching.review.models import Review, ReviewKind, ReviewWords, StepRating
from portal.coaching.workflow import VERDICTS, ReviewAction
from portal.errors import NotFound
from portal.extensions import db
from portal.organisations.models import Organisation
from portal.partnership.models import CoachEvent, CoachNote
from portal.sessions.models import CoachingSession

EVENTS_PER_PAGE = 50
PEOPLE_IN_SESSION = (
    CoachingSession.women
    + CoachingSession.men
    + CoachingSession.undisclosed
    + CoachingSession.unrecorded
)


class EventDetails(NamedTuple):
    """What a coach did at an event, which kind it was, when and for how many days."""

    kind: str
    part: str
    held_on: date
    days: int


class RecordedEvent(NamedTuple):
    """An event at which a coach did something."""

    id: int
    kind: str
    part: str
    held_on: date
    days: int


class RecordedVerdict(NamedTuple):
    """A verdict that a coach gave, alone or with others."""

    id: int
    analysis_id: int
    action: str
    revision: int
    given_on: date
    acronym: str


class RecordedSession(NamedTuple):
    """A session that a coach held, with the places taken in it."""

    id: int
    held_on: date
    mode: str
    minutes: int
    people: int
    acronym: str


class OwnComment(NamedTuple):
    """A comment of a coach who left the project; `total` counts those of all pages."""

    id: int
    body: str
    step: int
    created_at: datetime
    sent_at: datetime | None
    acronym: str
    total: int


class OwnReview(NamedTuple):
    """A review of a coach who left the project: `ratings` by step, None where nothing is said."""

    id: int
    revision: int
    rubric: int
    started_at: datetime
    handed_in_at: datetime | None
    strength: str | None
    next_step: str | None
    note: str | None
    ratings: dict[str, str] | None
    acronym: str


class OwnNote(NamedTuple):
    """A note of a coach who left the project."""

    body: str
    updated_at: datetime
    acronym: str


class Record(NamedTuple):
    """What a coach contributed in one year, line by line; the sums are those of the lines."""

    year: int
    events: list[RecordedEvent]
    reviews: list[RecordedVerdict]
    sessions: list[RecordedSession]

    @property
    def minutes(self) -> int:
        """Return the minutes of all sessions."""
        return sum(row.minutes for row in self.sessions)

    @property
    def people(self) -> int:
        """Return the places taken in all sessions."""
        return sum(row.people for row in self.sessions)

    @property
    def cases(self) -> int:
        """Return how many analyses the coach accompanied until they were accepted."""
        accepted = {row.analysis_id for row in self.reviews if row.action == ReviewAction.ACCEPT}
        return len(accepted)


def read_record(coach_id: int, year: int) -> Record:
    """Return a coach's own record of a year, on their own pages."""
    return Record(
        year, _events(coach_id, year), _reviews(coach_id, year), _sessions(coach_id, year)
    )


def record_event(coach_id: int, details: EventDetails, *, token: str) -> None:
    """Write down an event; the same token is the same event."""
    db.session.execute(
        upsert(CoachEvent)
        .values(
            coach_id=coach_id,
            token=token,
            kind=details.kind,
            part=details.part,
            held_on=details.held_on,
            days=details.days,
            recorded_at=clock.now(),
        )
        .on_conflict_do_nothing(index_elements=["coach_id", "token"])
    )


def remove_event(coach_id: int, event_id: int) -> None:
    """Take an event off one's own record; NotFound."""
    removed = db.session.execute(
        delete(CoachEvent)
        .where(CoachEvent.id == event_id, CoachEvent.coach_id == coach_id)
        .returning(CoachEvent.id)
    ).scalar_one_or_none()
    if removed is None:
        raise NotFound


def own_words(coach_id: int, page: int) -> list[OwnComment]:
    """Return a page of comments that somebody wrote where they no longer coach, latest first."""
    found = db.session.execute(
        select(
            *(Comment.id, Comment.body, Comment.step, Comment.created_at, Comment.sent_at),
            *(Organisation.acronym, func.count().over().label("total")),
        )
        .join(Organisation, Organisation.id == Comment.organisation_id)
        .where(Comment.author_id == coach_id, Comment.by_coach, _has_left(Comment, coach_id))
        .order_by(Comment.id.desc())
        .limit(EVENTS_PER_PAGE)
        .offset((page - 1) * EVENTS_PER_PAGE)
    )
    return [OwnComment._make(row) for row in found]


def own_reviews(coach_id: int) -> list[OwnReview]:
    """Return reviews of one's own in projects that one no longer coaches, latest first.

    Those without a word are left out.
    """
    rated = (
        select(func.jsonb_object_agg(StepRating.step, StepRating.level))
        .where(StepRating.review_id == Review.id)
        .scalar_subquery()
    )
    said = func.concat(ReviewWords.strength, ReviewWords.next_step, ReviewWords.note)
    found = db.session.execute(
        select(
            *(Review.id, Review.revision, Review.rubric, Review.started_at, Review.handed_in_at),
            *(ReviewWords.strength, ReviewWords.next_step, ReviewWords.note),
            *(rated.label("ratings"), Organisation.acronym),
        )
        .outerjoin(ReviewWords, ReviewWords.review_id == Review.id)
        .join(Organisation, Organisation.id == Review.organisation_id)
        .where(
            Review.author_id == coach_id,
            Review.kind == ReviewKind.OWN,
            (said != "") | rated.is_not(None),
            _has_left(Review, coach_id),
        )
        .order_by(Review.id.desc())
        .limit(EVENTS_PER_PAGE)
    )
    return [OwnReview._make(row) for row in found]


def own_notes(coach_id: int) -> list[OwnNote]:
    """Return notes on projects that one no longer coaches, the latest change first."""
    found = db.session.execute(
        select(CoachNote.body, CoachNote.updated_at, Organisation.acronym)
        .join(Organisation, Organisation.id == CoachNote.organisation_id)
        .where(CoachNote.author_id == coach_id, _has_left(CoachNote, coach_id))
        .order_by(CoachNote.updated_at.desc())
    )
    return [OwnNote._make(row) for row in found]


def _events(coach_id: int, year: int) -> list[RecordedEvent]:
    found = db.session.execute(
        select(
            *(CoachEvent.id, CoachEvent.kind, CoachEvent.part, CoachEvent.held_on),
            CoachEvent.days,
        )
        .where(CoachEvent.coach_id == coach_id, func.extract("year", CoachEvent.held_on) == year)
        .order_by(CoachEvent.held_on, CoachEvent.id)
    )
    return [RecordedEvent._make(row) for row in found]


def _reviews(coach_id: int, year: int) -> list[RecordedVerdict]:
    given_on = clock.day_in_sql(ReviewMove.at)
    found = db.session.execute(
        select(
            *(ReviewMove.id, ReviewMove.analysis_id, ReviewMove.action, ReviewMove.revision),
            *(given_on.label("given_on"), Organisation.acronym),
        )
        .join(Organisation, Organisation.id == ReviewMove.organisation_id)
        .where(
            ReviewMove.given_by.contains([coach_id]),
            ReviewMove.action.in_([action.value for action in VERDICTS]),
            func.extract("year", given_on) == year,
        )
        .order_by(ReviewMove.at, ReviewMove.id)
    )
    return [RecordedVerdict._make(row) for row in found]


def _sessions(coach_id: int, year: int) -> list[RecordedSession]:
    found = db.session.execute(
        select(
            *(CoachingSession.id, CoachingSession.held_on, CoachingSession.mode),
            *(CoachingSession.minutes, PEOPLE_IN_SESSION.label("people"), Organisation.acronym),
        )
        .join(Organisation, Organisation.id == CoachingSession.organisation_id)
        .where(
            CoachingSession.coach_id == coach_id,
            func.extract("year", CoachingSession.held_on) == year,
        )
        .order_by(CoachingSession.held_on, CoachingSession.id)
    )
    return [RecordedSession._make(row) for row in found]


def _has_left(model: type[Comment | CoachNote | Review], coach_id: int) -> ColumnElement[bool]:
    current = select(CoachAssignment.project_id).where(
        CoachAssignment.coach_id == coach_id, IS_CURRENT
    )
    return model.project_id.not_in(current)
