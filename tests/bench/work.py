"""What background work costs: reports for a core, mails over one connection."""

import time
from collections.abc import Callable
from typing import Any

import psycopg
from flask import Flask

from portal.extensions import db
from portal.language.locales import LOCALES
from portal.notifications.sending import send_waiting
from portal.reports.document.builder import Imprint, compose
from portal.reports.document.pdf import render_pdf
from portal.reports.jobs import compile_report
from portal.reports.period import Period
from portal.reports.services import request_report
from portal.reports.snapshot import take_snapshot
from portal.tenancy import open_worker_scope
from tests.bench.data import YEAR

REPORTS = 12
MAILS = 400
QUEUE = """
INSERT INTO outbox (organisation_id, kind, subject, occasion, recipient_id, address)
SELECT p.organisation_id, 'coach_assigned', 'project:' || p.id, 'bench', c.id, c.email
FROM (SELECT * FROM projects WHERE reference LIKE 'BENCH1-%%' ORDER BY id LIMIT %s) p, people c
WHERE c.name = 'Coach'
"""


def measure(
    app: Flask, admin: psycopg.Connection[Any], say: Callable[[str], None]
) -> dict[str, float]:
    """Measure both on the data at hand and return rates in seconds of CPU and of time."""
    reports = _reports_per_core_second(app, admin)
    mails = _mails_per_second(app, admin)
    pdfs = _pdfs_per_core_second(app, admin)
    say(
        f"\nreports {reports:.1f} a second and core: sets of 4 files (PDF and workbook in two "
        f"languages), so {4 * reports:.1f} files; PDFs alone {pdfs:.1f} a second and core, aim 25"
    )
    say(f"mails {mails:.0f} a second over one connection, marked one by one")
    return {
        "reports_per_core_second": round(reports, 2),
        "pdfs_per_core_second": round(pdfs, 2),
        "mails_per_second": round(mails, 1),
    }


def _reports_per_core_second(app: Flask, admin: psycopg.Connection[Any]) -> float:
    found = _organisations(admin)
    asked = [(organisation, _ask(app, organisation)) for (organisation,) in found]
    began = time.process_time()
    for organisation, report in asked:
        with app.app_context():
            compile_report(organisation, report)
    return len(asked) / (time.process_time() - began)


def _pdfs_per_core_second(app: Flask, admin: psycopg.Connection[Any]) -> float:
    """Return how many PDFs are typeset, in both languages, of organisations not typeset yet."""
    imprint = Imprint(1, "0" * 64, "bench")
    documents = []
    for (organisation,) in _organisations(admin, skipped=REPORTS):
        with app.app_context():
            open_worker_scope(db.session, organisation)
            snapshot = take_snapshot(organisation, Period(*YEAR))
            documents += [compose(snapshot, imprint, locale) for locale in LOCALES]
    began = time.process_time()
    for document in documents:
        render_pdf(document)
    return len(documents) / (time.process_time() - began)


def _organisations(admin: psycopg.Connection[Any], skipped: int = 0) -> list[tuple[Any, ...]]:
    return admin.execute(
        "SELECT id FROM organisations WHERE slug <> 'bench1' ORDER BY id LIMIT %s OFFSET %s",
        [REPORTS, skipped],
    ).fetchall()


def _ask(app: Flask, organisation: int) -> int:
    with app.app_context():
        open_worker_scope(db.session, organisation)
        report = request_report(organisation, Period(*YEAR), seen=0, by=None)
        db.session.commit()
        return report


def _mails_per_second(app: Flask, admin: psycopg.Connection[Any]) -> float:
    admin.execute("UPDATE outbox SET dropped_at = now() WHERE sent_at IS NULL")
    admin.execute(QUEUE, [MAILS])
    began = time.perf_counter()
    sent = 0
    while time.perf_counter() - began < 120:
        with app.app_context():
            if not (now := send_waiting()):
                break
            sent += now
    return sent / (time.perf_counter() - began)
