"""The Khmer catalogue is written in one way, and in the words of the glossary."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date

import pytest
from babel.dates import format_date

from tests.architecture.check_translations import ROOT, read_catalogue, strings_of

MOST_PASSIVES = 65  # Half of what it was: lower it with each that is written with its subject.
GLOSSARY = ROOT / "docs" / "glossary.md"
KHMER = {
    str(message.id if isinstance(message.id, str) else message.id[0]): strings_of(message)[0]
    for message in read_catalogue("km")
    if message.id
}
FAULTS = {
    "a zero-width space or joiner": "[\u200b-\u200d\u00ad\ufeff]",
    "a Khmer digit": "[០-៩]",
    "a space before a stop": r"\s[។៖]",
    "the subscript of ដ": "\u17d2\u178a",
    "a subscript ro before another subscript": "\u17d2\u179a\u17d2",
    "a subscript after a vowel": "[\u17b6-\u17d1]\u17d2",
    "a vowel typed in two parts": "\u17c1[\u17b6\u17b8]",
    "two vowels": "[\u17b6-\u17c5]{2}",
    "quotation marks of English": '["\u2018\u2019\u201c\u201d]',
    "two spaces": "  ",
    "an older spelling": "ឲ្យ",
}


def _terms() -> Iterator[tuple[str, str]]:
    for line in GLOSSARY.read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and re.search("[ក-អ]", cells[1]):
            yield cells[0], cells[1]


TERMS = dict(_terms())


@pytest.mark.parametrize("fault", FAULTS)
def test_no_message_is_typed_with(fault: str) -> None:
    assert [text for text in KHMER.values() if re.search(FAULTS[fault], text)] == []


def test_every_message_is_in_one_form_of_unicode() -> None:
    assert [text for text in KHMER.values() if unicodedata.normalize("NFC", text) != text] == []


@pytest.mark.parametrize("term", TERMS)
def test_a_term_of_the_glossary_is_spoken(term: str) -> None:
    assert any(TERMS[term] in text for text in KHMER.values())


@pytest.mark.parametrize("term", TERMS)
def test_a_message_that_is_a_term_says_what_the_glossary_says(term: str) -> None:
    said = {id_: text for id_, text in KHMER.items() if id_.lower() in (term, f"{term}s")}
    assert {id_: text for id_, text in said.items() if TERMS[term] not in text} == {}


def test_a_thursday_is_named_in_full() -> None:
    thursday = format_date(date(2026, 11, 26), KHMER["EEE d MMM"], locale="km")
    assert thursday == "ព្រហស្បតិ៍ ទី26 ខែវិច្ឆិកា"


def test_messages_say_who_did_something_rather_than_what_was_done() -> None:
    assert sum("ត្រូវបាន" in text for text in KHMER.values()) <= MOST_PASSIVES
