"""The friendly questions DC1 to DC9: each asked for its own mistake, and for nothing else."""

import pytest

from portal.analyses.checks.hints import Owner, hints_of, shared_titles

OWNER = Owner("LOTUS", "Lotus Care")
HOW = "Families stop greeting each other after the lists were read."


def asked(kind: str, title: str, how: str = HOW, groups: str = "Two villages") -> set[str]:
    """Return the rules asked of one row that stands alone."""
    row = {"id": 1, "title": title, "how": how, "groups": groups, "description": title}
    return {hint.rule for hint in hints_of(kind, row, OWNER, frozenset())}


@pytest.mark.parametrize(
    ("rule", "kind", "title"),
    [
        ("DC2", "divider", "Local authorities"),
        ("DC2", "connector", "អាជ្ញាធរមូលដ្ឋាន"),
        ("DC3", "divider", "The office of LOTUS"),
        ("DC3", "connector", "Lotus Care helps"),
        ("DC5", "divider", "Lack of trust after the sale"),
        ("DC7", "option", "Create a new committee of elders"),
        ("DC7", "option", "បង្កើតគណៈកម្មការថ្មី"),
        ("DC9", "divider", "Floods that hit both villages"),
    ],
)
def test_a_common_mistake_is_asked_about(rule: str, kind: str, title: str) -> None:
    assert rule in asked(kind, title)


def test_what_stands_on_both_sides_is_asked_about_on_both() -> None:
    row = {"title": "The market", "how": HOW, "groups": "All"}
    rows = {"divider": [row | {"id": 1}], "connector": [row | {"id": 2, "title": "the  market."}]}
    shared = shared_titles(rows)
    found = {
        (hint.rule, kind)
        for kind, (row,) in rows.items()
        for hint in hints_of(kind, row, OWNER, shared)
    }
    assert {("DC1", "divider"), ("DC1", "connector")} <= found


def test_a_divider_without_groups_and_a_bare_word_are_asked_about() -> None:
    assert "DC4" in asked("divider", "Paying for a stamp", groups="")
    assert "DC6" in asked("divider", "Religion", how="")
    assert "DC6" not in asked("divider", "Religion")


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        ("divider", "Jealousy between families about the lists"),
        ("divider", "An act of the assembly on land titles"),
        ("connector", "Meals that all families share"),
        ("option", "Read the rule aloud before each delivery"),
    ],
)
def test_a_good_row_is_left_in_peace(kind: str, title: str) -> None:
    assert asked(kind, title) == set()


def test_a_short_acronym_counts_in_capitals_only() -> None:
    row = {"id": 1, "title": "An act of kindness", "how": HOW, "groups": "All", "description": ""}
    owner = Owner("ACT", "ACT")
    assert hints_of("connector", row, owner, frozenset()) == []
    named = hints_of("connector", row | {"title": "Help by ACT"}, owner, frozenset())
    assert [hint.rule for hint in named] == ["DC3"]
