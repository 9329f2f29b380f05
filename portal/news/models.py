"""Until when somebody has seen the news of an organisation."""

from datetime import datetime

from sqlalchemy import BigInteger, DateTime, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Base
from portal.tenancy import TableKind, identifier


class NewsMark(Base):
    """Until when a person has seen the news of one organisation, or, without one, as a coach."""

    __tablename__ = "news_marks"
    __table_args__ = (
        UniqueConstraint("person_id", "organisation_id", postgresql_nulls_not_distinct=True),
        {"info": {"kind": TableKind.PERSON}},
    )

    id: Mapped[int] = identifier()
    person_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id", ondelete="CASCADE"))
    organisation_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("organisations.id", ondelete="CASCADE"), index=True
    )
    seen_until: Mapped[datetime] = mapped_column(DateTime(timezone=True))
