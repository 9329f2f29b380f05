"""What people and the schedule do with reports: ask for one, ask again after a failure."""

from collections.abc import Mapping
from typing import Any, TypeAlias

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.sql.elements import ColumnElement

from portal import clock
from portal.errors import NotFound, Refused
from portal.extensions import db
from portal.language.i18n import N_
from portal.reports.models import UNDER_WAY, Report, ReportState
from portal.reports.period import Period
from portal.reports.subject import Subject

Names: TypeAlias = Mapping[str, Any]  # values by the names of columns


def request_report(
    organisation_id: int, period: Period, *, seen: int, by: int | None, funder: str = ""
) -> int:
    """Ask for the next edition of a period's report, of one funder or of all, and return its id.

    `seen` is the newest report that the asking form knew of, so the same form sent twice, or two
    people's forms sent at once, ask for the same edition and get one report. While one is being
    made for the period, that one is returned.
    """
    return _request(_about(Subject(organisation_id, funder), period), {}, seen=seen, by=by)


def request_monthly_report(organisation_id: int, period: Period) -> int | None:
    """Ask for the report of a month that is over, unless somebody has since it ended.

    The schedule's own that could not be made is asked for again.
    """
    asked = db.session.execute(
        select(Report.id, Report.state, Report.requested_by)
        .where(*_conditions(_about(Subject(organisation_id), period)))
        .where(Report.requested_at >= period.ends_before)
        .order_by(Report.id.desc())
    ).first()
    if asked and asked.state == ReportState.FAILED and asked.requested_by is None:
        try_again(asked.id)
        return int(asked.id)
    if asked:
        return None
    newest = select(func.max(Report.id)).where(Report.organisation_id == organisation_id)
    seen = db.session.execute(newest).scalar() or 0
    return request_report(organisation_id, period, seen=seen, by=None)


def try_again(report_id: int) -> None:
    """Put a failed report back into the queue with its tries counted anew."""
    queued = db.session.execute(
        update(Report)
        .where(Report.id == report_id, Report.state == ReportState.FAILED)
        .values(state=ReportState.QUEUED, attempts=0, failures=0, error="", lease_until=None)
        .returning(Report.id)
    ).scalar_one_or_none()
    if queued is None:
        _refuse(report_id)


def request_story(organisation_id: int, analysis_id: int, *, seen: int, by: int) -> int:
    """Ask for the next edition of the files of an analysis's story, as `request_report` does."""
    day = clock.today()
    about = {"organisation_id": organisation_id, "analysis_id": analysis_id}
    return _request(about, {"starts_on": day, "ends_on": day}, seen=seen, by=by)


def _request(about: Names, more: Names, *, seen: int, by: int | None) -> int:
    waiting = db.session.execute(
        select(Report.id).where(*_conditions(about), Report.state.in_(UNDER_WAY))
    ).scalar()
    return waiting or _insert(about, more, seen=seen, by=by)


def _insert(about: Names, more: Names, *, seen: int, by: int | None) -> int:
    these = _conditions(about)
    last = select(func.coalesce(func.max(Report.edition), 0)).where(*these, Report.id <= seen)
    edition = db.session.execute(last).scalar_one() + 1
    created = db.session.execute(
        upsert(Report)
        .values(**about, **more, edition=edition, requested_by=by, requested_at=clock.now())
        .on_conflict_do_nothing()
        .returning(Report.id)
    ).scalar_one_or_none()
    return (
        created
        or db.session.execute(
            select(Report.id).where(*these, Report.edition == edition)
        ).scalar_one()
    )


def _conditions(about: Names) -> list[ColumnElement[bool]]:
    return [getattr(Report, name) == value for name, value in about.items()]


def _about(subject: Subject, period: Period) -> Names:
    return {
        "organisation_id": subject.organisation_id,
        "analysis_id": None,
        "funder": subject.funder,
        "starts_on": period.starts_on,
        "ends_on": period.ends_on,
    }


def _refuse(report_id: int) -> None:
    known = db.session.execute(select(Report.id).where(Report.id == report_id)).scalar()
    if known is None:
        raise NotFound
    raise Refused(N_("This report is already being made, or ready. Reload the page."))
