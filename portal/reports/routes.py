"""Pages of reports: the list and the request, one report, its progress, its files."""

from typing import Any

from flask import Blueprint, Response, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from portal import entry
from portal.errors import NotFound
from portal.files.formats import MIME_TYPES, Format
from portal.gate import requires
from portal.language.dates import DAY_IN_TEXT, say_date
from portal.language.i18n import gettext
from portal.notifications.nudge import nudge
from portal.reports import queries, services
from portal.reports.document.builder import Imprint, compose, write_period
from portal.reports.document.model import Document
from portal.reports.forms import ReportRequestForm
from portal.reports.labels import REPORT_STATE_TITLES
from portal.reports.models import UNDER_WAY, ReportState
from portal.reports.slots import STORY_WORK
from portal.reports.steps import REPORT_STEPS, Rendering, Work, step_at
from portal.reports.subject import funders_of

REPORT_PATH = "/o/<organisation>/reports/<int:report>"
REPORT_MIME_TYPES = {
    "pdf": "application/pdf",
    "xlsx": MIME_TYPES[Format.XLSX],
    "docx": MIME_TYPES[Format.DOCX],
}
KINDS_OF_TAG = {
    ReportState.QUEUED: "waiting",
    ReportState.RUNNING: "in_review",
    ReportState.DONE: "accepted",
    ReportState.FAILED: "late",
}
blueprint = Blueprint("reports", __name__)


@blueprint.get("/o/<organisation>/reports/")
@requires("report:read")
def index(**_place: str) -> ResponseReturnValue:
    """Show the organisation's reports and the form that asks for one."""
    return _show_list(None)


@blueprint.post("/o/<organisation>/reports/")
@requires("report:request")
def request_one(**_place: str) -> ResponseReturnValue:
    """Ask for a report and lead to its page, where its progress is shown."""
    place = entry.organisation()
    form = ReportRequestForm(funders_of(place.id))
    if not form.validate_on_submit():
        return _show_list(form), 422
    report_id = services.request_report(
        place.id,
        form.period(),
        seen=form.newest_seen(),
        by=entry.visitor().id,
        funder=form.chosen_funder(),
    )
    return _to_worker(place.slug, report_id)


@blueprint.get(REPORT_PATH)
@requires("report:read")
def show(report: int, **_place: str) -> ResponseReturnValue:
    """Show how far a report is, or its figures once they are frozen and its files are there."""
    head = queries.report_head(report)
    locale = str(get_locale())
    return render_template(
        "reports/show.html",
        **_progress(head.listed),
        period=write_period(head.listed.starts_on, head.listed.ends_on, locale),
        document=_document(head, locale),
        story_title=_story_title(head, locale),
        write_day=lambda day: say_date(day, DAY_IN_TEXT, locale),
    )


@blueprint.get(f"{REPORT_PATH}/progress")
@requires("report:read")
def progress(report: int, **_place: str) -> ResponseReturnValue:
    """Show how far a report is, as the part of the page that renews itself."""
    return render_template("reports/progress.html", **_progress(queries.report_head(report).listed))


@blueprint.post(f"{REPORT_PATH}/attempt")
@requires("report:request")
def attempt(report: int, **_place: str) -> ResponseReturnValue:
    """Try a failed report again."""
    services.try_again(report)
    return _to_worker(entry.organisation().slug, report)


@blueprint.get(f"{REPORT_PATH}/files/<format>-<locale>")
@requires("report:read")
def download(report: int, **wanted: str) -> ResponseReturnValue:
    """Hand out one file; its name says the organisation, the period and the language."""
    kind, locale = wanted["format"], wanted["locale"]
    if kind not in REPORT_MIME_TYPES:
        raise NotFound
    found = queries.report_file(report, (kind, locale))
    slug = entry.organisation().slug
    about = f"progress-{slug}-{found.starts_on}-{found.ends_on}"
    if found.analysis_id is not None:
        about = f"story-{slug}-{found.analysis_id}-{found.ends_on}"
    name = f"{about}-{locale}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(found.body, mimetype=REPORT_MIME_TYPES[kind], headers=headers)


def _show_list(form: ReportRequestForm | None) -> str:
    organisation_id = entry.organisation().id
    found = queries.list_reports(organisation_id)
    if form is None and entry.visitor().may("report:request"):
        told = {"seen": found[0].id if found else 0}
        form = ReportRequestForm(funders_of(organisation_id), formdata=None, data=told)
    locale = str(get_locale())
    return render_template(
        "reports/index.html",
        reports=[
            (row, write_period(row.starts_on, row.ends_on, locale), _state(row.state))
            for row in found
        ],
        files=_files(REPORT_STEPS),
        form=form,
    )


def _to_worker(slug: str, report_id: int) -> ResponseReturnValue:
    entry.after_commit(lambda: nudge("workers.reports.sweep_reports"))
    return redirect(f"/o/{slug}/reports/{report_id}", 303)


def _document(head: queries.ReportHead, locale: str) -> Document | None:
    listed = head.listed
    if listed.state != ReportState.DONE or head.snapshot is None or head.sha256 is None:
        return None
    if listed.analysis_id is not None:  # a story is read where it is told
        return None
    return compose(head.snapshot, Imprint(listed.edition, head.sha256, head.code_version), locale)


def _story_title(head: queries.ReportHead, locale: str) -> str:
    is_story = head.listed.analysis_id is not None and head.snapshot is not None
    return str(head.snapshot["texts"][locale]["title"]) if is_story and head.snapshot else ""


def _progress(report: queries.ListedReport) -> dict[str, Any]:
    steps = REPORT_STEPS if report.analysis_id is None else STORY_WORK.value.steps
    step = step_at(report.progress, steps)
    is_under_way = report.state in UNDER_WAY
    waiting = gettext("In the queue")
    return {
        "report": report,
        "state": _state(report.state),
        "is_under_way": is_under_way,
        "doing": step.say() if step and report.state == ReportState.RUNNING else waiting,
        "error": gettext(report.error) if report.error else "",
        "files": _files(steps),
    }


def _state(name: str) -> dict[str, str]:
    state = ReportState(name)
    return {"kind": KINDS_OF_TAG[state], "title": gettext(REPORT_STATE_TITLES[state])}


def _files(steps: tuple[Work, ...]) -> list[dict[str, str]]:
    return [
        {"key": one.key, "title": one.say_file(), "locale": one.locale}
        for one in steps
        if isinstance(one, Rendering)
    ]
