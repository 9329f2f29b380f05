"""Marks strings of the kernel tables for translation where they are shown."""


def N_(message: str) -> str:  # noqa: N802  the name that gettext's tools look for
    """Return `message` unchanged; the catalogue collects it, templates translate it."""
    return message
