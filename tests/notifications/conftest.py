"""A mail server, and ways to fill the outbox and to work it off."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from portal.notifications import sending
from tests.notifications.sink import Sink, delivering_to
from workers.notifications import send_waiting


@pytest.fixture
def sink(app: Flask) -> Iterator[Sink]:
    """Return a started mail server to which the portal sends."""
    with delivering_to(app, Sink()) as sink:
        yield sink


@pytest.fixture
def send_alone(app: Flask) -> Callable[[], int]:
    """Return what works the outbox off once and tells nobody of what fails."""

    def run() -> int:
        with app.app_context():
            return sending.send_waiting()

    return run


@pytest.fixture
def send(app: Flask) -> Callable[[], int]:
    """Return what runs the task once, as a worker would, and returns how many mails were sent."""

    def run() -> int:
        with app.app_context():
            return int(send_waiting())

    return run
