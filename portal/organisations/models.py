"""Organisations and memberships."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    String,
    UniqueConstraint,
    func,
)
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Base
from portal.permissions import MEMBER_ROLES
from portal.tenancy import TableKind, TenantMixin, identifier, made_of


class Organisation(Base):
    """An NGO of the network: a tenant."""

    __tablename__ = "organisations"
    __table_args__ = (
        CheckConstraint("slug ~ '^[a-z0-9-]{2,40}$'", name="slug"),
        {"info": {"kind": TableKind.GLOBAL}},
    )

    id: Mapped[int] = identifier()
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    acronym: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200))
    joined_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    # Filled by the database: acronym and name to be searched, the acronym to be sorted by.
    search_form: Mapped[str] = made_of("search_form(acronym || ' ' || name)")
    sort_form: Mapped[str] = made_of("search_form(acronym)")


class Membership(Base, TenantMixin):
    """One person's role in one organisation."""

    __tablename__ = "memberships"
    __table_args__ = (
        UniqueConstraint("organisation_id", "person_id"),
        CheckConstraint(
            f"role IN ({', '.join(repr(role.value) for role in MEMBER_ROLES)})", name="role"
        ),
        {"info": {"kind": TableKind.ORGANISATION}},
    )

    person_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("people.id", ondelete="CASCADE"), index=True
    )
    role: Mapped[str] = mapped_column(String(20))
    since: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
