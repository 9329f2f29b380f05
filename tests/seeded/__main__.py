"""The command: plants each bug in a copy of the tree and says which test catches it."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from embedded.stack import throwaway_cluster
from tests.seeded.bugs import BUGS, Bug

ROOT = Path(__file__).resolve().parents[2]
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", ".data*", "node_modules", ".*_cache", ".hypothesis"
)
CAUGHT_BY = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.MULTILINE)


def main() -> None:
    """Plant every bug, or those whose numbers are given; exit with a fault where one stays."""
    with tempfile.TemporaryDirectory(prefix="portal-seeded-") as folder, throwaway_cluster() as one:
        copy = Path(folder) / "portal"
        shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
        asked = set(sys.argv[1:])
        bugs = [bug for number, bug in enumerate(BUGS, 1) if not asked or str(number) in asked]
        found = [_try(bug, copy, one.superuser_url()) for bug in bugs]
    caught = sum(bool(tests) for tests in found)
    sys.stdout.write(f"seeded: {caught} of {len(bugs)} bugs caught\n")
    sys.exit(caught < len(bugs))


def _try(bug: Bug, copy: Path, database: str) -> list[str]:
    """Return the tests that fail with a bug and pass without it."""
    began = time.monotonic()
    if alone := _failing(bug, copy, database):
        sys.exit(f"seeded: these fail without any bug: {', '.join(alone)}")
    path = copy / bug.path
    sound = path.read_text(encoding="utf-8")
    if sound.count(bug.is_now) != 1:
        sys.exit(f"seeded: the code of “{bug.name}” moved: {bug.path} has it not once")
    path.write_text(sound.replace(bug.is_now, bug.was), encoding="utf-8")
    try:
        caught = _failing(bug, copy, database)
    finally:
        path.write_text(sound, encoding="utf-8")
    said = ", ".join(caught) or "NO TEST"
    sys.stdout.write(f"{bug.name}\n    caught by {said} ({time.monotonic() - began:.0f} s)\n")
    sys.stdout.flush()
    return caught


def _failing(bug: Bug, copy: Path, database: str) -> list[str]:
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *bug.tests]
    environment = os.environ | bug.environment | {"TEST_DATABASE_URL": database}
    run = subprocess.run(
        command, cwd=copy, env=environment, capture_output=True, text=True, check=False
    )
    if run.returncode not in (0, 1):
        sys.exit(f"seeded: the tests did not run\n{run.stdout[-2000:]}{run.stderr[-2000:]}")
    return CAUGHT_BY.findall(run.stdout)


if __name__ == "__main__":
    main()
