"""Words that tell too much are found in both scripts; dates, years and money are left alone."""

import time
from typing import Any

import pytest

from portal.analyses.checks.sensitive_words import Flag, find_flags, scan, unexplained
from portal.analyses.kinds import KINDS

PLANTED = [
    ("p", "Call 012 345 678 in the evening", "012 345 678"),
    ("p", "Call 0123456789", "0123456789"),
    ("p", "at 096-123-4567.", "096-123-4567"),
    ("p", "+855 12 345 678", "+855 12 345 678"),
    ("p", "(+855)12345678", "+855)12345678"),
    ("p", "00855 96 123 4567", "00855 96 123 4567"),
    ("p", "tel. 12 345 678", "tel. 12 345 678"),
    ("p", "ទូរស័ព្ទ ០១២ ៣៤៥ ៦៧៨", "ទូរស័ព្ទ ០១២ ៣៤៥ ៦៧៨"),
    ("p", "ហៅ ០១២៣៤៥៦៧៨ ពេលយប់", "០១២៣៤៥៦៧៨"),
    ("p", "+៨៥៥ ៩៦ ១២៣ ៤៥៦៧", "+៨៥៥ ៩៦ ១២៣ ៤៥៦៧"),
    ("m", "write to sok.dara@example.org today", "sok.dara@example.org"),
    ("m", "អ៊ីមែល dara@example.com.kh។", "dara@example.com.kh"),
    ("i", "her ID card 110 234 567", "ID card 110 234 567"),
    ("i", "file 110234567(01) of the court", "110234567(01)"),
    ("i", "passport N01234567", "passport N01234567"),
    ("i", "អត្តសញ្ញាណប័ណ្ណលេខ ១១០២៣៤៥៦៧", "អត្តសញ្ញាណប័ណ្ណលេខ ១១០២៣៤៥៦៧"),
    ("c", "at 11.5564, 104.9282 by the road", "11.5564, 104.9282"),
    ("c", "ផ្ទះនៅ ១១.៥៥៦៤, ១០៤.៩២៨២", "១១.៥៥៦៤, ១០៤.៩២៨២"),
    ("c", "11°33'23\"N", "11°33'23\"N"),
    ("c", "48P 491000 1278000", "48P 491000 1278000"),
    ("c", "https://maps.app.goo.gl/Ab12", "maps.app.goo.gl/Ab12"),
    ("n", "Mr. Sok Dara did not pay", "Mr. Sok Dara"),
    ("n", "the wife of Mrs Chan", "Mrs Chan"),
    ("n", "Oknha Rithy owns it", "Oknha Rithy"),
    ("n", "លោក សុខ ដារ៉ា មិនបានបង់", "លោក សុខ ដារ៉ា"),
    ("n", "លោកស្រី ចាន់ធូ", "លោកស្រី ចាន់ធូ"),
    ("n", "អ្នកស្រី ស្រីមុំ", "អ្នកស្រី ស្រីមុំ"),
    ("n", "កញ្ញា ពិសី", "កញ្ញា ពិសី"),
    ("n", "ឧកញ៉ា រិទ្ធី", "ឧកញ៉ា រិទ្ធី"),
]
HARMLESS = [
    "on 01.02.2026 at 10:30", "from 2026-11-24 to 2027-01-31", "between 2018 and 2019",
    "in 2018\u20132019 and 2020-2021", "12,500 USD", "a budget of 1,250,000 riel", "400000000 riel",
    "USD 12500", "$125,000,000", "12.5 % of 340 families", "១២,៥០០ ដុល្លារ", "៤០០០០០០០០ រៀល",
    "ថ្ងៃទី ២៤ ខែវិច្ឆិកា ឆ្នាំ ២០២៦", "ខែកញ្ញា ២០២៦", "ពិភពលោក ទាំងមូល", "លោកគ្រូ នៅសាលា",
    "លោកមេភូមិ និងមេឃុំ", "លោកមន្រ្តី នៅស្រុក", "លោកស្រីប្រធាន", "លោកសង្ឃ ក្នុងវត្ត",
    "the teacher and the village chief",
    "steps 1, 2, 3, 4, 5, 6, 7", "CHEC-2026-001", "Mr Chair", "MS Word",
    "4 days, 9 women and 6 men",
    "01-02-2026 10 people came", "phone lists of 2019-2020", "ratio 3.25, 4.75", "a@b", "C+ grade",
    "1 500 000 people in 25 provinces", "2018 2019 2020 2021", "by 30 June 2026, 15 of 40",
]  # fmt: skip


@pytest.mark.parametrize(("rule", "text", "words"), PLANTED)
def test_what_tells_too_much_is_found(rule: str, text: str, words: str) -> None:
    assert list(scan(text)) == [(rule, words)]


@pytest.mark.parametrize("text", HARMLESS)
def test_dates_years_money_and_roles_are_left_alone(text: str) -> None:
    assert list(scan(text)) == []


def test_each_flag_says_where_it_is_and_the_same_words_count_once() -> None:
    row: dict[str, Any] = dict.fromkeys(("title", "how", "groups", "evidence", "indicator"), "")
    row |= {"id": 7, "how": "Mr Sok pays", "evidence": "Mr Sok said so, call 012 345 678"}
    found = find_flags({"divider": [row]}, "What Mrs Chan did")
    assert [(one.rule, one.kind, one.row_id, one.field, one.words) for one in found] == [
        ("n", "", 0, "title", "Mrs Chan"),
        ("n", "divider", 7, "evidence", "Mr Sok"),
        ("p", "divider", 7, "evidence", "012 345 678"),
    ]


def test_a_reason_holds_for_these_words_in_this_row_only() -> None:
    flag, other = (Flag("n", "divider", 7, "how", words) for words in ("Mr Sok", "Mr Chan"))
    reasons = {("divider", 7): {flag.key: "He is a public figure"}}
    assert unexplained([flag, other], reasons) == [other]
    assert unexplained([Flag("n", "divider", 8, "how", "Mr Sok")], reasons) != []
    assert len(flag.key) == 10


def test_every_written_field_of_every_kind_is_read() -> None:
    for kind in KINDS.values():
        for field in kind.fields:
            if field.widget in ("line", "text"):
                found = find_flags({kind.name: [{"id": 1, field.name: "Mr Sok"}]})
                assert [(one.kind, one.field) for one in found] == [(kind.name, field.name)]


def test_two_hundred_rows_are_read_fast() -> None:
    english = (
        "Families who cannot pay 2,500 riel wait; officers serve others first since 2018. " * 4
    )
    khmer = "គ្រួសារដែលមិនអាចបង់ប្រាក់ត្រូវរង់ចាំ ហើយមន្ត្រីបម្រើអ្នកដទៃមុន តាំងពីឆ្នាំ២០១៨។ " * 4
    names = ("title", "how", "groups", "evidence", "indicator")
    rows = [
        {"id": number} | dict.fromkeys(names, (english, khmer)[number % 2]) for number in range(200)
    ]
    found = []
    for _ in range(3):
        before = time.process_time()
        assert find_flags({"divider": rows}) == []
        found.append(time.process_time() - before)
    assert min(found) < 0.1, f"{min(found) * 1000:.1f} ms"
