"""What is written as time goes by: ratings, what people learned, what helped; and by whom."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Date, DateTime, ForeignKey, String, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from portal.analyses.models import RowMixin, row_args
from portal.extensions import Base
from portal.tenancy import ProjectMixin, TableKind, belongs_to, content


class Rating(Base, RowMixin):
    """How well one criterion of conflict sensitivity is met, on one day (domain: Monitoring table).

    A rating counts only with its evidence.
    """

    __tablename__ = "ratings"
    __table_args__ = row_args()

    criterion_key: Mapped[str] = mapped_column(String(4), default="", server_default="")
    level: Mapped[str] = mapped_column(String(10), default="", server_default="")
    evidence: Mapped[str] = content()
    recommendation: Mapped[str] = content()
    rated_by: Mapped[str] = content()
    rated_on: Mapped[date | None] = mapped_column(Date)


class Learning(Base, RowMixin):
    """What somebody knows, thinks or does in another way than before (domain: Learning)."""

    __tablename__ = "learnings"
    __table_args__ = row_args()

    kind: Mapped[str] = mapped_column(String(10), default="", server_default="")
    level: Mapped[str] = mapped_column(String(15), default="", server_default="")
    before: Mapped[str] = content()
    after: Mapped[str] = content()
    evidence: Mapped[str] = content()
    shows_in: Mapped[str] = mapped_column(String(20), default="", server_default="")
    noticed_on: Mapped[date | None] = mapped_column(Date)


class Influence(Base, RowMixin):
    """What helped or hindered a change, inside the organisation or outside (domain: Learning)."""

    __tablename__ = "influences"
    __table_args__ = row_args()

    effect: Mapped[str] = mapped_column(String(10), default="", server_default="")
    source: Mapped[str] = mapped_column(String(30), default="", server_default="")
    note: Mapped[str] = content()


class Contribution(Base, ProjectMixin):
    """That a person wrote in an analysis, first and last."""

    __tablename__ = "contributions"
    __table_args__ = (
        belongs_to("projects", "project_id"),
        belongs_to("analyses", "analysis_id"),
        UniqueConstraint("analysis_id", "person_id"),
        {"info": {"kind": TableKind.PROJECT}},
    )

    analysis_id: Mapped[int] = mapped_column(BigInteger, index=True)
    person_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id", ondelete="CASCADE"))
    first_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    last_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
