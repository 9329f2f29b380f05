"""The wall: the database scope of a request or task, and what tables carry for it."""

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import (
    BigInteger,
    Computed,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Interval,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    bindparam,
    func,
    select,
)
from sqlalchemy.orm import Mapped, MappedColumn, Session, mapped_column, scoped_session

from portal import clock
from portal.locks import Space, lock, lock_shared

AnySession: TypeAlias = Session | scoped_session[Any]
# Built once: building a statement costs more than asking.
ENTER_SELECT = select(
    func.enter(
        bindparam("uniquifier", type_=Text),
        bindparam("place", type_=Text),
        bindparam("slug", type_=Text),
        bindparam("token_hash", type_=LargeBinary),
        bindparam("moment", type_=DateTime(timezone=True)),
        bindparam("idle", type_=Interval),
        bindparam("network_idle", type_=Interval),
    )
)


class Side(StrEnum):
    """From which side of the wall rows are read."""

    NONE = ""
    MEMBER = "member"
    COACH = "coach"
    WORKER = "worker"
    INVITATION = "invitation"
    CALENDAR = "calendar"


class TableKind(StrEnum):
    """How a table is kept apart; every table is registered as one of these."""

    PROJECT = "project"
    ORGANISATION = "organisation"
    PERSON = "person"
    NETWORK = "network"
    GLOBAL = "global"


class ReaderScope(NamedTuple):
    """Who reads and for which organisation, as the policies in the database see it."""

    person_id: int | None = None
    organisation_id: int | None = None
    side: Side = Side.NONE


@dataclass(frozen=True)
class SessionKey:
    """What a browser shows of its session, and for how long that may stay unused."""

    uniquifier: str
    token_hash: bytes = field(repr=False)
    idle: timedelta
    network_idle: timedelta


class RequestOrganisation(NamedTuple):
    """The organisation that a request is about."""

    id: int
    slug: str
    acronym: str
    name: str


class MemberOrganisation(NamedTuple):
    """An organisation that somebody is a member of."""

    organisation_id: int
    slug: str
    acronym: str
    name: str
    role: str


class EnteredPerson(NamedTuple):
    """Who asks: the `roles` that they hold in this place, and what they are elsewhere.

    Without an `organisation` they are in another place, or in one that is not theirs to know.
    """

    id: int
    name: str
    email: str
    locale: str
    roles: list[str]
    side: str
    organisation: RequestOrganisation | None
    memberships: list[MemberOrganisation]
    network_roles: list[str]
    is_coach: bool
    session_id: int
    has_second_factor: bool


def open_scope(session: AnySession, scope: ReaderScope) -> None:
    """Set the scope for the rest of the transaction; without it no tenant row is visible."""
    session.execute(
        select(
            func.set_config("portal.person", str(scope.person_id or ""), True),  # noqa: FBT003
            func.set_config("portal.organisation", str(scope.organisation_id or ""), True),  # noqa: FBT003
            func.set_config("portal.side", scope.side.value, True),  # noqa: FBT003
        )
    )


def open_worker_scope(session: AnySession, organisation_id: int) -> None:
    """Open the scope of a background task for one organisation."""
    open_scope(session, ReaderScope(organisation_id=organisation_id, side=Side.WORKER))


def name_person(session: AnySession, person_id: int) -> None:
    """Let the rest of the transaction reach what is one person's own; the scope stays else."""
    session.execute(select(func.set_config("portal.person", str(person_id), True)))  # noqa: FBT003


def take_network_role(session: AnySession) -> None:
    """Read as `portal_network`: progress of every organisation, content of none."""
    session.execute(select(func.set_config("role", "portal_network", True)))  # noqa: FBT003


def leave_network_role(session: AnySession) -> None:
    """Return to the log-in role for the rest of the transaction."""
    session.execute(select(func.set_config("role", "none", True)))  # noqa: FBT003


def hold_coach(session: AnySession, coach_id: int) -> None:
    """Keep a coach's assignments as they are until the transaction ends: they are saving."""
    lock_shared(session, Space.COACH, coach_id)


def wait_for_coach(session: AnySession, coach_id: int) -> None:
    """Wait until nothing of a coach is being saved; what they send later waits in turn."""
    lock(session, Space.COACH, coach_id)


def enter(session: AnySession, key: SessionKey, place: str, slug: str) -> EnteredPerson | None:
    """Open the scope of a person's request in one statement and say who they are there.

    `place` is `organisation`, `coach`, `network` or empty. Returns None for an unknown or inactive
    person and for a session that has ended or was not used for too long.
    """
    asked = {**vars(key), "place": place, "slug": slug, "moment": clock.now()}
    found: dict[str, Any] | None = session.execute(ENTER_SELECT, asked).scalar()
    if found is None:
        return None
    here, memberships = found.pop("organisation"), found.pop("memberships")
    return EnteredPerson(
        **found,
        organisation=RequestOrganisation(**here) if here else None,
        memberships=[MemberOrganisation(**one) for one in memberships],
    )


def identifier() -> MappedColumn[int]:
    """Return the primary key column that every table has."""
    return mapped_column(BigInteger, Identity(), primary_key=True)


def content(default: str = "") -> MappedColumn[str]:
    """Return a text column of an organisation's words: no network role may select it."""
    return mapped_column(Text, default=default, server_default=default, info={"content": True})


def personal() -> MappedColumn[str]:
    """Return a column of somebody's name at an event: coordinators alone may select it."""
    return mapped_column(String(120), default="", server_default="", info={"personal": True})


def made_of(expression: str) -> MappedColumn[str]:
    """Return a text column that the database fills from `expression` whenever the row changes."""
    return mapped_column(Text(collation="C"), Computed(expression, persisted=True))


class TenantMixin:
    """A row that belongs to one organisation."""

    id: Mapped[int] = identifier()
    organisation_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("organisations.id", ondelete="CASCADE"), index=True
    )


class ProjectMixin(TenantMixin):
    """A row below a project: a coach reads it only while assigned."""

    project_id: Mapped[int] = mapped_column(BigInteger, index=True)


def belongs_to(table: str, column: str) -> ForeignKeyConstraint:
    """Return a foreign key that cannot cross from one organisation to another."""
    return ForeignKeyConstraint(
        ["organisation_id", column],
        [f"{table}.organisation_id", f"{table}.id"],
        ondelete="CASCADE",
    )


def referable() -> UniqueConstraint:
    """Return the key that composite foreign keys of other tables point at."""
    return UniqueConstraint("organisation_id", "id")


def one_of(column: str, values: type[StrEnum]) -> str:
    """Return the text of a CHECK that holds `column` to the members of an enum."""
    return f"{column} IN ({', '.join(repr(value.value) for value in values)})"
