"""Commands for the one who runs the portal."""

from flask import Flask

from portal.demo.command import demo


def init_app(app: Flask) -> None:
    """Register the commands of `app`."""
    app.cli.add_command(demo)
