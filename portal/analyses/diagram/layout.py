"""Gives the boxes and arrows of a picture their places, in the units of its SVG."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from portal.analyses.diagram.content import WHOLE_WORK_ID, Box, Picture, gather
from portal.analyses.queries import Rows

BOXES_TOP, BOX_GAP = 40, 18
BOX_PADDING, LINE_HEIGHT, EFFECT_HEIGHT = 20, 22, 24
FIRST_LINE = 24  # from the top of a box to the foot of its first line
ROOM_FOR_LINK = 12


@dataclass(frozen=True)
class _Side:
    """Where arrows leave the middle and arrive, and which way their tips point."""

    tip_at: int
    leaves: int
    arrives: int
    tip: int


LEFT_SIDE = _Side(tip_at=301, leaves=380, arrives=314, tip=13)
RIGHT_SIDE = _Side(tip_at=763, leaves=684, arrives=750, tip=-13)


def lay_out(rows: Rows, work: str = "") -> Picture:
    """Return the picture of an analysis, ready to be drawn; `work` is what the whole is called."""
    picture = gather(rows, work)
    height = max(
        _stack(picture.dividers, _factor_height),
        _stack(picture.connectors, _factor_height),
        _stack(picture.details, _detail_height),
    )
    for box, side in _sides(picture):
        for number, link in enumerate(box.links):
            text = box.y + FIRST_LINE + LINE_HEIGHT * box.lines + EFFECT_HEIGHT * number + 2
            link.y = text - 5
            link.tip = f"M{side.tip_at} {link.y}l{side.tip} -6v12z"
    sides = {link.id: side for box, side in _sides(picture) for link in box.links}
    for box in picture.details:
        _draw_lines(box, sides)
    return replace(picture, height=height, stems=tuple(_stems(picture)))


def _stems(picture: Picture) -> Iterator[str]:
    whole = next((box for box in picture.details if box.id == WHOLE_WORK_ID), None)
    if whole is None:
        return
    start = whole.y + whole.height // 2
    for box, side in _sides(picture):
        end, middle = box.y + box.height // 2, (side.leaves + side.tip_at) // 2
        yield f"M{side.leaves} {start}C{middle} {start} {middle} {end} {side.tip_at} {end}"


def _draw_lines(box: Box, sides: dict[int, _Side]) -> None:
    for number, link in enumerate(box.links, 1):
        side = sides[link.id]
        start = round(box.y + box.height * number / (len(box.links) + 1), 1)
        middle = (side.leaves + side.arrives) // 2
        link.line = (
            f"M{side.leaves} {start}C{middle} {start} {middle} {link.y} {side.arrives} {link.y}"
        )


def _sides(picture: Picture) -> list[tuple[Box, _Side]]:
    return [
        *((box, LEFT_SIDE) for box in picture.dividers),
        *((box, RIGHT_SIDE) for box in picture.connectors),
    ]


def _factor_height(box: Box) -> int:
    return BOX_PADDING + LINE_HEIGHT * box.lines + EFFECT_HEIGHT * len(box.links)


def _detail_height(box: Box) -> int:
    return max(BOX_PADDING + LINE_HEIGHT * box.lines, FIRST_LINE + ROOM_FOR_LINK * len(box.links))


def _stack(boxes: Sequence[Box], height_of: Callable[[Box], int]) -> int:
    top = BOXES_TOP
    for box in boxes:
        box.y = top
        box.height = height_of(box)
        top += box.height + BOX_GAP
    return top
