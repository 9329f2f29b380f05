"""Under the names of real organisations the demo says what the minutes of the forum say."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
import pytest
import yaml

from portal.analyses.kind import MADE_UP
from portal.analyses.kinds import FORUM_CHILDREN, FORUM_HIV, FORUM_MENTAL_HEALTH, KINDS
from portal.demo.load import read_story
from tests.isolation.canaries import content_columns

HERE = Path(__file__).parent
PASSAGES: dict[str, dict[str, str]] = yaml.safe_load((HERE / "minutes.yaml").read_text())
# Each example that is put under a teller, with the passage on which it rests.
EXAMPLES_TOLD: dict[str, str] = yaml.safe_load((HERE / "examples.yaml").read_text())
REAL = ("CHEC", "APLE", "TPO", "ACT", "STT", "YRDP", "KCD")
# What people of the demo say of how it is told: none of it is a fact about an organisation.
OWN_WORDS = frozenset(
    {"Cambodia", "Before this record, or not told in the minutes of the forum."}
    | {f"What {acronym} told at the forum of 2019" for acronym in REAL}
)
WORDS: dict[str, Any] = yaml.safe_load((HERE / "words.yaml").read_text())
FREE = frozenset(WORDS["free"].split())
MEANS: dict[str, str] = WORDS["means"]


class Telling(NamedTuple):
    """One thing that the demo says of a real organisation: its texts and the passages below."""

    acronym: str
    texts: tuple[str, ...]
    passages: tuple[str, ...]


def tellings() -> Iterator[Telling]:
    for told in read_story()["organisations"]:
        if told["acronym"] in REAL:
            for one in _within(told["project"]):
                texts = tuple(
                    value for key, value in one.items()
                    if isinstance(value, str) and key in TEXTS
                )  # fmt: skip
                yield Telling(told["acronym"], texts, tuple(one.get("rests_on", ())))


TEXTS = {column.name for column in content_columns()} | {"text", "title", "given_by", "funder"}


def _within(project: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from project["workshops"]
    yield from project["statements"]
    for analysis in project["analyses"]:
        yield {key: analysis[key] for key in ("title", "rests_on")}
        yield from analysis["rows"]
        yield from analysis.get("after", [])


def test_real_organisations_are_those_of_the_minutes_and_all_others_are_marked() -> None:
    marked = {
        told["acronym"]: told.get("is_example", False) for told in read_story()["organisations"]
    }
    assert {acronym for acronym, is_example in marked.items() if not is_example} == set(REAL)
    unmarked = [
        told["name"]
        for told in read_story()["organisations"]
        if told.get("is_example")
        != bool(re.search(r"\(example, made up\)|\(ឧទាហរណ៍ប្រឌិត\)", told["name"]))
        and told["acronym"] not in REAL
    ]
    assert unmarked == []


def test_every_telling_rests_on_passages_of_its_own_organisation() -> None:
    strange = [
        (one.acronym, one.texts, one.passages)
        for one in tellings()
        if not one.passages
        or {PASSAGES[name]["who"] for name in one.passages} - {one.acronym, "everybody"}
    ]
    assert strange == []


def test_no_telling_has_a_number_a_year_or_a_word_that_its_passages_have_not() -> None:
    invented = {}
    for one in tellings():
        source = " ".join(PASSAGES[name]["words"] for name in one.passages)
        new = sorted({word for text in one.texts for word in unsupported(text, source)})
        if new:
            invented[one.acronym, one.texts[0] if one.texts else ""] = new
    assert invented == {}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Talks with twelve couples", ["couples", "talks", "twelve"]),
        ("In 2018 HIV/AIDS was integrated into CIP/CDP", ["2018"]),
        ("A donation box at the pagoda, open to every poor family", ["every", "family", "open"]),
        ("The local authority wanted to manage the budget", []),
    ],
)
def test_an_invented_word_would_be_found(text: str, found: list[str]) -> None:
    source = " ".join(
        PASSAGES[name]["words"] for name in ("chec_budget", "chec_jealousy", "chec_box")
    )
    assert sorted(unsupported(text, source)) == found


def unsupported(text: str, source: str) -> set[str]:
    """Return the numbers and the words of some length that a source has not."""
    known = {_stem(MEANS.get(word, word)) for word in re.findall(r"[a-z]+", source.lower())}
    digits = set(re.findall(r"\d+", source))
    words = set(re.findall(r"[a-z]{4,}", text.lower())) - FREE
    return {word for word in words if _stem(MEANS.get(word, word)) not in known} | (
        set(re.findall(r"\d+", text)) - digits
    )


def _stem(word: str) -> str:
    return word[:5]


def test_the_database_holds_no_other_text_under_their_names(told: psycopg.Connection[Any]) -> None:
    known = OWN_WORDS | {text for one in tellings() for text in one.texts}
    strange = []
    for column in content_columns():
        # What is searched is made of the other columns, by triggers.
        if column.type.python_type is not str or column.table.name == "search_entries":
            continue
        rows = told.execute(
            f"SELECT o.acronym, t.{column.name} FROM {column.table.name} t "
            f"JOIN organisations o ON o.id = t.organisation_id "
            f"WHERE o.acronym = ANY (%s) AND t.{column.name} <> ''",
            [list(REAL)],
        )
        strange += [(column.table.name, *row) for row in rows if row[1] not in known]
    assert [row for row in strange if not _is_day_of_workshop(row[2])] == []
    for table in (
        "comments",
        "reviews",
        "revisions",
        "coach_assignments",
        "coaching_sessions",
        "reports",
    ):
        counted = told.execute(
            f"SELECT count(*) FROM {table} t JOIN organisations o ON o.id = t.organisation_id "
            "WHERE o.acronym = ANY (%s)",
            [list(REAL)],
        ).fetchone()
        assert (table, counted) == (table, (0,))


def _is_day_of_workshop(text: str) -> bool:
    return re.fullmatch(r"CCC · 2019-08-20", text) is not None


def test_nothing_of_theirs_is_late_and_no_day_is_later_than_the_forum(
    told: psycopg.Connection[Any],
) -> None:
    open_rows = told.execute(
        "SELECT o.acronym, key FROM milestones m JOIN organisations o ON o.id = m.organisation_id "
        "WHERE o.acronym = ANY (%s) AND met_at IS NULL AND waived_at IS NULL",
        [list(REAL)],
    ).fetchall()
    assert open_rows == []
    days = told.execute(
        "SELECT max(held_on), max(known_to) FILTER (WHERE held_on <> '2019-08-20') "
        "FROM workshops w JOIN organisations o ON o.id = w.organisation_id "
        "WHERE o.acronym = ANY (%s)",
        [list(REAL)],
    ).fetchone()
    assert days == (date(2019, 8, 20), "year")


def test_no_milestone_is_met_by_what_happened_in_an_earlier_year(
    told: psycopg.Connection[Any],
) -> None:
    rows = told.execute(
        "SELECT o.acronym, key, evidence, (met_at AT TIME ZONE 'Asia/Phnom_Penh')::date "
        "FROM milestones m JOIN organisations o ON o.id = m.organisation_id "
        "WHERE met_at IS NOT NULL AND evidence ~ '\\d{4}-\\d{2}-\\d{2}$'"
    ).fetchall()
    assert len(rows) >= len(REAL)
    far = [row for row in rows if not 0 <= (row[3] - date.fromisoformat(row[2][-10:])).days <= 31]
    assert far == []


def test_living_work_is_of_these_days_and_nothing_of_it_is_late(
    told: psycopg.Connection[Any],
) -> None:
    late = told.execute(
        "SELECT o.acronym, key, due_on FROM milestones m "
        "JOIN organisations o ON o.id = m.organisation_id "
        "WHERE met_at IS NULL AND waived_at IS NULL AND due_on < current_date"
    ).fetchall()
    assert late == []
    waiting = told.execute(
        "SELECT o.acronym, min(due_on - current_date) FROM milestones m "
        "JOIN organisations o ON o.id = m.organisation_id "
        "WHERE met_at IS NULL AND waived_at IS NULL AND due_on IS NOT NULL GROUP BY 1 ORDER BY 1"
    ).fetchall()
    assert {acronym for acronym, _ in waiting} == {"LAKE", "HILL", "ROAD", "MILL", "DAWN"}
    assert all(days <= 30 for _, days in waiting)


def test_examples_beside_the_steps_are_made_up_or_rest_on_the_minutes() -> None:
    told_by = {FORUM_HIV: "CHEC", FORUM_CHILDREN: "APLE", FORUM_MENTAL_HEALTH: "TPO"}
    said = {one.text: one.who for kind in KINDS.values() for one in kind.examples}
    attributed = {text: told_by[who] for text, who in said.items() if who != MADE_UP}
    assert set(attributed) == set(EXAMPLES_TOLD)
    assert {text: PASSAGES[name]["who"] for text, name in EXAMPLES_TOLD.items()} == attributed


def test_at_least_two_made_up_organisations_have_a_whole_analysis_in_each_language(
    told: psycopg.Connection[Any],
) -> None:
    rows = told.execute(
        "SELECT o.acronym, count(DISTINCT f.id), count(DISTINCT c.id), count(DISTINCT n.id), "
        "count(DISTINCT t.id), count(DISTINCT h.id), count(DISTINCT r.id), "
        "bool_or(n.parent_id IS NOT NULL) "
        "FROM organisations o JOIN analyses a ON a.organisation_id = o.id AND a.state = 'accepted' "
        "JOIN factors f ON f.analysis_id = a.id JOIN chains c ON c.analysis_id = a.id "
        "JOIN options n ON n.analysis_id = a.id JOIN option_tests t ON t.analysis_id = a.id "
        "JOIN changes h ON h.analysis_id = a.id JOIN reports r ON r.organisation_id = o.id "
        "GROUP BY 1 ORDER BY 1"
    ).fetchall()
    assert [(row[0], *(number > 1 for number in row[1:6]), row[6]) for row in rows] == [
        ("HILL", True, True, True, True, True, 1),
        ("LAKE", True, True, True, True, True, 1),
    ]
    # Each option of an accepted analysis was checked on every divider, every connector and staff.
    unknown = told.execute(
        "SELECT o.acronym, n.id FROM options n JOIN analyses a ON a.id = n.analysis_id "
        "JOIN organisations o ON o.id = n.organisation_id WHERE a.state = 'accepted' AND "
        "(SELECT count(*) FROM option_tests t WHERE t.option_id = n.id AND t.effect IS NOT NULL) < "
        "(SELECT count(*) + 1 FROM factors f WHERE f.analysis_id = n.analysis_id)"
    ).fetchall()
    assert unknown == []
