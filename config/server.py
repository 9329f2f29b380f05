"""The portal as a WSGI application, built from the environment."""

import os

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from config.logging import configure_logging
from config.settings import read_settings
from portal.app import create_app


def create() -> Flask:
    """Build the application from the environment; leave with a clear line if that cannot work."""
    settings = read_settings(os.environ)
    configure_logging(settings.environment)
    app = create_app(settings)
    if count := settings.trusted_proxies:
        proxied = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)
        app.wsgi_app = proxied  # type: ignore[method-assign]
    return app


def __getattr__(name: str) -> Flask:
    """Build `app` when it is asked for, so that importing this module needs no settings."""
    if name == "app":
        return create()
    raise AttributeError(name)
