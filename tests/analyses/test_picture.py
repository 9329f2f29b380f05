"""The picture: every effect is drawn and told once, before the options and after them."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.analyses.diagram.content import LANDSCAPE_HEIGHT, PORTRAIT_HEIGHT
from portal.analyses.diagram.layout import lay_out
from portal.analyses.options.projection import rows_after_options
from portal.analyses.queries import Rows
from tests.analyses.option_scenes import Weekend, make_weekend
from tests.analyses.scenes import FACTOR, write
from tests.statements import statements
from tests.world import World

PAGES = (("landscape", LANDSCAPE_HEIGHT), ("portrait", PORTRAIT_HEIGHT))
ENDS = st.one_of(st.none(), st.integers(1, 6))


def words(page: str) -> str:
    """Return the list that stands for the picture."""
    return page[page.index('class="chains__bands"') : page.index("</figure>")]


def drawn(page: str) -> int:
    """Return how many arrows a page draws."""
    return page.count('class="chains__line ')


@st.composite
def analyses(draw: st.DrawFn) -> Rows:
    """Return rows of an analysis with effects between any of them, and between none."""
    many = st.integers(0, 4)
    factors = {
        kind: [
            {"id": first + number, "title": draw(st.text(max_size=60))}
            for number in range(draw(many))
        ]
        for kind, first in (("divider", 1), ("connector", 4))
    }
    details = [{"id": number, "choice": "D"} for number in range(1, draw(many) + 1)]
    signs = st.sampled_from(["", "worse", "better"])
    chains = [
        {
            "id": number,
            "detail_id": draw(ENDS),
            "factor_id": draw(ENDS),
            "sign": draw(signs),
            "pattern": draw(st.sampled_from(["", "theft"])),
        }
        for number in range(1, draw(st.integers(0, 8)) + 1)
    ]
    return factors | {"detail": details, "chain": chains}


def test_every_effect_has_one_arrow_and_one_line(world: World) -> None:
    @given(rows=analyses())
    @settings(max_examples=60, deadline=None)
    def walk(rows: Rows) -> None:
        picture = lay_out(rows)
        wanted = [row["id"] for row in rows["chain"]]
        assert sorted(link.id for link in picture.links) == wanted
        factors = [*picture.dividers, *picture.connectors]
        for boxes in (factors, picture.details):
            assert sorted(link.id for box in boxes for link in box.links) == wanted
        assert all(link.line and link.tip for link in picture.links)
        assert all(box.y + box.height < picture.height for box in [*factors, *picture.details])

    with world.app.test_request_context():
        walk()


def test_arrows_and_list_tell_the_same_effects(world: World) -> None:
    case = make_weekend(world)
    write(world, case.analysis, "chain", {"detail_id": case.detail, "factor_id": case.connector})
    write(world, case.analysis, "chain", {"factor_id": case.divider, "sign": "better"})
    page = world.sign_in("lotus_viewer").get(f"{case.page}/picture").text
    assert drawn(page) == 3
    told = words(page)
    assert told.count('class="band__effect"><span') == 3
    assert all(effect in told for effect in ("more tension", "not stated yet", "less tension"))
    assert "No detail chosen yet" in told


def try_weekend(world: World, case: Weekend, effect: int | None, state: str = "trying") -> None:
    """Test the case's option on its divider and begin to use it."""
    write(
        world,
        case.analysis,
        "test",
        {"option_id": case.weekend, "factor_id": case.divider, "effect": effect},
    )
    world.admin.execute("UPDATE options SET state = %s", [state])


def test_after_the_option_the_picture_shows_what_tests_found(world: World) -> None:
    case = make_weekend(world)
    write(
        world,
        case.analysis,
        "test",
        {"option_id": case.weekend, "factor_id": case.connector, "effect": -1, "note": "No games"},
    )
    try_weekend(world, case, 2)
    viewer = world.sign_in("lotus_viewer")
    before = viewer.get(f"{case.page}/picture").text
    assert (drawn(before), "more tension" in words(before)) == (1, True)
    assert "when=after" in before
    after = viewer.get(f"{case.page}/picture?when=after").text
    assert drawn(after) == 2
    told = words(after)
    assert re.search(r"less tension</span> . Now: Training at weekends", told)
    assert re.search(r"weaker</span> . Now: Training at weekends", told)
    assert "more tension" not in told
    assert "Training on weekdays" not in told
    assert "Effects of options in use" in after


def test_what_is_not_tested_is_left_open_and_zero_means_no_effect(world: World) -> None:
    case = make_weekend(world)
    try_weekend(world, case, None, "kept")
    viewer = world.sign_in("lotus_viewer")
    assert "not stated yet" in words(viewer.get(f"{case.page}/picture?when=after").text)
    world.admin.execute("UPDATE option_tests SET effect = 0")
    assert "no effect any more" in words(viewer.get(f"{case.page}/picture?when=after").text)


def test_without_an_option_in_use_there_is_one_picture(world: World) -> None:
    case = make_weekend(world)
    try_weekend(world, case, 1, "approved")
    viewer = world.sign_in("lotus_viewer")
    assert "when=after" not in viewer.get(f"{case.page}/picture").text
    assert "more tension" in words(viewer.get(f"{case.page}/picture?when=after").text)


def test_an_opportunity_adds_to_what_is_good_already() -> None:
    chain = {"id": 1, "detail_id": 3, "factor_id": 2, "sign": "better", "pattern": "market"}
    option = {"id": 5, "parent_id": None, "chain_id": 1, "state": "kept", "description": "More"}
    rows = {
        "divider": [],
        "connector": [{"id": 2}],
        "detail": [{"id": 3}],
        "chain": [chain],
        "option": [option],
        "test": [{"id": 7, "option_id": 5, "factor_id": 2, "effect": 1}],
    }
    after = rows_after_options(rows)
    assert [(row["detail_id"], row["sign"]) for row in after["chain"]] == [
        (3, "better"),
        (-5, "better"),
    ]
    assert [row["id"] for row in after["detail"]] == [3, -5]


def test_a_long_picture_chooses_its_page(world: World) -> None:
    case = make_weekend(world)
    viewer = world.sign_in("lotus_viewer")
    pages = {}
    for many in (2, 10, 40):
        while world.one("SELECT count(*) FROM factors WHERE kind = 'divider'") < many:
            write(world, case.analysis, "divider", FACTOR | {"title": "ថ្លៃ" * 30})
        with statements(world.app) as sent:
            page = viewer.get(f"{case.page}/picture").text
        height = int(re.search(r'viewBox="0 0 1064 (\d+)"', page)[1])  # type: ignore[index]
        pages[many] = (re.search(r"chains--(\w+)\"", page)[1], len(sent))  # type: ignore[index]
        fits = [name for name, most in PAGES if height <= most]
        assert pages[many][0] == (fits or ["long"])[0]
    assert [page for page, _ in pages.values()] == ["landscape", "portrait", "long"]
    assert len({count for _, count in pages.values()}) == 1
