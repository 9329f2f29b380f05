"""A revision as it is read: one card for each row, in order, in words, without what it lacks."""

import pytest
from flask import Flask

from portal.analyses.vocabulary import FrameworkVersion
from portal.coaching.revisions.rows import (
    cards_of,
    count_rows,
    fields_of,
    label_of,
    name_places,
    places_of,
    steps_of,
)
from portal.errors import NotFound
from portal.language.i18n import speak
from tests.analyses.rows.plain import make_row, make_snapshot

DETAIL = make_row("detail", 8, detail_key="how", choice="Pay an officer", why="ទម្លាប់")
LIMIT = make_row("constraint", 3, choice="Wells only", criterion="The donor")
FIRST = make_row("divider", 5, title="Fees", how="Some pay.", rank=1)
SECOND = make_row("divider", 2, title="ថ្លៃត្រា")
CHAIN = make_row("chain", 9, detail_id=8, factor_id=5, pattern="fairness", sign="worse")
SENT = make_snapshot(
    ("divider", FIRST),
    ("divider", SECOND),
    ("detail", DETAIL),
    ("constraint", LIMIT),
    ("chain", CHAIN),
)


def test_cards_stand_as_rows_were_sent_and_are_numbered_within_their_kind() -> None:
    cards = cards_of(SENT, 2)
    assert [(one.anchor, one.number, one.title) for one in cards] == [
        ("divider-5", 1, "Fees"),
        ("divider-2", 2, "ថ្លៃត្រា"),
    ]
    mixed = cards_of(SENT, 4)
    assert [(one.anchor, one.number, one.kind_title) for one in mixed] == [
        ("detail-8", 1, "Detail"),
        ("constraint-3", 1, "Limit"),
    ]


def test_a_part_of_a_step_keeps_the_numbers_of_the_whole() -> None:
    (card,) = cards_of(SENT, 2, slice(1, 40))
    assert (card.anchor, card.number) == ("divider-2", 2)
    assert cards_of(SENT, 2, slice(40, 80)) == []


def test_the_heading_of_a_card_is_not_told_again_and_blanks_stay() -> None:
    facts = {one.name: one.value for one in cards_of(SENT, 2)[0].facts}
    assert "title" not in facts
    assert (facts["how"], facts["rank"], facts["groups"]) == ("Some pay.", "1", "")
    labels = {one.name: one.label for one in cards_of(SENT, 2)[0].facts}
    assert labels == {one.name: one.label for one in fields_of("divider") if one.name in facts}


def test_choices_and_links_are_told_in_words_of_the_revision() -> None:
    (card,) = cards_of(SENT, 5)
    assert card.title == "Pay an officer → Fees"
    facts = {one.name: one.value for one in card.facts}
    assert (facts["detail_id"], facts["factor_id"]) == ("Pay an officer", "Fees")
    assert facts["pattern"] == "Message: fairness"


def test_a_link_to_a_row_that_was_not_sent_says_nothing() -> None:
    lone = make_snapshot(("chain", CHAIN))
    (card,) = cards_of(lone, 5)
    assert card.title == ""
    assert [one.name for one in card.facts if one.value] == ["pattern", "sign"]


def test_places_and_counts_are_those_of_the_cards() -> None:
    for step in range(1, 8):
        cards = cards_of(SENT, step)
        assert places_of(SENT, step) == [(one.kind, one.id) for one in cards]
        assert count_rows(SENT, step) == len(cards)
    assert count_rows(SENT, 4) == 2


def test_a_kind_that_an_old_revision_does_not_know_has_no_rows() -> None:
    old = SENT | {"rows": {"divider": [FIRST]}}
    assert cards_of(old, 7) == []
    assert places_of(old, 4) == []
    assert count_rows(old, 2) == 1


def test_what_comes_later_is_read_with_the_last_step() -> None:
    change = make_row("change", 6, after="No fees", kind="plan")
    sheet = make_snapshot(("change", change), version=FrameworkVersion.SHEET, steps=(6,))
    assert places_of(sheet, 6) == [("change", 6)]
    handbook = make_snapshot(("change", change))
    assert places_of(handbook, 7) == [("change", 6)]
    assert places_of(handbook, 6) == []


def test_an_oldest_revision_follows_the_handbook_without_saying_so() -> None:
    old = {name: value for name, value in SENT.items() if name != "framework_version"}
    assert places_of(old, 3) == []
    assert [one.key for one in steps_of(old | {"declared_steps": [3, 1]})] == [
        "context",
        "connectors",
    ]


def test_steps_stand_in_order_whatever_order_they_were_declared_in() -> None:
    sheet = make_snapshot(version=FrameworkVersion.SHEET, steps=(6, 1))
    assert [(one.number, one.key) for one in steps_of(sheet)] == [(1, "dividers"), (6, "repeat")]


def test_a_step_that_no_framework_has_is_not_found() -> None:
    with pytest.raises(NotFound):
        cards_of(SENT, 8)


def test_rows_are_named_across_kinds_that_have_the_same_ids() -> None:
    sent = make_snapshot(("divider", FIRST), ("connector", FIRST | {"title": "Meals"}))
    assert name_places(sent) == {("divider", 5): "Fees", ("connector", 5): "Meals"}


@pytest.mark.parametrize(
    ("kind", "name", "label"),
    [
        ("divider", "groups", "Between whom?"),
        ("divider", "body", ""),
        ("<b>", "groups", ""),
        ("", "", ""),
    ],
    ids=["known", "no such field", "hostile", "of the step"],
)
def test_a_comment_names_its_field_by_the_label(kind: str, name: str, label: str) -> None:
    assert label_of(kind, name) == label


def test_fields_of_an_unknown_kind_are_none() -> None:
    assert fields_of("nothing") == ()


def test_each_reader_has_labels_in_their_own_language(app: Flask) -> None:
    labels = {}
    with app.app_context():
        for locale in ("en", "km", "en"):
            with speak(locale):
                labels[locale] = {one.name: one.label for one in fields_of("divider")}["groups"]
    assert labels["en"] == "Between whom?"
    assert labels["km"] != labels["en"]
