"""What the network counted of its own work, before the portal and beside it."""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    Integer,
    String,
    func,
)
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Base
from portal.tenancy import TableKind, identifier


class ReachFigure(Base):
    """One line: organisations and people of one kind of work, up to a day; counts alone."""

    __tablename__ = "reach_figures"
    __table_args__ = (
        CheckConstraint("organisations >= 0", name="organisations"),
        CheckConstraint("people >= 0 AND women >= 0 AND women <= people", name="people"),
        CheckConstraint("first_day <= last_day", name="days"),
        {"info": {"kind": TableKind.NETWORK}},
    )

    id: Mapped[int] = identifier()
    kind: Mapped[str] = mapped_column(String(30), unique=True)
    organisations: Mapped[int | None] = mapped_column(Integer)
    people: Mapped[int | None] = mapped_column(Integer)
    women: Mapped[int | None] = mapped_column(Integer)
    first_day: Mapped[date | None] = mapped_column(Date)
    last_day: Mapped[date | None] = mapped_column(Date)
    recorded_by: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id"))
    recorded_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now()
    )
