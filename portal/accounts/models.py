"""People, how they sign in, the network's own roles and invitations."""

from datetime import datetime
from typing import Any, ClassVar, NoReturn

from flask_security.core import UserMixin, WebAuthnMixin
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from portal.errors import Refused
from portal.extensions import Base, db
from portal.language.i18n import N_
from portal.language.locales import DEFAULT_LOCALE, is_code
from portal.permissions import MEMBER_ROLES, NETWORK_ROLES
from portal.tenancy import TableKind, identifier, made_of, name_person


def _in(column: str, roles: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(str(role)) for role in roles)})"


class Person(Base, UserMixin):
    """Somebody who can sign in; what they may do hangs on memberships, never on this row."""

    __tablename__ = "people"
    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_lower"),
        CheckConstraint(is_code("locale"), name="locale"),
        CheckConstraint("digest_hour BETWEEN 0 AND 23", name="digest_hour"),
        CheckConstraint("digest_day BETWEEN 1 AND 7", name="digest_day"),
        CheckConstraint("tf_primary_method = 'authenticator'", name="tf_primary_method"),
        CheckConstraint(
            "(tf_primary_method IS NULL) = (tf_totp_secret IS NULL)", name="tf_totp_secret"
        ),
        {"info": {"kind": TableKind.GLOBAL}},
    )

    id: Mapped[int] = identifier()
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    sort_form: Mapped[str] = made_of("search_form(name)")  # filled by the database
    locale: Mapped[str] = mapped_column(
        String(2), default=DEFAULT_LOCALE, server_default=DEFAULT_LOCALE
    )
    password: Mapped[str | None] = mapped_column(Text)
    active: Mapped[bool] = mapped_column(default=True, server_default="true")
    # When they are reminded, in the network's zone; Monday is 1. Empty where they did not choose.
    digest_hour: Mapped[int | None] = mapped_column(SmallInteger)
    digest_day: Mapped[int | None] = mapped_column(SmallInteger)
    shortcuts: Mapped[bool] = mapped_column(default=True, server_default="true")
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    # The second step at sign-in by an app; the library knows these names, and encrypts the secret.
    tf_primary_method: Mapped[str | None] = mapped_column(String(20))
    tf_totp_secret: Mapped[str | None] = mapped_column(Text)
    tf_last_counter: Mapped[int | None] = mapped_column(BigInteger)
    fs_webauthn_user_handle: Mapped[str | None] = mapped_column(  # type: ignore[assignment]
        String(64)
    )
    tf_phone_number: ClassVar[None] = None  # type: ignore[misc]
    owes_second_factor = False  # entry says so, for the request
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())

    @property
    def roles(self) -> list[Any]:  # type: ignore[override]
        """Return nothing: roles belong to a membership, not to a person."""
        return []

    @property
    def webauthn(self) -> list["Passkey"]:  # type: ignore[override]
        """Return the person's passkeys; the policies show them in this person's name alone."""
        name_person(db.session, self.id)
        mine = select(Passkey).where(Passkey.person_id == self.id).order_by(Passkey.id)
        return list(db.session.scalars(mine))

    def check_tf_required(
        self,
        tf_setup_methods: list[tuple[str, str]],
        tf_fresh: bool,  # noqa: FBT001, ARG002  the library's way to call it
    ) -> tuple[bool, list[tuple[str, str]]]:
        """Ask whoever has a second step for it at every sign-in, on known devices too."""
        return bool(tf_setup_methods), tf_setup_methods

    def get_auth_token(self) -> NoReturn:
        """Refuse: a token would outlive the session, so the portal gives none out."""
        raise Refused(N_("This portal does not issue tokens. Sign in with the form instead."))


class NetworkRole(Base):
    """What a person does for the network as a whole."""

    __tablename__ = "network_roles"
    __table_args__ = (
        UniqueConstraint("person_id", "role"),
        CheckConstraint(_in("role", NETWORK_ROLES), name="role"),
        {"info": {"kind": TableKind.GLOBAL}},
    )

    id: Mapped[int] = identifier()
    person_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("people.id", ondelete="CASCADE"), index=True
    )
    role: Mapped[str] = mapped_column(String(20))


class Passkey(Base, WebAuthnMixin):
    """A key on a device with which a person takes the second step; its private half stays there."""

    __tablename__ = "passkeys"
    __table_args__ = (
        UniqueConstraint("person_id", "credential_id"),
        UniqueConstraint("person_id", "name"),
        {"info": {"kind": TableKind.PERSON}},
    )

    id: Mapped[int] = identifier()
    person_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(64))
    credential_id: Mapped[bytes] = mapped_column(LargeBinary)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger, default=0)
    transports: Mapped[list[str] | None] = mapped_column(ARRAY(String(20)))
    extensions: Mapped[str | None] = mapped_column(Text)
    backup_state: Mapped[bool] = mapped_column(default=False)
    device_type: Mapped[str] = mapped_column(String(20), default="single_device")
    usage: Mapped[str] = mapped_column(String(20), default="secondary")
    lastuse_datetime: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now()
    )

    def get_user_mapping(self) -> dict[str, int]:
        """Return by what the library finds the person of this key."""
        return {"id": self.person_id}


class RecoveryCode(Base):
    """A code that takes the second step once, for whoever lost the device; kept as a hash alone."""

    __tablename__ = "recovery_codes"
    __table_args__ = (
        UniqueConstraint("person_id", "code_hash"),
        {"info": {"kind": TableKind.PERSON}},
    )

    id: Mapped[int] = identifier()
    person_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id", ondelete="CASCADE"))
    code_hash: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class SecondFactorReset(Base):
    """An administrator took the second step from somebody who lost their device."""

    __tablename__ = "second_factor_resets"
    __table_args__ = (
        CheckConstraint("person_id <> by", name="another"),
        {"info": {"kind": TableKind.NETWORK, "append_only": True}},
    )

    id: Mapped[int] = identifier()
    person_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id", ondelete="CASCADE"))
    by: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class UserSession(Base):
    """One browser in which a person has signed in; the row goes when the session ends.

    The key itself is in the browser alone. `last_seen_at` is written at most once a minute.
    """

    __tablename__ = "user_sessions"
    __table_args__ = ({"info": {"kind": TableKind.PERSON}},)

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


class AddressChange(Base):
    """An address that a person wants for their account, until the link sent there is opened.

    The link works once and until `expires_at`; a person waits for one address at most.
    """

    __tablename__ = "address_changes"
    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_lower"),
        {"info": {"kind": TableKind.PERSON}},
    )

    id: Mapped[int] = identifier()
    person_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("people.id", ondelete="CASCADE"), unique=True
    )
    email: Mapped[str] = mapped_column(String(254))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary)
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


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
        CheckConstraint(is_code("locale"), name="locale"),
        Index(
            "uq_invitations_open",
            "organisation_id",
            "role",
            "email",
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where="accepted_at IS NULL AND revoked_at IS NULL",
        ),
        {"info": {"kind": TableKind.ORGANISATION}},
    )

    id: Mapped[int] = identifier()
    organisation_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("organisations.id", ondelete="CASCADE"), index=True
    )
    email: Mapped[str] = mapped_column(String(254))
    role: Mapped[str] = mapped_column(String(20))
    # Of the mail and of the page behind its link; none: that of whoever invites.
    locale: Mapped[str | None] = mapped_column(String(2))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    token: Mapped[str] = mapped_column(String(36), default="", server_default="")
    invited_by: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id"))
    invited_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    accepted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    revoked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    # Ended because the one who was invited has roles that do not go with it.
    refused_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
