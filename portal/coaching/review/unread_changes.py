"""What changed in a step since the revision that this coach read last, for marks on its rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    SQLColumnExpression,
    and_,
    bindparam,
    func,
    literal,
    select,
)
from sqlalchemy.orm import aliased

from portal import clock
from portal.accounts.models import Person
from portal.analyses.models import Analysis
from portal.analyses.rows.snapshot import Snapshot
from portal.coaching.comparison.rows import RowChange
from portal.coaching.models import Comment, ReviewMove, Revision
from portal.coaching.queries import AnySelect
from portal.coaching.review.checklist import FoundChecklist, checklist_columns, is_own
from portal.coaching.review.models import Review
from portal.coaching.review.revision_files import files_column
from portal.coaching.review.revision_steps import marks_in
from portal.coaching.review.sent_words import SentWords, last_words, read_words
from portal.coaching.review.submitted import (
    Submission,
    SubmissionPeople,
    submission,
    with_people,
)
from portal.coaching.workflow import VERDICTS, WAITS_FOR_COACH, ReviewAction
from portal.errors import NotFound
from portal.extensions import db
from portal.files.queries import FilesByRow, group_by_row

READ_BY = (ReviewAction.START_REVIEW, *VERDICTS)


@dataclass(frozen=True)
class UnreadChanges:
    """The revision read last, 0 where this is the first, and the rows that are not as they were.

    `is_own` is False where somebody else read it last; `wants_keys` is the reader's own setting.
    """

    number: int = 0
    is_own: bool = True
    wants_keys: bool = True
    rows: Mapping[str, RowChange] = field(default_factory=dict)
    gone: Mapping[str, str] = field(default_factory=dict)


class SubmissionToReader(NamedTuple):
    """What was sent, with what a step of it needs for the coach who reads it.

    `read_number` and `read_snapshot` are of the revision that was read last, None where
    none was; `checklist` is for `checklist_of`.
    """

    sent: Submission
    checklist: FoundChecklist
    wants_keys: bool
    read_number: int | None
    read_snapshot: Snapshot | None
    is_own: bool
    files: FilesByRow
    words: SentWords


class LastReading(NamedTuple):
    """What a coach read last, while what was sent waits for them; None where there is nothing.

    `is_own` is False where somebody else read it last.
    """

    wants_keys: bool
    number: int | None
    snapshot: dict[str, Any] | None
    is_own: bool


def last_read(analysis_id: int, before: int, person_id: int) -> int:
    """Return the newest revision below `before` that this coach read, else that any coach judged.

    Read is what they began to review, judged, or commented on; 0 where nobody read one.
    """
    last, _ = _last_read(literal(analysis_id), literal(before))
    found = db.session.execute(select(last), {"person_id": person_id}).scalar()
    return int(found or 0)


def submitted_to_reader(analysis_id: int, person_id: int) -> SubmissionToReader:
    """Return what was sent with what a step of it needs, in one statement, or raise NotFound."""
    asked = {"analysis_id": analysis_id, "person_id": person_id, "today": clock.today()}
    found = db.session.execute(_to_reader(), asked).one_or_none()
    if found is None:
        raise NotFound
    facts, own = len(Submission._fields), len(FoundChecklist._fields)
    *beside, files, words = found[facts:-own]
    sent, checklist = Submission._make(found[:facts]), FoundChecklist._make(found[-own:])
    return SubmissionToReader._make(
        (sent, checklist, *beside, group_by_row(files or ()), read_words(words))
    )


def submitted_with_reading(
    analysis_id: int, person_id: int
) -> tuple[Submission, SubmissionPeople, LastReading]:
    """Return what was sent, who has to do with it, what its reader read last; or NotFound."""
    asked = {"analysis_id": analysis_id, "person_id": person_id, "today": clock.today()}
    found = db.session.execute(_with_reading(), asked).one_or_none()
    if found is None:
        raise NotFound
    facts, read = len(Submission._fields), len(LastReading._fields)
    return (
        Submission._make(found[:facts]),
        SubmissionPeople._make(found[facts:-read]),
        LastReading._make(found[-read:]),
    )


def since_last(found: SubmissionToReader, step: int) -> UnreadChanges:
    """Return what changed in one step of what was sent since its reader read last."""
    if found.read_snapshot is None or found.read_number is None:
        return UnreadChanges(wants_keys=found.wants_keys)
    rows, gone = marks_in(found.read_snapshot, found.sent.snapshot, step)
    return UnreadChanges(found.read_number, found.is_own, found.wants_keys, rows, gone)


@cache
def _to_reader() -> AnySelect:
    reader, before = aliased(Person), aliased(Revision)
    last, own = _last_read(Analysis.id, Analysis.revisions)
    person_id: BindParameter[int] = bindparam("person_id")
    return (
        submission()
        .add_columns(
            reader.shortcuts.label("wants_keys"),
            before.number.label("read_number"),
            before.snapshot.label("read_snapshot"),
            own.is_not(None).label("is_own"),
            files_column().label("files"),
            last_words().label("words"),
            *checklist_columns(person_id),
        )
        .join(reader, reader.id == person_id)
        .outerjoin(Review, is_own(person_id))
        .outerjoin(before, and_(before.analysis_id == Analysis.id, before.number == last))
    )


@cache
def _with_reading() -> AnySelect:
    reader, before = aliased(Person), aliased(Revision)
    last, own = _last_read(Analysis.id, Analysis.revisions)
    waits = Analysis.state.in_([state.value for state in WAITS_FOR_COACH])
    return (
        with_people()
        .add_columns(
            *(reader.shortcuts.label("wants_keys"), before.number.label("read_number")),
            *(before.snapshot.label("read_snapshot"), own.is_not(None).label("is_own")),
        )
        .join(reader, reader.id == bindparam("person_id"))
        .outerjoin(before, and_(before.analysis_id == Analysis.id, before.number == last, waits))
    )


def _last_read(
    analysis_id: SQLColumnExpression[int], before: SQLColumnExpression[int]
) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    person_id: BindParameter[int] = bindparam("person_id")
    moves = (ReviewMove.analysis_id == analysis_id, ReviewMove.revision < before)
    looked = select(func.max(ReviewMove.revision)).where(
        *moves, ReviewMove.by == person_id, ReviewMove.action.in_(READ_BY)
    )
    said = select(func.max(Comment.revision)).where(
        Comment.analysis_id == analysis_id,
        Comment.revision < before,
        Comment.author_id == person_id,
        Comment.by_coach,
    )
    judged = select(func.max(ReviewMove.revision)).where(*moves, ReviewMove.action.in_(VERDICTS))
    parts = [one.correlate(Analysis).scalar_subquery() for one in (looked, said, judged)]
    own = func.greatest(*parts[:2])
    return func.coalesce(own, parts[2]), own
