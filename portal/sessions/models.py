"""The log of coaching sessions."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    Integer,
    String,
    UniqueConstraint,
    func,
)
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Base
from portal.tenancy import ProjectMixin, TableKind, belongs_to, content, one_of, referable


class Mode(StrEnum):
    """How coach and organisation met."""

    VISIT = "visit"
    CALL = "call"
    ONLINE = "online"


class CoachingSession(Base, ProjectMixin):
    """One meeting of a coach with people of a project; its coach alone writes it."""

    __tablename__ = "coaching_sessions"
    __table_args__ = (
        referable(),
        belongs_to("projects", "project_id"),
        UniqueConstraint("project_id", "token"),
        CheckConstraint(one_of("mode", Mode), name="mode"),
        CheckConstraint("minutes BETWEEN 30 AND 1440", name="minutes"),
        CheckConstraint(
            "women >= 0 AND men >= 0 AND undisclosed >= 0 AND unrecorded >= 0", name="people"
        ),
        {"info": {"kind": TableKind.PROJECT, "coach_writes": True}},
    )

    token: Mapped[str] = mapped_column(String(36))
    coach_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id"), index=True)
    held_on: Mapped[date] = mapped_column(Date)
    mode: Mapped[str] = mapped_column(String(10))
    minutes: Mapped[int] = mapped_column(Integer)
    women: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    men: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    undisclosed: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    unrecorded: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    summary: Mapped[str] = content()
    next_on: Mapped[date | None] = mapped_column(Date)
    version: Mapped[int] = mapped_column(Integer, default=1, server_default="1")
    recorded_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now()
    )
