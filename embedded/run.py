"""`make run`: the whole portal on one machine, whatever is not configured brought along."""

import fcntl
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from config.processes import PROCESS_COMMANDS, flask
from embedded.environment import keep_environment
from embedded.processes import CannotStart, Program
from embedded.services import LocalServices
from embedded.supervisor import Supervisor

PATIENCE = 60.0
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
SECONDS_UNTIL_ASKED_AGAIN = 0.5


class Stopped(BaseException):
    """Somebody asked this command to stop."""


def main() -> int:
    """Run until asked to stop and return the exit status."""
    for wish in (*STOP_SIGNALS, signal.SIGALRM):
        signal.signal(wish, raise_stopped)
    folder = Path(os.environ.get("DATA_DIR") or ".data").resolve()
    supervisor = Supervisor(say)
    try:
        with only_run_on(folder):
            run_portal(supervisor, folder)
    except CannotStart as fault:
        say("run", str(fault))
        return 1
    except Stopped:
        signal.setitimer(signal.ITIMER_REAL, 0)
        say("run", "stopping …")
        return 0
    finally:
        for wish in (*STOP_SIGNALS, signal.SIGALRM):
            signal.signal(wish, signal.SIG_IGN)
        supervisor.stop_all()
        say("run", "stopped")
    return 0


def run_portal(supervisor: Supervisor, folder: Path) -> None:
    """Start all parts in order, print where they are, and look after them for ever."""
    services = LocalServices(folder, dict(os.environ))
    for part in services.parts():
        say("run", f"starting {part.name}")
        supervisor.start(part)
    services.make_ready()
    environment = services.environment
    keep_environment(folder, environment)
    migrate(supervisor, environment)
    load_demo(supervisor, environment)
    for program in programs(environment):
        say("run", f"starting {program.name}")
        supervisor.start(program)
    wait_for_web(supervisor, environment)
    print_welcome(environment, services.mail_page)
    while True:
        supervisor.look_after()
        time.sleep(0.2)


def migrate(supervisor: Supervisor, environment: dict[str, str]) -> None:
    """Bring the database to the newest migration, where the owner's address is known."""
    if not environment.get("OWNER_DATABASE_URL"):
        say("run", "OWNER_DATABASE_URL is not set: the database is taken as it is")
        return
    say("run", "bringing the database up to date")
    run_flask(supervisor, "migrate", ["db", "upgrade"], environment)


def load_demo(supervisor: Supervisor, environment: dict[str, str]) -> None:
    """Load the demo network the first time; never in production."""
    if environment["PORTAL_ENV"] != "production":
        say("run", "loading the demo network, if it is not there yet")
        run_flask(supervisor, "demo", ["demo", "--first-time"], environment)


def run_flask(
    supervisor: Supervisor, name: str, arguments: list[str], environment: dict[str, str]
) -> None:
    """Run one flask command to its end."""
    program = Program(name=name, command=flask(*arguments), environment=environment)
    if status := supervisor.run_once(program):
        raise CannotStart(f"{name} failed with status {status}; its lines above say why")


def programs(environment: dict[str, str]) -> Iterator[Program]:
    """Yield web, worker and schedule, none of which is told how to sign in as the owner."""
    told = {name: value for name, value in environment.items() if name != "OWNER_DATABASE_URL"}
    for name in ("web", "worker", "beat"):
        yield Program(name=name, command=PROCESS_COMMANDS[name](told), environment=told)


def wait_for_web(supervisor: Supervisor, environment: dict[str, str]) -> None:
    """Return when the portal answers."""
    deadline = time.monotonic() + PATIENCE
    while not answers(f"http://127.0.0.1:{environment['PORT']}/healthz"):
        if time.monotonic() > deadline:
            raise CannotStart(f"the portal did not answer within {PATIENCE:.0f} s")
        supervisor.look_after()
        time.sleep(0.1)


def answers(url: str) -> bool:
    """Whether a page is there."""
    try:
        with urllib.request.urlopen(url, timeout=5) as page:  # noqa: S310 - our own address
            return bool(page.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def print_welcome(environment: dict[str, str], mail_page: str | None) -> None:
    """Print where the portal is, where its mail is shown, and who can sign in."""
    say("run", f"the portal is at {environment['BASE_URL']}")
    if mail_page:
        say("run", f"its mail is shown at {mail_page}")
    if environment["PORTAL_ENV"] != "production":
        for line in describe_accounts(environment):
            say("run", line)
    say("run", "Ctrl-C stops everything")


def describe_accounts(environment: dict[str, str]) -> list[str]:
    """Return a line for each demo account, as `flask demo --json` lists them."""
    command = flask("demo", "--json")
    listed = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)
    try:
        accounts = json.loads(listed.stdout)["accounts"]
    except (ValueError, KeyError, TypeError):
        return ["the demo accounts could not be listed: flask demo --json says why"]
    return ["demo accounts, for trying out only:", *(f"  {describe(entry)}" for entry in accounts)]


def describe(account: object) -> str:
    """Return one account as a line, whatever it is made of."""
    if isinstance(account, dict):
        return "  ".join(str(part) for part in account.values() if isinstance(part, str | int))
    return str(account)


@contextmanager
def only_run_on(folder: Path) -> Iterator[None]:
    """Hold the data directory, so that no second run uses it at the same time."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "run.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotStart(
                f"another run uses {folder}; for a second one: make run PORT=8001 DATA_DIR=.data2"
            ) from None
        yield


def raise_stopped(_signal: int, _frame: FrameType | None) -> None:
    """Leave whatever is being waited for.

    Python drops an exception that is raised in a finaliser, so this is raised again until it
    has arrived.
    """
    signal.setitimer(signal.ITIMER_REAL, SECONDS_UNTIL_ASKED_AGAIN)
    raise Stopped


def say(name: str, line: str) -> None:
    """Print one line with its origin, at once."""
    print(f"{name:<8} | {line}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
