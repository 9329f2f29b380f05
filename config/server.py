"""The portal as a WSGI application, built from the environment."""

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from config.logging import configure_logging
from config.settings import read_settings

# What is left is little and soon searched, so the waste of a large page goes before the next comes.
SEARCH_OFTEN = (300, 5, 2)
# `portal.accounts.second_step.late_libraries` reads them for those who need them.
LATE_LIBRARIES = ("cryptography", "webauthn")


def create() -> Flask:
    """Build the application from the environment; leave with a clear line if that cannot work."""
    gc.disable()  # what a start makes stays: looking for waste in it takes a quarter of the time
    with left_out(*LATE_LIBRARIES):
        from portal.app import create_app  # noqa: PLC0415  most of a start is this import

    settings = read_settings(os.environ)
    configure_logging(settings.environment)
    app = create_app(settings)
    if count := settings.trusted_proxies:
        proxied = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)
        app.wsgi_app = proxied  # type: ignore[method-assign]
    gc.freeze()  # else each full search goes through all of it and holds a request up
    gc.set_threshold(*SEARCH_OFTEN)
    gc.enable()
    return app


@contextmanager
def left_out(*libraries: str) -> Iterator[None]:
    """Import meanwhile as if libraries were not installed, but for those that are there already."""
    missed = [name for name in libraries if name not in sys.modules]
    sys.modules.update(dict.fromkeys(missed))  # type: ignore[arg-type]  # Python's way to say so
    try:
        yield
    finally:
        for name in missed:
            del sys.modules[name]


def __getattr__(name: str) -> Flask:
    """Build `app` when it is asked for, so that importing this module needs no settings."""
    if name == "app":
        return create()
    raise AttributeError(name)
