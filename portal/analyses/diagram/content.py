"""What stands in the picture of an analysis: what we do acts on what divides and what connects."""

from dataclasses import dataclass, field

from portal.analyses.labels import SHORT_PATTERNS
from portal.analyses.queries import RowDict, Rows
from portal.analyses.rows.titles import title_of
from portal.language.i18n import gettext
from portal.language.khmer import shorten, wrap

# In Latin letters of the widest system font, so that no line leaves its box.
LETTERS_ON_LINE = {"divider": 29, "connector": 29, "detail": 17.5}
LONGEST_BOX = 200
NOWHERE = 0  # the id of the box that stands for an end which is not chosen yet
# Heights up to which a picture is still read well on one page of A4; longer ones print as a list.
LANDSCAPE, PORTRAIT = 780, 1450


@dataclass
class Link:
    """One effect: from a detail to a divider or connector; `line` and `tip` are SVG paths."""

    id: int
    detail_id: int
    factor_id: int
    sign: str
    pattern: str
    y: float = 0
    line: str = ""
    tip: str = ""


@dataclass
class Box:
    """A divider, connector or detail; `links` are the effects that reach or leave it."""

    id: int
    kind: str
    title: str
    lines: list[str]
    is_new: bool = False
    links: list[Link] = field(default_factory=list)
    y: int = 0
    height: int = 0


@dataclass(frozen=True)
class Picture:
    """Boxes by column and the links between them, with their places once they are laid out."""

    dividers: list[Box]
    details: list[Box]
    connectors: list[Box]
    links: list[Link]
    height: int = 0

    @property
    def details_named(self) -> dict[int, str]:
        """Return the titles of the details by their ids."""
        return {detail.id: detail.title for detail in self.details}

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to draw."""
        return not (self.dividers or self.details or self.connectors)

    @property
    def page(self) -> str:
        """Return on which page of A4 the picture is read best: landscape, portrait or long."""
        if self.height <= LANDSCAPE:
            return "landscape"
        return "portrait" if self.height <= PORTRAIT else "long"


def gather(rows: Rows) -> Picture:
    """Return what stands in the picture, every effect once.

    An effect that lacks an end leads to a box that says so: nothing in the data is left out.
    """
    boxes = {kind: {row["id"]: _box(kind, row) for row in rows[kind]} for kind in LETTERS_ON_LINE}
    links = [_link(row) for row in rows["chain"]]
    for link in links:
        _tie(link, boxes)
    return Picture(
        dividers=list(boxes["divider"].values()),
        details=list(boxes["detail"].values()),
        connectors=list(boxes["connector"].values()),
        links=links,
    )


def _tie(link: Link, boxes: dict[str, dict[int, Box]]) -> None:
    if link.detail_id not in boxes["detail"]:
        link.detail_id = NOWHERE
        boxes["detail"].setdefault(NOWHERE, _nowhere("detail", gettext("No detail chosen yet")))
    if link.factor_id not in boxes["divider"].keys() | boxes["connector"].keys():
        link.factor_id = NOWHERE
        missing = _nowhere("divider", gettext("No divider or connector chosen yet"))
        boxes["divider"].setdefault(NOWHERE, missing)
    boxes["detail"][link.detail_id].links.append(link)
    end = boxes["divider"].get(link.factor_id) or boxes["connector"][link.factor_id]
    end.links.append(link)


def _box(kind: str, row: RowDict) -> Box:
    shown = title_of(kind, row) or gettext("No title yet")
    lines = wrap(shown, LETTERS_ON_LINE[kind])
    return Box(row["id"], kind, shorten(shown, LONGEST_BOX), lines, bool(row.get("is_new")))


def _nowhere(kind: str, words: str) -> Box:
    return Box(NOWHERE, kind, words, wrap(words, LETTERS_ON_LINE["detail"]))


def _link(row: RowDict) -> Link:
    pattern = SHORT_PATTERNS.get(row["pattern"], "")
    return Link(
        id=row["id"],
        detail_id=row["detail_id"] or NOWHERE,
        factor_id=row["factor_id"] or NOWHERE,
        sign=row["sign"],
        pattern=gettext(pattern) if pattern else "",
    )
