"""Notes who was shown the words of an analysis, in the transaction of the answer that shows it."""

from collections.abc import Collection
from functools import cache, partial
from http import HTTPStatus
from typing import cast

from flask import Flask, Response, request
from sqlalchemy import (
    BigInteger,
    DateTime,
    String,
    Table,
    bindparam,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY, Insert, insert

from portal import clock, entry
from portal.analyses.models import Analysis
from portal.extensions import db
from portal.http.form_request import analyses_shown
from portal.reading_log.models import Reading

READING_COLUMNS = (
    *("organisation_id", "project_id", "analysis_id"),
    *("person_id", "role", "at", "request_id"),
)
# What comes back with a fault has the words beside it.
FAULT_STATUSES = frozenset({HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY})


def init_app(app: Flask) -> None:
    """Look at every answer of `app`; before `entry` commits, so after it in the list of hooks."""
    app.after_request(note_reading)


def note_reading(response: Response) -> Response:
    """Note who is shown an analysis: any page or file below its address, and lists of its rows.

    A redirect shows nothing, nor does the short answer to what was saved while somebody types.
    """
    asked = (request.view_args or {}).get("analysis")
    shown = {asked} if isinstance(asked, int) else set(analyses_shown())
    if shown and _shows_words(response):
        if response.status_code in FAULT_STATUSES:
            entry.begin_anew()
        entry.before_commit(partial(_note, shown, entry.visitor()))
    return response


def _shows_words(response: Response) -> bool:
    if response.status_code in FAULT_STATUSES:
        return True
    is_short = request.method == "POST" and response.is_json
    return response.status_code == HTTPStatus.OK and request.method != "HEAD" and not is_short


def _note(analyses: Collection[int], person: entry.Visitor) -> None:
    told = {
        "shown": sorted(analyses),
        "person": person.id,
        "reader": person.roles[0].value,
        "moment": clock.now(),
        "request": entry.request_id(),
    }
    db.session.execute(_statement(), told)


@cache
def _statement() -> Insert:
    # Built once. The analyses are asked for again, so that none is noted that is not theirs to see.
    told = (
        bindparam("person", type_=BigInteger),
        bindparam("reader", type_=String),
        bindparam("moment", type_=DateTime(timezone=True)),
        bindparam("request", type_=String),
    )
    shown = Analysis.id == func.any(bindparam("shown", type_=ARRAY(BigInteger)))
    found = select(Analysis.organisation_id, Analysis.project_id, Analysis.id, *told).where(shown)
    into = insert(cast(Table, Reading.__table__)).from_select(READING_COLUMNS, found)
    return into.on_conflict_do_nothing()
