"""Reads reports: the list, one with its job, one file."""

from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from portal.accounts.models import Person
from portal.errors import NotFound
from portal.extensions import db
from portal.reports.models import Report, ReportFile

REPORTS_SHOWN = 50


class ListedReport(NamedTuple):
    """A report and its job; requested_by is a name, None where the schedule asked for it.

    With an analysis it is the story of that.
    """

    id: int
    analysis_id: int | None
    starts_on: date
    ends_on: date
    edition: int
    funder: str
    state: str
    progress: int
    error: str
    requested_at: datetime
    done_at: datetime | None
    requested_by: str | None


class ReportHead(NamedTuple):
    """A report with its figures and their hash (None before they are frozen)."""

    listed: ListedReport
    snapshot: dict[str, Any] | None
    sha256: str | None
    code_version: str


class FinishedFile(NamedTuple):
    """A file of a report, and the period that it is of; a story has but a day."""

    analysis_id: int | None
    starts_on: date
    ends_on: date
    sha256: str
    body: bytes


_LISTED = (
    *(getattr(Report, name) for name in ListedReport._fields[:-1]),
    Person.name.label("requested_by"),
)


def list_reports(organisation_id: int) -> list[ListedReport]:
    """Return the newest reports, newest first; stories are listed with their analyses."""
    found = db.session.execute(
        select(*_LISTED)
        .outerjoin(Person, Person.id == Report.requested_by)
        .where(Report.organisation_id == organisation_id, Report.analysis_id.is_(None))
        .order_by(Report.id.desc())
        .limit(REPORTS_SHOWN)
    )
    return [ListedReport._make(row) for row in found]


def report_head(report_id: int) -> ReportHead:
    """Return one report; NotFound when it is not there."""
    found = db.session.execute(
        select(*_LISTED, Report.snapshot, Report.sha256, Report.code_version)
        .outerjoin(Person, Person.id == Report.requested_by)
        .where(Report.id == report_id)
    ).one_or_none()
    if found is None:
        raise NotFound
    *listed, snapshot, sha256, code_version = found
    return ReportHead(ListedReport._make(listed), snapshot, sha256, code_version)


def report_file(report_id: int, wanted: tuple[str, str]) -> FinishedFile:
    """Return a report's file by format and locale; NotFound."""
    found = db.session.execute(
        select(
            *(Report.analysis_id, Report.starts_on, Report.ends_on),
            *(ReportFile.sha256, ReportFile.body),
        )
        .join(Report, Report.id == ReportFile.report_id)
        .where(
            ReportFile.report_id == report_id,
            ReportFile.format == wanted[0],
            ReportFile.locale == wanted[1],
        )
    ).one_or_none()
    if found is None:
        raise NotFound
    return FinishedFile._make(found)
