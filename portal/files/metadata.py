"""Takes position, camera and comments out of photos inside documents, without touching a dot."""

import struct

JPEG, PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
START_OF_SCAN = 0xDA
# APP0 is the frame, APP2 the colours, APP14 how colours are mixed; the rest are notes.
KEPT_APPS = (0xE0, 0xE2, 0xEE)
ALONE = {0x01, *range(0xD0, 0xD8)}
PNG_NOTES = {b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"}


def without_notes(data: bytes) -> bytes:
    """Return a JPEG or PNG without its notes; anything else, and a broken one, as it is."""
    try:
        if data.startswith(JPEG):
            return _quiet_jpeg(data)
        if data.startswith(PNG):
            return _quiet_png(data)
    except (IndexError, struct.error):
        return data
    return data


def _quiet_jpeg(data: bytes) -> bytes:
    kept, at = [data[:2]], 2
    while data[at] == 0xFF and data[at + 1] != START_OF_SCAN:
        marker = data[at + 1]
        length = (
            0 if marker in ALONE or marker == 0xFF else struct.unpack_from(">H", data, at + 2)[0]
        )
        size = 1 if marker == 0xFF else 2 + length
        is_note = marker == 0xFE or (0xE0 <= marker <= 0xEF and marker not in KEPT_APPS)
        if not is_note:
            kept.append(data[at : at + size])
        at += size
    return b"".join([*kept, data[at:]])


def _quiet_png(data: bytes) -> bytes:
    kept, at = [PNG], len(PNG)
    while at < len(data):
        length, name = struct.unpack_from(">I4s", data, at)
        if name not in PNG_NOTES:
            kept.append(data[at : at + 12 + length])
        at += 12 + length
        if name == b"IEND":
            break
    return b"".join(kept)
