"""The log tells ids and numbers, and no word that a person wrote."""

import json
import subprocess
import sys
from typing import Any

import pytest

CANARY = "canary-in-the-log"
SCRIPT = f"""
import logging, uuid, warnings
import structlog
from config.logging import configure_logging
from config.settings import Environment

configure_logging(Environment("{{environment}}"))
log = structlog.get_logger("portal.coaching")
log.info("analysis.submitted", organisation_id=uuid.UUID(int=7), user_id=3, duration_ms=1.5)
log.info("analysis.saved", title="{CANARY}", form={{{{"pattern": "{CANARY}"}}}})
log.info("analysis.judged", state="we {CANARY} prose")
log.info("{CANARY} ស្ពាន")
logging.getLogger("some.library").warning("could not send %s", "{CANARY}")
logging.getLogger("some.library").warning("could not send %(to)s", {{{{"to": "{CANARY}"}}}})
logging.getLogger("alembic.runtime").warning("at revision %s", "0002")
queue = logging.getLogger("celery.worker.consumer")
lost = ("redis://10.0.0.7:6379/0", OSError("{CANARY}"), "")
queue.error("consumer: Cannot connect to %s: %s.\\n%s\\n", *lost)
queue.error("Task %(name)s[%(id)s] %(description)s: %(exc)s", {{{{
    "name": "workers.reports.compile_report", "id": uuid.UUID(int=7).hex,
    "description": "raised unexpected", "exc": "ValueError('{CANARY}')",
}}}})
gone = ("Worker-1", 17, "signal 9 (SIGKILL)")
logging.getLogger("billiard").warning("process %r pid:%r exited with %r", *gone)
logging.getLogger("kombu").warning("no room for %d", "{CANARY} of them")
try:
    raise ValueError("{CANARY}")
except ValueError:
    log.exception("report.failed", report_id=9)
    logging.getLogger("some.library").exception("failed on %s", "{CANARY}")
try:
    None.title
except AttributeError:
    log.exception("page.failed")
"""


def run_script(environment: str) -> list[str]:
    script = SCRIPT.format(environment=environment)
    ran = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    return ran.stderr.splitlines()


@pytest.fixture(scope="module")
def lines() -> list[dict[str, Any]]:
    """Return what a process in production logs."""
    found = [json.loads(line) for line in run_script("production")]
    for line in found:
        assert line.pop("timestamp").endswith("Z")
    return found


def test_known_keys_are_kept(lines: list[dict[str, Any]]) -> None:
    assert lines[0] == {
        "event": "analysis.submitted",
        "level": "info",
        "logger": "portal.coaching",
        "organisation_id": "00000000-0000-0000-0000-000000000007",
        "user_id": 3,
        "duration_ms": 1.5,
    }


def test_unknown_keys_are_dropped(lines: list[dict[str, Any]]) -> None:
    assert lines[1] == {"event": "analysis.saved", "level": "info", "logger": "portal.coaching"}


def test_prose_under_a_known_key_is_dropped(lines: list[dict[str, Any]]) -> None:
    assert lines[2] == {"event": "analysis.judged", "level": "info", "logger": "portal.coaching"}


def test_an_event_in_another_script_is_not_printed(lines: list[dict[str, Any]]) -> None:
    assert lines[3]["event"] == "unprintable"


def test_arguments_of_libraries_are_not_filled_in(lines: list[dict[str, Any]]) -> None:
    assert [line["event"] for line in lines[4:7]] == [
        "could not send %s",
        "could not send %(to)s",
        "at revision 0002",
    ]


def test_the_queue_tells_names_and_numbers_and_no_words(lines: list[dict[str, Any]]) -> None:
    assert [line["event"] for line in lines[7:11]] == [
        "consumer: Cannot connect to redis://10.0.0.7:6379/0: OSError.",
        "Task workers.reports.compile_report[00000000000000000000000000000007] ...: ...",
        "process 'Worker-1' pid:17 exited with ...",
        "no room for %d",
    ]


def test_errors_are_told_by_class_and_place(lines: list[dict[str, Any]]) -> None:
    assert [line["error"] for line in lines[11:13]] == ["ValueError", "ValueError"]
    assert [line["trace"] for line in lines[11:13]] == [["<string>:27 <module>"]] * 2
    assert lines[11]["report_id"] == 9
    assert "detail" not in lines[11]


def test_an_error_in_the_code_says_what_is_wrong(lines: list[dict[str, Any]]) -> None:
    assert lines[13]["detail"] == "'NoneType' object has no attribute 'title'"


@pytest.mark.parametrize("environment", ["development", "test", "production"])
def test_no_typed_word_reaches_the_log(environment: str) -> None:
    said = "\n".join(run_script(environment))
    assert "analysis.submitted" in said
    assert CANARY not in said
