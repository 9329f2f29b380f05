"""What stands in the picture of an analysis: what we do acts on what divides and what connects."""

from dataclasses import dataclass, field
from typing import NamedTuple

from portal.analyses.diagram.words import COLUMN_HEADS, NO_EFFECT, SaidEffect, say_effect
from portal.analyses.labels import SHORT_PATTERNS
from portal.analyses.queries import RowDict, Rows
from portal.analyses.rows.titles import title_of
from portal.language.i18n import gettext
from portal.language.khmer import has_khmer, shorten, wrap

# In Latin letters of the widest system font, so that no line leaves its box. The browser breaks the
# lines, Khmer between words as its dictionary knows them; that takes more room than is measured.
LETTERS_ON_LINE = 25
KHMER_ON_LINE = 23
MOST_LINES = 4
LONGEST_BOX = 200
KINDS_DRAWN = ("divider", "connector", "detail")
NOWHERE_ID = 0  # the id of the box that stands for an end which is not chosen yet
WHOLE_WORK_ID = -1  # and of the one for the whole work, before its details are written
# Heights up to which a picture is still read well on one page of A4; longer ones print as a list.
LANDSCAPE_HEIGHT, PORTRAIT_HEIGHT = 780, 1450


@dataclass
class Link:
    """One link: from a detail to a divider or connector; `line` and `tip` are SVG paths."""

    id: int
    detail_id: int
    factor_id: int
    sign: str
    pattern: str
    effect: SaidEffect = NO_EFFECT
    y: float = 0
    line: str = ""
    tip: str = ""


@dataclass
class Box:
    """A divider, connector or detail; `links` are the effects that reach or leave it.

    `lines` is how many lines its title takes at most.
    """

    id: int
    kind: str
    title: str
    lines: int
    is_new: bool = False
    links: list[Link] = field(default_factory=list)
    y: int = 0
    height: int = 0


class PictureColumn(NamedTuple):
    """The boxes of one kind under their head, each with corners as round as `corner`."""

    kind: str
    head: str
    boxes: list[Box]
    x: int
    width: int
    corner: int

    @property
    def links(self) -> list[Link]:
        """Return what reaches its boxes; a detail has the same links as what they reach."""
        return [] if self.kind == "detail" else [link for box in self.boxes for link in box.links]


@dataclass(frozen=True)
class Picture:
    """Boxes by column and the links between them, with their places once they are laid out.

    `stems` are SVG paths from the whole work to each factor, while there is no detail.
    """

    dividers: list[Box]
    details: list[Box]
    connectors: list[Box]
    links: list[Link]
    height: int = 0
    stems: tuple[str, ...] = ()
    width: int = 1064

    @property
    def columns(self) -> tuple[PictureColumn, ...]:
        """Return its columns from the left, those without a box among them."""
        places = (
            ("divider", self.dividers, 1, 300, 3),
            ("detail", self.details, 380, 304, 8),
            ("connector", self.connectors, 763, 300, 16),
        )
        return tuple(
            PictureColumn(kind, gettext(COLUMN_HEADS[kind]), boxes, *rest)
            for kind, boxes, *rest in places
        )

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
        if self.height <= LANDSCAPE_HEIGHT:
            return "landscape"
        return "portrait" if self.height <= PORTRAIT_HEIGHT else "long"


def gather(rows: Rows, work: str = "") -> Picture:
    """Return what stands in the picture, every effect once.

    An effect that lacks an end leads to a box that says so: nothing in the data is left out.
    While there is no detail, `work`, the name of the whole, has its place.
    """
    boxes = {kind: {row["id"]: _box(kind, row) for row in rows[kind]} for kind in KINDS_DRAWN}
    links = [_link(row) for row in rows["chain"]]
    for link in links:
        _tie(link, boxes)
    if work and not boxes["detail"] and (boxes["divider"] or boxes["connector"]):
        boxes["detail"][WHOLE_WORK_ID] = _named(WHOLE_WORK_ID, "detail", work)
    return Picture(
        dividers=list(boxes["divider"].values()),
        details=list(boxes["detail"].values()),
        connectors=list(boxes["connector"].values()),
        links=links,
    )


def _tie(link: Link, boxes: dict[str, dict[int, Box]]) -> None:
    if link.detail_id not in boxes["detail"]:
        link.detail_id = NOWHERE_ID
        boxes["detail"].setdefault(NOWHERE_ID, _nowhere("detail", gettext("No detail chosen yet")))
    if link.factor_id not in boxes["divider"].keys() | boxes["connector"].keys():
        link.factor_id = NOWHERE_ID
        missing = _nowhere("divider", gettext("No divider or connector chosen yet"))
        boxes["divider"].setdefault(NOWHERE_ID, missing)
    boxes["detail"][link.detail_id].links.append(link)
    end = boxes["divider"].get(link.factor_id) or boxes["connector"][link.factor_id]
    end.links.append(link)
    link.effect = say_effect(end.kind, link.sign)


def _box(kind: str, row: RowDict) -> Box:
    shown = title_of(kind, row) or gettext("Untitled")
    return _named(row["id"], kind, shown, is_new=bool(row.get("is_new")))


def _nowhere(kind: str, words: str) -> Box:
    return _named(NOWHERE_ID, kind, words)


def _named(box_id: int, kind: str, words: str, *, is_new: bool = False) -> Box:
    shown = shorten(words, LONGEST_BOX)
    room = KHMER_ON_LINE if has_khmer(shown) else LETTERS_ON_LINE
    lines = len(wrap(shown, room, MOST_LINES))
    return Box(box_id, kind, shown, max(lines, 1), is_new)


def _link(row: RowDict) -> Link:
    pattern = SHORT_PATTERNS.get(row["pattern"], "")
    return Link(
        id=row["id"],
        detail_id=row["detail_id"] or NOWHERE_ID,
        factor_id=row["factor_id"] or NOWHERE_ID,
        sign=row["sign"],
        pattern=gettext(pattern) if pattern else "",
    )
