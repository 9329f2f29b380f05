"""Locks held by name until the transaction ends, each kind of thing in a space of its own."""

from enum import StrEnum
from typing import Any, TypeAlias

from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session
from sqlalchemy.sql.functions import Function

AnySession: TypeAlias = Session | scoped_session[Any]


class Space(StrEnum):
    """What is locked; the id beside it says which one, 0 where there is one alone."""

    PROJECT_NUMBERS = "project numbers"  # of an organisation
    ORGANISATION_PEOPLE = "people"  # of an organisation
    ORGANISATION_FILES = "files"  # of an organisation
    SINGLE_ROWS = "single rows"  # of an analysis
    COACH = "coach"  # what a person saves as a coach
    PERSON_ROLES = "roles"  # of a person, in the network and in organisations
    NETWORK_PEOPLE = "network people"
    DIGESTS = "digests"
    EVENT = "event"  # its days, its agenda, and who took part
    REACH = "reach"  # what the network counted itself


def lock(session: AnySession, space: Space, one: int = 0) -> None:
    """Wait until nobody else holds this lock, and hold it until the transaction ends."""
    session.execute(select(func.pg_advisory_xact_lock(_key(space, one))))


def lock_shared(session: AnySession, space: Space, one: int = 0) -> None:
    """Hold this lock beside others who share it; `lock` waits for all of them."""
    session.execute(select(func.pg_advisory_xact_lock_shared(_key(space, one))))


def try_lock(session: AnySession, space: Space, one: int = 0) -> bool:
    """Hold this lock if nobody else does; False, at once, where somebody does."""
    return bool(session.execute(select(func.pg_try_advisory_xact_lock(_key(space, one)))).scalar())


def _key(space: Space, one: int) -> Function[int]:
    # The database hashes the name to its 64 bits, and migrations can name the same lock.
    return func.hashtextextended(f"{space.value}:{one}", 0)
