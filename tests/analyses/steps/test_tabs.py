"""What stands around the rows of a step: the pages of its parts, and details laid out."""

from typing import Any

import pytest

from portal.analyses.steps.detail_layouts import narrow_keys
from portal.analyses.steps.tabs import layout_of, tabs_of
from portal.analyses.vocabulary import FrameworkVersion
from tests.analyses.rows.plain import make_row
from tests.analyses.steps.made import make_page

LOOP, SHEET = FrameworkVersion.LOOP, FrameworkVersion.SHEET


def parts(kind: str, version: str = FrameworkVersion.HANDBOOK, current: str = "") -> list[Any]:
    page = make_page(kind, version=version)
    return [*map(tuple, tabs_of(page, "/a/1", current))]


@pytest.mark.parametrize(
    ("kind", "version"),
    [("divider", FrameworkVersion.HANDBOOK), ("chain", LOOP), ("change", SHEET), ("change", LOOP)],
    ids=["one kind", "one kind of another", "a step of its own", "what comes later"],
)
def test_a_step_of_one_kind_has_no_parts(kind: str, version: str) -> None:
    assert parts(kind, version) == []


def test_each_kind_of_a_step_has_its_page_and_one_is_here() -> None:
    assert parts("connector", LOOP) == [
        ("Dividers", "/a/1/steps/1", False),
        ("Connectors", "/a/1/steps/1/connector", True),
    ]
    assert parts("option", SHEET) == [
        ("Options", "/a/1/steps/5", True),
        ("Tests", "/a/1/steps/5/test", False),
    ]


@pytest.mark.parametrize(
    ("kind", "current", "here"),
    [("detail", "", 0), ("constraint", "", 1), ("detail", "exclusions", 2)],
)
def test_details_are_read_once_more_by_who_is_left_out(kind: str, current: str, here: int) -> None:
    found = parts(kind, current=current)
    assert [(text, href) for text, href, _ in found] == [
        ("Details", "/a/1/steps/4"),
        ("Limits", "/a/1/steps/4/constraint"),
        ("Who is left out", "/a/1/exclusions"),
    ]
    assert [is_here for _, _, is_here in found].index(True) == here
    assert sum(is_here for _, _, is_here in found) == 1


def test_only_details_are_laid_out() -> None:
    page = make_page("divider", ("divider", make_row("divider", 1)))
    assert layout_of(page, page.cards) is None


def test_details_at_hand_stand_in_their_places_and_the_form_offers_those() -> None:
    rows = [
        ("detail", make_row("detail", 1, detail_key="how")),
        ("detail", make_row("detail", 2, detail_key="by_whom")),
    ]
    page = make_page("detail", *rows)
    found = layout_of(page, page.cards[:1])
    assert found is not None
    places = {part.key: [card.id for card in part.cards] for part in found.places}
    assert {key: there for key, there in places.items() if there} == {"how": [1]}
    controls = narrow_keys(page.controls_of(page.cards[0]), page.analysis.detail_layout)
    (keys,) = (one for one in controls if one.name == "detail_key")
    assert [value for value, _ in keys.choices] == [
        *("", "targeting", "what", "staffing", "partnering", "authorities", "how"),
    ]
    assert found.other == "circumstances"
