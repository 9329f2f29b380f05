"""Photos inside documents lose their notes, and not a dot of theirs changes."""

import io
import struct
import zlib

import pytest
from PIL import Image

from portal.files.metadata import without_notes
from tests.files import samples

START, END, SCAN = b"\xff\xd8", b"\xff\xd9", b"\xff\xda\x00\x03\x01dots\xff\x00\xff\xd0dots"
FRAME = b"\xff\xe0\x00\x04ab"
EXIF, COMMENT = b"\xff\xe1\x00\x08Kanari", b"\xff\xfe\x00\x08Kanari"
SIGN = b"\x89PNG\r\n\x1a\n"


def chunk(name: bytes, body: bytes = b"") -> bytes:
    """Return a part of a PNG."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


@pytest.mark.parametrize(
    "note",
    [
        pytest.param(EXIF, id="exif"),
        pytest.param(COMMENT, id="comment"),
        pytest.param(b"\xff\xed\x00\x08Kanari", id="captions"),
        pytest.param(b"\xff\xef\x00\x08Kanari", id="last of its kind"),
        pytest.param(b"\xff\xe1\x00\x02", id="empty"),
        pytest.param(EXIF + COMMENT + EXIF, id="several"),
    ],
)
def test_a_note_goes_wherever_it_stands_in_a_jpeg(note: bytes) -> None:
    table = b"\xff\xdb\x00\x04ab"
    whole = START + FRAME + table + SCAN + END
    assert without_notes(START + note + FRAME + note + table + note + SCAN + END) == whole
    assert without_notes(START + FRAME + table + SCAN + note + SCAN + END) == (
        START + FRAME + table + SCAN + SCAN + END
    )


@pytest.mark.parametrize(
    "part",
    [
        pytest.param(FRAME, id="frame"),
        pytest.param(b"\xff\xe2\x00\x04ab", id="colours"),
        pytest.param(b"\xff\xee\x00\x04ab", id="how colours are mixed"),
        pytest.param(b"\xff\xdb\x00\x04\xff\xe1", id="a table that looks like a note"),
        pytest.param(b"\xff\x01", id="alone"),
        pytest.param(b"\xff\xff\xff\xdb\x00\x04ab", id="filled up"),
    ],
)
def test_what_a_jpeg_needs_stays(part: bytes) -> None:
    whole = START + part + SCAN + END
    assert without_notes(whole) == whole
    assert without_notes(START + EXIF + part + EXIF + SCAN + END) == whole


def test_what_follows_the_end_of_a_jpeg_goes_with_its_own_notes() -> None:
    whole = START + FRAME + SCAN + END
    assert without_notes(whole + START + EXIF + SCAN + END) == whole
    assert without_notes(whole + b"Kanari") == whole


def test_a_real_photo_keeps_its_dots() -> None:
    sent = samples.photo(40, 30)
    quiet = without_notes(sent)
    assert (b"Kanari" in sent, b"Kanari" in quiet) == (True, False)
    with Image.open(io.BytesIO(sent)) as before, Image.open(io.BytesIO(quiet)) as after:
        assert after.tobytes() == before.tobytes()
        assert dict(after.getexif()) == {}


@pytest.mark.parametrize("name", [b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"])
def test_a_note_goes_wherever_it_stands_in_a_png(name: bytes) -> None:
    parts = [chunk(b"IHDR", b"x"), chunk(b"IDAT", b"tEXt"), chunk(b"IEND")]
    note = chunk(name, b"Kanari")
    sent = SIGN + note.join([parts[0], parts[1], b""]) + note + parts[2]
    assert without_notes(sent) == SIGN + b"".join(parts)


def test_what_follows_the_end_of_a_png_goes() -> None:
    whole = SIGN + chunk(b"IHDR", b"x") + chunk(b"sRGB", b"\0") + chunk(b"IEND")
    assert without_notes(whole) == whole
    assert without_notes(whole + b"Kanari" + chunk(b"tEXt")) == whole


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param("ខ្មែរ".encode(), id="words"),
        pytest.param(b"GIF89a" + EXIF, id="another kind"),
        pytest.param(START, id="a beginning alone"),
        pytest.param(b"\xff\xd8\xff", id="half a part"),
        pytest.param(b"\xff\xd8\xff\xe1", id="a part of no length"),
        pytest.param(b"\xff\xd8\xff\xdb\xff\xffdots", id="a part beyond the end"),
        pytest.param(SIGN + b"\0\0", id="half a part of a png"),
    ],
)
def test_what_is_no_whole_picture_stays_as_it_is(data: bytes) -> None:
    assert without_notes(data) == data


@pytest.mark.parametrize(
    ("broken", "left"),
    [
        pytest.param(b"\xff\xfe\xff\xf0Kanari" + END, END, id="a note beyond the end"),
        pytest.param(b"\xff\xdb\xff\xf0ab" + END, b"\xff\xdb\xff\xf0ab" + END, id="a table"),
        pytest.param(b"\xff\xfe", b"\xff\xfe", id="a note of no length"),
        pytest.param(b"\xff", b"\xff", id="half a part"),
    ],
)
def test_a_jpeg_loses_the_notes_before_a_broken_part(broken: bytes, left: bytes) -> None:
    assert without_notes(START + EXIF + FRAME + SCAN + broken) == START + FRAME + SCAN + left


def test_a_note_beyond_the_end_goes_with_all_behind_it() -> None:
    assert without_notes(START + b"\xff\xe1\xff\xffKanari" + SCAN + END) == START + END


def test_a_png_loses_the_notes_before_a_broken_part() -> None:
    dots = chunk(b"IDAT", b"dots")
    assert without_notes(SIGN + chunk(b"eXIf", b"Kanari") + dots + b"\0\0") == SIGN + dots + b"\0\0"


def test_a_jpeg_that_never_ends_loses_what_is_found() -> None:
    assert without_notes(START + EXIF + SCAN) == START + SCAN
