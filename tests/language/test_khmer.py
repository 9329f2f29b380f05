"""Text cut into lines and to a length: between letters of Khmer, never within one."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.language.khmer import measure, shorten, wrap
from portal.language.text import split_letters

FAMILIES = "គ្រួសារដែលនេសាទលក់និងគ្រួសារដែលនេសាទហូប"
BREAKS = re.compile("[\\s\u200b]")
KHMER_LETTERS = ("ក", "ខ្មែ", "គ្រួ", "ស្ត្រី", "ញ៉ាំ", "ង់", "ឈ្មោះ", "ដ្ឋា", "៣", "ឱ្យ")
texts = st.lists(
    st.sampled_from((*KHMER_LETTERS, "a", "W", "i", " ", "\u200b", "é", "👩‍🌾")), max_size=120
).map("".join)


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [
        ("", 3, ""),
        ("abc", 3, "abc"),
        ("abcd", 3, "abc…"),
        ("ab cd", 3, "ab…"),
        ("ស្ត្រី", 1, "ស្ត្រី"),
        ("ស្ត្រីស្ត្រី", 2, "ស្ត្រីស្ត្រី"),
        ("ស្ត្រីស្ត្រី", 1, "ស្ត្រី…"),
        ("e\u0301e\u0301", 1, "e\u0301…"),
        ("👩‍🌾👩‍🌾", 1, "👩‍🌾…"),
    ],
    ids=[
        *("empty", "fits", "one too many", "no space before the end"),
        *("one letter of many signs", "letters fit", "letters do not", "accents", "joined"),
    ],
)
def test_a_length_counts_letters_and_not_code_points(text: str, most: int, expected: str) -> None:
    assert shorten(text, most) == expected


@given(texts, st.integers(1, 60))
def test_what_is_shortened_begins_as_the_text_and_ends_between_letters(
    text: str, most: int
) -> None:
    found = shorten(text, most)
    if found == text:
        return
    assert found.endswith("…")
    kept = split_letters(found[:-1])
    assert len(kept) <= most
    assert split_letters(text)[: len(kept)] == kept


@given(texts, st.integers(1, 60))
def test_what_is_short_enough_stays_as_it_is(text: str, most: int) -> None:
    if len(split_letters(text)) <= most:
        assert shorten(text, most) == text


def test_a_megabyte_is_shortened_by_a_look_at_its_beginning() -> None:
    assert shorten("គ្រួ" * 300_000, 3) == "គ្រួគ្រួគ្រួ…"


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("", 0.0),
        ("a", 1.0),
        ("W", 1.3),
        ("m", 1.3),
        ("i.", 1.2),
        ("\u200b", 0.0),
        ("ក", 1.25),
        ("ឈ", 2.35),
        ("កី", 1.25),
        ("កា", 1.85),
        ("ក្ត", 1.25),
        ("ក្យ", 1.85),
        ("៣", 1.25),
    ],
    ids=[
        *("empty", "small", "capital", "wide", "narrow", "unseen", "Khmer", "wide Khmer"),
        *("a vowel above", "a vowel beside", "a subscript below", "one beside", "a digit"),
    ],
)
def test_a_letter_is_as_wide_as_what_stands_beside_it(text: str, width: float) -> None:
    assert measure(text) == pytest.approx(width)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", []),
        ("   \u200b ", []),
        ("one two", ["one two"]),
        ("one two three", ["one two", "three"]),
        ("nnnnnnnnn", ["nnnnnnnn", "n"]),
        ("one\u200btwo\u200bthree", ["one\u200btwo\u200b", "three"]),
        ("nnnn\u200bnnnn", ["nnnn\u200bnnnn"]),
        ("nnnnnnnn nnnnnnnn nnnnnnnn", ["nnnnnnnn"] * 3),
        ("aaaaaaaa bbbbbbbb cccccccc dd", ["aaaaaaaa", "bbbbbbbb", "ccccccc…"]),
    ],
    ids=[
        *("empty", "unseen", "fits", "two lines", "a long word", "unseen spaces"),
        *("just wide enough", "just lines enough", "too long"),
    ],
)
def test_lines_break_at_spaces_and_end_with_a_sign_where_they_are_cut(
    text: str, lines: list[str]
) -> None:
    assert wrap(text, 8) == lines


def test_khmer_without_spaces_breaks_between_letters() -> None:
    lines = wrap(FAMILIES, 12, most=9)
    assert "".join(lines) == FAMILIES
    assert len(lines) > 2
    assert [letter for line in lines for letter in split_letters(line)] == split_letters(FAMILIES)


@given(texts, st.integers(4, 30), st.integers(1, 4))
def test_no_line_is_wider_than_asked_nor_are_there_more(text: str, width: int, most: int) -> None:
    lines = wrap(text, width, most)
    assert len(lines) <= most
    assert all(measure(line) <= width + 1 for line in lines)
    assert all(line == line.strip() and line for line in lines)


@given(texts, st.integers(4, 30))
def test_nothing_is_lost_where_nothing_is_cut(text: str, width: int) -> None:
    lines = wrap(text, width, most=400)
    assert BREAKS.sub("", "".join(lines)) == BREAKS.sub("", text)


def test_a_megabyte_is_wrapped_by_a_look_at_its_beginning() -> None:
    lines = wrap("គ្រួសារ " * 150_000, 20)
    assert len(lines) == 3
    assert lines[-1].endswith("…")


def test_one_line_is_cut_within_it() -> None:
    assert wrap("Families who fish", 8, most=1) == ["Familie…"]
    assert wrap("aaaaaa b cc", 8, most=1) == ["aaaaaa…"]
