"""How many files may be on their way into one process at once, so that pages keep their threads.

A phone on a slow line takes minutes for a file, and each file holds a thread while it comes in.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from portal.files.formats import UnfitFile

UPLOADS_AT_ONCE = 2
# A line that died without a word is not waited for.
LONGEST_UPLOAD = 300.0
_lock = threading.Lock()
_arriving: list[float] = []


@contextmanager
def upload_slot() -> Iterator[None]:
    """Let one file come in; Unfit at once where enough others are on their way."""
    began = time.monotonic()
    with _lock:
        if sum(began - other < LONGEST_UPLOAD for other in _arriving) >= UPLOADS_AT_ONCE:
            raise UnfitFile("busy")
        _arriving.append(began)
    try:
        yield
    finally:
        with _lock:
            _arriving.remove(began)
