"""Opens the grown network with people of the cast in front of it."""

import os
import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from flask import Flask

from portal import clock
from tests.conftest import EMPTY, MOMENT
from tests.forms.crawl import Browser, Crawl
from tests.forms.kept import Kept
from tests.forms.scene import grow
from tests.forms.walk import Person, Walk
from tests.world import fill

# A part of the walk: whose forms, and what their addresses are like.
ONLY_OF = tuple(filter(None, os.environ.get("FORMS_OF", "").split(",")))
ONLY_LIKE = os.environ.get("FORMS_LIKE", "")
MOST_OF_A_PART = 3  # pages of each kind
# As it is outside tests: forms carry their token, and whatever fails is answered.
AS_OUTSIDE = {"WTF_CSRF_ENABLED": True, "PROPAGATE_EXCEPTIONS": False}
NOBODY = "nobody"
# Whom mails with links reach who are nowhere yet.
BY_MAIL = (NOBODY, "stranger")


@contextmanager
def open_world(
    app: Flask,
    admin: psycopg.Connection[Any],
    names: Iterable[str],
    most: int = 0,
    everywhere: Collection[str] = (),
) -> Iterator[Walk]:
    """Give a walk whose people have been on every page that they can come to.

    With `most`, they have been on so many pages of each kind, but for those who go `everywhere`.
    """
    usual = {name: app.config[name] for name in AS_OUTSIDE}
    admin.execute(EMPTY)
    clock.hold(MOMENT)
    world = fill(admin, app)
    by_mail = grow(world)
    app.config.update(AS_OUTSIDE)
    browsers = {
        name: Browser(app.test_client() if name == NOBODY else world.sign_in(name))
        for name in names
    }
    kept = Kept(admin)
    most = most or (MOST_OF_A_PART if ONLY_LIKE else 0)
    crawls = {
        name: Crawl(app, browser, 0 if name in everywhere else most)
        for name, browser in browsers.items()
    }
    for name, crawl in crawls.items():
        crawl.go(["/", *(by_mail if name in BY_MAIL else [])])
    people = [Person(name, browsers[name], crawl) for name, crawl in crawls.items()]
    for crawl in crawls.values() if ONLY_LIKE else ():
        crawl.leave_out(lambda form: not re.search(ONLY_LIKE, form.action))
    yield Walk(world, kept, people)
    app.config.update(usual)
    kept.drop()
    clock.hold(None)
    admin.execute(EMPTY)
