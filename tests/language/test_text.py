"""Text is kept tidy, and what looks the same is the same, in Python as in the database."""

import unicodedata
from itertools import product
from typing import Any

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.language.text import (
    UNSEEN_SIGNS,
    UNSEEN_SPACES,
    has_letter,
    normal_form,
    search_form,
    split_letters,
    tidy,
    tidy_address,
    tidy_line,
)

WOMEN_FOR_PEACE = "អង្គការ\u200bស្ត្រី\u200bខ្មែរ\u200bដើម្បី\u200bសន្តិភាព"
# Each line is one thing to a reader.
ALIKE = [
    ("ស្ត្រី", "ស្ដ្រី", "ស្រ្តី", "ស្រ្ដី", "ស្ត្\u200bរី", "ស\u2060្ត្រី"),
    ("សន្តិភាព", "សន្ដិភាព"),
    ("ឲ្យ", "ឱ្យ"),
    ("មន្ត្រី", "មន្រ្ដី"),
    ("លោក", "លេាក"),
    ("ស៊ី", "សុី", "សី៊"),
    ("ប៉ិន", "បុិន", "បិុន"),
    ("ស៊ាំ", "សុាំ", "សាុំ"),
    ("ដើម", "ដេីម", "ដីេម"),
    ("គោ", "គេា", "គាេ"),
    ("ខ្មែរ", "ខ្មេេរ"),
    ("ចាំ", "ចំា"),
    ("ឣង្គ", "អង្គ"),
    ("ឤទិ", "អាទិ"),
    ("cafe\u0301", "café"),
    ("two\u00a0words", "two words", "two\u2007words"),
    ("so\u00adft", "soft"),
]
khmer = st.text(st.sampled_from([chr(code) for code in range(0x1780, 0x17F0)]), max_size=12)
anything = st.text(
    st.one_of(
        st.sampled_from([chr(code) for code in range(0x1780, 0x17F0)]),
        st.sampled_from(UNSEEN_SIGNS + UNSEEN_SPACES + "\u200d 'aBÉéÖ១12.-\uff21\uff43"),
    ),
    max_size=14,
)


@pytest.mark.parametrize("spellings", ALIKE, ids=lambda spellings: spellings[0])
def test_what_looks_the_same_has_one_form(spellings: tuple[str, ...]) -> None:
    assert {normal_form(spelling) for spelling in spellings} == {normal_form(spellings[0])}


def test_what_looks_otherwise_has_another_form() -> None:
    firsts = [normal_form(spellings[0]) for spellings in ALIKE]
    assert len(set(firsts)) == len(firsts)
    assert normal_form("ស៊ា") != normal_form("សា")
    assert normal_form("Care") != normal_form("care")


@pytest.mark.parametrize(
    "words",
    ["ស្ត្រីខ្មែរ", "ស្ដ្រី", "ស្រ្តី", "សន្ដិភាព", "អង្គ\u200bការ", "ការស្ត្\u200bរី", "ខ្មែរ\u200b\u200bដើម្បី"],
)
def test_words_are_found_however_they_are_typed(words: str) -> None:
    assert search_form(words) in search_form(WOMEN_FOR_PEACE)


def test_the_form_of_every_short_syllable_is_its_own() -> None:
    signs = "\u17b6\u17b7\u17b8\u17bb\u17bd\u17be\u17c1\u17c2\u17c4\u17c6\u17c9\u17ca"
    signs += "\u17cb\u17d0\u17d2\u178a\u179a\u17b2\u200d"
    forms = {normal_form("ក" + "".join(three)) for three in product(signs, repeat=3)}
    assert {form for form in forms if normal_form(form) != form} == set()


@given(khmer)
def test_the_form_of_a_form_is_itself(text: str) -> None:
    syllable = "ក" + text[:4]
    assert normal_form(normal_form(syllable)) == normal_form(syllable)


@given(st.text())
def test_what_is_kept_is_tidy_for_good(text: str) -> None:
    kept = tidy(text)
    assert tidy(kept) == kept
    assert kept.encode().decode() == kept
    assert normal_form(kept) == normal_form(unicodedata.normalize("NFC", kept))
    assert tidy_line(tidy_line(text)) == tidy_line(text)


@pytest.mark.parametrize(
    "sign", [*UNSEEN_SIGNS, *UNSEEN_SPACES, "\u200d", "\u202e", "\ufe0f", "។", "-"]
)
def test_a_name_needs_a_letter_that_can_be_seen(sign: str) -> None:
    assert not has_letter(sign * 3)
    assert has_letter(f"{sign}ក{sign}")


@pytest.mark.parametrize("sign", [*UNSEEN_SIGNS, *UNSEEN_SPACES])
def test_nothing_unseen_stays_around_text(sign: str) -> None:
    assert tidy(f"{sign} ខ្មែរ\u200bល្អ{sign}\n") == "ខ្មែរ\u200bល្អ"
    assert tidy_line(f"a{sign} {sign}") == "a"
    assert tidy_address(f"{sign}Writer@TPO.example{sign}") == "writer@tpo.example"


def test_addresses_are_read_as_mail_servers_read_them() -> None:
    assert tidy_address("writer@\uff43hec.example") == "writer@chec.example"
    assert tidy_address("writer@chec。example") == "writer@chec.example"
    assert tidy_address("wri\u200bter@chec.example") == "writer@chec.example"


@given(texts=st.lists(anything, min_size=30, max_size=30))
@settings(max_examples=20, deadline=None)
def test_the_database_has_the_same_form(admin: psycopg.Connection[Any], texts: list[str]) -> None:
    query = "SELECT array_agg(search_form(word)) FROM unnest(%s::text[]) AS words (word)"
    made = admin.execute(query, [texts]).fetchone()
    assert made == ([search_form(text) for text in texts],)


@pytest.mark.parametrize(
    "letters",
    [
        ["ស្ត្រី", "ខ្មែ", "រ"],
        ["កា្រ", "កេ្\u2060រី", "ក្\u200dរ", "ក់្រ"],  # a subscript after a vowel, a joiner, a sign
        ["ក", "\u200b", "ខ", " ", "ក្", "\u200b", "រ"],
        ["ក\u2060", "e\u0301\u00ad", "a"],
        ["👩🏽‍🌾", "🇰🇭", "🇺🇸", "1️⃣"],
        ["a", "\n", "b", "\u200b\u0301"],
    ],
)
def test_a_letter_is_what_a_reader_sees_as_one(letters: list[str]) -> None:
    assert split_letters("".join(letters)) == letters


@given(anything)
@settings(deadline=None)
def test_letters_make_up_the_text(text: str) -> None:
    assert "".join(split_letters(text)) == text
