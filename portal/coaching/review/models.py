"""What coaches think of a revision: reviews, words, ratings, ticks, questions they keep."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    func,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Base
from portal.tenancy import (
    ProjectMixin,
    TableKind,
    belongs_to,
    content,
    identifier,
    one_of,
    referable,
)


class ReviewKind(StrEnum):
    """Whose view a review is: one coach's own, or the joint one of all."""

    OWN = "own"
    JOINT = "joint"


class StepLevel(StrEnum):
    """How far a step has come, in words: never a number, never added up."""

    NOT_YET = "not_yet"
    EMERGING = "emerging"
    SOLID = "solid"
    EXEMPLARY = "exemplary"


class Review(Base, ProjectMixin):
    """One view of one round, without its words: whose, when handed in, closed and sent.

    `sent_at` is set on the one review of a round that went to the organisation; `without` are the
    coaches of that moment who had not handed in their own.
    """

    __tablename__ = "reviews"
    __table_args__ = (
        referable(),
        belongs_to("projects", "project_id"),
        belongs_to("analyses", "analysis_id"),
        CheckConstraint(one_of("kind", ReviewKind), name="kind"),
        CheckConstraint("sent_at IS NULL OR closed_at IS NOT NULL", name="sent"),
        Index(
            "uq_reviews_own",
            "analysis_id",
            "author_id",
            unique=True,
            postgresql_where="kind = 'own' AND closed_at IS NULL",
        ),
        Index(
            "uq_reviews_joint",
            "analysis_id",
            unique=True,
            postgresql_where="kind = 'joint' AND closed_at IS NULL",
        ),
        Index(
            "uq_reviews_sent",
            "analysis_id",
            "revision",
            unique=True,
            postgresql_where="sent_at IS NOT NULL",
        ),
        {"info": {"kind": TableKind.PROJECT, "coach_writes": True}},
    )

    analysis_id: Mapped[int] = mapped_column(BigInteger, index=True)
    revision: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(10))
    rubric: Mapped[int] = mapped_column(Integer)
    author_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id"), index=True)
    started_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    handed_in_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    closed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    sent_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    without: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), default=list, server_default="{}")


class ReviewWords(Base, ProjectMixin):
    """The words of a review as a whole: one strength, one next step, what should change."""

    __tablename__ = "review_words"
    __table_args__ = (
        belongs_to("projects", "project_id"),
        belongs_to("analyses", "analysis_id"),
        belongs_to("reviews", "review_id"),
        UniqueConstraint("organisation_id", "review_id"),
        {"info": {"kind": TableKind.PROJECT, "coach_writes": True}},
    )

    analysis_id: Mapped[int] = mapped_column(BigInteger, index=True)
    review_id: Mapped[int] = mapped_column(BigInteger)
    strength: Mapped[str] = content()
    next_step: Mapped[str] = content()
    note: Mapped[str] = content()


class StepRating(Base, ProjectMixin):
    """How far one step has come in the eyes of one review.

    `is_carried` where the coach left the word of their last review as it was.
    """

    __tablename__ = "step_ratings"
    __table_args__ = (
        belongs_to("projects", "project_id"),
        belongs_to("analyses", "analysis_id"),
        belongs_to("reviews", "review_id"),
        CheckConstraint(one_of("level", StepLevel), name="level"),
        CheckConstraint("step BETWEEN 1 AND 7", name="step"),
        UniqueConstraint("organisation_id", "review_id", "step"),
        {"info": {"kind": TableKind.PROJECT, "coach_writes": True}},
    )

    analysis_id: Mapped[int] = mapped_column(BigInteger, index=True)
    review_id: Mapped[int] = mapped_column(BigInteger)
    step: Mapped[int] = mapped_column(Integer)
    level: Mapped[str] = mapped_column(String(20))
    is_carried: Mapped[bool] = mapped_column(Boolean, default=False, server_default="false")


class ReviewCheck(Base, ProjectMixin):
    """A line of the checklist that a coach has ticked for a revision: theirs alone."""

    __tablename__ = "review_checks"
    __table_args__ = (
        belongs_to("projects", "project_id"),
        belongs_to("analyses", "analysis_id"),
        UniqueConstraint("analysis_id", "revision", "author_id", "item"),
        {"info": {"kind": TableKind.PROJECT, "coach_writes": True}},
    )

    analysis_id: Mapped[int] = mapped_column(BigInteger, index=True)
    revision: Mapped[int] = mapped_column(Integer)
    item: Mapped[str] = mapped_column(String(40))
    author_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id"))


class SavedQuestion(Base):
    """A question that a coach keeps to ask again, in any project: theirs alone."""

    __tablename__ = "saved_questions"
    __table_args__ = (
        UniqueConstraint("author_id", "token"),
        {"info": {"kind": TableKind.NETWORK}},
    )

    id: Mapped[int] = identifier()
    author_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id"))
    token: Mapped[str] = mapped_column(String(36))
    kind: Mapped[str] = mapped_column(String(20), default="", server_default="")
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    removed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
