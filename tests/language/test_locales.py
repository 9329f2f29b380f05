"""One table of languages: each has its catalogue, its guides and its typeface, and is offered."""

import re

import pytest
from flask import Flask

from portal.error_pages.pages import FAULT_STATUS, UNAVAILABLE_STATUS, bare_page
from portal.guide.reading import GUIDES, read_guide
from portal.language.locales import DEFAULT_LOCALE, LOCALES, TRANSLATED
from portal.organisations.forms import LOCALE_NAMES
from portal.reports.document.fonts import FONT_FAMILIES, FONT_WEIGHTS, TYPEFACES_FOLDER
from portal.reports.document.pdf import make_legible
from portal.reports.steps import GATHERING_WORK, REPORT_RENDERINGS
from tests.architecture.check_translations import CATALOGUES, read_catalogue
from tests.world import World

every_language = pytest.mark.parametrize("code", LOCALES)


def test_each_language_but_the_first_has_a_catalogue() -> None:
    assert {path.name for path in CATALOGUES.iterdir()} == {*TRANSLATED}
    assert {*TRANSLATED} == {*LOCALES} - {DEFAULT_LOCALE}


@every_language
def test_a_language_has_guides_and_a_typeface(code: str) -> None:
    assert all(read_guide(key, code).title for key in GUIDES)
    script = LOCALES[code].script
    assert FONT_FAMILIES[script]
    assert all((TYPEFACES_FOLDER / f"{script}-{weight}.ttf").exists() for weight in FONT_WEIGHTS)


@pytest.mark.parametrize("code", TRANSLATED)
def test_the_typefaces_of_reports_have_each_letter_of_a_catalogue(code: str) -> None:
    said = {
        letter
        for message in read_catalogue(code)
        for words in (message.string if isinstance(message.string, tuple) else [message.string])
        for letter in words
        if not letter.isspace()
    }
    assert {letter for letter in said if make_legible(letter) != letter} == set()


@every_language
def test_each_page_offers_all_other_languages(world: World, code: str) -> None:
    client = world.sign_in("stranger")
    client.post("/language", data={"locale": code, "back": "/"})
    page = client.get("/").text
    assert f'<html lang="{code}"' in page
    offered = re.findall(r'name="locale" value="(\w+)" lang="(\w+)"', page)
    assert offered == [(one, one) for one in LOCALES if one != code]


def test_new_people_choose_among_all_languages() -> None:
    assert {one.value: one.label for one in LOCALE_NAMES} == {
        code: language.name for code, language in LOCALES.items()
    }


@pytest.mark.parametrize("status", [FAULT_STATUS, UNAVAILABLE_STATUS])
def test_a_page_that_can_ask_nobody_speaks_every_language(app: Flask, status: int) -> None:
    with app.app_context():
        page = bare_page(status)
    assert re.findall(r'<section class="failure" lang="(\w+)"', page) == [*LOCALES]
    assert len(set(re.findall(r"<h1>(.+?)</h1>", page))) == len(LOCALES)


def test_a_report_is_written_in_every_language(app: Flask) -> None:
    assert [one.locale for one in REPORT_RENDERINGS] == [*LOCALES] * 2
    done = [GATHERING_WORK.progress, *(one.progress for one in REPORT_RENDERINGS)]
    assert done == sorted(set(done))
    assert done[-1] == 100
    with app.test_request_context():
        assert len({one.say() for one in REPORT_RENDERINGS}) == len(REPORT_RENDERINGS)
        assert "PDF in Khmer" in {one.say_file() for one in REPORT_RENDERINGS}
