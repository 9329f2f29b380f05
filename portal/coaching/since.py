"""What changed in a step since the revision that this coach read last, for marks on its rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, and_, func, select

from portal.accounts.models import Person
from portal.analyses.headings import name_rows
from portal.coaching.comparison import Fate, RowChange, compare_step
from portal.coaching.models import Comment, ReviewMove, Revision
from portal.coaching.queries import AnyRow
from portal.coaching.workflow import VERDICTS, Action
from portal.extensions import db

READ_BY = (Action.START_REVIEW, *VERDICTS)


@dataclass(frozen=True)
class Since:
    """The revision read last, 0 where this is the first, and the rows that are not as they were.

    `is_own` is False where somebody else read it last; `wants_keys` is the reader's own setting.
    """

    number: int = 0
    is_own: bool = True
    wants_keys: bool = True
    rows: Mapping[str, RowChange] = field(default_factory=dict)
    gone: Mapping[str, str] = field(default_factory=dict)


def last_read(analysis_id: int, before: int, person_id: int) -> int:
    """Return the newest revision below `before` that this coach read, else that any coach judged.

    Read is what they began to review, judged, or commented on; 0 where nobody read one.
    """
    found = db.session.execute(select(_last_read(analysis_id, before, person_id)[0])).scalar()
    return int(found or 0)


def since_last(sent: AnyRow, step: int, person_id: int) -> Since:
    """Return what changed in one step of what was sent since this coach read last."""
    last, own = _last_read(sent.id, sent.number, person_id)
    found = db.session.execute(
        select(Person.shortcuts, own.label("own"), Revision.number, Revision.snapshot)
        .select_from(Person)
        .outerjoin(Revision, and_(Revision.analysis_id == sent.id, Revision.number == last))
        .where(Person.id == person_id)
    ).one()
    if found.snapshot is None:
        return Since(wants_keys=found.shortcuts)
    changes = compare_step(found.snapshot, sent.snapshot, step).rows
    headings = name_rows(found.snapshot["rows"])
    return Since(
        number=found.number,
        is_own=found.own is not None,
        wants_keys=found.shortcuts,
        rows={row.anchor: row for row in changes if row.fate is not Fate.REMOVED},
        gone={
            row.anchor: headings.get((row.kind, row.id), "")
            for row in changes
            if row.fate is Fate.REMOVED
        },
    )


def _last_read(
    analysis_id: int, before: int, person_id: int
) -> tuple[ColumnElement[int], ColumnElement[int]]:
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
    own = func.greatest(looked.scalar_subquery(), said.scalar_subquery())
    return func.coalesce(own, judged.scalar_subquery()), own
