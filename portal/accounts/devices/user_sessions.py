"""The sessions of people as rows: begun at sign-in, listed for their person, ended."""

import secrets
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, delete, insert, select

from portal import clock
from portal.accounts.devices.user_agents import browser_of, device_of
from portal.accounts.models import UserSession
from portal.accounts.services import TOKEN_BYTES, hash_token
from portal.extensions import db
from portal.tenancy import name_person


class SignedIn(NamedTuple):
    """A session as its person sees it."""

    id: int
    browser: str
    device: str
    began_at: datetime
    last_seen_at: datetime


def begin_session(person_id: int, user_agent: str) -> str:
    """Write a session of a person and return its key, which only their browser keeps."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    name_person(db.session, person_id)
    db.session.execute(
        insert(UserSession).values(
            person_id=person_id,
            token_hash=hash_token(token),
            browser=browser_of(user_agent),
            device=device_of(user_agent).value,
            began_at=clock.now(),
            last_seen_at=clock.now(),
        )
    )
    return token


def list_sessions(person_id: int, since: datetime) -> list[SignedIn]:
    """Return a person's sessions that were used after `since`, the newest use first."""
    rows = db.session.execute(
        select(
            UserSession.id,
            UserSession.browser,
            UserSession.device,
            UserSession.began_at,
            UserSession.last_seen_at,
        )
        .where(UserSession.person_id == person_id, UserSession.last_seen_at > since)
        .order_by(UserSession.last_seen_at.desc(), UserSession.id.desc())
    )
    return [SignedIn(*row) for row in rows]


def end_session(person_id: int, session_id: int) -> None:
    """End one session of a person; nothing happens when it is over already or not theirs."""
    _end(person_id, UserSession.id == session_id)


def end_by_token(person_id: int, token: str) -> None:
    """End the session of a person whose key is `token`."""
    _end(person_id, UserSession.token_hash == hash_token(token))


def end_others(person_id: int, token: str) -> None:
    """End every session of a person but the one whose key is `token`; "" spares none."""
    _end(person_id, UserSession.token_hash != hash_token(token))


def _end(person_id: int, which: ColumnElement[bool]) -> None:
    name_person(db.session, person_id)
    db.session.execute(delete(UserSession).where(UserSession.person_id == person_id, which))
