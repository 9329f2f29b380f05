"""Keeps child processes running: prefixes what they print, restarts them, stops them in order."""

import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Thread
from typing import IO

from embedded.processes import Program, stop

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 30.0
HEALTHY_AFTER = 60.0
STOPS_WITHIN = 8.0


@dataclass
class Watched:
    """One program, its present process and when to start it again."""

    program: Program
    process: subprocess.Popen[bytes]
    started_at: float = field(default_factory=time.monotonic)
    pause: float = FIRST_PAUSE
    restart_at: float | None = None


class Supervisor:
    """Runs programs until it is told to stop them all, the last started first."""

    def __init__(self, say: Callable[[str, str], None]) -> None:
        self._say = say
        self._watched: list[Watched] = []

    def start(self, program: Program) -> None:
        """Start a program and watch it from now on."""
        self._watched.append(Watched(program, self._launch(program)))

    def run_once(self, program: Program) -> int:
        """Run a program to its end and return its exit status."""
        self.start(program)
        status = self._watched[-1].process.wait()
        self._watched.pop()
        return status

    def look_after(self) -> None:
        """Restart what has died, each time after a longer pause; to be called often."""
        for watched in self._watched:
            if watched.restart_at is not None:
                self._restart_when_due(watched, watched.restart_at)
            elif watched.process.poll() is not None:
                self._note_death(watched)

    def stop_all(self) -> None:
        """Stop the programs, the last started first, all of them within `STOPS_WITHIN` seconds.

        Each has its share of what is left of that time; one that does not end in it is ended.
        """
        ends = time.monotonic() + STOPS_WITHIN
        while self._watched:
            share = (ends - time.monotonic()) / len(self._watched)
            watched = self._watched.pop()
            stop(watched.process, watched.program.stop_signal, max(share, 0.1))

    def _note_death(self, watched: Watched) -> None:
        now = time.monotonic()
        if now - watched.started_at > HEALTHY_AFTER:
            watched.pause = FIRST_PAUSE
        watched.restart_at = now + watched.pause
        status = watched.process.returncode
        said = f"ended with status {status}; starting again in {watched.pause:.0f} s"
        self._say(watched.program.name, said)
        watched.pause = min(watched.pause * 2, LONGEST_PAUSE)

    def _restart_when_due(self, watched: Watched, due: float) -> None:
        if time.monotonic() >= due:
            watched.restart_at = None
            watched.started_at = time.monotonic()
            watched.process = self._launch(watched.program)

    def _launch(self, program: Program) -> subprocess.Popen[bytes]:
        process = program.start()
        if process.stdout is not None:
            Thread(target=self._relay, args=(program.name, process.stdout), daemon=True).start()
        return process

    def _relay(self, name: str, output: IO[bytes]) -> None:
        with output:
            for line in output:
                self._say(name, line.decode(errors="replace").rstrip())
