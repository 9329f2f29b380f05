"""Options and what they were made from: a failed one stands before those that replace it."""

from collections.abc import Iterator, Sequence

from portal.analyses.queries import RowDict

Children = dict[int | None, list[RowDict]]


def in_families(options: Sequence[RowDict]) -> list[RowDict]:
    """Return options so that each stands right after its parent; nothing is left out or doubled."""
    known = {row["id"] for row in options}
    children: Children = {}
    for row in options:
        parent = row["parent_id"] if row["parent_id"] in known else None
        children.setdefault(parent, []).append(row)
    ordered = list(_walk(children, None))
    seen = {row["id"] for row in ordered}
    # Rows that name each other in a ring have no first one; they are shown all the same.
    return [*ordered, *(row for row in options if row["id"] not in seen)]


def _walk(children: Children, parent: int | None) -> Iterator[RowDict]:
    waiting = list(reversed(children.get(parent, [])))
    while waiting:
        row = waiting.pop()
        yield row
        waiting.extend(reversed(children.get(row["id"], [])))
