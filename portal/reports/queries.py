"""Reads reports: the list, one with its job, one file."""

from collections.abc import Sequence
from typing import Any, TypeAlias

from sqlalchemy import Row, select

from portal.accounts.models import Person
from portal.errors import NotFound
from portal.extensions import db
from portal.reports.models import Report, ReportFile

AnyRow: TypeAlias = Row[*tuple[Any, ...]]

SHOWN = 50
_HEAD = (
    Report.id,
    Report.starts_on,
    Report.ends_on,
    Report.edition,
    Report.funder,
    Report.state,
    Report.progress,
    Report.error,
    Report.requested_at,
    Report.done_at,
    Person.name.label("requested_by"),
)


def list_reports(organisation_id: int) -> Sequence[AnyRow]:
    """Return the newest reports, newest first, each with who asked (None: the schedule)."""
    return db.session.execute(
        select(*_HEAD)
        .outerjoin(Person, Person.id == Report.requested_by)
        .where(Report.organisation_id == organisation_id)
        .order_by(Report.id.desc())
        .limit(SHOWN)
    ).all()


def report_head(report_id: int) -> AnyRow:
    """Return one report with its snapshot, hash and code version; NotFound when it is not there."""
    found = db.session.execute(
        select(*_HEAD, Report.snapshot, Report.sha256, Report.code_version)
        .outerjoin(Person, Person.id == Report.requested_by)
        .where(Report.id == report_id)
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def report_file(report_id: int, wanted: tuple[str, str]) -> AnyRow:
    """Return starts_on, ends_on, sha256 and body of a report's file by format and locale."""
    found = db.session.execute(
        select(Report.starts_on, Report.ends_on, ReportFile.sha256, ReportFile.body)
        .join(Report, Report.id == ReportFile.report_id)
        .where(
            ReportFile.report_id == report_id,
            ReportFile.format == wanted[0],
            ReportFile.locale == wanted[1],
        )
    ).one_or_none()
    if found is None:
        raise NotFound
    return found
