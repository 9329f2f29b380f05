"""What became of comments: settled, opened again; and which table keeps it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, DateTime, ForeignKey, String, func
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Base
from portal.tenancy import ProjectMixin, TableKind, belongs_to, one_of


class ThreadAction(StrEnum):
    """What somebody does to a comment with all that was said below it."""

    SETTLE = "settle"
    REOPEN = "reopen"


# Who may do it stands in GRANTS under these names: coaches settle, either side opens again.
THREAD_PERMISSIONS: dict[ThreadAction, str] = {
    ThreadAction.SETTLE: "comment:settle",
    ThreadAction.REOPEN: "comment:reopen",
}


class CommentMove(Base, ProjectMixin):
    """A comment was settled or opened again: by whom and when; never changed."""

    __tablename__ = "comment_moves"
    __table_args__ = (
        belongs_to("projects", "project_id"),
        belongs_to("comments", "comment_id"),
        CheckConstraint(one_of("action", ThreadAction), name="action"),
        {"info": {"kind": TableKind.PROJECT, "coach_writes": True, "append_only": True}},
    )

    comment_id: Mapped[int] = mapped_column(BigInteger, index=True)
    action: Mapped[str] = mapped_column(String(10))
    by: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
