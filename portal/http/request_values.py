"""Reads the numbers and marks that forms and addresses carry, whoever wrote them."""

import zlib
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

import wtforms
from flask import request
from flask_babel import LazyString, lazy_gettext
from wtforms import Field, Form, HiddenField
from wtforms.validators import Length, ValidationError
from wtforms.widgets import HiddenInput

from portal.language.text import has_letter

LARGEST_ID = 10**15  # nobody's; multiplied by the rows of a page it still fits the database
LARGEST_COUNT = 2**31 - 1
LAST_PAGE = 10_000
PAGE_AND_FORM = ["GET", "POST"]  # methods of an address that shows a form and takes it
READING_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
LONGEST_TOKEN = 36


# Templates know a control by the name of its class.
class IntegerField(wtforms.IntegerField):
    """A whole number; one beyond any is the largest that there is, which ranges refuse."""

    data: Any  # a number, or None where none was sent

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number; what follows can compare and keep it."""
        super().process_formdata(valuelist)
        if self.data is not None:
            self.data = max(-LARGEST_ID, min(self.data, LARGEST_ID))


class TimeField(wtforms.TimeField):
    """A time of day, to the minute."""

    data: Any  # a time, or None where none was sent

    def __init__(self, label: Any, validators: Any = None, **options: Any) -> None:  # noqa: ANN401
        # Some browsers send seconds along.
        super().__init__(label, validators, format=["%H:%M", "%H:%M:%S"], **options)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the time, None where nothing was sent; what is no time is told by an example."""
        self.data = None
        if not "".join(valuelist).strip():
            return
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(lazy_gettext("Enter a time, such as 08:30.")) from None


class VersionField(IntegerField):
    """The version that a page showed; a number that none can have is 0, which nothing has."""

    widget = HiddenInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number."""
        super().process_formdata(valuelist)
        if self.data is not None and abs(self.data) > LARGEST_COUNT:
            self.data = 0


def at_most(count: int) -> Length:
    """Return the check of a length; what is too long stays in its field, and is told of.

    Pages let a browser take any length: it would cut what is pasted without a word.
    """
    return Length(max=count, message=too_long(count))


def too_long(count: int) -> LazyString:
    """Return what is said of words that are longer than `count` characters."""
    return lazy_gettext(
        "This is too long: at most %(most)s characters. What you wrote is still here: please "
        "shorten it.",
        most=f"{count:,}",
    )


class TokenMixin:
    """Carries a mark made with the page, so that a double click makes one thing."""

    token = HiddenField()

    def mark(self) -> str:
        """Return the mark of this page; what is no mark is replaced by a new one."""
        try:
            return str(UUID(self.token.data or ""))
        except ValueError:
            return str(uuid4())

    def mark_of(self, words: object) -> str:
        """Return the mark of what this page has sent; see `mark_of`."""
        return mark_of(self.mark(), words)


class HasLetter:
    """Refuses a name in which nobody can see a letter, as it refuses an empty one."""

    def __init__(self, message: Any) -> None:  # noqa: ANN401  a lazy message
        self.message = message

    def __call__(self, _form: Form, field: Field) -> None:
        """Raise ValidationError for a name without a letter or digit."""
        if not has_letter(field.data or ""):
            raise ValidationError(self.message)


def fingerprint(text: str) -> int:
    """Return a number that stands for a text, where no version is counted; forms carry it whole."""
    return zlib.crc32(text.encode()) & LARGEST_COUNT


def page_number() -> int:
    """Return the page of a list that was asked for, 1 for anything that is no page."""
    return min(max(request.args.get("page", 1, type=whole), 1), LAST_PAGE)


def whole(text: str) -> int:
    """Return an id or a page; ValueError, as from `int`, where the database cannot hold it."""
    return _within(text, LARGEST_ID)


def count(text: str) -> int:
    """Return a number that is counted up, such as that of a revision; ValueError as `whole`."""
    return _within(text, LARGEST_COUNT)


def token_of(sent: str | None) -> str:
    """Return the mark by which a double click makes one thing; a new one where none was sent."""
    return (sent or "").replace("\x00", "")[:LONGEST_TOKEN] or str(uuid4())


def mark_of(token: str, words: object) -> str:
    """Return the mark of words: sent twice they make one thing, other words make another.

    A page that is shown again sends its old token.
    """
    return str(uuid5(NAMESPACE_URL, f"{token} {words}"))


def _within(text: str, largest: int) -> int:
    number = int(text)
    if abs(number) > largest:
        raise ValueError(text)
    return number
