"""What people meet when PostgreSQL or Redis dies under a running portal, and what comes back."""

import os
import signal
import time
from collections.abc import Iterator

import pytest
import redis
from playwright.sync_api import Browser, expect

from embedded.redis import RedisServer
from tests.journeys.conftest import Portal, Visit, running_portal, visiting
from tests.journeys.test_story import assign_coach, start_project

MANAGER, COACH = "manager@road.example", "coach2@dnhc.example"
HOME = "/o/road/"


@pytest.fixture
def fragile() -> Iterator[Portal]:
    """Return a portal of this test's own, since it is about to be hurt."""
    with running_portal() as running:
        yield running


def test_the_portal_outlives_its_database_and_its_broker(browser: Browser, fragile: Portal) -> None:
    with visiting(browser, fragile) as manager:
        manager.sign_in(MANAGER)
        kill_postgres(fragile)
        see_that_it_is_away(manager)
        wait_until_it_is_back(manager)
        stop_redis(fragile)
        project = start_project(manager)
        assign_coach(browser, fragile, project)
        expect(manager.open(HOME).locator("main")).to_contain_text("ROAD-2")
    fragile.wait_for_mail(COACH, "ROAD-2", 90)


def kill_postgres(portal: Portal) -> None:
    state = portal.folder / "postgres" / "postmaster.pid"
    os.kill(int(state.read_text().splitlines()[0]), signal.SIGKILL)


def see_that_it_is_away(manager: Visit) -> None:
    answer = manager.page.goto(manager.portal.url + HOME)
    assert answer is not None
    assert answer.status == 503
    for words in ("We will be back soon", "យើងនឹងត្រឡប់មកវិញ"):
        expect(manager.page.locator("main")).to_contain_text(words)
    assert manager.page.request.get(manager.portal.url + "/healthz").status == 200
    assert manager.page.request.get(manager.portal.url + "/readyz").status == 503


def wait_until_it_is_back(manager: Visit) -> None:
    deadline = time.monotonic() + 60
    while manager.page.request.get(manager.portal.url + HOME).status != 200:
        assert time.monotonic() < deadline, "the portal did not come back"
        time.sleep(0.5)
    expect(manager.open(HOME).locator("main")).to_contain_text("ROAD-1")


def stop_redis(portal: Portal) -> None:
    with redis.Redis.from_url(RedisServer(portal.folder).url) as client:
        client.shutdown(nosave=True)
