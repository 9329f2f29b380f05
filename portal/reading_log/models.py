"""One line for each person, analysis and hour in which its words were shown."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Computed,
    DateTime,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    func,
)
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Base
from portal.permissions import READER_ROLES
from portal.tenancy import ProjectMixin, TableKind, belongs_to


class Reading(Base, ProjectMixin):
    """Somebody was shown an analysis, first in this hour by this request; never changed.

    `role` is what they were there at that moment.
    """

    __tablename__ = "readings"
    __table_args__ = (
        belongs_to("projects", "project_id"),
        belongs_to("analyses", "analysis_id"),
        CheckConstraint(
            f"role IN ({', '.join(sorted(repr(role.value) for role in READER_ROLES))})", name="role"
        ),
        UniqueConstraint("analysis_id", "person_id", "hour"),
        Index("ix_readings_organisation_id_at", "organisation_id", "at"),
        {"info": {"kind": TableKind.PROJECT, "coach_writes": True, "append_only": True}},
    )

    analysis_id: Mapped[int] = mapped_column(BigInteger)
    person_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id"))
    role: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    hour: Mapped[datetime] = mapped_column(
        DateTime, Computed("date_trunc('hour', at AT TIME ZONE 'UTC')", persisted=True)
    )
    request_id: Mapped[str] = mapped_column(String(32))
