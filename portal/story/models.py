"""What an organisation says of its story beside the rows: for whom, photos, edited sentences."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Integer,
    String,
    UniqueConstraint,
    func,
)
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Base
from portal.language.locales import is_code
from portal.tenancy import TableKind, TenantMixin, belongs_to, content, one_of


class Audience(StrEnum):
    """For whom a story is made; every page of it says so."""

    TEAM = "team"
    PARTNERS = "partners"
    PUBLIC = "public"


class StoryRecord(Base, TenantMixin):
    """The story of one analysis; `photos` are ids of its evidence files, in their order.

    `version` rises with each save of it or of one of its sentences, so a stale one is noticed.
    """

    __tablename__ = "stories"
    __table_args__ = (
        belongs_to("analyses", "analysis_id"),
        UniqueConstraint("organisation_id", "analysis_id"),
        CheckConstraint(one_of("audience", Audience), name="audience"),
        {"info": {"kind": TableKind.ORGANISATION}},
    )

    analysis_id: Mapped[int] = mapped_column(BigInteger, index=True)
    audience: Mapped[str] = mapped_column(String(10), default=Audience.TEAM.value)
    photos: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), server_default="{}")
    version: Mapped[int] = mapped_column(Integer, default=0, server_default="0")


class StorySentence(Base, TenantMixin):
    """A sentence that somebody edited, in one language; an empty `text` leaves it out.

    `key` names the row that it is made from, and `made` is what was made from it at the time: once
    the two differ, the row has changed since.
    """

    __tablename__ = "story_sentences"
    __table_args__ = (
        belongs_to("analyses", "analysis_id"),
        UniqueConstraint("organisation_id", "analysis_id", "locale", "key"),
        CheckConstraint(is_code("locale"), name="locale"),
        {"info": {"kind": TableKind.ORGANISATION}},
    )

    analysis_id: Mapped[int] = mapped_column(BigInteger, index=True)
    locale: Mapped[str] = mapped_column(String(2))
    key: Mapped[str] = mapped_column(String(40))
    made: Mapped[str] = content()
    text: Mapped[str] = content()
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    updated_by: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id"))
