"""Words compared: the pieces rebuild both texts, letters stay whole, the work is bounded."""

import subprocess
import sys
import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.coaching.comparison.word_diff import (
    PieceChange,
    SegmentationBudget,
    TextChange,
    compare_texts,
    is_same,
    shorten,
)
from portal.language import segmentation
from portal.language.segmentation import cut_words
from portal.language.text import normal_form, split_letters

ENVY = "គ្រួសារដែលបានទទួលការគាំទ្រត្រូវបានអ្នកជិតខាងច្រណែនព្រោះពួកគេក៏ក្រីក្រដូចគ្នា"
ZWSP = "\u200b"

khmer_letter = st.builds(
    lambda base, below, vowel, sign: base + below + vowel + sign,
    st.sampled_from("កខគចដតបមយរលសហអ"),
    st.sampled_from(["", "្រ", "្ម", "្ត", "្ក្រ"]),
    st.sampled_from(["", "ា", "ិ", "ុ", "េ", "ោ", "ៅ", "ំ"]),
    st.sampled_from(["", "់", "៉"]),
)
part = st.one_of(
    khmer_letter,
    st.sampled_from(["គ្រួសារ", "អ្នកជិតខាង", "ការគាំទ្រ", "ច្រណែន", "។", " ", "\n", "១២", ZWSP]),
    st.sampled_from(
        ["school", "don't", "café", "e\u0301", "a\u0327\u0301", "👩🏽‍🌾", "🇰🇭", "12", ", "]
    ),
    st.text(max_size=3).filter(lambda text: ZWSP not in text),
)
text = st.lists(part, max_size=30).map("".join)


def side(change: TextChange, *kept: PieceChange) -> str:
    return "".join(piece.text for piece in change.pieces if piece.change in kept)


def marked(change: TextChange) -> list[tuple[str, str]]:
    return [(p.change.value, p.text) for p in change.pieces if p.change is not PieceChange.KEPT]


@given(text, text)
@settings(max_examples=400, deadline=None)
def test_pieces_rebuild_both_texts(old: str, new: str) -> None:
    change = compare_texts(old, new)
    assert normal_form(side(change, PieceChange.KEPT, PieceChange.REMOVED)) == normal_form(old)
    assert normal_form(side(change, PieceChange.KEPT, PieceChange.ADDED)) == normal_form(new)
    if normal_form(new):
        assert side(change, PieceChange.KEPT, PieceChange.ADDED) == new


@given(text, text)
@settings(max_examples=400, deadline=None)
def test_no_letter_is_ever_cut(old: str, new: str) -> None:
    change = compare_texts(old, new)
    for whole, kept in ((old, PieceChange.REMOVED), (new, PieceChange.ADDED)):
        ends = {0}
        for letter in split_letters(normal_form(whole)):
            ends.add(max(ends) + len(letter))
        at = 0
        for piece in change.pieces:
            if piece.change in (PieceChange.KEPT, kept):
                at += len(normal_form(piece.text))
                assert at in ends, (whole, piece.text)


@given(st.lists(khmer_letter, min_size=1, max_size=25), st.data())
@settings(deadline=None)
def test_spaces_that_nobody_sees_do_not_count(letters: list[str], data: st.DataObject) -> None:
    gaps = data.draw(st.lists(st.sampled_from(["", ZWSP]), min_size=len(letters), max_size=99))
    spaced = "".join(letter + gap for letter, gap in zip(letters, gaps, strict=False))
    assert is_same("".join(letters), spaced)
    change = compare_texts("".join(letters), spaced)
    assert marked(change) == []
    assert side(change, PieceChange.KEPT) == spaced


@given(text)
@settings(deadline=None)
def test_the_same_text_has_no_changes(same: str) -> None:
    assert marked(compare_texts(same, same)) == []


@given(st.text(max_size=40).map(lambda words: unicodedata.normalize("NFC", words)))
@settings(deadline=None)
def test_letters_and_words_cover_the_text(any_text: str) -> None:
    assert "".join(split_letters(any_text)) == any_text
    assert "".join(segmentation.cut_passages(any_text)) == any_text
    assert "".join(segmentation.cut_sentences(any_text)) == any_text


def test_one_khmer_vowel_marks_one_word() -> None:
    change = compare_texts(ENVY, ENVY.replace("ច្រណែន", "ច្រណេន"))
    assert marked(change) == [("removed", "ច្រណែន"), ("added", "ច្រណេន")]


def test_a_khmer_word_that_came_in_is_marked_alone() -> None:
    longer = ENVY.replace("ក្រីក្រ", "ក្រីក្រណាស់")
    assert marked(compare_texts(ENVY, longer)) == [("added", "ណាស់")]
    assert marked(compare_texts(longer, ENVY)) == [("removed", "ណាស់")]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Staff decide alone.", "Staff and elders decide alone.", [("added", "and elders ")]),
        ("a red fox runs", "a blue dog runs", [("removed", "red fox"), ("added", "blue dog")]),
        ("foo waits", "foobar waits", [("removed", "foo"), ("added", "foobar")]),
        ("caf\u0065\u0301 noir", "café noir", []),
        ("one\ntwo", "one\n\ntwo", [("added", "\n")]),
        ("", "all of it", [("added", "all of it")]),
        ("all of it", "", [("removed", "all of it")]),
    ],
)
def test_latin_is_cut_at_words(old: str, new: str, expected: list[tuple[str, str]]) -> None:
    assert marked(compare_texts(old, new)) == expected


def test_words_that_a_change_did_not_touch_are_not_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(segmentation.khmercut, "tokenize", lambda one: asked.append(one) or [one])
    compare_texts(f"{ENVY} មួយ", f"{ENVY} ពីរ")
    assert asked == ["មួយ", "ពីរ"]


def test_words_of_what_was_sent_are_cut_once_and_others_each_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    segmentation.cut_sent_khmer.cache_clear()
    monkeypatch.setattr(segmentation.khmercut, "tokenize", lambda one: asked.append(one) or [one])
    for are_sent, times in ((False, 4), (True, 2)):
        for _ in range(2):
            compare_texts("មួយ", "ពីរ", SegmentationBudget(are_sent=are_sent))
        assert len(asked) == times
        asked.clear()
    compare_texts("ក" * 500, "ខ" * 500, SegmentationBudget(are_sent=True))
    assert segmentation.cut_sent_khmer.cache_info().currsize == 2
    segmentation.cut_sent_khmer.cache_clear()


def test_long_passages_are_cut_into_letters() -> None:
    for passage in ("ក" * 10_000, "x" * 10_000):
        assert "".join(cut_words(passage)) == passage


def test_the_portal_starts_without_what_is_loaded_at_its_first_use() -> None:
    late = "'pycrfsuite', 'numpy', 'regex', 'rapidfuzz'"
    code = f"import sys, portal.app; print({{{late}}} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_when_the_work_of_a_page_is_spent_passages_are_marked() -> None:
    effort = SegmentationBudget(left=10)
    change = compare_texts(f"{ENVY} one", f"{ENVY}ណាស់ one", effort)
    assert change.is_coarse
    assert effort.is_spent
    assert marked(change) == [("removed", ENVY), ("added", f"{ENVY}ណាស់")]


@pytest.mark.parametrize(
    "make",
    [
        lambda: ((f"{ENVY}។ ") * 12_000, (f"{ENVY}។ ") * 11_999 + ENVY),
        lambda: (ENVY * 13_000, ENVY * 6_000 + "ក" + ENVY * 7_000),
        lambda: ("ក្រា" * 250_000, "ក្រិ" * 250_000),
        lambda: ("\u17d2" * 500_000, "ក\u17d2" * 250_000),
        lambda: ("។ក" * 250_000, "ក។" * 250_000),
        lambda: ("a b " * 250_000, "b a " * 250_000),
    ],
)
def test_a_megabyte_takes_little_time_and_says_that_it_is_coarse(make: object) -> None:
    old, new = make()  # type: ignore[operator]
    began = time.perf_counter()
    change = shorten(compare_texts(old, new))
    assert time.perf_counter() - began < 5
    assert change.is_coarse
    assert sum(len(piece.text) for piece in change.pieces) < 20_000


def test_what_is_left_out_is_counted_and_cut_between_letters() -> None:
    old = (f"{ENVY} ") * 100
    change = compare_texts(old, f"{old}ពីរ")
    short = shorten(change)
    assert len(short.pieces) > len(change.pieces)
    shown = sum(len(piece.text) + piece.left_out for piece in short.pieces)
    assert shown == sum(len(piece.text) for piece in change.pieces)
    for piece in short.pieces:
        assert unicodedata.category(piece.text[0]) not in {"Mn", "Mc"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("ស្ត្រីនៅក្នុងភូមិ", "ស្ដ្រីនៅ\u200bក្នុងភូមិ"),
        ("គេឲ្យទៅលេង", "គេឱ្យទៅលេង"),
        ("ដើម្បីសន្តិភាព", "ដេីម្បីសន្ដិភាព"),
        ("a\u00a0b so\u00adft", "a b soft"),
    ],
)
def test_other_spellings_that_look_the_same_are_not_marked(old: str, new: str) -> None:
    assert is_same(old, new)
    assert marked(compare_texts(f"{old} one", f"{new} two")) == [
        ("removed", "one"),
        ("added", "two"),
    ]
    shown = side(compare_texts(f"{old} one", f"{new} two"), PieceChange.KEPT, PieceChange.ADDED)
    assert shown == f"{new} two"
