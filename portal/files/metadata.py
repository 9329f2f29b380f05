"""Takes position, camera and comments out of photos inside documents, without touching a dot."""

import re
import struct

JPEG_SIGNATURE, PNG_SIGNATURE = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
START_OF_SCAN, END_OF_IMAGE = 0xDA, b"\xff\xd9"
# APP0 is the frame, APP2 the colours, APP14 how colours are mixed; the rest are notes.
KEPT_APPS = (0xE0, 0xE2, 0xEE)
MARKERS_WITHOUT_LENGTH = {0x01, *range(0xD0, 0xD8)}
# Within a scan, 0xFF stands before zero for itself, and before the number of a restart.
AFTER_SCAN = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]", re.DOTALL)
SHORTEST_SEGMENT = 4  # a marker and a length
CHUNK_HEAD = struct.Struct(">I4s")
PNG_NOTES = {b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"}


def without_notes(data: bytes) -> bytes:
    """Return a JPEG or PNG without its notes; anything else as it is.

    What follows the end of the picture goes too: other pictures there have notes of their own.
    From where a picture is broken it stays as it is, but for a note that never ends.
    """
    if data.startswith(JPEG_SIGNATURE):
        return _quiet_jpeg(data)
    if data.startswith(PNG_SIGNATURE):
        return _quiet_png(data)
    return data


def _quiet_jpeg(data: bytes) -> bytes:
    kept, at = [data[:2]], 2
    while at + SHORTEST_SEGMENT <= len(data) and _is_segment(data[at : at + 2]):
        end = _end_of_segment(data, at)
        if not _is_note(data[at + 1]):
            if end > len(data):
                break
            kept.append(data[at:end])
        at = end
    is_ended = at > len(data) or data[at : at + 2] == END_OF_IMAGE
    return b"".join([*kept, END_OF_IMAGE if is_ended else data[at:]])


def _is_segment(marker: bytes) -> bool:
    return marker[0] == 0xFF and marker != END_OF_IMAGE


def _end_of_segment(data: bytes, at: int) -> int:
    marker = data[at + 1]
    if marker == 0xFF:
        return at + 1
    if marker in MARKERS_WITHOUT_LENGTH:
        return at + 2
    (length,) = struct.unpack_from(">H", data, at + 2)
    end = at + 2 + int(length)
    if marker != START_OF_SCAN:
        return end
    after = AFTER_SCAN.search(data, end)
    return after.start() if after else max(end, len(data))


def _is_note(marker: int) -> bool:
    return marker == 0xFE or (0xE0 <= marker <= 0xEF and marker not in KEPT_APPS)


def _quiet_png(data: bytes) -> bytes:
    kept, at = [PNG_SIGNATURE], len(PNG_SIGNATURE)
    while at + CHUNK_HEAD.size <= len(data):
        length, name = CHUNK_HEAD.unpack_from(data, at)
        if name not in PNG_NOTES:
            kept.append(data[at : at + 12 + length])
        if name == b"IEND":
            return b"".join(kept)
        at += 12 + length
    return b"".join([*kept, data[at:]])
