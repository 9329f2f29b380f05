"""What was written in a form and is not saved yet."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    DateTime,
    ForeignKey,
    LargeBinary,
    Text,
    UniqueConstraint,
    false,
    func,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Base
from portal.tenancy import TableKind, identifier


class Draft(Base):
    """One form as its writer sent it; theirs alone, until it is saved, thrown away or old.

    Without an organisation it is a form outside of any, such as those of the network.
    """

    __tablename__ = "drafts"
    __table_args__ = (
        # The same words sent twice are one draft.
        UniqueConstraint(
            "organisation_id", "person_id", "digest", postgresql_nulls_not_distinct=True
        ),
        {"info": {"kind": TableKind.ORGANISATION}},
    )

    id: Mapped[int] = identifier()
    organisation_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("organisations.id", ondelete="CASCADE"), index=True
    )
    person_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("people.id", ondelete="CASCADE"), index=True
    )
    form: Mapped[str] = mapped_column(Text)
    page: Mapped[str] = mapped_column(Text)
    words: Mapped[dict[str, Any]] = mapped_column(JSONB, info={"content": True})
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    is_led_to: Mapped[bool] = mapped_column(server_default=false(), default=False)
    written_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
