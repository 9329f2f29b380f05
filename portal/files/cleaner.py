"""Cleans one file: bytes in on standard input, a verdict in JSON and the clean bytes out.

Runs as a process of its own with little memory, little time and no secret in its environment, so
that no picture, document or archive can hurt whoever asks: `python -m portal.files.cleaner png`.
"""

import json
import os
import resource
import sys
from contextlib import suppress

from portal.files.formats import LARGEST_FILE, Format, UnfitFile

CLEANER_MEMORY = 640 * 1024 * 1024
CPU_SECONDS = 20
# Endings by which people know the formats; pictures may be called by each other's names.
FORMAT_ENDINGS = {
    Format.DOCX: {"docx", "docm"},
    Format.XLSX: {"xlsx", "xlsm"},
    Format.PDF: {"pdf"},
    Format.JPG: {"jpg", "jpeg", "jpe", "jfif", "png"},
    Format.PNG: {"png", "jpg", "jpeg"},
}


def main() -> None:
    """Read, clean and answer; nothing but the answer reaches standard output."""
    limit()
    answer = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
    ending = sys.argv[1] if len(sys.argv) > 1 else ""
    verdict, body = judge(sys.stdin.buffer.read(), ending)
    answer.write(json.dumps(verdict).encode() + b"\n" + body)
    answer.close()


def limit() -> None:
    """Bind this process for good: memory, seconds, no file written, no core left behind."""
    for what, most in (
        (resource.RLIMIT_AS, CLEANER_MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        with suppress(ValueError, OSError):  # the limit of the caller is lower already
            resource.setrlimit(what, (most, most))


def judge(data: bytes, ending: str) -> tuple[dict[str, str], bytes]:
    """Return `{"format": …}` and clean bytes, or `{"problem": …}` and none."""
    try:
        found, body = clean(data, ending)
    except UnfitFile as unfit:
        return {"problem": unfit.problem}, b""
    except MemoryError:
        return {"problem": "too_heavy"}, b""
    except Exception:  # noqa: BLE001  whatever a parser stumbles over, the file is not kept
        return {"problem": "damaged"}, b""
    return {"format": found}, body


def clean(data: bytes, ending: str) -> tuple[Format, bytes]:
    """Return the format of `data` and clean bytes of the same content; Unfit otherwise."""
    from portal.files.detection import detect  # noqa: PLC0415  after the limits are set

    found = detect(data)
    if ending and ending not in FORMAT_ENDINGS[found]:
        raise UnfitFile("named_otherwise")
    body = _clean_as(found, data)
    if len(body) > LARGEST_FILE:
        raise UnfitFile("too_large")
    return found, body


def _clean_as(found: Format, data: bytes) -> bytes:
    # Each library is imported for its own kind of file only.
    if found in (Format.JPG, Format.PNG):
        from portal.files.pictures import clean_picture  # noqa: PLC0415

        return clean_picture(data, found)
    if found is Format.PDF:
        from portal.files.pdf import clean_pdf  # noqa: PLC0415

        return clean_pdf(data)
    from portal.files.office.cleaning import clean_office  # noqa: PLC0415

    return clean_office(data, found)


if __name__ == "__main__":
    main()
