"""Wakes a worker from a web process, in a thread of its own: no page waits for Redis or Celery."""

import queue
import threading
import time
from functools import cache
from typing import Any

import structlog
from flask import current_app

PAUSE_AFTER_FAILURE = 30.0
NUDGE_PATIENCE = 0.5
NUDGE_EXPIRES_AFTER = 300.0
log = structlog.get_logger("workers.nudge")


class Nudger:
    """Passes the names of tasks on, and keeps still for a while after nobody could be reached."""

    def __init__(self) -> None:
        self._wanted: queue.SimpleQueue[tuple[str, str]] = queue.SimpleQueue()
        self._silent_until = 0.0
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def nudge(self, broker: str, task: str) -> None:
        """Ask for `task` to be run soon; returns at once and promises nothing."""
        if self.is_silent():
            return
        self._wanted.put((broker, task))
        with self._starting:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._listen, name="nudge", daemon=True)
                self._thread.start()

    def is_silent(self) -> bool:
        """Tell whether the last try failed a short while ago."""
        return time.monotonic() < self._silent_until

    def _listen(self) -> None:
        while True:
            broker, task = self._wanted.get()
            if self.is_silent():
                continue
            try:
                send(broker, task)
            except Exception as error:  # noqa: BLE001  the schedule does the work anyway
                self._silent_until = time.monotonic() + PAUSE_AFTER_FAILURE
                log.warning("nobody to nudge", error=type(error).__name__, task=task)


def send(broker: str, task: str) -> None:
    """Queue one message for `task`, or raise within a few times `NUDGE_PATIENCE` seconds."""
    sender = _sender(broker)
    with sender.connection_for_write() as connection:
        sender.send_task(task, connection=connection, retry=False, expires=NUDGE_EXPIRES_AFTER)


@cache
def _sender(broker: str) -> Any:  # noqa: ANN401  the library ships no types
    # Celery takes the better part of a second to import: not at web start, nor in a page.
    from celery import Celery  # noqa: PLC0415

    url = broker.replace("unix://", "redis+socket://", 1)
    sender = Celery("nudge", broker=url, set_as_current=False)
    sender.conf.update(
        task_ignore_result=True,
        broker_transport_options={
            "socket_connect_timeout": NUDGE_PATIENCE,
            "socket_timeout": NUDGE_PATIENCE,
            "max_retries": 0,
        },
    )
    return sender


_nudger = Nudger()


def nudge(task: str) -> None:
    """Ask a worker to run `task` now; never raises, never waits."""
    _nudger.nudge(current_app.extensions["settings"].redis_url, task)
