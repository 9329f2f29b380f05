"""What a bare `flask` command finds: the portal, with the settings of the last `make run`."""

from flask import Flask

from config.server import create
from embedded.environment import recall_environment


def create_app() -> Flask:
    """Return the portal that `make run` keeps, for commands given beside it."""
    recall_environment()
    return create()
