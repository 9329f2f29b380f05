"""Says where something is by titles: of an analysis, then of its project."""


def join_titles(*titles: str | None) -> str:
    """Return titles from the inner to the outer: the empty ones left out, the same said once."""
    return " · ".join(dict.fromkeys(filter(None, titles)))
