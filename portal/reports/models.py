"""A report's job, its frozen snapshot and its files."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
    func,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Base
from portal.language.locales import is_code
from portal.tenancy import TableKind, TenantMixin, belongs_to, one_of, referable


class ReportState(StrEnum):
    """Where the job of a report is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


UNDER_WAY = (ReportState.QUEUED, ReportState.RUNNING)


class Report(Base, TenantMixin):
    """One edition of an organisation's progress report for a period; the snapshot never changes.

    With a `funder`, the report counts that funder's work alone. With an analysis, it is the story
    of that analysis as it was told on one day.
    """

    __tablename__ = "reports"
    __table_args__ = (
        referable(),
        belongs_to("analyses", "analysis_id"),
        Index(
            "uq_reports_edition",
            *("organisation_id", "funder", "starts_on", "ends_on", "edition"),
            unique=True,
            postgresql_where="analysis_id IS NULL",
        ),
        Index(
            "uq_reports_story",
            *("organisation_id", "analysis_id", "edition"),
            unique=True,
            postgresql_where="analysis_id IS NOT NULL",
        ),
        CheckConstraint(one_of("state", ReportState), name="state"),
        CheckConstraint("ends_on >= starts_on", name="period"),
        CheckConstraint("(snapshot IS NULL) = (sha256 IS NULL)", name="hashed"),
        {"info": {"kind": TableKind.ORGANISATION}},
    )

    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    analysis_id: Mapped[int | None] = mapped_column(BigInteger)
    funder: Mapped[str] = mapped_column(String(40), default="", server_default="")
    edition: Mapped[int] = mapped_column(Integer, default=1, server_default="1")
    state: Mapped[str] = mapped_column(String(10), default=ReportState.QUEUED.value)
    progress: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    attempts: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    failures: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    lease_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    error: Mapped[str] = mapped_column(String(200), default="", server_default="")
    snapshot: Mapped[dict[str, Any] | None] = mapped_column(
        JSONB(none_as_null=True), info={"content": True}
    )
    sha256: Mapped[str | None] = mapped_column(String(64))
    code_version: Mapped[str] = mapped_column(String(40), default="", server_default="")
    requested_by: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("people.id"))
    requested_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now()
    )
    done_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class ReportFile(Base, TenantMixin):
    """One rendering of a report's snapshot: a format in a language, written once."""

    __tablename__ = "report_files"
    __table_args__ = (
        belongs_to("reports", "report_id"),
        UniqueConstraint("report_id", "format", "locale"),
        CheckConstraint("format IN ('pdf', 'xlsx', 'docx')", name="format"),
        CheckConstraint(is_code("locale"), name="locale"),
        {"info": {"kind": TableKind.ORGANISATION}},
    )

    report_id: Mapped[int] = mapped_column(BigInteger, index=True)
    format: Mapped[str] = mapped_column(String(10))
    locale: Mapped[str] = mapped_column(String(2))
    body: Mapped[bytes] = mapped_column(LargeBinary, info={"content": True})
    sha256: Mapped[str] = mapped_column(String(64))
