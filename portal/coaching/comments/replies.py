"""Goes on with a comment that was sent: answers from both sides, settled, opened again."""

from typing import NamedTuple

from sqlalchemy import insert, update
from sqlalchemy.dialects.postgresql import insert as upsert

from portal import clock
from portal.coaching.comments.drafts import CommentAnchor, SentComment, sent_comment
from portal.coaching.comments.models import CommentMove, ThreadAction
from portal.coaching.models import Comment
from portal.extensions import db


class ReplyWords(NamedTuple):
    """What somebody says in a thread; the same token is the same answer."""

    body: str
    token: str
    by: int
    by_coach: bool = False


def answer(analysis_id: int, comment_id: int, words: ReplyWords) -> CommentAnchor:
    """Add an answer below a comment, sent at once, and return what both are about."""
    asked = sent_comment(analysis_id, comment_id)
    _add(analysis_id, asked, words, is_required=False)
    return _about(asked)


def settle(analysis_id: int, comment_id: int, *, by: int) -> CommentAnchor:
    """Mark a thread as settled, once, and return what it is about."""
    asked = sent_comment(analysis_id, comment_id)
    thread = asked.parent_id or asked.id
    settled = db.session.execute(
        update(Comment)
        .where(Comment.id == thread, Comment.resolved_at.is_(None))
        .values(resolved_at=clock.now(), resolved_by=by)
        .returning(Comment.id)
    ).scalar_one_or_none()
    if settled is not None:
        _record(asked, ThreadAction.SETTLE, by)
    return _about(asked)


def reopen(analysis_id: int, comment_id: int, words: ReplyWords) -> CommentAnchor:
    """Open a settled thread again with the reason; on one that is open it is one more answer.

    Where the comment had to be answered and the coach opens it again, it has to be once more; what
    the organisation says when it does so is its answer.
    """
    thread = _thread_of(analysis_id, comment_id)
    return _ask(analysis_id, thread, words, is_required=words.by_coach and thread.is_required)


def ask_again(analysis_id: int, comment_id: int, words: ReplyWords) -> CommentAnchor:
    """Say that a comment is still open, with or without words: it has to be answered once more."""
    return _ask(analysis_id, _thread_of(analysis_id, comment_id), words, is_required=True)


def _thread_of(analysis_id: int, comment_id: int) -> SentComment:
    asked = sent_comment(analysis_id, comment_id)
    return sent_comment(analysis_id, asked.parent_id) if asked.parent_id else asked


def _ask(
    analysis_id: int, thread: SentComment, words: ReplyWords, *, is_required: bool
) -> CommentAnchor:
    if not _add(analysis_id, thread, words, is_required=is_required):
        return _about(thread)
    opened = db.session.execute(
        update(Comment)
        .where(Comment.id == thread.id, Comment.resolved_at.is_not(None))
        .values(resolved_at=None, resolved_by=None)
        .returning(Comment.id)
    ).scalar_one_or_none()
    if opened is not None:
        _record(thread, ThreadAction.REOPEN, words.by)
    return _about(thread)


def _about(asked: SentComment) -> CommentAnchor:
    return CommentAnchor(asked.step, asked.row_kind, asked.row_id, asked.field)


def _add(analysis_id: int, asked: SentComment, words: ReplyWords, *, is_required: bool) -> bool:
    added = db.session.execute(
        upsert(Comment)
        .values(
            **_about(asked)._asdict(),
            organisation_id=asked.organisation_id,
            project_id=asked.project_id,
            analysis_id=analysis_id,
            token=words.token,
            revision=asked.revision,
            parent_id=asked.parent_id or asked.id,
            by_coach=words.by_coach,
            is_required=is_required,
            body=words.body,
            author_id=words.by,
            created_at=clock.now(),
            sent_at=clock.now(),
        )
        .on_conflict_do_nothing()
        .returning(Comment.id)
    ).scalar_one_or_none()
    return added is not None


def _record(asked: SentComment, action: ThreadAction, by: int) -> None:
    db.session.execute(
        insert(CommentMove).values(
            organisation_id=asked.organisation_id,
            project_id=asked.project_id,
            comment_id=asked.parent_id or asked.id,
            action=action,
            by=by,
            at=clock.now(),
        )
    )
