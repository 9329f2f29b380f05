"""The words by which a row is known in lists, selects and pictures."""

from portal.analyses.kind import Field, Kind
from portal.analyses.kinds import KINDS, OWN_STAFF
from portal.analyses.queries import RowDict, Rows
from portal.language.i18n import gettext
from portal.language.khmer import shorten

Headings = dict[tuple[str, int], str]
LONGEST_HEADING = 120


def title_of(kind: str, row: RowDict) -> str:
    """Return the words of a row that name it best."""
    return str(row[KINDS[kind].titled_by] or "")


def name_rows(rows: Rows) -> Headings:
    """Return a short heading for each row; effects and tests are named by what they link."""
    headings = {
        (kind, row["id"]): _own_name(kind, row) for kind, of_kind in rows.items() for row in of_kind
    }
    for kind, of_kind in rows.items():
        known = KINDS[kind]
        for row in of_kind if known.named_by else ():
            if linked := name_by_links(known, row, headings):
                headings[kind, row["id"]] = linked
    return headings


def name_by_links(kind: Kind, row: RowDict, headings: Headings) -> str:
    """Return what a row of a kind is known by: the names of the rows that it links."""
    ends = (_linked(kind.field[name], row[name], headings) for name in kind.named_by)
    return " → ".join(filter(None, ends))


def say_blank(field: Field) -> str:
    """Return what a link to nothing says, empty where nothing was chosen yet."""
    return gettext(OWN_STAFF) if field.blank == OWN_STAFF else ""


def _own_name(kind: str, row: RowDict) -> str:
    known = KINDS[kind]
    if choices := known.field[known.titled_by].choices:
        label = dict(choices).get(row[known.titled_by])
        return gettext(label) if label else ""
    return _short_title(kind, row)


def _short_title(kind: str, row: RowDict) -> str:
    title = title_of(kind, row)
    return title if len(title) <= LONGEST_HEADING else shorten(title, LONGEST_HEADING)


def _linked(field: Field, target: int | None, headings: Headings) -> str:
    found = (headings.get((kind, target or 0), "") for kind in field.targets)
    return next(filter(None, found), "") or say_blank(field)
