"""The page of a step: who may write what, which card opens first, what must come before."""

from typing import Any

import pytest

from portal.analyses.kinds import KINDS
from portal.analyses.queries import RowDict
from portal.analyses.steps.page import MOST_READ_AT_ONCE, PAGE_CARDS, StepPage, kinds_beside
from tests.analyses.rows.plain import make_row
from tests.analyses.scenes import CONTEXT, FACTOR
from tests.analyses.steps.made import make_page


def dividers(count: int, **values: Any) -> list[tuple[str, RowDict]]:
    return [("divider", make_row("divider", number, **values)) for number in range(1, count + 1)]


def option(id_: int, parent: int | None = None, **more: Any) -> tuple[str, RowDict]:
    return "option", make_row("option", id_, parent_id=parent, state="idea", **more)


def ids(page: StepPage) -> list[int]:
    return [card.id for card in page.cards]


def test_cards_are_numbered_in_their_order_and_found_by_their_id() -> None:
    page = make_page("divider", *dividers(3))
    assert [(card.id, card.number) for card in page.cards] == [(1, 1), (2, 2), (3, 3)]
    found = page.card(2)
    assert found is not None
    assert found.number == 2
    assert (page.card(9), page.card(None)) == (None, None)


def test_an_option_stands_after_the_one_that_it_was_made_from() -> None:
    page = make_page("option", option(1), option(2), option(3, parent=1))
    assert ids(page) == [1, 3, 2]
    assert page.cards[1].notes == ["Idea", "based on option 1"]


@pytest.mark.parametrize(
    ("kind", "state", "may_write", "is_open"),
    [
        ("divider", "draft", True, True),
        ("divider", "changes_requested", True, True),
        ("divider", "submitted", True, False),
        ("divider", "in_review", True, False),
        ("divider", "accepted", True, False),
        ("divider", "draft", False, False),
        ("test", "accepted", True, True),
        ("change", "submitted", True, True),
        ("change", "submitted", False, False),
    ],
)
def test_rows_are_written_before_they_are_sent_and_what_comes_later_always(
    kind: str, state: str, *, may_write: bool, is_open: bool
) -> None:
    page = make_page(kind, state=state, may_write=may_write)
    assert (page.is_open, page.may_add) == (is_open, is_open)


def test_an_option_made_from_another_is_open_while_the_coach_reads() -> None:
    page = make_page("option", option(1), option(2, parent=1), state="in_review")
    assert [card.is_writable for card in page.cards] == [False, True]
    reading = make_page("option", option(2, parent=1), state="in_review", may_write=False)
    assert not reading.cards[0].is_writable


def test_there_is_one_context() -> None:
    assert make_page("context").may_add
    assert not make_page("context", ("context", make_row("context", 1))).may_add


@pytest.mark.parametrize(("less", "is_full"), [(1, False), (0, True)])
def test_a_full_kind_takes_no_row_more(less: int, *, is_full: bool) -> None:
    page = make_page("divider", *dividers(KINDS["divider"].most - less))
    assert (page.is_full, page.may_add) == (is_full, not is_full)
    assert page.says_more is is_full


def test_what_was_written_in_full_misses_nothing() -> None:
    whole = make_page("divider", *dividers(1, **FACTOR))
    assert whole.cards[0].missing == 0
    begun = make_page("divider", *dividers(1, title="Fees"))
    assert begun.cards[0].missing == 4


def test_the_card_that_opens_is_a_wanted_one_then_an_unfinished_one_then_the_first() -> None:
    complete = [("divider", make_row("divider", number, **FACTOR)) for number in (1, 2)]
    begun = ("divider", make_row("divider", 3, title="Fees"))
    page = make_page("divider", *complete, begun)
    opened = [
        page.first({("divider", 2)}),
        page.first(()),
        page.first({("connector", 2), ("divider", 99)}),
        make_page("divider", *complete).first(()),
        make_page("divider").first(()),
    ]
    assert [card.id if card else None for card in opened] == [2, 3, 3, 1, None]


@pytest.mark.parametrize(
    ("count", "number", "shown"),
    [(PAGE_CARDS, 1, PAGE_CARDS), (PAGE_CARDS, 2, 0), (PAGE_CARDS + 1, 2, 1)],
)
def test_long_steps_come_in_pages(count: int, number: int, shown: int) -> None:
    page = make_page("divider", *dividers(count))
    assert len(page.on_page(number)) == shown


def test_a_card_stands_on_the_page_that_shows_it() -> None:
    page = make_page("divider", *dividers(PAGE_CARDS * 2 + 1))
    for card in page.cards:
        assert card in page.on_page(page.number_of(card))
    assert page.number_of(None) == 1


@pytest.mark.parametrize(
    ("count", "state", "shows_all"),
    [
        (MOST_READ_AT_ONCE, "submitted", True),
        (MOST_READ_AT_ONCE + 1, "submitted", False),
        (1, "draft", False),
    ],
    ids=["read at once", "too many", "being written"],
)
def test_rows_are_read_at_once_where_nobody_writes_them(
    count: int, state: str, *, shows_all: bool
) -> None:
    assert make_page("divider", *dividers(count), state=state).shows_all is shows_all


def test_a_step_with_one_open_row_is_not_read_at_once() -> None:
    page = make_page("option", option(1), option(2, parent=1), state="accepted")
    assert not page.shows_all


@pytest.mark.parametrize(
    ("made", "lacks"),
    [
        ((), [2, 4]),
        ((("detail", make_row("detail", 1)),), [2]),
        ((("detail", make_row("detail", 1)), ("connector", make_row("connector", 1))), []),
        (dividers(1), [4]),
    ],
    ids=["nothing", "a detail", "a detail and a connector", "a divider"],
)
def test_an_effect_needs_a_detail_and_a_divider_or_connector(
    made: list[tuple[str, RowDict]], lacks: list[int]
) -> None:
    page = make_page("chain", *made)
    assert [step.number for step in page.lacks] == lacks
    assert page.says_more is bool(lacks)


@pytest.mark.parametrize(
    ("state", "may_write", "gone", "says_more"),
    [
        ("draft", True, {}, False),
        ("draft", True, {"divider": [make_row("divider", 7, title="Fees")]}, True),
        ("draft", True, {"divider": [make_row("divider", 7)]}, False),
        ("draft", True, {"divider": []}, False),
        ("submitted", True, {}, True),
        ("submitted", False, {}, False),
        ("draft", False, {"divider": [make_row("divider", 7, title="Fees")]}, False),
    ],
    ids=[
        "open",
        "removed rows",
        "removed without a word",
        "none removed",
        "closed",
        "only read",
        "removed, only read",
    ],
)
def test_who_may_write_is_told_what_is_closed_or_was_removed(
    state: str, *, may_write: bool, gone: dict[str, list[RowDict]], says_more: bool
) -> None:
    page = make_page("divider", state=state, may_write=may_write, gone=gone)
    assert page.says_more is says_more


def test_questions_are_asked_of_who_writes_and_those_set_aside_keep_their_reason() -> None:
    poverty = dividers(1, title="Fees", how="")
    both = [*poverty, ("connector", make_row("connector", 5, title="fees"))]
    asked = [hint.rule for hint in make_page("divider", *both).cards[0].hints]
    assert "DC1" in asked
    reasons = {("divider", 1): {"DC1": "They are two."}}
    card = make_page("divider", *both, reasons=reasons).cards[0]
    assert [hint.rule for hint in card.hints] == [rule for rule in asked if rule != "DC1"]
    assert [(hint.rule, reason) for hint, reason in card.aside] == [("DC1", "They are two.")]
    reading = make_page("divider", *both, reasons=reasons, may_write=False).cards[0]
    assert (reading.hints, reading.aside) == ([], [])


def test_a_test_is_known_by_what_it_is_about() -> None:
    staff = ("test", make_row("test", 1, option_id=1))
    fees = ("test", make_row("test", 2, option_id=1, factor_id=4))
    page = make_page("test", staff, fees, ("divider", make_row("divider", 4, title="ថ្លៃ")))
    assert [card.heading for card in page.cards] == ["Your own staff", "ថ្លៃ"]


def test_forms_have_tokens_of_their_own() -> None:
    page = make_page("divider")
    assert page.new_token() != page.new_token()


def test_a_page_reads_its_kind_what_it_links_and_what_it_is_compared_with_once() -> None:
    assert kinds_beside(KINDS["divider"]) == ["divider", "connector"]
    assert kinds_beside(KINDS["chain"]) == ["chain", "detail", "divider", "connector"]
    assert kinds_beside(KINDS["context"]) == ["context"]
    assert kinds_beside(KINDS["option"])[:3] == ["option", "chain", "detail"]


def test_a_context_is_known_by_its_place() -> None:
    page = make_page("context", ("context", make_row("context", 1, **CONTEXT)))
    assert (page.cards[0].heading, page.step.number) == ("One district", 1)
