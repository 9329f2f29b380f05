"""Learns what a view asks of a form, so that tests can send it without a list of their own."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from werkzeug.datastructures import ImmutableMultiDict

Asked = ImmutableMultiDict[str, str]
_heard: set[str] = set()


class Listening(Asked):
    """A form that holds what was sent and notes every name that is asked of it."""

    def __contains__(self, key: object) -> bool:
        _heard.add(str(key))
        return super().__contains__(key)

    def __getitem__(self, key: str) -> str:
        _heard.add(key)
        return super().__getitem__(key)

    def get(self, key: str, *rest: Any, **named: Any) -> Any:
        """Return what `ImmutableMultiDict.get` does and note the name."""
        _heard.add(key)
        return super().get(key, *rest, **named)

    def getlist(self, key: str, *rest: Any, **named: Any) -> list[Any]:
        """Return what `ImmutableMultiDict.getlist` does and note the name."""
        _heard.add(key)
        return super().getlist(key, *rest, **named)


@contextmanager
def listening(app: Flask) -> Iterator[set[str]]:
    """Give the names that views ask for while the context is open."""
    usual = app.request_class
    app.request_class = type("Hearing", (usual,), {"parameter_storage_class": Listening})
    _heard.clear()
    try:
        yield _heard
    finally:
        app.request_class = usual
