"""Lays out the picture of an analysis: what we do acts on what divides and what connects."""

from typing import Any

from flask_babel import gettext

from portal.analyses.headings import title_of
from portal.analyses.queries import RowDict, Rows
from portal.analyses.words import SHORT_PATTERNS
from portal.analyses.wrapping import shorten, wrap

PICTURE_KINDS = ("divider", "connector", "detail", "chain")
WIDTHS = {"divider": 34, "connector": 34, "detail": 21}
LONGEST = 200
NOWHERE = 0  # the id of the box that stands for an end which is not chosen yet
Box = dict[str, Any]


def lay_out(rows: Rows) -> dict[str, list[Box]]:
    """Return boxes (id, title, lines) by column, and the links between them, one for each effect.

    An effect that lacks an end leads to a box that says so: nothing in the data is left out.
    """
    factors = {row["id"] for kind in ("divider", "connector") for row in rows[kind]}
    details = {row["id"] for row in rows["detail"]}
    links = [_link(row, details, factors) for row in rows["chain"]]
    picture = {
        "dividers": _boxes("divider", rows),
        "connectors": _boxes("connector", rows),
        "details": _boxes("detail", rows),
        "links": links,
    }
    if any(link["factor_id"] == NOWHERE for link in links):
        picture["dividers"].append(_missing(gettext("No divider or connector chosen yet")))
    if any(link["detail_id"] == NOWHERE for link in links):
        picture["details"].append(_missing(gettext("No detail chosen yet")))
    return picture


def _boxes(kind: str, rows: Rows) -> list[Box]:
    return [_box(row["id"], title_of(kind, row), WIDTHS[kind]) for row in rows[kind]]


def _box(row_id: int, title: str, width: int) -> Box:
    shown = title or gettext("No title yet")
    return {"id": row_id, "title": shorten(shown, LONGEST), "lines": wrap(shown, width)}


def _missing(words: str) -> Box:
    return _box(NOWHERE, words, WIDTHS["detail"])


def _link(row: RowDict, details: set[int], factors: set[int]) -> Box:
    pattern = SHORT_PATTERNS.get(row["pattern"], "")
    return {
        "id": row["id"],
        "detail_id": row["detail_id"] if row["detail_id"] in details else NOWHERE,
        "factor_id": row["factor_id"] if row["factor_id"] in factors else NOWHERE,
        "sign": row["sign"],
        "pattern": gettext(pattern) if pattern else "",
    }
