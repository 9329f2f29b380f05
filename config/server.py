"""The portal as a WSGI application, and the command that serves it."""

import os
import sys
from collections.abc import Mapping

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from config.logging import configure_logging
from config.settings import InvalidSetting, MissingSetting, Settings
from portal.app import create_app

SERVER = "granian"  # or "gunicorn": the one-line switch


def create() -> Flask:
    """Build the application from the environment; leave with a clear line if that cannot work."""
    try:
        settings = Settings.from_environment(os.environ)
    except (MissingSetting, InvalidSetting) as fault:
        sys.exit(f"The portal cannot start: {fault}")
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


def serving_command(environment: Mapping[str, str]) -> list[str]:
    """Return the command that serves the portal on HOST and PORT with WEB_PROCESSES processes."""
    host = environment.get("HOST") or "127.0.0.1"
    port = environment.get("PORT") or "8000"
    processes = environment.get("WEB_PROCESSES") or "2"
    threads = environment.get("WEB_THREADS") or "4"
    return {
        "granian": [
            *("granian", "--interface", "wsgi", "--factory", "config.server:create"),
            *("--host", host, "--port", port, "--no-ws", "--respawn-failed-workers"),
            *("--workers", processes, "--blocking-threads", threads),
        ],
        "gunicorn": [
            *("gunicorn", "config.server:create()", "--bind", f"{host}:{port}"),
            *("--workers", processes, "--threads", threads, "--no-control-socket"),
        ],
    }[SERVER]


def main() -> None:
    """Become the web server."""
    command = serving_command(os.environ)
    os.execvp(os.path.join(os.path.dirname(sys.executable), command[0]), command)  # noqa: S606


if __name__ == "__main__":
    main()
