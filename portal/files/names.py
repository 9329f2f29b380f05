"""The names of files: as people gave them, without what could mislead or break something."""

import unicodedata
from itertools import accumulate
from urllib.parse import quote

from portal.language.text import UNSEEN_SIGNS, split_letters

LONGEST_FILE_NAME = 100
LONGEST_ENDING = 10
# Letters that nobody sees and that turn the direction of reading.
DIRECTION_MARKS = {
    chr(code) for code in (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
}
RESERVED_SIGNS = set('<>:"|?*\\/')
NOT_AROUND = f". {UNSEEN_SIGNS}"


def tidy_name(given: str, ending: str) -> str:
    """Return the name to be shown: the last part of `given` with the true ending; "" for none."""
    last = unicodedata.normalize("NFC", given).replace("\\", "/").rpartition("/")[2]
    shown = "".join(letter for letter in last if _is_fine(letter))
    stem = shown.rpartition(".")[0] if ending_of(given) else shown
    stem = _cut(" ".join(stem.split()).strip(NOT_AROUND))
    return f"{stem}.{ending}" if stem else ""


def ending_of(given: str) -> str:
    """Return the ending that a name claims, in small letters; "" where it has none."""
    stem, dot, ending = given.strip().rpartition(".")
    is_ending = bool(stem and dot) and ending.isascii() and ending.isalnum()
    return ending.lower() if is_ending and len(ending) <= LONGEST_ENDING else ""


def disposition(name: str, plain: str) -> str:
    """Return a header that hands out a file under `name`, or `plain` in old browsers (RFC 5987)."""
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name or plain, safe='')}"


def _cut(stem: str) -> str:
    # Between letters, which in Khmer are several signs each.
    if len(stem) <= LONGEST_FILE_NAME:
        return stem
    letters = split_letters(stem[: 2 * LONGEST_FILE_NAME])
    ends = [end for end in accumulate(map(len, letters)) if end <= LONGEST_FILE_NAME]
    return stem[: ends[-1] if ends else LONGEST_FILE_NAME].rstrip(NOT_AROUND)


def _is_fine(letter: str) -> bool:
    if letter in RESERVED_SIGNS or letter in DIRECTION_MARKS:
        return False
    return unicodedata.category(letter) not in ("Cc", "Cs", "Co", "Cn", "Zl", "Zp")
