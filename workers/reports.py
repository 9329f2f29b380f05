"""Makes progress reports, finds those that nobody is making, asks for the monthly ones."""

from portal.reports import jobs
from workers.celery_app import celery
from workers.schedule import SWEEP_INTERVAL


@celery.task  # type: ignore[untyped-decorator]  # the library ships no types
def compile_report(report_id: int, *, organisation_id: int) -> int:
    """Make what is missing of one report; return how many steps that was."""
    return jobs.compile_report(organisation_id, report_id)


@celery.task  # type: ignore[untyped-decorator]  # the same
def sweep_reports() -> int:
    """Hand out the reports that wait or whose worker has gone; return how many."""
    waiting = jobs.find_waiting()
    for organisation_id, report_id in waiting:
        compile_report.apply_async(
            (report_id,),
            {"organisation_id": organisation_id},
            expires=SWEEP_INTERVAL.total_seconds(),
        )
    return len(waiting)


@celery.task  # type: ignore[untyped-decorator]  # the same
def request_monthly_reports() -> int:
    """Ask for last month's reports; return how many were not asked for yet."""
    return jobs.request_monthly_reports()
