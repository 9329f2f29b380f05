"""Addresses at which calendars are read without signing in."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, DateTime, ForeignKey, LargeBinary, func
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Base
from portal.tenancy import TableKind, identifier


class CalendarLink(Base):
    """The address of one person's calendar or of one event's; the row goes when it is withdrawn.

    The token of the address is kept as a hash alone.
    """

    __tablename__ = "calendar_links"
    __table_args__ = (
        CheckConstraint("(person_id IS NULL) <> (event_id IS NULL)", name="whose"),
        {"info": {"kind": TableKind.NETWORK}},
    )

    id: Mapped[int] = identifier()
    person_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("people.id", ondelete="CASCADE"), unique=True
    )
    event_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("events.id", ondelete="CASCADE"), unique=True
    )
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    made_by: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id"))
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
