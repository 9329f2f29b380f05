"""The web server: granian's processes behind one listening socket, which the parent holds.

SIGTERM stops it within ten seconds, whenever it comes. SIGHUP renews the processes one by one: each
is ended when its successor is ready, and stays when there is none. The socket is open all the time,
so nobody is refused. A process that dies is started again, later each time; all of them end when
the parent does, however it ends.
"""

import argparse
import os
import signal
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import Pipe, set_start_method
from multiprocessing.connection import Connection, wait
from threading import Thread
from typing import Any

from granian.constants import HTTPModes, Interfaces
from granian.net import SocketHolder
from granian.server.common import logger
from granian.server.mp import MPServer, WorkerProcess

STOP_WITHIN = 8  # for requests under way; whoever stops us waits ten
READY_WITHIN = 120.0
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
HEALTHY_AFTER = 60.0
SOCKET_BACKLOG = 1024
DEFER_SECONDS = 5
LOOK_EVERY = 0.2


@dataclass(frozen=True)
class Tie:
    """What ties a process to its parent: the ends of a pipe that only the parent holds open."""

    parent_lives: int
    held_by_parent: int
    ready: Connection


@dataclass
class Respawn:
    """When a process that died is started again, and how long the pause was."""

    pause: float = 0.0
    due: float = field(default=0.0)


class WebServer(MPServer):
    """Granian with a socket that outlives its processes, and patience with those that die."""

    def __init__(self, host: str, port: int, processes: int, threads: int) -> None:
        super().__init__(
            "config.server:create",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            # Told to find out which HTTP it is, it cuts the lines on which nothing was said yet.
            http=HTTPModes.http1,
            workers=processes,
            blocking_threads=threads,
            websockets=False,
            backlog=SOCKET_BACKLOG,
            workers_kill_timeout=STOP_WITHIN,
        )
        self._said_ready, says_ready = Pipe(duplex=False)
        self._tie = Tie(*os.pipe(), says_ready)
        self._ready: set[int] = set()
        self._respawns: dict[int, Respawn] = {}
        self.reload_signal = False

    def run(self) -> None:
        """Serve until asked to stop."""
        self.serve(target_loader=partial(load, self._tie), wrap_loader=False)

    def _init_shared_socket(self) -> None:
        # Elsewhere than on Linux granian does the same; there each process would listen alone, and
        # whoever waits in the queue of one that ends is turned away.
        family = socket.AF_INET6 if ":" in self.bind_addr else socket.AF_INET
        address = (self.bind_addr, self.bind_port)
        self._sso = socket.create_server(address, family=family, backlog=self.backlog)
        self._sso.settimeout(0)
        if hasattr(socket, "TCP_DEFER_ACCEPT"):
            # A process that ends cuts the lines on which it has read nothing yet: so it is given
            # those alone on which somebody has asked for something.
            self._sso.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, DEFER_SECONDS)
        self._sso.set_inheritable(True)
        self._shd = SocketHolder(self._sso.fileno(), uds=False, backlog=self.backlog)

    def _spawn_workers(self, spawn: Callable[..., None], loader: Callable[..., Any]) -> None:
        self.wrks.extend(self._start(number, spawn, loader) for number in range(self.workers))

    def _serve_loop(self, spawn: Callable[..., None], loader: Callable[..., Any]) -> None:
        while not self.interrupt_signal:
            living = [process.inner.sentinel for process in self.wrks if process.is_alive()]
            wait(living, LOOK_EVERY)
            if self.reload_signal:
                self.reload_signal = False
                self._renew(spawn, loader)
            if not self.interrupt_signal:
                self._replace_dead(spawn, loader)

    def _renew(self, spawn: Callable[..., None], loader: Callable[..., Any]) -> None:
        for number in range(self.workers):
            fresh = self._start(number, spawn, loader)
            if not self._is_ready(fresh):
                if not self.interrupt_signal:
                    logger.error("A new process did not start, so the old ones stay")
                self._end(fresh)
                return
            old, self.wrks[number] = self.wrks[number], fresh
            self._end(old)
            if self.interrupt_signal:
                return

    def _end(self, process: WorkerProcess) -> None:
        """Let a process finish its requests; it ends with the others when we must stop."""
        process.terminate()
        ends = time.monotonic() + STOP_WITHIN
        while process.is_alive() and time.monotonic() < ends:
            if self.interrupt_signal:
                self.wrks.append(process)
                return
            process.join(0.1)
        process.kill()
        process.join()

    def _replace_dead(self, spawn: Callable[..., None], loader: Callable[..., Any]) -> None:
        now = time.monotonic()
        for number, process in enumerate(self.wrks):
            if process.is_alive():
                continue
            respawn = self._respawns.get(number)
            if respawn is None or respawn.due < process.birth:
                self._respawns[number] = after_death(respawn, now - process.birth)
            elif respawn.due <= now:
                self.wrks[number] = self._start(number, spawn, loader)

    def _start(
        self, number: int, spawn: Callable[..., None], loader: Callable[..., Any]
    ) -> WorkerProcess:
        process = self._spawn_worker(idx=number, target=spawn, callback_loader=loader)
        # Granian's own start adds a thread that waits for the end. A thread that ends while the
        # next process is forked can leave a lock held there that nobody will ever release.
        process.inner.start()
        return process

    def _is_ready(self, process: WorkerProcess) -> bool:
        """Wait until a process can serve; it cannot when it died, took too long or we must stop."""
        ends = time.monotonic() + READY_WITHIN
        while process.inner.pid not in self._ready:
            if self.interrupt_signal or not process.is_alive() or time.monotonic() > ends:
                return False
            if self._said_ready.poll(0.1):
                self._ready.add(self._said_ready.recv())
        return True


def load(tie: Tie) -> Callable[..., Any]:
    """Build the application in a new process, tied to its parent, and say that it is ready."""
    for wish in (signal.SIGTERM, signal.SIGINT):
        signal.signal(wish, signal.SIG_DFL)  # those of the parent do nothing here
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    os.close(tie.held_by_parent)
    Thread(target=end_with_parent, args=(tie.parent_lives,), daemon=True).start()
    from config.server import create  # noqa: PLC0415  the parent does without the application

    app = create()
    tie.ready.send(os.getpid())
    return app


def end_with_parent(parent_lives: int) -> None:
    """Wait until the parent is gone, then stop: gracefully, and in time in any case."""
    os.read(parent_lives, 1)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(STOP_WITHIN)
    os._exit(1)


def after_death(last: Respawn | None, lived: float) -> Respawn:
    """Return when to start a process again: at once if it was well, else later each time."""
    if lived > HEALTHY_AFTER:
        return Respawn(due=time.monotonic())
    pause = min(max(FIRST_PAUSE, 2 * last.pause if last else 0.0), LONGEST_PAUSE)
    return Respawn(pause, time.monotonic() + pause)


def main() -> None:
    """Serve as the command line says."""
    parser = argparse.ArgumentParser(prog="config.web", description=__doc__)
    parser.add_argument("--host", required=True)
    for name in ("port", "workers", "blocking-threads"):
        parser.add_argument(f"--{name}", type=int, required=True)
    chosen = parser.parse_args()
    set_start_method("fork")  # the pipe and the socket are handed down
    WebServer(chosen.host, chosen.port, chosen.workers, chosen.blocking_threads).run()


if __name__ == "__main__":
    main()
