"""The picture of an analysis for paper: its places as numbers, its effects in words."""

import re
from collections.abc import Iterator

from portal.analyses.diagram.content import Box, Link, Picture
from portal.analyses.diagram.layout import lay_out
from portal.analyses.options.projection import SAME, rows_after_options
from portal.analyses.queries import Rows
from portal.analyses.vocabulary import FactorKind, Sign
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

WIDTH = 1064
COLUMNS = {"divider": (1, 300), "detail": (380, 304), "connector": (763, 300)}
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
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


def say_effect(kind: str, sign: str) -> str:
    """Return what a link does to a divider or a connector."""
    if sign == SAME:
        return gettext("no effect any more")
    if sign not in (Sign.WORSE, Sign.BETTER):
        return gettext("not stated yet")
    if kind == FactorKind.DIVIDER:
        return gettext("more tension") if sign == Sign.WORSE else gettext("less tension")
    return gettext("weaker") if sign == Sign.WORSE else gettext("stronger")


def _picture(picture: Picture, title: str) -> PaperPicture:
    sides = _sides(picture)
    return PaperPicture(
        title=title,
        alt=_describe(picture),
        page=picture.page,
        width=WIDTH,
        height=picture.height,
        heads=tuple(
            PictureHead(kind, COLUMNS[kind][0], words) for kind, words in _headings().items()
        ),
        boxes=tuple(_box(kind, box) for kind, boxes in sides.items() for box in boxes),
        effects=tuple(
            _effect(kind, link) for kind in FactorKind for box in sides[kind] for link in box.links
        ),
        links=tuple(_link(link) for link in picture.links),
        stems=tuple(_numbers(stem) for stem in picture.stems),
        bands=tuple(_band(kind, boxes, picture) for kind, boxes in sides.items() if boxes),
    )


def _sides(picture: Picture) -> dict[str, list[Box]]:
    return {
        "divider": picture.dividers,
        "detail": picture.details,
        "connector": picture.connectors,
    }


def _headings() -> dict[str, str]:
    return {
        "divider": gettext("Dividers"),
        "detail": gettext("What we do"),
        "connector": gettext("Connectors"),
    }


def _box(kind: str, box: Box) -> PictureBox:
    x, width = COLUMNS[kind]
    return PictureBox(kind, box.title, box.lines, box.is_new, x, box.y, width, box.height)


def _effect(kind: str, link: Link) -> PictureEffect:
    grows = (link.sign == Sign.WORSE) == (kind == FactorKind.DIVIDER)
    return PictureEffect(
        x=COLUMNS[kind][0] + WORDS_INSIDE,
        y=link.y,
        sign=link.sign,
        points=("up" if grows else "down") if link.sign in (Sign.WORSE, Sign.BETTER) else "",
        words=_with_pattern(kind, link),
    )


def _with_pattern(kind: str, link: Link) -> str:
    words = say_effect(kind, link.sign)
    return f"{words} · {link.pattern}" if link.pattern else words


def _link(link: Link) -> PictureLink:
    x, y, across, *_rest = _numbers(link.tip)
    tip = ((x, y), (x + across, y - 6), (x + across, y + 6))
    return PictureLink(link.sign, _numbers(link.line), tip)


def _band(kind: str, boxes: list[Box], picture: Picture) -> PictureBand:
    details = picture.details_named
    listed = (
        BandBox(
            box.title,
            tuple(
                f"{_with_pattern(kind, link)}: {details[link.detail_id]}"
                for link in (box.links if kind != "detail" else ())
            ),
        )
        for box in boxes
    )
    return PictureBand(kind, _headings()[kind], tuple(listed))


def _describe(picture: Picture) -> str:
    return " ".join(
        f"{_headings()[kind]}: {'; '.join(_in_words(kind, box) for box in boxes)}."
        for kind, boxes in _sides(picture).items()
        if boxes
    )


def _in_words(kind: str, box: Box) -> str:
    effects = [say_effect(kind, link.sign) for link in box.links] if kind != "detail" else []
    return f"{box.title} ({', '.join(effects)})" if effects else box.title


def _numbers(path: str) -> tuple[float, ...]:
    return tuple(float(number) for number in NUMBER.findall(path))
