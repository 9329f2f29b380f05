"""Makes reports, step by step, each in its own commit, so that a killed worker loses one step.

Runs in workers only. A report is claimed by a lease; `attempts` tells one claim from the next, and
a worker whose claim was taken over writes nothing more. What a step made is kept: the snapshot is
taken once, each file is written once, both in the transaction that moves the progress on.

Three failures end a report, and its organisation's managers are told. A worker that was killed has
failed at nothing: the report is made by the next one, later each time, in case it was the report
that ended its worker.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, NamedTuple

import structlog
from sqlalchemy import exists, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.sql.elements import ColumnElement

from portal import clock
from portal.coaching.revisions.queries import digest_of
from portal.extensions import db
from portal.language.i18n import N_
from portal.notifications.nudge import nudge
from portal.notifications.services import Cause, queue_mail
from portal.organisations.queries import members
from portal.permissions import Role
from portal.projects.due_dates import IS_ACTIVE
from portal.projects.models import Project
from portal.reports.document.builder import Imprint, compose
from portal.reports.document.pdf import render_pdf
from portal.reports.document.workbook import render_workbook
from portal.reports.models import Report, ReportFile, ReportState
from portal.reports.period import Period, month_before
from portal.reports.services import request_monthly_report
from portal.reports.slots import STORY_WORK
from portal.reports.snapshot import take_snapshot
from portal.reports.steps import DONE_PROGRESS, REPORT_STEPS, Rendering, Work
from portal.reports.version import code_version
from portal.tenancy import leave_network_role, open_worker_scope, take_network_role

# A step takes seconds; one that takes longer is overtaken, never doubled.
JOB_LEASE = timedelta(seconds=60)
LONGEST_LEASE = timedelta(hours=6)
MOST_FAILURES = 3
JOBS_AT_ONCE = 200
GAVE_UP = N_(
    "The report could not be made after three tries. Your records are safe. Try again, and "
    "tell the network if it fails again."
)
# The figures are those of one moment; claims must see what other workers have just done.
ONE_MOMENT, EACH_STATEMENT = "REPEATABLE READ", "READ COMMITTED"
RENDERERS = {"pdf": render_pdf, "xlsx": render_workbook}

log = structlog.get_logger("portal.reports")


class Claim(NamedTuple):
    """The right to make one report, until another claim is given out."""

    organisation_id: int
    report_id: int
    attempt: int
    failures: int
    lease: timedelta
    analysis_id: int | None = None

    @property
    def steps(self) -> tuple[Work, ...]:
        """Return what is done to make it: a report with an analysis is its story."""
        return REPORT_STEPS if self.analysis_id is None else STORY_WORK.value.steps


class ClaimLost(Exception):
    """Somebody else makes this report now; whatever this step did is taken back."""


def compile_report(organisation_id: int, report_id: int) -> int:
    """Make what is still missing of a report; return how many steps that was, 0 without a claim."""
    claim = claim_report(organisation_id, report_id)
    if claim is None:
        return 0
    try:
        for step in claim.steps:
            is_first = not isinstance(step, Rendering)
            with _writing(organisation_id, ONE_MOMENT if is_first else EACH_STATEMENT):
                _do(claim, step)
                _move_on(claim, step)
    except ClaimLost:
        log.warning("report overtaken", report_id=report_id, attempt=claim.attempt)
        return 0
    except Exception:
        log.exception("report failed", report_id=report_id, attempt=claim.attempt)
        _give_back(claim)
        return 0
    nudge("workers.notifications.send_waiting")
    return len(claim.steps)


def claim_report(organisation_id: int, report_id: int) -> Claim | None:
    """Take a report that nobody else is making; its lease is longer after each worker that died."""
    doubled = func.power(2, func.least(Report.attempts - Report.failures, 10))
    lease = func.least(doubled * literal(JOB_LEASE), literal(LONGEST_LEASE))
    with _writing(organisation_id):
        row = db.session.execute(
            update(Report)
            .where(Report.id == report_id, _is_free())
            .values(
                state=ReportState.RUNNING,
                attempts=Report.attempts + 1,
                lease_until=literal(clock.now()) + lease,
            )
            .returning(*(Report.attempts, Report.failures, Report.lease_until, Report.analysis_id))
        ).one_or_none()
    if row is None:
        return None
    lasts = row.lease_until - clock.now()
    return Claim(*(organisation_id, report_id, row.attempts, row.failures, lasts), row.analysis_id)


def find_waiting() -> list[tuple[int, int]]:
    """Return organisation and report of those that wait for a worker, in any organisation."""
    take_network_role(db.session)
    found = db.session.execute(
        select(Report.organisation_id, Report.id)
        .where(_is_free())
        .order_by(Report.requested_at, Report.id)
        .limit(JOBS_AT_ONCE)
    ).all()
    leave_network_role(db.session)
    return [(organisation_id, report_id) for organisation_id, report_id in found]


def request_monthly_reports() -> int:
    """Ask for last month's report of each organisation that had a project; return how many."""
    period = month_before(clock.today())
    requested = 0
    for organisation_id in _organisations_at_work(period):
        with _writing(organisation_id):
            requested += request_monthly_report(organisation_id, period) is not None
    return requested


def _do(claim: Claim, step: Work) -> None:
    if isinstance(step, Rendering):
        _write_file(claim, step)
    else:
        _freeze(claim)


def _freeze(claim: Claim) -> None:
    report = db.session.execute(
        select(Report.starts_on, Report.ends_on, Report.funder, Report.sha256).where(
            Report.id == claim.report_id
        )
    ).one()
    if report.sha256 is not None:
        return
    if claim.analysis_id is None:
        period = Period(report.starts_on, report.ends_on)
        snapshot = take_snapshot(claim.organisation_id, period, funder=report.funder)
    else:
        snapshot = STORY_WORK.value.take_snapshot(claim.analysis_id)
    db.session.execute(
        update(Report)
        .where(Report.id == claim.report_id, Report.sha256.is_(None))
        .values(snapshot=snapshot, sha256=digest_of(snapshot), code_version=code_version())
    )


def _write_file(claim: Claim, step: Rendering) -> None:
    is_there = select(
        exists().where(
            ReportFile.report_id == claim.report_id,
            ReportFile.format == step.format,
            ReportFile.locale == step.locale,
        )
    )
    if db.session.execute(is_there).scalar_one():
        return
    body = _render(claim, step)
    db.session.execute(
        upsert(ReportFile)
        .values(
            organisation_id=claim.organisation_id,
            report_id=claim.report_id,
            format=step.format,
            locale=step.locale,
            body=body,
            sha256=hashlib.sha256(body).hexdigest(),
        )
        .on_conflict_do_nothing()
    )


def _render(claim: Claim, step: Rendering) -> bytes:
    report = db.session.execute(
        select(Report.snapshot, Report.edition, Report.sha256, Report.code_version).where(
            Report.id == claim.report_id
        )
    ).one()
    if claim.analysis_id is not None:
        return STORY_WORK.value.renderers[step.format](report.snapshot, step.locale)
    imprint = Imprint(report.edition, report.sha256, report.code_version)
    return RENDERERS[step.format](compose(report.snapshot, imprint, step.locale))


def _move_on(claim: Claim, step: Work) -> None:
    values: dict[str, Any] = {"progress": step.progress, "lease_until": clock.now() + claim.lease}
    if step.progress == DONE_PROGRESS:
        values |= {"state": ReportState.DONE, "done_at": clock.now(), "lease_until": None}
    moved = db.session.execute(
        update(Report).where(_is_ours(claim)).values(values).returning(Report.requested_by)
    ).one_or_none()
    if moved is None:
        raise ClaimLost
    if step.progress == DONE_PROGRESS:
        _tell(claim, moved.requested_by)


def _tell(claim: Claim, requested_by: int | None) -> None:
    roles = (Role.MANAGER,) if requested_by is None else tuple(Role)
    for person in members(claim.organisation_id, roles):
        if requested_by in (None, person.id):
            cause = Cause(
                "report_ready", f"report:{claim.report_id}", "ready", claim.organisation_id
            )
            queue_mail(cause, person.email, recipient_id=person.id)


def _give_back(claim: Claim) -> None:
    failures = claim.failures + 1
    is_last = failures >= MOST_FAILURES
    with _writing(claim.organisation_id):
        db.session.execute(
            update(Report)
            .where(_is_ours(claim))
            .values(
                state=ReportState.FAILED if is_last else ReportState.QUEUED,
                failures=failures,
                error=GAVE_UP if is_last else "",
                lease_until=None if is_last else clock.now() + failures * JOB_LEASE,
            )
        )
        if is_last:
            _tell_managers(claim)


def _tell_managers(claim: Claim) -> None:
    occasion = f"failed {clock.now():%Y-%m-%d %H:%M:%S}"
    cause = Cause("report_failed", f"report:{claim.report_id}", occasion, claim.organisation_id)
    for person in members(claim.organisation_id, (Role.MANAGER,)):
        queue_mail(cause, person.email, recipient_id=person.id)


def _is_free() -> ColumnElement[bool]:
    return Report.state.in_((ReportState.QUEUED, ReportState.RUNNING)) & (
        Report.lease_until.is_(None) | (Report.lease_until < clock.now())
    )


def _is_ours(claim: Claim) -> ColumnElement[bool]:
    return (
        (Report.id == claim.report_id)
        & (Report.state == ReportState.RUNNING)
        & (Report.attempts == claim.attempt)
    )


def _organisations_at_work(period: Period) -> list[int]:
    take_network_role(db.session)
    found = db.session.execute(
        select(Project.organisation_id)
        .where(IS_ACTIVE, Project.created_at < period.ends_before)
        .group_by(Project.organisation_id)
        .order_by(Project.organisation_id)
    ).scalars()
    organisations = list(found)
    leave_network_role(db.session)
    return organisations


@contextmanager
def _writing(organisation_id: int, seen: str = EACH_STATEMENT) -> Iterator[None]:
    """Open a transaction of its own in the organisation's scope, with an isolation level."""
    db.session.rollback()
    db.session.connection(execution_options={"isolation_level": seen})
    try:
        open_worker_scope(db.session, organisation_id)
        yield
        db.session.commit()
    finally:
        db.session.rollback()
