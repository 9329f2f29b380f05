"""A story on paper: what PDF and Word lay out, each in its own way.

Places in a picture are in the units of `portal.analyses.diagram.layout`.
"""

from dataclasses import dataclass
from typing import TypeAlias

Point: TypeAlias = tuple[float, float]


@dataclass(frozen=True)
class PictureHead:
    """What stands above a column of a picture."""

    kind: str
    x: float
    words: str


@dataclass(frozen=True)
class PictureBox:
    """A divider, a detail or a connector; its title has the room of `lines`."""

    kind: str
    title: str
    lines: int
    is_new: bool
    x: float
    y: float
    width: float
    height: float
    corner: float


@dataclass(frozen=True)
class PictureEffect:
    """What reaches a box, in words; a mark that points `up` or `down` stands before them."""

    x: float
    y: float
    sign: str
    points: str
    words: str


@dataclass(frozen=True)
class PictureLink:
    """A line from a detail: start, two handles and end of a curve, and the corners of its tip."""

    sign: str
    curve: tuple[float, ...]
    tip: tuple[Point, ...]


@dataclass(frozen=True)
class BandBox:
    """One box of a picture as a line of a list."""

    title: str
    effects: tuple[str, ...]


@dataclass(frozen=True)
class PictureBand:
    """A column of a picture as a list."""

    kind: str
    head: str
    boxes: tuple[BandBox, ...]


@dataclass(frozen=True)
class PaperPicture:
    """The picture of an analysis; one whose `page` is `long` is laid out as `bands`."""

    title: str
    alt: str
    page: str
    width: float
    height: float
    heads: tuple[PictureHead, ...]
    boxes: tuple[PictureBox, ...]
    effects: tuple[PictureEffect, ...]
    links: tuple[PictureLink, ...]
    stems: tuple[tuple[float, ...], ...]
    bands: tuple[PictureBand, ...]

    @property
    def is_long(self) -> bool:
        """Tell whether it has no room on one page."""
        return self.page == "long"


@dataclass(frozen=True)
class TrendMark:
    """One check-in on the line of a factor; `shape` is its trend."""

    x: float
    y: float
    shape: str


@dataclass(frozen=True)
class PaperTrend:
    """How one factor developed, as a line and in words."""

    title: str
    words: str
    width: float
    height: float
    marks: tuple[TrendMark, ...]


@dataclass(frozen=True)
class PaperPhoto:
    """A photo under the name that its file has among those of the document."""

    file: str
    caption: str


@dataclass(frozen=True)
class PaperSection:
    """A part of the story; each of its lines is a paragraph."""

    key: str
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class StoryDocument:
    """A whole story in one language; `told_on` is an ISO date."""

    locale: str
    organisation: str
    acronym: str
    kicker: str
    title: str
    project: str
    audience: str
    made: str
    told_on: str
    sections: tuple[PaperSection, ...]
    pictures: tuple[PaperPicture, ...]
    trends: tuple[PaperTrend, ...]
    trends_title: str
    trends_note: str
    photos: tuple[PaperPhoto, ...]
    photos_title: str
