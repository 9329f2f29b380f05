"""A real worker on a real Redis: killed, restarted, and left without its messages."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
import redis

from config.settings import Settings
from embedded.redis import RedisServer
from embedded.stack import running, throwaway_redis
from portal import clock
from portal.notifications.nudge import nudge
from tests.notifications.outbox import PAST_ALL_LEASES, queue_resets, rows
from tests.notifications.sink import Sink
from tests.workers.worker import ROOT, environment_of, kill, running_worker, wait_until
from tests.world import World
from workers import nudge as nudging
from workers.nudge import Nudger
from workers.nudge import send as wake

COUNT = 20
# What beat does half a minute after it started.
COME_ROUND = """
from celery.beat import PersistentScheduler
from workers.celery_app import celery

schedule = PersistentScheduler(app=celery, schedule_filename=celery.conf.beat_schedule_filename)
for entry in schedule.schedule.values():
    schedule.apply_async(entry)
schedule.close()
"""
SEND = "workers.notifications.send_waiting"


@pytest.fixture(scope="module")
def broker() -> Iterator[str]:
    """Return the address of a Redis of this module."""
    with throwaway_redis() as url:
        yield url


@pytest.fixture
def environment(
    world: World, settings: Settings, sink: Sink, broker: str, tmp_path: Path
) -> Iterator[dict[str, str]]:
    """Return the environment of a worker that sends to the sink; time goes by for it."""
    clock.hold(None)
    with redis.Redis.from_url(broker) as queue:
        queue.flushall()
        yield environment_of(settings, tmp_path, REDIS_URL=broker, SMTP_URL=sink.url)
        queue.flushall()


@pytest.mark.parametrize("arrived", [COUNT, COUNT + 1], ids=["not yet taken", "just taken"])
def test_a_worker_killed_in_the_middle_of_a_batch_loses_no_mail(
    world: World, sink: Sink, environment: dict[str, str], tmp_path: Path, arrived: int
) -> None:
    log = tmp_path / "worker.log"
    queue_resets(world, COUNT)
    sink.hold_at, sink.keep_held = 8, arrived > COUNT
    with running_worker(environment, log) as worker:
        wake(environment["REDIS_URL"], SEND)
        wait_until(sink.held.is_set, "no eighth mail came", worker)
        kill(worker)
    assert len(rows(world, "id")) == COUNT
    assert [sent for (sent,) in rows(world, "sent_at IS NOT NULL")].count(True) == 7
    world.admin.execute(PAST_ALL_LEASES)
    with running_worker(environment, log) as worker:
        wake(environment["REDIS_URL"], SEND)
        wait_until(lambda: all_sent(world), "not all mails were sent", worker)
    # The one mail that was in flight may come twice, and then its Message-ID tells.
    assert len(set(sink.ids)) == COUNT
    assert len(sink.ids) == arrived


def test_what_redis_forgot_is_done_when_the_schedule_comes_round(
    world: World, sink: Sink, environment: dict[str, str], tmp_path: Path
) -> None:
    log = tmp_path / "worker.log"
    queue_resets(world, 3)
    wake(environment["REDIS_URL"], SEND)
    with redis.Redis.from_url(environment["REDIS_URL"]) as queue:
        assert queue.llen("celery") == 1
        queue.flushall()
    with running_worker(environment, log) as worker:
        subprocess.run(
            [sys.executable, "-c", COME_ROUND], env=environment, cwd=ROOT, timeout=60, check=True
        )
        wait_until(lambda: all_sent(world), "the schedule sent nothing", worker)
    assert len(sink.ids) == len(set(sink.ids)) == 3


def test_a_page_wakes_the_worker(
    world: World,
    sink: Sink,
    environment: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    log = tmp_path / "worker.log"
    monkeypatch.setattr(nudging, "_nudger", Nudger())  # one that nobody has silenced
    settings = world.app.extensions["settings"]
    world.app.extensions["settings"] = replace(settings, redis_url=environment["REDIS_URL"])
    with running_worker(environment, log) as worker:
        queue_resets(world, 1)
        with world.app.app_context():
            nudge(SEND)
        wait_until(lambda: all_sent(world), "the nudge was not heard", worker)
    assert "t0ken" not in log.read_text()
    assert "coach@test.example" not in log.read_text()


def test_a_worker_outlives_its_redis(
    world: World, sink: Sink, environment: dict[str, str], tmp_path: Path
) -> None:
    log = tmp_path / "worker.log"
    server = RedisServer(tmp_path)
    program = server.prepare()
    environment["REDIS_URL"] = server.url
    with ExitStack() as stack:
        with running(program):
            server.wait_until_ready()
            queue_resets(world, 1)
            worker = stack.enter_context(running_worker(environment, log))
            wake(server.url, SEND)
            wait_until(lambda: all_sent(world), "the worker did not start", worker)
        queue_resets(world, 2)
        with running(program):
            server.wait_until_ready()
            wake(server.url, SEND)
            wait_until(lambda: all_sent(world), "the worker did not come back", worker)
    assert len(sink.ids) == len(set(sink.ids)) == 2


def all_sent(world: World) -> bool:
    return all(sent for (sent,) in rows(world, "sent_at"))
