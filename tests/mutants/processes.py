"""Runs work in a process of its own, forked from one where everything is prepared."""

import os
import pickle
import signal
from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")


def fork(work: Callable[[], Result], *, seconds: float) -> Result | None:
    """Return what `work` gives in a child, None where that ended before or took too long."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        _work(work, writing, seconds)
    os.close(writing)
    with os.fdopen(reading, "rb") as answer:
        found = answer.read()
    os.waitpid(child, 0)
    return pickle.loads(found) if found else None  # noqa: S301  our own child wrote it


def _work(work: Callable[[], object], writing: int, seconds: float) -> None:
    try:
        # The default action ends a process that waits for the database, too.
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, seconds)
        quiet = os.open(os.devnull, os.O_WRONLY)
        for stream in (1, 2):
            os.dup2(quiet, stream)
        with os.fdopen(writing, "wb") as answer:
            answer.write(pickle.dumps(work()))
    finally:
        os._exit(0)
