"""The words by which a row is known in lists, selects and pictures."""

from portal.analyses.monitoring_labels import CRITERION_KEYS
from portal.analyses.queries import RowDict, Rows
from portal.analyses.row_cache import once
from portal.language.i18n import N_, gettext
from portal.language.khmer import shorten

Headings = dict[tuple[str, int], str]
LONGEST_HEADING = 120
OWN_STAFF = N_("Your own staff")
CRITERION_NAMES = dict(CRITERION_KEYS)
TITLES = {
    "context": "area",
    "divider": "title",
    "connector": "title",
    "detail": "choice",
    "constraint": "choice",
    "chain": "explanation",
    "option": "description",
    "test": "note",
    "change": "after",
    "rating": "criterion_key",
    "learning": "after",
    "influence": "note",
}


def title_of(kind: str, row: RowDict) -> str:
    """Return the words of a row that name it best."""
    return str(row[TITLES[kind]] or "")


def name_rows(rows: Rows) -> Headings:
    """Return a short heading for each row; effects and tests are named by what they link."""
    headings = {
        (kind, row["id"]): _own_name(kind, row) for kind, of_kind in rows.items() for row in of_kind
    }
    for row in rows.get("chain", []):
        ends = (headings.get(("detail", row["detail_id"])), _factor(row, headings))
        if linked := " → ".join(end for end in ends if end):
            headings["chain", row["id"]] = linked
    for row in rows.get("test", []):
        headings["test", row["id"]] = name_test(row, headings)
    for row in rows.get("rating", []):
        criterion = CRITERION_NAMES.get(row["criterion_key"])
        headings["rating", row["id"]] = gettext(criterion) if criterion else ""
    return headings


def name_test(row: RowDict, headings: Headings) -> str:
    """Return what a test is known by: what its option is tested on."""
    return _factor(row, headings) or gettext(OWN_STAFF)


@once
def _own_name(kind: str, row: RowDict) -> str:
    return shorten(title_of(kind, row), LONGEST_HEADING)


def _factor(row: RowDict, headings: Headings) -> str:
    found = (headings.get((kind, row["factor_id"]), "") for kind in ("divider", "connector"))
    return next(filter(None, found), "")
