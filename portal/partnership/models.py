"""What coaches and projects say of themselves, and what passes between them and the network."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    false,
    func,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from portal.events.kinds import WorkshopKind
from portal.extensions import Base
from portal.partnership.vocabulary import Helpful, Part, RequestCategory
from portal.tenancy import ProjectMixin, TableKind, belongs_to, content, identifier, one_of

_NONE: dict[str, Any] = {"default": list, "server_default": "{}"}


class CoachProfile(Base):
    """What a coach can do and where they should not; edited by them and by coordinators.

    `capacity` is how many projects they can coach at once; `organisations` (ids) and `funders`
    (tags) are those in which they have an interest.
    """

    __tablename__ = "coach_profiles"
    __table_args__ = (
        CheckConstraint("capacity BETWEEN 0 AND 100", name="capacity"),
        {"info": {"kind": TableKind.NETWORK}},
    )

    id: Mapped[int] = identifier()
    coach_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("people.id", ondelete="CASCADE"), unique=True
    )
    capacity: Mapped[int | None] = mapped_column(Integer)
    languages: Mapped[list[str]] = mapped_column(ARRAY(Text), **_NONE)
    sectors: Mapped[list[str]] = mapped_column(ARRAY(Text), **_NONE)
    provinces: Mapped[list[str]] = mapped_column(ARRAY(Text), **_NONE)
    organisations: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), **_NONE)
    funders: Mapped[list[str]] = mapped_column(ARRAY(Text), **_NONE)
    version: Mapped[int] = mapped_column(Integer, default=1, server_default="1")
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    updated_by: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id"))


class CoachEvent(Base):
    """A workshop or forum at which a coach did something, as they themselves wrote it down."""

    __tablename__ = "coach_events"
    __table_args__ = (
        UniqueConstraint("coach_id", "token"),
        CheckConstraint(one_of("kind", WorkshopKind), name="kind"),
        CheckConstraint(one_of("part", Part), name="part"),
        CheckConstraint("days BETWEEN 1 AND 60", name="days"),
        {"info": {"kind": TableKind.NETWORK}},
    )

    id: Mapped[int] = identifier()
    coach_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id", ondelete="CASCADE"))
    token: Mapped[str] = mapped_column(String(36))
    kind: Mapped[str] = mapped_column(String(30))
    part: Mapped[str] = mapped_column(String(10))
    held_on: Mapped[date] = mapped_column(Date)
    days: Mapped[int] = mapped_column(Integer, default=1, server_default="1")
    recorded_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now()
    )


class ProjectNeeds(Base, ProjectMixin):
    """What helps to find a project's coach; the organisation shows it to coordinators."""

    __tablename__ = "project_needs"
    __table_args__ = (
        belongs_to("projects", "project_id"),
        UniqueConstraint("project_id"),
        {"info": {"kind": TableKind.PROJECT}},
    )

    languages: Mapped[list[str]] = mapped_column(ARRAY(Text), **_NONE)
    sector: Mapped[str] = mapped_column(String(30), default="", server_default="")
    provinces: Mapped[list[str]] = mapped_column(ARRAY(Text), **_NONE)
    version: Mapped[int] = mapped_column(Integer, default=1, server_default="1")
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    updated_by: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id"))


class ForcedAssignment(Base, ProjectMixin):
    """That a coach was assigned in spite of a conflict of interest, and why; never changed."""

    __tablename__ = "forced_assignments"
    __table_args__ = (
        belongs_to("projects", "project_id"),
        CheckConstraint("reason <> ''", name="reason"),
        {"info": {"kind": TableKind.PROJECT, "append_only": True}},
    )

    coach_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id"))
    conflicts: Mapped[list[str]] = mapped_column(ARRAY(Text))
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    by: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id"))


class CoachRequest(Base, ProjectMixin):
    """A manager's wish for another coach; read by managers and coordinators, by no coach."""

    __tablename__ = "coach_requests"
    __table_args__ = (
        belongs_to("projects", "project_id"),
        UniqueConstraint("project_id", "token"),
        CheckConstraint(one_of("category", RequestCategory), name="category"),
        CheckConstraint("answered_at IS NULL OR withdrawn_at IS NULL", name="closed_once"),
        Index(
            "uq_coach_requests_open",
            "project_id",
            unique=True,
            postgresql_where="answered_at IS NULL AND withdrawn_at IS NULL",
        ),
        {"info": {"kind": TableKind.PROJECT}},
    )

    token: Mapped[str] = mapped_column(String(36))
    category: Mapped[str] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(Text, default="", server_default="")
    asked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    asked_by: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id"))
    answer: Mapped[str] = mapped_column(Text, default="", server_default="")
    answered_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    answered_by: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("people.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class CoachAgreement(Base, ProjectMixin):
    """That a coordinator is proposed as coach, and what a manager of the organisation answered."""

    __tablename__ = "coach_agreements"
    __table_args__ = (
        belongs_to("projects", "project_id"),
        CheckConstraint(
            "(is_agreed IS NULL) = (answered_at IS NULL) AND "
            "(is_agreed IS NULL) = (answered_by IS NULL)",
            name="answered",
        ),
        CheckConstraint("answered_by <> coach_id", name="not_by_the_coach"),
        Index(
            "uq_coach_agreements_open",
            "project_id",
            "coach_id",
            unique=True,
            postgresql_where="ended_at IS NULL AND is_agreed IS DISTINCT FROM false",
        ),
        {"info": {"kind": TableKind.PROJECT}},
    )

    coach_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id"))
    proposed_by: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id"))
    proposed_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now()
    )
    is_agreed: Mapped[bool | None] = mapped_column(Boolean)
    answered_by: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("people.id"))
    answered_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class Handover(Base, ProjectMixin):
    """What an old coach leaves to the next one; readable to others once it is complete.

    `hands_notes` and `hands_drafts` are wishes: copies are made at the handover.
    """

    __tablename__ = "handovers"
    __table_args__ = (
        belongs_to("projects", "project_id"),
        UniqueConstraint("project_id", "assignment_id"),
        {"info": {"kind": TableKind.PROJECT, "coach_writes": True}},
    )

    assignment_id: Mapped[int] = mapped_column(BigInteger)
    coach_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id"))
    # Without defaults of their own: coordinators may not write these columns.
    summary: Mapped[str] = mapped_column(Text, server_default="", info={"content": True})
    hands_notes: Mapped[bool] = mapped_column(Boolean, server_default=false())
    hands_drafts: Mapped[bool] = mapped_column(Boolean, server_default=false())
    version: Mapped[int] = mapped_column(Integer, server_default="1")
    wanted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    written_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    completed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    completed_by: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("people.id"))
    to_coach_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("people.id"))
    is_without_summary: Mapped[bool] = mapped_column(Boolean, default=False, server_default="false")


class CoachNote(Base, ProjectMixin):
    """A coach's private notes on one project: nobody else reads them."""

    __tablename__ = "coach_notes"
    __table_args__ = (
        belongs_to("projects", "project_id"),
        UniqueConstraint("project_id", "author_id"),
        {"info": {"kind": TableKind.PROJECT, "coach_writes": True}},
    )

    author_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id"))
    body: Mapped[str] = content()
    version: Mapped[int] = mapped_column(Integer, default=1, server_default="1")
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class HandedWords(Base, ProjectMixin):
    """Copies of notes and unsent comments as they were at the handover, if the coach wished so."""

    __tablename__ = "handed_words"
    __table_args__ = (
        belongs_to("projects", "project_id"),
        UniqueConstraint("project_id", "author_id"),
        {"info": {"kind": TableKind.PROJECT, "coach_writes": True}},
    )

    author_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id"))
    notes: Mapped[str] = content()
    drafts: Mapped[list[dict[str, Any]]] = mapped_column(
        JSONB, default=list, server_default="[]", info={"content": True}
    )
    handed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class ReviewRating(Base, ProjectMixin):
    """How helpful an organisation found one verdict (`move_id`); coaches see sums of five.

    A verdict that coaches gave together has the same answer for each of them.
    """

    __tablename__ = "review_ratings"
    __table_args__ = (
        belongs_to("projects", "project_id"),
        belongs_to("analyses", "analysis_id"),
        UniqueConstraint("organisation_id", "move_id", "coach_id"),
        CheckConstraint(one_of("answer", Helpful), name="answer"),
        {"info": {"kind": TableKind.PROJECT, "append_only": True}},
    )

    analysis_id: Mapped[int] = mapped_column(BigInteger, index=True)
    move_id: Mapped[int] = mapped_column(BigInteger)
    coach_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id"), index=True)
    answer: Mapped[str] = mapped_column(String(10))
    rated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    rated_by: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id"))


class WordToCoach(Base, ProjectMixin):
    """A word of thanks or advice about one verdict; its coaches read it once it is sent.

    A verdict that coaches gave together has the same words for each of them.
    """

    __tablename__ = "words_to_coaches"
    __table_args__ = (
        belongs_to("projects", "project_id"),
        belongs_to("analyses", "analysis_id"),
        UniqueConstraint("organisation_id", "move_id", "coach_id"),
        {"info": {"kind": TableKind.PROJECT}},
    )

    analysis_id: Mapped[int] = mapped_column(BigInteger, index=True)
    move_id: Mapped[int] = mapped_column(BigInteger)
    coach_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id"))
    body: Mapped[str] = content()
    sent_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    written_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    by: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id"))
