"""A nudge is heard at once, costs a page nothing, and falls silent when nobody is there."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import redis
from flask import Flask
from kombu.exceptions import OperationalError

from embedded.stack import throwaway_redis
from portal.notifications.nudge import nudge
from tests.workers.worker import ROOT
from workers import nudge as nudging
from workers.nudge import Nudger, send

TASK = "workers.notifications.send_waiting"
NOBODY = "redis://127.0.0.1:1/0"


@contextmanager
def deaf_server() -> Iterator[str]:
    """Yield the address of something that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


def wait_until_silent(nudger: Nudger) -> float:
    """Return after how many seconds `nudger` has fallen silent."""
    began = time.monotonic()
    while not nudger.is_silent():
        assert time.monotonic() - began < 20
        time.sleep(0.01)
    return time.monotonic() - began


def test_a_nudge_puts_the_name_of_a_task_into_the_queue_and_nothing_else() -> None:
    with throwaway_redis() as url, redis.Redis.from_url(url) as queue:
        Nudger().nudge(url, TASK)
        waited = queue.brpop(["celery"], timeout=20)
    assert waited is not None
    message = json.loads(waited[1])
    assert message["headers"]["task"] == TASK
    assert message["headers"]["argsrepr"] == "()"
    assert message["content-type"] == "application/json"


def test_ringing_takes_no_time_even_when_nobody_answers() -> None:
    nudger = Nudger()
    with deaf_server() as url:
        began = time.monotonic()
        for _ in range(5):
            nudger.nudge(url, TASK)
        assert time.monotonic() - began < 0.1
        wait_until_silent(nudger)


def test_a_server_that_is_not_there_is_given_up_at_once() -> None:
    began = time.monotonic()
    with pytest.raises(OperationalError):
        send(NOBODY, TASK)
    assert time.monotonic() - began < 2


def test_a_server_that_says_nothing_is_soon_given_up() -> None:
    with deaf_server() as url:
        began = time.monotonic()
        with pytest.raises(OperationalError):
            send(url, TASK)
        assert time.monotonic() - began < 3


def test_after_a_failure_the_bell_is_silent_for_a_while_and_rings_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(nudging, "PAUSE_AFTER_FAILURE", 0.5)
    nudger = Nudger()
    nudger.nudge(NOBODY, TASK)
    wait_until_silent(nudger)
    with throwaway_redis() as url, redis.Redis.from_url(url) as queue:
        nudger.nudge(url, TASK)
        assert queue.brpop(["celery"], timeout=0.3) is None or not nudger.is_silent()
        while nudger.is_silent():
            time.sleep(0.02)
        nudger.nudge(url, TASK)
        assert queue.brpop(["celery"], timeout=20) is not None


def test_a_request_is_answered_while_redis_is_down(app: Flask) -> None:
    with app.app_context():
        began = time.monotonic()
        nudge(TASK)
        assert time.monotonic() - began < 0.1


def test_the_web_starts_without_celery() -> None:
    code = "import sys, config.server, portal.app; print({'celery', 'kombu'} & {*sys.modules})"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, text=True
    )
    assert done.stdout.strip() == "set()"
