"""Writes comments: a coach's drafts as they are typed, sent with the verdict."""

from typing import NamedTuple

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from portal import clock
from portal.coaching.models import Comment
from portal.coaching.moves import SentAnalysis, hold_sent, move
from portal.coaching.workflow import ReviewAction, State
from portal.errors import NotFound, Refused
from portal.extensions import db
from portal.http.request_values import fingerprint
from portal.language.i18n import N_

ALREADY_SENT = N_("This comment was already sent and cannot be changed.")


class CommentAnchor(NamedTuple):
    """What a comment is about: a step, a row of it, or one field of that row."""

    step: int
    row_kind: str = ""
    row_id: int | None = None
    field: str = ""


class CommentDraft(NamedTuple):
    """A comment that is being written; the same token is the same comment."""

    token: str
    anchor: CommentAnchor
    body: str
    is_required: bool = False
    version: int = 0


class SavedComment(NamedTuple):
    """What saving a draft led to: the state of the analysis and the draft's version."""

    state: State
    version: int


class UnsentComment(NamedTuple):
    """A draft as it stands in the database."""

    id: int
    body: str
    field: str
    is_required: bool


class SentComment(NamedTuple):
    """What a sent comment is about, and which one it answers (`parent_id`)."""

    id: int
    organisation_id: int
    project_id: int
    parent_id: int | None
    revision: int
    is_required: bool
    step: int
    row_kind: str
    row_id: int | None
    field: str


class StaleDraft(Refused):
    """A draft that its author changed in another window; `kept` is what stands in the database."""

    def __init__(self, kept: UnsentComment) -> None:
        super().__init__(N_("You changed this comment in another window. Both texts are here."))
        self.kept = kept


def save_draft(analysis_id: int, draft: CommentDraft, *, by: int) -> SavedComment:
    """Keep a coach's unsent comment as it is typed; an emptied one is removed.

    The first words start the review. Words are kept in every state, even where the analysis has
    left the coach's hands meanwhile: they go out with the coach's next verdict. Refused when the
    comment has been sent; StaleDraft when it was changed in another window since `version`;
    NotFound before the first submission.
    """
    analysis = hold_sent(analysis_id)
    kept = _own_draft(analysis_id, draft.token, by)
    if kept is not None and draft.version != version_of(kept) and not _is_same(draft, kept):
        raise StaleDraft(kept)
    if draft.body:
        _write(analysis, draft, kept, by)
    elif kept is not None:
        db.session.execute(delete(Comment).where(Comment.id == kept.id))
    state = State(analysis.state)
    if draft.body and state is State.SUBMITTED:
        move(analysis_id, ReviewAction.START_REVIEW, by=by)
        state = State.IN_REVIEW
    return SavedComment(state, digest_of(draft.body, draft.anchor.field, draft.is_required))


def version_of(kept: UnsentComment) -> int:
    """Return the version of a draft that is kept: another one after each change of its words."""
    return digest_of(kept.body, kept.field, kept.is_required)


def remove_draft(analysis_id: int, comment_id: int, *, by: int) -> int:
    """Set an unsent comment aside: it is not sent, and can be put back; gives its step."""
    return _mark_draft(analysis_id, comment_id, by, is_removed=True)


def restore_draft(analysis_id: int, comment_id: int, *, by: int) -> int:
    """Put back a comment that was set aside; gives its step."""
    return _mark_draft(analysis_id, comment_id, by, is_removed=False)


def send_drafts(analysis_id: int, *, by: int, are_required: bool) -> None:
    """Send a coach's comments with the verdict; what was set aside is forgotten.

    With an acceptance nothing has to be answered any more, of
    what was sent before neither: then `are_required` is False.
    """
    own = (Comment.analysis_id == analysis_id, Comment.author_id == by, Comment.sent_at.is_(None))
    db.session.execute(delete(Comment).where(*own, Comment.resolved_at.is_not(None)))
    db.session.execute(update(Comment).where(*own).values(sent_at=clock.now()))
    if not are_required:
        asked = (Comment.analysis_id == analysis_id, Comment.is_required)
        is_sent = Comment.sent_at.is_not(None)
        db.session.execute(update(Comment).where(*asked, is_sent).values(is_required=False))


def _own_draft(analysis_id: int, token: str, by: int) -> UnsentComment | None:
    found = db.session.execute(
        select(Comment.id, Comment.body, Comment.field, Comment.is_required).where(
            Comment.analysis_id == analysis_id,
            Comment.token == token,
            Comment.author_id == by,
            Comment.sent_at.is_(None),
        )
    ).one_or_none()
    return UnsentComment._make(found) if found else None


def _is_same(draft: CommentDraft, kept: UnsentComment) -> bool:
    return (draft.body, draft.anchor.field, draft.is_required) == (
        kept.body,
        kept.field,
        kept.is_required,
    )


def digest_of(body: str, about: str, is_required: bool) -> int:  # noqa: FBT001  three values
    """Return the version of these words about this field: 0 for none."""
    return fingerprint(f"{about}/{is_required}/{body}") if body else 0


def _write(
    analysis: SentAnalysis, draft: CommentDraft, kept: UnsentComment | None, by: int
) -> None:
    if kept is None:
        _add(analysis, draft, by)
    else:
        _change(kept.id, draft)


def _change(comment_id: int, draft: CommentDraft) -> None:
    db.session.execute(
        update(Comment)
        .where(Comment.id == comment_id)
        .values(
            body=draft.body,
            is_required=draft.is_required,
            field=draft.anchor.field,
            resolved_at=None,
            resolved_by=None,
        )
    )


def _add(analysis: SentAnalysis, draft: CommentDraft, by: int) -> None:
    added = db.session.execute(
        upsert(Comment)
        .values(
            **draft.anchor._asdict(),
            organisation_id=analysis.organisation_id,
            project_id=analysis.project_id,
            analysis_id=analysis.id,
            token=draft.token,
            revision=analysis.revisions,
            by_coach=True,
            is_required=draft.is_required,
            body=draft.body,
            author_id=by,
            created_at=clock.now(),
        )
        .on_conflict_do_nothing()
        .returning(Comment.id)
    ).scalar_one_or_none()
    if added is None:
        raise Refused(ALREADY_SENT)


def _mark_draft(analysis_id: int, comment_id: int, by: int, *, is_removed: bool) -> int:
    found = db.session.execute(
        update(Comment)
        .where(
            Comment.id == comment_id,
            Comment.analysis_id == analysis_id,
            Comment.author_id == by,
            Comment.sent_at.is_(None),
        )
        .values(
            resolved_at=clock.now() if is_removed else None, resolved_by=by if is_removed else None
        )
        .returning(Comment.step)
    ).one_or_none()
    if found is None:
        sent_comment(analysis_id, comment_id)
        raise Refused(ALREADY_SENT)
    return int(found.step)


def sent_comment(analysis_id: int, comment_id: int) -> SentComment:
    """Return what a sent comment is about and hangs on, or raise NotFound."""
    found = db.session.execute(
        select(
            Comment.id,
            Comment.organisation_id,
            Comment.project_id,
            Comment.parent_id,
            Comment.revision,
            Comment.is_required,
            Comment.step,
            Comment.row_kind,
            Comment.row_id,
            Comment.field,
        ).where(
            Comment.id == comment_id,
            Comment.analysis_id == analysis_id,
            Comment.sent_at.is_not(None),
        )
    ).one_or_none()
    if found is None:
        raise NotFound
    return SentComment._make(found)
