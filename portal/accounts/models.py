"""People, the network's own roles and invitations."""

from datetime import datetime
from typing import Any, NoReturn

from flask_security.core import UserMixin
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    func,
)
from sqlalchemy.orm import Mapped, mapped_column

from portal.errors import Refused
from portal.extensions import Base
from portal.permissions import MEMBER_ROLES, NETWORK_ROLES
from portal.tenancy import Kind, identifier, made_of
from portal.wording import N_


def _in(column: str, roles: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(str(role)) for role in roles)})"


class Person(Base, UserMixin):
    """Somebody who can sign in; what they may do hangs on memberships, never on this row."""

    __tablename__ = "people"
    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_lower"),
        CheckConstraint("locale IN ('en', 'km')", name="locale"),
        {"info": {"kind": Kind.GLOBAL}},
    )

    id: Mapped[int] = identifier()
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    sort_form: Mapped[str] = made_of("search_form(name)")  # filled by the database
    locale: Mapped[str] = mapped_column(String(2), default="en", server_default="en")
    password: Mapped[str | None] = mapped_column(Text)
    active: Mapped[bool] = mapped_column(default=True, server_default="true")
    shortcuts: Mapped[bool] = mapped_column(default=True, server_default="true")
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())

    @property
    def roles(self) -> list[Any]:  # type: ignore[override]
        """Return nothing: roles belong to a membership, not to a person."""
        return []

    def get_auth_token(self) -> NoReturn:
        """Refuse: a token would outlive the session, so the portal gives none out."""
        raise Refused(N_("This portal gives out no tokens. Sign in with the form instead."))


class NetworkRole(Base):
    """What a person does for the network as a whole."""

    __tablename__ = "network_roles"
    __table_args__ = (
        UniqueConstraint("person_id", "role"),
        CheckConstraint(_in("role", NETWORK_ROLES), name="role"),
        {"info": {"kind": Kind.GLOBAL}},
    )

    id: Mapped[int] = identifier()
    person_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("people.id", ondelete="CASCADE"), index=True
    )
    role: Mapped[str] = mapped_column(String(20))


class UserSession(Base):
    """One browser in which a person has signed in; the row goes when the session ends.

    The key itself is in the browser alone. `last_seen_at` is written at most once a minute.
    """

    __tablename__ = "user_sessions"
    __table_args__ = ({"info": {"kind": Kind.PERSON}},)

    id: Mapped[int] = identifier()
    person_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("people.id", ondelete="CASCADE"), index=True
    )
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    browser: Mapped[str] = mapped_column(String(20), default="", server_default="")
    device: Mapped[str] = mapped_column(String(20), default="", server_default="")
    began_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    last_seen_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now()
    )


class Invitation(Base):
    """A single-use, hashed, dated offer of one role to one address.

    Without an organisation the role is one of the network's. `token` is the mark of the form that
    wrote it; one place, role and address have one open invitation.
    """

    __tablename__ = "invitations"
    __table_args__ = (
        CheckConstraint(
            f"(organisation_id IS NULL AND {_in('role', NETWORK_ROLES)}) OR "
            f"(organisation_id IS NOT NULL AND {_in('role', MEMBER_ROLES)})",
            name="role",
        ),
        CheckConstraint("email = lower(email)", name="email_lower"),
        Index(
            "uq_invitations_open",
            "organisation_id",
            "role",
            "email",
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where="accepted_at IS NULL AND revoked_at IS NULL",
        ),
        {"info": {"kind": Kind.ORGANISATION}},
    )

    id: Mapped[int] = identifier()
    organisation_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("organisations.id", ondelete="CASCADE"), index=True
    )
    email: Mapped[str] = mapped_column(String(254))
    role: Mapped[str] = mapped_column(String(20))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    token: Mapped[str] = mapped_column(String(36), default="", server_default="")
    invited_by: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id"))
    invited_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    accepted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    revoked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
