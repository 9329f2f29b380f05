"""Commands for the one who runs the portal."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the commands of `app`."""
