"""What is cut of the fields of a letter; places are told as numbers that are easy to follow."""

import pytest

from portal.files.office.fields import Fields, Span

BEGIN, ORDER, TURN, END = (0, 1), (1, 2), (2, 3), (3, 4)


def cuts_of(*seen: tuple[str, Span]) -> list[Span]:
    """Return what is cut where a part has these marks and orders; orders stand in small letters."""
    fields = Fields()
    for word, span in seen:
        if word in ("begin", "separate", "end"):
            fields.mark(word, span)
        else:
            fields.order(word, span)
    fields.settle_open()
    return sorted(fields.cuts)


def test_a_field_that_fetches_loses_its_order_and_its_marks() -> None:
    field = (("begin", BEGIN), ("dde cmd", ORDER), ("separate", TURN), ("end", END))
    assert cuts_of(*field) == [BEGIN, ORDER, TURN, END]


def test_a_field_that_fetches_nothing_stays() -> None:
    field = (("begin", BEGIN), ("page", ORDER), ("separate", TURN), ("end", END))
    assert cuts_of(*field) == []


def test_an_order_in_pieces_is_read_as_one() -> None:
    pieces = (("begin", BEGIN), (" in", (5, 6)), ("clude", (7, 8)), (" a", (9, 10)), ("end", END))
    assert cuts_of(*pieces) == [BEGIN, END, (5, 6), (7, 8), (9, 10)]


def test_fields_in_a_row_are_judged_each_for_itself() -> None:
    first = (("begin", (0, 1)), ("link x", (1, 2)), ("end", (2, 3)))
    second = (("begin", (3, 4)), ("page", (4, 5)), ("end", (5, 6)))
    assert cuts_of(*first, *second) == [(0, 1), (1, 2), (2, 3)]
    assert cuts_of(*second, *first) == [(0, 1), (1, 2), (2, 3)]


def test_a_field_in_what_another_shows_is_judged_for_itself() -> None:
    outer = (("begin", (0, 1)), ("page", (1, 2)), ("separate", (2, 3)))
    inner = (("begin", (3, 4)), ("rd x", (4, 5)), ("end", (5, 6)))
    assert cuts_of(*outer, *inner, ("end", (6, 7))) == [(3, 4), (4, 5), (5, 6)]


def test_a_fetching_field_around_another_in_what_it_shows_goes_with_its_marks() -> None:
    outer = (("begin", (0, 1)), ("rd x", (1, 2)), ("separate", (2, 3)))
    inner = (("begin", (3, 4)), ("page", (4, 5)), ("end", (5, 6)))
    assert cuts_of(*outer, *inner, ("end", (6, 7))) == [(0, 1), (1, 2), (2, 3), (6, 7)]


def test_a_fetching_field_with_another_in_its_order_keeps_its_marks_to_hide_it() -> None:
    outer = (("begin", (0, 1)), ("rd ", (1, 2)))
    inner = (("begin", (3, 4)), ("page", (4, 5)), ("end", (5, 6)))
    assert cuts_of(*outer, *inner, (" x", (6, 7)), ("end", (7, 8))) == [(1, 2), (6, 7)]


@pytest.mark.parametrize(
    "seen",
    [
        pytest.param((("dde x", ORDER),), id="no field at all"),
        pytest.param((("begin", BEGIN), ("dde x", ORDER)), id="not ended"),
        pytest.param((("begin", BEGIN), ("dde x", ORDER), ("separate", TURN)), id="half shown"),
    ],
)
def test_an_order_outside_of_a_whole_field_is_cut_alone(seen: tuple[tuple[str, Span], ...]) -> None:
    assert cuts_of(*seen) == [ORDER]


def test_marks_without_a_beginning_are_nothing() -> None:
    assert cuts_of(("separate", TURN), ("end", END), ("end", (8, 9))) == []


def test_every_field_that_has_not_ended_is_judged() -> None:
    seen = (("begin", (0, 1)), ("rd a", (1, 2)), ("separate", (2, 3)), ("begin", (3, 4)))
    assert cuts_of(*seen, ("dde b", (4, 5))) == [(1, 2), (4, 5)]
