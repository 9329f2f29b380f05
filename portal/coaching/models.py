"""Coach assignments, revisions, comments and the history of a review."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    String,
    UniqueConstraint,
    func,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from portal.analyses.vocabulary import State
from portal.extensions import Base
from portal.tenancy import ProjectMixin, TableKind, belongs_to, content, one_of, referable


class ReviewAction(StrEnum):
    """What moves an analysis from one state to another."""

    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    START_REVIEW = "start_review"
    REQUEST_CHANGES = "request_changes"
    ACCEPT = "accept"
    REOPEN = "reopen"


class CoachAssignment(Base, ProjectMixin):
    """Who coaches a project, from when to when; a current one opens the wall for the coach."""

    __tablename__ = "coach_assignments"
    __table_args__ = (
        belongs_to("projects", "project_id"),
        Index(
            "uq_coach_assignments_current",
            "project_id",
            "coach_id",
            unique=True,
            postgresql_where="ended_at IS NULL",
        ),
        CheckConstraint("coach_id <> assigned_by OR ended_at IS NOT NULL", name="by_another"),
        {"info": {"kind": TableKind.PROJECT}},
    )

    coach_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id"), index=True)
    assigned_by: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id"))
    assigned_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now()
    )
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    ended_by: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("people.id"))


IS_CURRENT = CoachAssignment.ended_at.is_(None)


class Revision(Base, ProjectMixin):
    """What was sent to the coach, whole and for ever: numbered, hashed, never changed."""

    __tablename__ = "revisions"
    __table_args__ = (
        belongs_to("projects", "project_id"),
        belongs_to("analyses", "analysis_id"),
        UniqueConstraint("analysis_id", "number"),
        {"info": {"kind": TableKind.PROJECT, "append_only": True}},
    )

    analysis_id: Mapped[int] = mapped_column(BigInteger, index=True)
    number: Mapped[int] = mapped_column(Integer)
    snapshot: Mapped[dict[str, Any]] = mapped_column(JSONB, info={"content": True})
    sha256: Mapped[str] = mapped_column(String(64))
    submitted_by: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id"))
    submitted_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now()
    )


class ReviewMove(Base, ProjectMixin):
    """One move of a review: what changed hands, when, by whom, and who was told; never changed.

    `is_repeat` marks a sending in which nothing was new: it is not counted. `given_by` are the
    coaches whose feedback a verdict was, `by` among them; empty for other moves.
    """

    __tablename__ = "review_moves"
    __table_args__ = (
        belongs_to("projects", "project_id"),
        belongs_to("analyses", "analysis_id"),
        CheckConstraint(one_of("action", ReviewAction), name="action"),
        CheckConstraint(one_of("origin", State), name="origin"),
        CheckConstraint(one_of("target", State), name="target"),
        Index("ix_review_moves_given_by", "given_by", postgresql_using="gin"),
        {"info": {"kind": TableKind.PROJECT, "coach_writes": True, "append_only": True}},
    )

    analysis_id: Mapped[int] = mapped_column(BigInteger, index=True)
    action: Mapped[str] = mapped_column(String(20))
    origin: Mapped[str] = mapped_column(String(20))
    target: Mapped[str] = mapped_column(String(20))
    revision: Mapped[int | None] = mapped_column(Integer)
    note: Mapped[str] = content()
    is_repeat: Mapped[bool] = mapped_column(Boolean, default=False, server_default="false")
    told: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), default=list, server_default="{}")
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    by: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id"), index=True)
    given_by: Mapped[list[int]] = mapped_column(
        ARRAY(BigInteger), default=list, server_default="{}"
    )


class Comment(Base, ProjectMixin):
    """Words on a row or a step; a draft is its author's alone until it is sent with the verdict."""

    __tablename__ = "comments"
    __table_args__ = (
        referable(),
        belongs_to("projects", "project_id"),
        belongs_to("analyses", "analysis_id"),
        belongs_to("comments", "parent_id"),
        UniqueConstraint("analysis_id", "token"),
        CheckConstraint("step BETWEEN 1 AND 7", name="step"),
        CheckConstraint("(row_kind = '') = (row_id IS NULL)", name="anchor"),
        {"info": {"kind": TableKind.PROJECT, "coach_writes": True}},
    )

    analysis_id: Mapped[int] = mapped_column(BigInteger, index=True)
    token: Mapped[str] = mapped_column(String(36))
    revision: Mapped[int] = mapped_column(Integer)
    step: Mapped[int] = mapped_column(Integer)
    row_kind: Mapped[str] = mapped_column(String(20), default="", server_default="")
    row_id: Mapped[int | None] = mapped_column(BigInteger)
    field: Mapped[str] = mapped_column(String(30), default="", server_default="")
    parent_id: Mapped[int | None] = mapped_column(BigInteger)
    by_coach: Mapped[bool] = mapped_column(Boolean)
    is_required: Mapped[bool] = mapped_column(Boolean, default=False, server_default="false")
    body: Mapped[str] = content()
    author_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    sent_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    resolved_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    resolved_by: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("people.id"))
