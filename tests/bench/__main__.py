"""Prints what pages, starts, reports and mails cost, and writes the same as JSON."""

import argparse
import gzip
import json
import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from typing import Any

import psycopg
from flask_migrate import upgrade

from config.settings import Settings
from embedded.cluster import APP, OWNER, Cluster
from embedded.stack import throwaway_cluster, throwaway_mail, throwaway_redis
from embedded.state import find_free_port
from portal.app import create_app
from tests.bench import data, review, search, work
from tests.bench.measure import LONG, Cost, Page, Web, cookie, web
from tests.bench.profiling import profile

SECRET = "a-key-for-the-bench-only"
NAME = "portal_bench"
SCALES = (1, 10, 100)
PASSES = 3
PAGES = (
    Page("manager's home, 20 of 50 projects", "/o/bench1/", "manager"),
    Page("four questions", "/o/bench1/projects/start", "manager"),
    Page("picture of 20", "/o/bench1/analyses/2/picture", "manager"),
    Page("whole analysis of 20 rows", "/o/bench1/analyses/2/whole", "manager"),
    Page("story of 20 rows", "/o/bench1/analyses/2/story/en", "manager"),
    Page("the example", "/example", "manager"),
    Page("project page", "/o/bench1/projects/1", "manager"),
    Page("analysis step, 20 rows", "/o/bench1/analyses/2/steps/2", "manager"),
    Page("new row beside 20", "/o/bench1/analyses/2/steps/2?new=1", "manager"),
    Page("monitoring table", "/o/bench1/analyses/2/monitoring", "manager"),
    Page("coach's queue of 50", "/coach/", "coach"),
    Page("programme page", "/network/", "leader"),
    Page("list of organisations", "/network/organisations", "leader"),
    Page("review, whole", "/o/bench1/analyses/3/review", "coach"),
    Page("review step, 20 rows", "/o/bench1/analyses/3/review/2", "coach"),
    Page("review step, 40 rows of 200", "/o/bench1/analyses/4/review/2", "coach", LONG),
    Page("feedback as it was sent", "/o/bench1/analyses/6/feedback/1", "manager"),
    Page("rounds of 200 rows", "/o/bench1/analyses/3/comparison?from=28&to=29", "coach", LONG),
    Page("diff of 200 rows", "/o/bench1/analyses/4/comparison?from=1&to=2", "coach", LONG),
    Page("second review of 200 rows", "/o/bench1/analyses/4/review", "coach", LONG),
    Page("test matrix, 20 x 12", "/o/bench1/analyses/5/steps/7", "manager", LONG),
    Page("options page of 20", "/o/bench1/analyses/5/options", "manager"),
    Page("check-ins of 12", "/o/bench1/analyses/5/check-ins", "manager"),
    Page("register of changes", "/o/bench1/changes", "manager"),
    Page("drafts on this device", "/account/kept", "manager"),
    Page("results of a search", "/o/bench1/search?q=divider", "manager"),
    Page("workload board", "/network/workload", "coordinator"),
    Page("list of 40 events", "/network/events/", "leader"),
    Page("event of 30 items", "/network/events/1", "coordinator", LONG),
    Page("programme of 30 items", "/o/bench1/events/1", "manager"),
    Page(
        "registration of 100 organisations", "/network/events/40/registration", "coordinator", LONG
    ),
    Page("300 registered people", "/network/events/40/people", "coordinator", LONG),
    Page("organisations to invite", "/network/events/40/invitations", "coordinator", LONG),
    Page("an event's own people", "/o/bench1/events/40", "manager"),
    Page("participants by kind", "/network/participants/", "leader"),
    Page("form of an event", "/network/events/new", "coordinator"),
)
LISTS = [one for one in PAGES if one.name.startswith(("manager's", "analysis step", "coach's"))]
# Budgets of every page and process, beside the CPU that each page names.
MOST_SQL, MOST_KB, MOST_FIRST_KB, MOST_START, MOST_MEMORY = 6, 8, 45, 1.1, 130
STARTS = 4
REQUESTS = 5_000  # over all pages, before the memory is read
GROWTH = (
    {"organisations": 100, "projects": 50, "factors": 50},
    {"organisations": 100, "projects": 200, "factors": 200},
)
STATIC = Path(__file__).resolve().parents[2] / "portal" / "static"
ASSETS = ("app.css", "app.js")
WORK = {"work": work, "search": search}
RESULT = Path(os.environ.get("DATA_DIR") or ".data") / "bench.json"


def main() -> None:
    """Measure what the command line asks for, print a table and write the result."""
    asked = read_command_line()
    with ExitStack() as stack:
        cluster = stack.enter_context(throwaway_cluster())
        environment = set_up(stack, cluster)
        app = create_app(Settings.from_environment(environment))
        with app.app_context():
            upgrade()
        admin = stack.enter_context(psycopg.connect(cluster.superuser_url(NAME), autocommit=True))
        result: dict[str, object] = {}
        for scale in asked.scale:
            size = data.size_of(scale)
            data.fill(admin, size)
            review.fill_reviews(app, admin)
            say(f"\nscale {scale}: " + ", ".join(f"{n} {what}" for what, n in size.items()))
            if asked.profile:
                profile_pages(environment, asked.pages)
                continue
            result[f"scale {scale}"] = measure_pages(environment, asked.pages)
        if not (asked.page or asked.profile):
            result |= {name: one.measure(app, admin, say) for name, one in WORK.items()}
            result |= {"growth": measure_growth(environment, admin)}
            RESULT.parent.mkdir(exist_ok=True)
            RESULT.write_text(json.dumps(result, indent=1))
            say(f"\nwritten to {RESULT}")


def read_command_line() -> argparse.Namespace:
    """Return which scales, which pages (those with these letters in their name), profile or not."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--scale", type=int, nargs="+", default=SCALES)
    parser.add_argument("--page", default="")
    parser.add_argument("--profile", action="store_true")
    asked = parser.parse_args()
    asked.pages = [page for page in PAGES if asked.page in page.name]
    return asked


def profile_pages(environment: dict[str, str], pages: Sequence[Page]) -> None:
    """Print where the time of pages goes."""
    os.environ.update(environment)
    for page in pages:
        profile(page, SECRET)


def set_up(stack: ExitStack, cluster: Cluster) -> dict[str, str]:
    """Start the servers, make an empty database and return the environment of the portal."""
    cluster.drop_database(NAME)
    cluster.create_database(NAME)
    return {
        **os.environ,
        "PORTAL_ENV": "production",
        "SECOND_FACTOR": "offered",  # whoever asks here signs in by a cookie
        "SECRET_KEY": SECRET,
        "PASSWORD_SALT": "a-salt-for-the-bench-only",
        "DATABASE_URL": cluster.url(APP, NAME),
        "OWNER_DATABASE_URL": cluster.url(OWNER, NAME),
        "REDIS_URL": stack.enter_context(throwaway_redis()),
        "SMTP_URL": stack.enter_context(throwaway_mail()).url,
        "MAIL_FROM": "portal@bench.example",
        "BASE_URL": "http://127.0.0.1",
    }


def measure_start(environment: dict[str, str]) -> float:
    """Return the CPU in seconds of a start, the least of some: the machine has others to serve."""
    costs = []
    for _ in range(STARTS):
        with web(environment, find_free_port()) as server:
            costs.append(server.started_s)
    return min(costs)


def measure_pages(environment: dict[str, str], pages: Sequence[Page]) -> dict[str, object]:
    """Measure the start, the hello view and every page of one process."""
    started_s = measure_start(environment)
    with web(environment, find_free_port()) as server:
        return measure_running(server, pages, started_s)


def measure_running(server: Web, pages: Sequence[Page], started_s: float) -> dict[str, object]:
    """Measure the hello view and every page of one running process."""
    hello = server.measure("/hello", "", times=400).cpu_ms
    say(f"hello {hello:.3f} ms of CPU; start {started_s:.2f} s")
    found: dict[str, Any] = {"hello_ms": hello, "start_s": started_s}
    assets = weigh_assets()
    say(
        f"style sheet and script {assets / 1024:.1f} KB gzipped; 'next' and 'first' views are "
        "gzipped too; 'fresh' in hellos, with nothing remembered of what people wrote; 'again': "
        "the same page once more"
    )
    say(
        f"{'page':34}{'fresh':>7}{'most':>6}{'aim':>5}{'again':>7}{'ms':>8}{'SQL':>5}"
        f"{'KB':>7}{'next':>7}{'first':>7}"
    )
    for page, cost in measure_fresh(server, pages):
        fresh, first = median(cost.hellos), cost.gzipped + assets
        again = median(server.measure(page.path, cookie(SECRET, page.who)).hellos)
        say(
            f"{page.name:34}{fresh:7.1f}{page.budget.most:6.0f}{page.budget.aim:5.0f}{again:7.1f}"
            f"{cost.cpu_ms:8.2f}{cost.statements:5}"
            f"{cost.size / 1024:7.1f}{cost.gzipped / 1024:7.1f}{first / 1024:7.1f}"
        )
        found[page.name] = {
            "fresh": round(fresh, 2),
            "again": round(again, 2),
            "statements": cost.statements,
            "gzipped": cost.gzipped,
            "first_view": first,
        }
    if list(pages) == list(PAGES):
        found["memory_mb"] = measure_memory(server)
    found["missed"] = _missed(found, pages)
    return found


def measure_memory(server: Web) -> int:
    """Return the resident memory in MB after as many requests, mixed over all pages."""
    before = server.memory_mb()
    for page in islice(cycle(PAGES), REQUESTS):
        server.ask(page.path, cookie(SECRET, page.who))
    after = server.memory_mb()
    say(f"memory {before:.0f} MB, after {REQUESTS} mixed requests {after:.0f} MB")
    return round(after)


def measure_fresh(server: Web, pages: Sequence[Page]) -> list[tuple[Page, Cost]]:
    """Return what each page costs, each answer as if it were the first, in passes over all."""
    passes = [
        [server.measure(page.path, cookie(SECRET, page.who), is_first=True) for page in pages]
        for _ in range(PASSES)
    ]
    return [
        (page, replace(costs[0], hellos=[figure for cost in costs for figure in cost.hellos]))
        for page, costs in zip(pages, zip(*passes, strict=True), strict=True)
    ]


def weigh_assets() -> int:
    """Return the gzipped bytes of what a first view fetches beside the page, without the font."""
    named = json.loads((STATIC / "manifest.json").read_text())
    return sum(len(gzip.compress((STATIC / named[name]).read_bytes())) for name in ASSETS)


def _missed(found: dict[str, Any], pages: Sequence[Page]) -> list[str]:
    """Say what is over its budget, and by how much."""
    costs = [
        *((page.name, found[page.name]["fresh"], page.budget.most) for page in pages),
        *((f"{page.name}: SQL", found[page.name]["statements"], MOST_SQL) for page in pages),
        *((f"{page.name}: KB", found[page.name]["gzipped"] / 1024, MOST_KB) for page in pages),
        *(
            (f"{page.name}: first", found[page.name]["first_view"] / 1024, MOST_FIRST_KB)
            for page in pages
        ),
        ("start, s of CPU", found["start_s"], MOST_START),
        ("memory, MB", found.get("memory_mb", 0), MOST_MEMORY),
    ]
    missed = [f"{name}: {cost:.1f}, at most {most}" for name, cost, most in costs if cost > most]
    say(f"\nover budget ({len(missed)} of {len(costs)}):")
    for line in missed:
        say(f"  {line}")
    return missed


def measure_growth(environment: dict[str, str], admin: psycopg.Connection[Any]) -> dict[str, float]:
    """Return how many times the CPU of a page with 50 rows it takes with 200 behind it."""
    costs = []
    for size in GROWTH:
        data.fill(admin, size)
        with web(environment, find_free_port()) as server:
            costs.append(
                [server.measure(one.path, cookie(SECRET, one.who)).cpu_ms for one in LISTS]
            )
    found = {
        page.name.partition(",")[0]: round(large / small, 2)
        for page, small, large in zip(LISTS, *costs, strict=True)
    }
    say("\n200 rows against 50: " + ", ".join(f"{name} {times}" for name, times in found.items()))
    return found


def say(line: str) -> None:
    """Print one line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
