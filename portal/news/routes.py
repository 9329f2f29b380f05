"""Marks the news as seen, by a button alone: to open a page marks nothing."""

from datetime import datetime

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from portal import entry
from portal.gate import requires
from portal.news import services

blueprint = Blueprint("news", __name__)


@blueprint.post("/o/<organisation>/news/seen")
@requires("project:read")
def mark_seen(organisation: str) -> ResponseReturnValue:
    """Mark an organisation's news as seen, up to the latest that was shown."""
    _mark(entry.organisation().id)
    return redirect(f"/o/{organisation}/", 303)


@blueprint.post("/coach/news/seen")
@requires("queue:read")
def mark_seen_as_coach() -> ResponseReturnValue:
    """Mark a coach's news as seen, up to the latest that was shown."""
    _mark(None)
    return redirect("/coach/", 303)


def _mark(organisation_id: int | None) -> None:
    if until := _moment(request.form.get("until", "")):
        services.mark_seen(entry.visitor().id, organisation_id, until)


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None
