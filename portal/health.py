"""Answers those who watch the process: is it up, and is it ready for people?"""

from functools import cache
from pathlib import Path

from flask import Blueprint, Response, current_app, jsonify, make_response
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from sqlalchemy import column, func, select, table
from sqlalchemy.exc import SQLAlchemyError

from portal.extensions import db
from portal.gate import public
from portal.notifications.failures import is_shown
from portal.notifications.models import MailFailure
from portal.tenancy import leave_network_role, take_network_role

PING_TIMEOUT = 0.5
OK = "ok"
AWAY = "away"
BEHIND = "behind"

FAILED_REPORTS = (
    select(func.count())
    .select_from(table("reports", column("state")))
    .where(column("state") == "failed")
    .scalar_subquery()
)

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public
def healthz() -> Response:
    """Say that the process is up; nothing else is asked."""
    return jsonify(status=OK)


@blueprint.get("/readyz")
@public
def readyz() -> Response:
    """Say whether pages can be served: the database is there and as new as the code.

    Redis is told of, and not needed. No name of a host and no error is told to anybody. How many
    mails do not get through and how many reports could not be made is for those who watch.
    """
    database = check_database()
    redis = {"redis": check_redis()}
    if database != OK:
        return make_response(jsonify({"status": "not ready", "database": database} | redis), 503)
    return jsonify({"status": OK, "database": database} | redis | count_failures())


def check_database() -> str:
    """Return `ok`, `away`, or `behind` when its newest migration is not the code's."""
    try:
        version: str | None = db.session.execute(
            select(column("version_num")).select_from(table("alembic_version"))
        ).scalar_one_or_none()
    except SQLAlchemyError:
        db.session.rollback()
        return AWAY
    return OK if version == newest_migration() else BEHIND


def count_failures() -> dict[str, int]:
    """Return how many mails do not get through, and how many reports could not be made."""
    take_network_role(db.session)
    failed_mails = select(func.count(MailFailure.id)).where(is_shown()).scalar_subquery()
    mails, reports = db.session.execute(select(failed_mails, FAILED_REPORTS)).one()
    leave_network_role(db.session)
    return {"failed_mails": mails, "failed_reports": reports}


def check_redis() -> str:
    """Return `ok` or `away`."""
    address = current_app.extensions["settings"].redis_url
    patience = {"socket_connect_timeout": PING_TIMEOUT, "socket_timeout": PING_TIMEOUT}
    try:
        with Redis.from_url(address, **patience, retry=Retry(NoBackoff(), 0)) as redis:
            redis.ping()
    except RedisError:
        return AWAY
    return OK


@cache
def newest_migration() -> str:
    """Return the number of the newest migration that the code has: its file begins with it."""
    # Alembic knows it too, but takes a tenth of a second and 11 MB to load.
    folder = Path(__file__).parent / "migrations" / "versions"
    return max(path.name.partition("_")[0] for path in folder.glob("[0-9]*.py"))
