"""Says by which code a report was made, so that an old edition can be told from a new one."""

import hashlib
from functools import cache
from pathlib import Path

PORTAL_FOLDER = Path(__file__).resolve().parents[1]
REPORT_SOURCES = (
    "portal/reports/**/*.py",
    "portal/story/**/*.py",
    "portal/projects/journey.py",
    "portal/projects/milestones.py",
    "templates/reports/*.typ",
)
VERSION_LENGTH = 12


@cache
def code_version() -> str:
    """Return the first hexadecimal digits of a hash of the sources that make a report."""
    digest = hashlib.sha256()
    for pattern in REPORT_SOURCES:
        for path in sorted(PORTAL_FOLDER.parent.glob(pattern)):
            digest.update(path.name.encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:VERSION_LENGTH]
