"""Names of files as people gave them, in both scripts, without what misleads or breaks."""

import pytest

from portal.files.names import LONGEST_FILE_NAME, disposition, ending_of, tidy_name

KHMER = "ផែនការសកម្មភាព"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("plan.pdf", "plan.pdf"),
        ("PLAN.PDF", "PLAN.pdf"),
        ("plan.docx", "plan.pdf"),
        ("plan", "plan.pdf"),
        ("plan.final.v2.pdf", "plan.final.v2.pdf"),
        ("Budget 2026.Q1 draft", "Budget 2026.Q1 draft.pdf"),
        ("plan.seventeenletters", "plan.seventeenletters.pdf"),
        (f"{KHMER} ២០២៦.pdf", f"{KHMER} ២០២៦.pdf"),
        (f"{KHMER}.ឯកសារ", f"{KHMER}.ឯកសារ.pdf"),
        ("  plan \t 2 .pdf ", "plan 2.pdf"),
        ("..plan...pdf", "plan.pdf"),
        ("C:\\Users\\somebody\\plan.pdf", "plan.pdf"),
        ("/home/somebody/plan.pdf", "plan.pdf"),
        ("a.pdf/b", "b.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("cafe\u0301.pdf", "café.pdf"),
        ('a<b>:"c|d?*.pdf', "abcd.pdf"),
        ("a\0b\r\nc\x7f.pdf", "abc.pdf"),
        ("a\ud800b\ue000\u2028c.pdf", "abc.pdf"),
        ("plan\u202efdp.exe", "planfdp.pdf"),
        ("\u2066plan\u2069\u200f.pdf", "plan.pdf"),
        ("plan\u061c.pdf", "plan.pdf"),
        ("ក\u200bខ.pdf", "ក\u200bខ.pdf"),
    ],
)
def test_a_name_is_shown_with_its_true_ending(given: str, shown: str) -> None:
    assert tidy_name(given, "pdf") == shown


@pytest.mark.parametrize(
    "given", ["", " ", ".", "...", "/", "\\", "a/", "???", "\0", "\u202e", "\u200b\ufeff.pdf"]
)
def test_a_name_of_nothing_that_is_seen_is_none(given: str) -> None:
    assert tidy_name(given, "pdf") == ""


@pytest.mark.parametrize(
    ("stem", "left"),
    [
        pytest.param("a" * 100, "a" * 100, id="as long as may be"),
        pytest.param("a" * 101, "a" * 100, id="one more"),
        pytest.param("a" * 98 + "កា", "a" * 98 + "កា", id="whole with its vowel"),
        pytest.param("a" * 99 + "កា", "a" * 99, id="a letter without its vowel"),
        pytest.param("a" * 97 + "ស្ត្រី", "a" * 97, id="a letter with its signs below"),
        pytest.param("ក្ខ" * 40, "ក្ខ" * 33, id="letters with signs below"),
        pytest.param("a" * 99 + " b", "a" * 99, id="a space at the cut"),
        pytest.param("a" * 98 + "..b", "a" * 98, id="dots at the cut"),
        pytest.param("e\u0323" * 60, "ẹ" * 60, id="composed before it is counted"),
    ],
)
def test_a_long_name_is_cut_between_letters(stem: str, left: str) -> None:
    assert tidy_name(f"{stem}.pdf", "pdf") == f"{left}.pdf"
    assert len(left) <= LONGEST_FILE_NAME


def test_a_name_of_one_endless_letter_is_cut_all_the_same() -> None:
    assert 0 < len(tidy_name("ក" + "ា" * 5000, "pdf")) <= LONGEST_FILE_NAME + len(".pdf")


@pytest.mark.parametrize(
    ("given", "ending"),
    [
        ("plan.pdf", "pdf"),
        (" plan.PDF ", "pdf"),
        ("a.tar.gz", "gz"),
        ("plan.1234567890", "1234567890"),
        ("plan.12345678901", ""),
        (".pdf", ""),
        ("plan.", ""),
        ("plan", ""),
        ("", ""),
        ("plan.p-f", ""),
        ("plan.p f", ""),
        ("ផែនការ.pdf", "pdf"),
        ("plan.ឯក", ""),
        ("plan.២០", ""),
        ("a.b/c", ""),
        ("plan.p\u200bdf", ""),
    ],
)
def test_a_name_claims_an_ending_of_few_plain_letters(given: str, ending: str) -> None:
    assert ending_of(given) == ending


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("plan.pdf", "plan.pdf"),
        ("a b.pdf", "a%20b.pdf"),
        ("ក.pdf", "%E1%9E%80.pdf"),
        ('a";\r\nSet-Cookie: x=1/.pdf', "a%22%3B%0D%0ASet-Cookie%3A%20x%3D1%2F.pdf"),
        ("", "file-7.pdf"),
    ],
)
def test_a_header_names_a_file_in_both_ways(name: str, told: str) -> None:
    expected = f"attachment; filename=\"file-7.pdf\"; filename*=UTF-8''{told}"
    assert disposition(name, "file-7.pdf") == expected
