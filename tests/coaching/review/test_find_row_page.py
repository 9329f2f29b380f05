"""Which page of a long step an address means: by its number, a row or a comment."""

from datetime import UTC, datetime

import pytest

from portal.coaching.comments.threads import Answer, Comments, Place, Thread
from portal.coaching.review.row_pages import ROWS_PER_SHEET, find_sheet, place_at

MOMENT = datetime(2026, 11, 24, tzinfo=UTC)
PLACES: list[Place] = [("divider", number) for number in range(1, 101)]


def thread(id_: int, place: Place, *answers: int) -> Thread:
    said = [Answer(one, "Vuthy", False, MOMENT, "Yes.") for one in answers]
    return Thread(
        *(id_, f"token-{id_}", 2, place, "", "", 1, "Coach", 1, MOMENT, "Who?"),
        required=False,
        is_sent=True,
        is_resolved=False,
        answers=said,
    )


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        ({}, 1),
        ({"page": "2"}, 2),
        ({"page": "3"}, 3),
        ({"page": "4"}, 3),
        ({"page": "0"}, 1),
        ({"page": "-1"}, 1),
        ({"page": "x"}, 1),
        ({"page": "9" * 18}, 3),
        ({"page": "9" * 19}, 1),
        ({"page": "៣"}, 3),
        ({"row": "divider-40"}, 1),
        ({"row": "divider-41"}, 2),
        ({"open_at": "divider-81"}, 3),
        ({"row": "divider-41", "open_at": "divider-81"}, 2),
        ({"row": "", "open_at": "divider-81"}, 3),
        ({"row": "connector-41", "page": "3"}, 3),
        ({"row": "divider-101"}, 1),
        ({"row": "<script>-1"}, 1),
        ({"row": "divider-" + "9" * 4000}, 1),
    ],
)
def test_the_page_is_the_one_that_the_address_names(asked: dict[str, str], number: int) -> None:
    page = find_sheet(asked, PLACES, Comments([]))
    assert (page.number, page.total) == (number, 100)


@pytest.mark.parametrize(
    ("said", "number"),
    [("7", 2), ("8", 2), ("9", 3), ("10", 1), ("70", 1), ("", 1)],
    ids=["comment", "its answer", "another", "on a removed row", "unknown", "none"],
)
def test_a_comment_or_an_answer_leads_to_its_row(said: str, number: int) -> None:
    comments = Comments(
        [
            thread(7, ("divider", 60), 8),
            thread(9, ("divider", 100)),
            thread(10, ("divider", 500)),
        ]
    )
    assert find_sheet({"comment": said}, PLACES, comments).number == number


def test_a_comment_goes_before_a_row() -> None:
    comments = Comments([thread(7, ("divider", 60))])
    assert find_sheet({"comment": "7", "row": "divider-100"}, PLACES, comments).number == 2


def test_pages_cut_a_step_without_gap_or_overlap() -> None:
    pages = [find_sheet({"page": str(number)}, PLACES, Comments([])) for number in (1, 2, 3)]
    cut = [place for page in pages for place in PLACES[page.first : page.last]]
    assert cut == PLACES
    assert pages[0].last - pages[0].first == ROWS_PER_SHEET


@pytest.mark.parametrize("count", [0, 1, ROWS_PER_SHEET])
def test_a_short_step_has_one_page(count: int) -> None:
    assert find_sheet({"page": "2"}, PLACES[:count], Comments([])).number == 1


def test_rows_of_other_pages_are_not_taken_for_removed_ones() -> None:
    comments = Comments([thread(7, ("divider", 60)), thread(8, ("", None))])
    find_sheet({"page": "1"}, PLACES, comments)
    assert comments.on_removed_rows == []


@pytest.mark.parametrize(
    ("anchor", "place"),
    [
        ("divider-5", ("divider", 5)),
        ("a-b-5", ("a-b", 5)),
        ("divider-", ("divider", 0)),
        ("divider-five", ("divider", 0)),
        ("divider--5", ("divider-", 5)),
        ("5", ("", 5)),
        ("", ("", 0)),
    ],
)
def test_an_anchor_is_read_from_its_end(anchor: str, place: Place) -> None:
    assert place_at(anchor) == place
