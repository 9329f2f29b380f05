"""What people and the schedule do with reports: ask for one, ask again after a failure."""

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


def request_report(
    organisation_id: int, period: Period, *, seen: int, by: int | None, funder: str = ""
) -> int:
    """Ask for the next edition of a period's report, of one funder or of all, and return its id.

    `seen` is the newest report that the asking form knew of, so the same form sent twice, or two
    people's forms sent at once, ask for the same edition and get one report. While one is being
    made for the period, that one is returned.
    """
    subject = Subject(organisation_id, funder)
    waiting = db.session.execute(
        select(Report.id).where(*_about(subject, period), Report.state.in_(UNDER_WAY))
    ).scalar()
    return waiting or _insert(subject, period, seen=seen, by=by)


def request_monthly_report(organisation_id: int, period: Period) -> int | None:
    """Ask for the report of a month that is over, unless somebody has since it ended.

    The schedule's own that could not be made is asked for again.
    """
    since = (*_about(Subject(organisation_id), period), Report.requested_at >= period.ends_before)
    asked = db.session.execute(
        select(Report.id, Report.state, Report.requested_by)
        .where(*since)
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


def _insert(subject: Subject, period: Period, *, seen: int, by: int | None) -> int:
    about = _about(subject, period)
    last = select(func.coalesce(func.max(Report.edition), 0)).where(*about, Report.id <= seen)
    edition = db.session.execute(last).scalar_one() + 1
    created = db.session.execute(
        upsert(Report)
        .values(
            organisation_id=subject.organisation_id,
            funder=subject.funder,
            starts_on=period.starts_on,
            ends_on=period.ends_on,
            edition=edition,
            requested_by=by,
            requested_at=clock.now(),
        )
        .on_conflict_do_nothing()
        .returning(Report.id)
    ).scalar_one_or_none()
    return (
        created
        or db.session.execute(
            select(Report.id).where(*about, Report.edition == edition)
        ).scalar_one()
    )


def _about(subject: Subject, period: Period) -> tuple[ColumnElement[bool], ...]:
    return (
        Report.organisation_id == subject.organisation_id,
        Report.funder == subject.funder,
        Report.starts_on == period.starts_on,
        Report.ends_on == period.ends_on,
    )


def _refuse(report_id: int) -> None:
    known = db.session.execute(select(Report.id).where(Report.id == report_id)).scalar()
    if known is None:
        raise NotFound
    raise Refused(N_("This report is already being made, or ready. Reload the page."))
