"""The table of tasks, and Celery's settings."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from config.settings import Settings
from tests.workers.worker import ROOT, environment_of
from workers import schedule

READ = """
import json
from workers.celery_app import celery
celery.loader.import_default_modules()
ours = {name: task.acks_late for name, task in celery.tasks.items() if name[:8] == "workers."}
names = (
    "task_serializer accept_content task_acks_late task_ignore_result task_time_limit "
    "worker_prefetch_multiplier broker_connection_retry_on_startup broker_transport_options "
    "beat_schedule_filename"
).split()
print(json.dumps({"tasks": ours, **{name: celery.conf[name] for name in names}}))
"""


@pytest.fixture
def told(settings: Settings, tmp_path: Path) -> dict[str, Any]:
    """Return what a fresh worker process makes of its settings."""
    environment = environment_of(
        settings, tmp_path, REDIS_URL=settings.redis_url, SMTP_URL=settings.smtp_url
    )
    done = subprocess.run(
        [sys.executable, "-c", READ],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    read: dict[str, Any] = json.loads(done.stdout)
    return read


def test_every_task_is_in_the_table_or_marked_as_nudged_only(told: dict[str, Any]) -> None:
    scheduled = {due.task for due in schedule.SCHEDULE}
    assert set(told["tasks"]) == scheduled | schedule.NUDGED_ONLY
    assert scheduled & schedule.NUDGED_ONLY == set()


def test_a_message_is_a_nudge_in_json_which_is_answered_when_the_work_is_done(
    told: dict[str, Any], tmp_path: Path
) -> None:
    assert told["task_serializer"] == "json"
    assert told["accept_content"] == ["json"]
    assert told["task_acks_late"] is True
    assert set(told["tasks"].values()) == {True}
    assert told["task_ignore_result"] is True
    assert told["worker_prefetch_multiplier"] == 1
    assert told["broker_connection_retry_on_startup"] is True
    # Nobody else may be given a task while somebody still works on it.
    assert told["broker_transport_options"]["visibility_timeout"] > told["task_time_limit"]
    assert Path(told["beat_schedule_filename"]).parent == tmp_path


def test_the_outbox_is_swept_every_half_minute_and_old_messages_are_thrown_away() -> None:
    sweep = schedule.beat_schedule()["workers.notifications.send_waiting"]
    assert sweep["schedule"] == timedelta(seconds=30)
    assert sweep["options"] == {"expires": 30.0}


def test_every_line_of_the_table_says_why() -> None:
    assert [due.task for due in schedule.SCHEDULE if not due.why.endswith(".")] == []


def test_a_worker_without_its_settings_says_which_are_missing() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "celery", "--quiet", "--app", "workers.celery_app", "worker"],
        env={"PORTAL_ENV": "production"},
        cwd=ROOT,
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 1
    assert "The worker cannot start: missing in the environment: SECRET_KEY" in done.stderr
