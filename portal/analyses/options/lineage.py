"""Options and what they were made from: a failed one stands before those that replace it."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from portal.analyses.queries import RowDict

Children = dict[int | None, list[RowDict]]


def order_by_lineage(options: Sequence[RowDict]) -> list[RowDict]:
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


class LineageNode(NamedTuple):
    """One option in its family: `depth` counts from the first, `number` is its place in the list.

    `parent` is the number of the option it was made from, 0 for the first of a family.
    """

    row: RowDict
    number: int
    parent: int
    depth: int


def families_of(options: Sequence[RowDict]) -> list[list[LineageNode]]:
    """Return every family of options as a tree written down line by line, the first one on top."""
    ordered = order_by_lineage(options)
    number = {row["id"]: place for place, row in enumerate(ordered, 1)}
    depth: dict[int, int] = {}
    families: list[list[LineageNode]] = []
    for row in ordered:
        parent = row["parent_id"] if row["parent_id"] in depth else 0
        depth[row["id"]] = depth[parent] + 1 if parent else 0
        kin = LineageNode(row, number[row["id"]], number[parent] if parent else 0, depth[row["id"]])
        if parent:
            families[-1].append(kin)
        else:
            families.append([kin])
    return families


def kin_by_option(options: Sequence[RowDict]) -> dict[int, list[LineageNode]]:
    """Return the family of each option that has one: an ancestor or a successor."""
    return {
        kin.row["id"]: family
        for family in families_of(options)
        if len(family) > 1
        for kin in family
    }


def _walk(children: Children, parent: int | None) -> Iterator[RowDict]:
    waiting = list(reversed(children.get(parent, [])))
    while waiting:
        row = waiting.pop()
        yield row
        waiting.extend(reversed(children.get(row["id"], [])))
