"""Takes a file in: looked at by the virus scanner, cleaned in a process of its own."""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import NamedTuple

import structlog

from portal.files import antivirus
from portal.files.formats import LARGEST_FILE, LARGEST_PHOTO, UnfitFile
from portal.files.metadata import JPEG_SIGNATURE, PNG_SIGNATURE
from portal.files.names import ending_of

ROOT = Path(__file__).resolve().parents[2]
CLEANING_SECONDS = 40
CLEANED_AT_ONCE = 2
LONGEST_WAIT = 20.0
log = structlog.get_logger("portal.files")
_turns = threading.BoundedSemaphore(CLEANED_AT_ONCE)


class Clean(NamedTuple):
    """A file that may be kept: its true format and its clean bytes."""

    format: str
    body: bytes


def take_in(name: str, body: bytes, scanner: str) -> Clean:
    """Return the clean file, its virus scan passed where `scanner` is an address; else Unfit."""
    if not body:
        raise UnfitFile("empty")
    is_photo = body.startswith((JPEG_SIGNATURE, PNG_SIGNATURE))
    if len(body) > (LARGEST_PHOTO if is_photo else LARGEST_FILE):
        raise UnfitFile("too_large")
    if scanner:
        antivirus.scan(scanner, body)
    # A few at once: what waits longer is told to come back, so that pages keep their share.
    if not _turns.acquire(timeout=LONGEST_WAIT):
        raise UnfitFile("busy")
    try:
        return _clean(body, ending_of(name))
    finally:
        _turns.release()


def _clean(body: bytes, ending: str) -> Clean:
    try:
        done = subprocess.run(  # noqa: S603  our own module; the ending is letters and digits
            [sys.executable, "-m", "portal.files.cleaner", ending],
            input=body,
            capture_output=True,
            timeout=CLEANING_SECONDS,
            cwd=ROOT,
            env={"PATH": os.defpath, "LANG": "C.UTF-8"},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise UnfitFile("too_heavy") from error
    if done.returncode != 0:
        # Killed at a limit, or out of memory so early that it could not say so.
        log.warning("file not cleaned", status=done.returncode)
        raise UnfitFile("too_heavy")
    told, _, clean = done.stdout.partition(b"\n")
    verdict = json.loads(told)
    if "problem" in verdict:
        raise UnfitFile(verdict["problem"])
    return Clean(verdict["format"], clean)
