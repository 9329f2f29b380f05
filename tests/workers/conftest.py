"""The mail server of the notification tests, and the tasks as a worker runs them."""

from collections.abc import Callable

import pytest
from celery import Task
from flask import Flask

from tests.notifications.conftest import send, sink
from workers.reminders import write_digests

__all__ = ["send", "sink"]


def running(app: Flask, task: Task) -> Callable[[], int]:
    """Return what runs `task` once in the application of the tests."""

    def run() -> int:
        with app.app_context():
            return int(task())

    return run


@pytest.fixture
def remind(app: Flask) -> Callable[[], int]:
    """Return what writes the digests that are due and returns how many."""
    return running(app, write_digests)
