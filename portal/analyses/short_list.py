"""Which dividers and connectors an analysis keeps an eye on: the short list, not all of them."""

from collections.abc import Collection

from portal.analyses.queries import RowDict, Rows

FACTOR_KINDS = ("divider", "connector")
# A list that people really follow is short: five or six of each (domain: A short list).
MOST_OF_EACH = 6


def tracked(rows: Rows, always: Collection[int | None] = ()) -> list[tuple[str, RowDict]]:
    """Return the tracked dividers, then connectors, each with its kind.

    Of each kind those with a rank, the most important first; without any rank the first written.
    At most `MOST_OF_EACH`, and besides them the rows whose ids are in `always`.
    """
    return [(kind, row) for kind in FACTOR_KINDS for row in _tracked(rows[kind], always)]


def _tracked(factors: list[RowDict], always: Collection[int | None]) -> list[RowDict]:
    ranked = sorted((row for row in factors if row["rank"]), key=lambda row: row["rank"])
    short = {row["id"] for row in (ranked or factors)[:MOST_OF_EACH]}
    first = [row for row in ranked if row["id"] in short]
    known = {row["id"] for row in first}
    rest = [row for row in factors if row["id"] not in known]
    return [*first, *(row for row in rest if row["id"] in short or row["id"] in always)]
