"""Compiles one report as a worker process of its own: `python -m tests.workers.report_process`."""

import sys

from workers.reports import compile_report

if __name__ == "__main__":
    report_id, organisation_id = map(int, sys.argv[1:])
    compile_report(report_id, organisation_id=organisation_id)
