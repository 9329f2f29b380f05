"""What is asked for as words, and texts with the words marked."""

import pytest

from portal.search.words import LONGEST_QUERY, Passage, mark, quote, read_query


def shown(pieces: list[Passage]) -> str:
    return "".join(f"[{piece.text}]" if piece.is_hit else piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("Fishing rules", ("fishing", "rules")),
        ("fishing FISHING", ("fishing",)),
        ('"fishing" (rules), «nets»', ("fishing", "rules", "nets")),
        ("100% LAKE-1", ("100", "lake-1")),
        ("o'clock", ("o'clock",)),
        ("fish\u200bing", ("fishing",)),
        ("a lake", ("lake",)),
        ("ច្បាប់នេសាទ", ("ច្បាប់", "នេសាទ")),
        ("ទឹក", ("ទឹក",)),
    ],
)
def test_a_query_is_cut_into_words(asked: str, words: tuple[str, ...]) -> None:
    assert read_query(asked).words == words


@pytest.mark.parametrize("asked", ["a", "%", "__", "''", "\u200b\u200b", "ក", "--", "é", ". ."])
def test_less_than_two_letters_is_no_query(asked: str) -> None:
    assert read_query(asked).words == ()


@pytest.mark.parametrize("asked", ["x" * 201, "x" * 1_000_000, "ក " * 150])
def test_a_query_that_is_too_long_is_cut_and_not_searched(asked: str) -> None:
    query = read_query(asked)
    assert (query.is_too_long, query.words, len(query.shown)) == (True, (), LONGEST_QUERY)


def test_no_more_words_are_searched_than_a_statement_takes() -> None:
    assert len(read_query(" ".join(f"word{nth}" for nth in range(28))).words) == 8


@pytest.mark.parametrize(
    ("text", "words", "marked"),
    [
        ("Fishing rules", ("fish",), "[Fish]ing rules"),
        ("No fee, no stamp", ("no", "stamp"), "[No] fee, [no] [stamp]"),
        ("fishing", ("fish", "shing"), "[fish][ing]"),
        ("ទឹក និងទឹក", ("ទឹក",), "[ទឹក] និង[ទឹក]"),
        ("<b>fee</b>", ("fee",), "<b>[fee]</b>"),
        ("İstanbul fee", ("fee",), "İstanbul [fee]"),
        ("nothing", ("fee",), "nothing"),
        ("", ("fee",), ""),
    ],
)
def test_words_are_marked_as_they_were_written(
    text: str, words: tuple[str, ...], marked: str
) -> None:
    assert shown(mark(text, words)) == marked


def test_what_stands_on_lines_of_its_own_is_kept_apart() -> None:
    assert shown(quote("A net\n\n  a  boat \r\na road", ("boat",))) == "A net · a [boat] · a road"


def test_a_long_text_is_quoted_around_the_first_word() -> None:
    text = "word " * 100 + "fee " + "word " * 100
    quoted = shown(quote(text, ("fee",)))
    assert quoted.startswith("… word")
    assert "[fee]" in quoted
    assert quoted.endswith(("word …", "word  …"))
    assert len(quoted) < 300


def test_khmer_is_not_cut_inside_a_letter() -> None:
    quoted = shown(quote("ស្ត្រី" * 200 + "ទឹក" + "ស្ត្រី" * 200, ("ទឹក",)))
    inside = quoted.strip("… ")
    assert "[ទឹក]" in inside
    assert inside.startswith("ស្ត្រី")
    assert inside.endswith("ី")
