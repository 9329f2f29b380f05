"""Runs one page in this process and tells which functions it spends its time in."""

import cProfile
import logging
import pstats
import sys
import time

from werkzeug.test import Client

from tests.bench.measure import Page, cookie
from tests.bench.server import create_measured

ROUNDS = 100
LINES = 45


def profile(page: Page, secret: str) -> None:
    """Print the functions of one page by their own time and by all the time below them."""
    app = create_measured()
    logging.disable()  # a line for each request would hide the figures
    client = Client(app, use_cookies=False)
    headers = {"Cookie": cookie(secret, page.who)}
    for _ in range(10):
        client.get(page.path, headers=headers)
    watch = cProfile.Profile(time.thread_time)  # as the bench counts, without waits
    watch.enable()
    for _ in range(ROUNDS):
        client.get(page.path, headers=headers)
    watch.disable()
    for order in ("tottime", "cumulative"):
        sys.stdout.write(f"\n{page.name}, {ROUNDS} times, by {order}\n")
        pstats.Stats(watch, stream=sys.stdout).sort_stats(order).print_stats(LINES)
