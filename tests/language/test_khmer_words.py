"""Khmer has no English word in brackets beside its own."""

import re
from pathlib import Path

from babel.messages.pofile import read_po

CATALOGUE = Path("portal/translations/km/LC_MESSAGES/messages.po")
ENGLISH = re.compile(r"(?<!%)\([a-z]{3,}\)")


def test_no_english_word_stands_in_brackets() -> None:
    with CATALOGUE.open("rb") as file:
        messages = list(read_po(file, locale="km"))
    said = [
        words
        for one in messages
        for words in ([one.string] if isinstance(one.string, str) else one.string)
    ]
    assert [words for words in said if ENGLISH.search(words)] == []
