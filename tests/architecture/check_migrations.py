"""Holds the migrations to one line of numbered files."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory

FOLDER = Path(__file__).resolve().parent.parent.parent / "portal" / "migrations"
NUMBERED = re.compile(r"(\d{4})_[a-z0-9_]+\.py")


def main() -> int:
    """Print each fault and return the exit status."""
    faults = [*find_heads(), *find_misnamed()]
    for fault in faults:
        print(fault)
    print(f"migrations: {len(faults)} faults")
    return 1 if faults else 0


def find_heads() -> Iterator[str]:
    """Yield a line unless the migrations end in exactly one."""
    settings = Config()
    settings.set_main_option("script_location", str(FOLDER))
    heads = ScriptDirectory.from_config(settings).get_heads()
    if len(heads) != 1:
        yield f"there must be one head, found {len(heads)}: {', '.join(heads)}"


def find_misnamed() -> Iterator[str]:
    """Yield a line for each file that is not numbered without gaps: 0001_…, 0002_…."""
    names = sorted(path.name for path in (FOLDER / "versions").glob("*.py"))
    for number, name in enumerate(names, start=1):
        found = NUMBERED.fullmatch(name)
        if found is None or int(found[1]) != number:
            yield f"{name} should be numbered {number:04d}"


if __name__ == "__main__":
    sys.exit(main())
