"""The picture of an analysis for paper: its places as numbers, its effects in words."""

import re
from collections.abc import Iterator

from portal.analyses.diagram.content import Box, Link, Picture, PictureColumn
from portal.analyses.diagram.layout import lay_out
from portal.analyses.options.projection import rows_after_options
from portal.analyses.queries import Rows
from portal.language.i18n import gettext
from portal.story.document.model import (
    BandBox,
    PaperPicture,
    PictureBand,
    PictureBox,
    PictureEffect,
    PictureHead,
    PictureLink,
)
from portal.story.snapshot import Snapshot

SVG_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
WORDS_INSIDE = 15  # from the edge of a box


def pictures_of(snapshot: Snapshot) -> Iterator[PaperPicture]:
    """Yield the picture before and, where options are in use, after."""
    rows: Rows = snapshot["rows"]
    project = snapshot["analysis"]["project"]
    title = gettext("Before our changes") if snapshot["has_changed"] else gettext("The picture")
    before = lay_out(rows, project)
    if before.is_empty:
        return
    yield _picture(before, title)
    if snapshot["has_changed"]:
        yield _picture(lay_out(rows_after_options(rows), project), gettext("After our changes"))


def _picture(picture: Picture, title: str) -> PaperPicture:
    columns = picture.columns
    return PaperPicture(
        title=title,
        alt=" ".join(_describe(column) for column in columns if column.boxes),
        page=picture.page,
        width=picture.width,
        height=picture.height,
        heads=tuple(PictureHead(column.kind, column.x, column.head) for column in columns),
        boxes=tuple(_box(column, box) for column in columns for box in column.boxes),
        effects=tuple(_effect(column, link) for column in columns for link in column.links),
        links=tuple(_link(link) for link in picture.links),
        stems=tuple(_numbers(stem) for stem in picture.stems),
        bands=tuple(_band(column, picture) for column in columns if column.boxes),
    )


def _box(column: PictureColumn, box: Box) -> PictureBox:
    place = (column.x, box.y, column.width, box.height, column.corner)
    return PictureBox(column.kind, box.title, box.lines, box.is_new, *place)


def _effect(column: PictureColumn, link: Link) -> PictureEffect:
    return PictureEffect(
        x=column.x + WORDS_INSIDE,
        y=link.y,
        sign=link.sign,
        points=link.effect.points,
        words=_with_pattern(link),
    )


def _with_pattern(link: Link) -> str:
    words = link.effect.words
    return f"{words} · {link.pattern}" if link.pattern else words


def _link(link: Link) -> PictureLink:
    x, y, across, *_rest = _numbers(link.tip)
    tip = ((x, y), (x + across, y - 6), (x + across, y + 6))
    return PictureLink(link.sign, _numbers(link.line), tip)


def _band(column: PictureColumn, picture: Picture) -> PictureBand:
    details, kind = picture.details_named, column.kind
    listed = (
        BandBox(
            box.title,
            tuple(
                f"{_with_pattern(link)}: {details[link.detail_id]}"
                for link in (box.links if kind != "detail" else ())
            ),
        )
        for box in column.boxes
    )
    return PictureBand(kind, column.head, tuple(listed))


def _describe(column: PictureColumn) -> str:
    boxes = "; ".join(_in_words(column.kind, box) for box in column.boxes)
    return f"{column.head}: {boxes}."


def _in_words(kind: str, box: Box) -> str:
    links = box.links if kind != "detail" else ()
    effects = ", ".join(link.effect.words for link in links)
    return f"{box.title} ({effects})" if effects else box.title


def _numbers(path: str) -> tuple[float, ...]:
    return tuple(float(number) for number in SVG_NUMBER.findall(path))
