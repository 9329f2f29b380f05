"""Photos of a story: evidence of the analysis, made small enough to be sent by mail."""

import io
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import structlog
from PIL import Image

from portal.files.formats import Format
from portal.files.pictures import PILLOW_FORMATS
from portal.files.queries import FileLine, file_head
from portal.files.services import FileLost, read_bytes
from portal.files.storage import Storage

LONGEST_SIDE = 1200
STORY_JPEG_QUALITY = 80
log = structlog.get_logger("portal.story")


class Photo(NamedTuple):
    """A photo as it stands in the files; `number` is the id of the evidence it was made from."""

    number: int
    jpeg: bytes


def read_photos(
    analysis_id: int, chosen: Sequence[int], there: Sequence[FileLine], storage: Storage
) -> Iterator[Photo]:
    """Yield the chosen photos that are there still, made small; a lost one is passed over."""
    formats = {file.id: file.format for file in there}
    for number in chosen:
        if number not in formats:
            continue
        try:
            body = read_bytes(storage, file_head(analysis_id, number))
        except FileLost:
            log.warning("photo of a story lost", file_id=number)
            continue
        yield Photo(number, make_small(body, Format(formats[number])))


def make_small(body: bytes, kind: Format) -> bytes:
    """Return a picture as JPEG, at most 1,200 dots long; the same one gives the same bytes."""
    with Image.open(io.BytesIO(body), formats=PILLOW_FORMATS[kind]) as opened:
        opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        picture = opened.convert("RGBA")
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    paper = Image.new("RGB", picture.size, "white")
    paper.paste(picture, mask=picture.getchannel("A"))
    written = io.BytesIO()
    paper.save(written, "JPEG", quality=STORY_JPEG_QUALITY)
    return written.getvalue()
