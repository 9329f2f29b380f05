"""Where a comment points to a document, the document and its heading are there."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.analyses.checks.hints import HINT_QUESTIONS
from portal.analyses.frameworks import FRAMEWORKS
from portal.analyses.monitoring_labels import CRITERIA
from portal.analyses.option_states import OPTION_MOVES, MovedBy
from portal.analyses.short_list import MOST_OF_EACH
from portal.coaching.review.rubric import current_rubric
from portal.events.kinds import KIND_TITLES
from portal.tracking.trends import LOOKS_UNCHANGED, STALE_AFTER

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
SOURCES = [
    path
    for folder in ("portal", "workers", "config", "embedded", "tests", "templates", "docs")
    for path in (ROOT / folder).rglob("*")
    if path.suffix in {".py", ".html", ".txt", ".js", ".scss", ".typ", ".yaml", ".sql", ".md"}
    and not {"static", "guide", "__pycache__"} & set(path.parts)
    and path != Path(__file__)
]
TOP = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "Makefile")]
ALL = [*SOURCES, *(path for path in TOP if path.exists()), ROOT / "pyproject.toml"]
# What the world knows by its number; every other document of numbers would be one of ours.
STANDARDS = re.compile(r"RFC \d+|WebAuthn|WCAG|Unicode|\((?:S3|A4)\)")
POINTS = re.compile(r"\((\w+): ([A-Z][^()\n]+)\)")
POINTED = {"domain", "architecture"}
# Ways to point at what a reader cannot open: numbers of chapters, ids of lists.
NUMBERS = re.compile(
    r"\b(?:domain|design|house|section|chapter|finding|feature|issue),? (?:section )?#?\d[\d.]*"
    r"|\bdesign, |\b[Aa]rt\. ?\d|§ ?\d| \([A-Z]{1,2}\d{1,2}\)"
)
# Ids that stand in a table of docs/domain.md.
KNOWN = {*HINT_QUESTIONS, *(one.key for one in CRITERIA)}
FOLDERS = "|".join(("docs", "portal", "workers", "config", "embedded", "tests", "templates"))


@pytest.mark.parametrize("document", sorted(POINTED))
def test_every_reference_names_a_heading_that_is_there(document: str) -> None:
    headings = _headings(DOCS / f"{document}.md")
    named = [(path, what) for path, where, what in _points() if where == document]
    assert [(_name(path), what) for path, what in named if what not in headings] == []


def test_headings_of_a_document_that_is_pointed_at_differ() -> None:
    for document in POINTED:
        headings = re.findall(r"^#+ (.+)$", (DOCS / f"{document}.md").read_text(), re.MULTILINE)
        assert len(headings) == len(set(headings)), document


def test_nobody_points_at_a_document_by_a_number() -> None:
    assert [found for path in ALL for found in _numbers_in(path)] == []


def test_every_document_that_is_named_is_there() -> None:
    known = {path.name for path in [*ROOT.glob("*.md"), *DOCS.rglob("*.md")]}
    missing = {
        (_name(path), name)
        for path in ALL
        for name in re.findall(r"(?<![\w{}*.])([\w-]+(?:\.km)?\.md)\b", path.read_text())
        if name not in known
    }
    assert missing == set()


def test_every_decision_that_is_named_is_there() -> None:
    numbers = {path.name[:4] for path in (DOCS / "decisions").iterdir()}
    named = {
        (_name(path), number)
        for path in ALL
        for number in re.findall(r"(?:[Dd]ecisions? |\()(0\d{3})\b", path.read_text())
    }
    assert {one for one in named if one[1] not in numbers} == set()


@pytest.mark.parametrize(
    "path", [*DOCS.glob("*.md"), ROOT / "CONTRIBUTING.md"], ids=lambda path: path.name
)
def test_paths_that_a_document_names_are_there(path: Path) -> None:
    named = re.findall(rf"`((?:{FOLDERS})/[\w./-]*)`", path.read_text())
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_names_that_the_architecture_gives_stand_where_it_says() -> None:
    text = (DOCS / "architecture.md").read_text()
    named = [
        (path, name)
        for path, names in re.findall(r"`([\w/]+\.\w+)`: ((?:`\w+` ?)+)", text)
        for name in re.findall(r"`(\w+)`", names)
    ]
    tables = [(path, name) for name, path in re.findall(r"`([A-Z]\w+)` in `([\w/.]+)`", text)]
    assert [one for one in (*named, *tables) if not _has(*one)] == []
    assert (len(named) > 20, len(tables) > 8) == (True, True)


def test_words_of_the_code_stand_where_the_glossary_says() -> None:
    part = (DOCS / "glossary.md").read_text().split("## Words of the code")[1].split("\n## ")[0]
    rows = re.findall(r"^\| ([a-z -]+) \| `([\w/.]+)`(?: `(\w+)`)? \| (.+) \|$", part, re.M)
    words = [row[0] for row in rows]
    assert len(words) == part.count("\n|") - 2 == len(set(words))
    missing = [(path, name) for _, path, name, _ in rows if not _has(path, name)]
    assert missing == []


def test_the_order_of_packages_is_the_one_that_is_linted() -> None:
    linted = _linted_orders()
    text = (DOCS / "architecture.md").read_text().split("## The order of packages")[1]
    told = re.findall(r"^- (.+?): (.+)$", text.split("\n## ")[0], re.MULTILINE)
    for about, chain in told:
        order = [set(re.findall(r"`(\w+)`", level)) for level in chain.split(";")[0].split(" > ")]
        places = [[_place_of(name, linted[about]) for name in level] for level in order if level]
        flat = [max(level) for level in places]
        assert flat == sorted(set(flat)), about
        assert all(len(set(level)) == 1 for level in places if about != "a feature"), about
    assert {about for about, _ in told} == set(linted)


def test_the_method_is_told_as_the_code_has_it() -> None:
    text = (DOCS / "domain.md").read_text()
    assert re.findall(r"^\| (DC\d) \|", text, re.MULTILINE) == list(HINT_QUESTIONS)
    assert re.findall(r"^\| `([\w-]+)` \| (\w+):", text, re.MULTILINE) == [
        (framework.version, {6: "six", 7: "seven"}[len(framework.steps)])
        for framework in FRAMEWORKS
    ]
    assert {one.key for one in CRITERIA} - {"C2b", "C2c", "C2d"} == set(
        re.findall(r"\bC\d[a-e]?\b", text)
    )
    assert f"After {STALE_AFTER} days" in text
    assert (LOOKS_UNCHANGED, MOST_OF_EACH) == (3, 6)
    for words in ("three looks, all the same", "five or six dividers"):
        assert words in text


def test_the_words_of_the_method_are_those_of_the_code() -> None:
    text = (DOCS / "domain.md").read_text().lower()
    levels = current_rubric().titles.values()
    assert f"({', '.join(level.lower() for level in levels)})" in text
    assert [title for title in KIND_TITLES.values() if title.lower() not in text] == []
    life = text.split("its life: ")[1].split(".")[0]
    for state in set(OPTION_MOVES[MovedBy.PERSON]) - {
        "dropped",
        "trying",
        "superseded",
        "tested_on_paper",
    }:
        assert state in life, state


def _has(path: str, name: str) -> bool:
    defined = rf"^\s*(?:export )?(?:def |class )?{name}\b"
    return (ROOT / path).is_file() and bool(
        re.search(defined, (ROOT / path).read_text(), re.MULTILINE)
    )


def _linted_orders() -> dict[str, list[str]]:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    names = {
        "portal": "the portal",
        "portal.analyses": "`analyses`",
        "portal.events": "`events`",
        "portal.coaching": "`coaching`",
    }
    found = {}
    for contract in contracts["contracts"]:
        if contract["type"] == "layers":
            first = contract.get("containers", [""])[0]
            found[names.get(first, "a feature" if first else "the tree")] = contract["layers"]
    return found


def _place_of(name: str, layers: list[str]) -> int:
    return next(place for place, layer in enumerate(layers) if name in re.findall(r"\w+", layer))


def _points() -> Iterator[tuple[Path, str, str]]:
    for path in ALL:
        for where, what in POINTS.findall(path.read_text()):
            if where in POINTED:
                yield path, where, what


def _numbers_in(path: Path) -> list[str]:
    lines = path.read_text().splitlines()
    return [
        f"{_name(path)}: {found[0]}"
        for line in lines
        if (found := NUMBERS.search(line)) and not STANDARDS.search(line)
        if found[0].strip(" ()") not in KNOWN
    ]


def _headings(path: Path) -> set[str]:
    return set(re.findall(r"^#{2,3} (.+)$", path.read_text(), re.MULTILINE))


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))
