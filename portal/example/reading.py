"""Reads the example: one made-up organisation in each language, from the stories of the demo."""

from collections.abc import Iterator
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from portal.analyses.frameworks import DEFAULT_FRAMEWORK, FRAMEWORK_BY_VERSION
from portal.analyses.kind import Kind, Widget, columns_of
from portal.analyses.kinds import KINDS
from portal.analyses.queries import RowDict, Rows
from portal.language.locales import DEFAULT_LOCALE

STORIES_FOLDER = Path(__file__).parents[1] / "demo" / "stories"
STORY_IN = {"en": "lake", "km": "hill"}
# What a story calls the column that points at another row.
LINKED_FIELDS = {
    "detail": "detail_id",
    "factor": "factor_id",
    "chain": "chain_id",
    "option": "option_id",
    "parent": "parent_id",
}
KINDS_OF_STEPS = tuple(
    kind for step in FRAMEWORK_BY_VERSION[DEFAULT_FRAMEWORK].steps for kind in step.kinds
)
VERDICTS = ("request_changes", "accept")


class ExampleComment(NamedTuple):
    """What the coach asked about a row, and what the organisation answered, if it did."""

    kind: str
    row_id: int
    body: str
    is_required: bool
    answer: str


class ExampleFeedback(NamedTuple):
    """One answer of the coach: `is_accepted` where it ended the review, `ratings` step by step."""

    is_accepted: bool
    strength: str
    next_step: str
    note: str
    ratings: tuple[str, ...]
    comments: tuple[ExampleComment, ...]


class ExampleChange(NamedTuple):
    """What the organisation changed in its plan or work, and how it knows."""

    before: str
    after: str
    evidence: str


class ExampleWorkshop(NamedTuple):
    """A workshop: `kind` as in `portal.events.kinds`, and who took part."""

    kind: str
    women: int
    men: int


class ExampleLook(NamedTuple):
    """How a divider or connector was, so many days ago; `trend` as in `portal.tracking.models`."""

    factor_id: int
    days_ago: int
    trend: str


class ExampleStory(NamedTuple):
    """The example in one language: its analysis, what the coach said, and what came of it.

    `rows_since` are its rows as they are now, with the changes that were made.
    """

    organisation: str
    project: str
    place: str
    title: str
    rows: Rows
    feedback: tuple[ExampleFeedback, ...]
    changes: tuple[ExampleChange, ...]
    workshops: tuple[ExampleWorkshop, ...]
    check_ins: int
    rows_since: Rows
    looks: tuple[ExampleLook, ...]


@cache
def read_example(locale: str) -> ExampleStory:
    """Return the example for readers of a language; of one without a story, in English."""
    import yaml  # noqa: PLC0415  not every process needs it, and each start would pay

    name = STORY_IN.get(locale, STORY_IN[DEFAULT_LOCALE])
    told = yaml.safe_load((STORIES_FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))[0]
    project, analysis = told["project"], told["project"]["analyses"][0]
    rows, names = _rows(analysis["rows"])
    _rewrite(rows, names, analysis["review"])
    later = analysis["after"]
    return ExampleStory(
        organisation=told["name"],
        project=project["title"],
        place=project["place"],
        title=analysis["title"],
        rows=rows,
        feedback=tuple(_feedback(one, analysis["review"], names) for one in _verdicts(analysis)),
        changes=tuple(
            ExampleChange(one["before"], one["after"], one["evidence"])
            for one in later
            if one["kind"] == "change"
        ),
        workshops=tuple(
            ExampleWorkshop(one["kind"], one["women"], one["men"]) for one in project["workshops"]
        ),
        check_ins=sum(one["kind"] == "check_in" for one in later),
        rows_since=_rows_since(rows, later, names),
        looks=tuple(_looks(later, names)),
    )


Names = dict[str, tuple[str, int]]  # the kind and id of a row by its name in the story


def _rows(told: list[dict[str, Any]]) -> tuple[Rows, Names]:
    rows: Rows = {kind: [] for kind in KINDS_OF_STEPS}
    names: Names = {}
    numbers = count(1)
    for one in told:
        kind, number = one["kind"], next(numbers)
        rows[kind].append({"id": number, "position": number, **_values(KINDS[kind], one, names)})
        if "ref" in one:
            names[one["ref"]] = (kind, number)
    return rows, names


def _values(kind: Kind, told: dict[str, Any], names: Names) -> dict[str, Any]:
    values: dict[str, Any] = dict.fromkeys(columns_of(kind), "")
    for field in kind.fields:
        if field.widget in (Widget.DATE, Widget.LINK):
            values[field.name] = None  # days of the story are counted from the day of its loading
        elif field.name in told:
            values[field.name] = told[field.name]
    for name, column in LINKED_FIELDS.items():
        if name in told and column in values:
            values[column] = names[told[name]][1]
    return values


def _rows_since(rows: Rows, later: list[dict[str, Any]], names: Names) -> Rows:
    states = {
        names[one["option"]][1]: one["state"] for one in later if one["kind"] == "option_state"
    }
    options: list[RowDict] = [
        {**row, "state": states.get(row["id"], row["state"])} for row in rows["option"]
    ]
    since: Rows = {"change": [], "learning": []}
    for number, one in enumerate(later, 1):
        if one["kind"] in since:
            values = _values(KINDS[one["kind"]], one, names)
            values |= {"id": number, "kind": one["change"], "changed_on": None}
            since[one["kind"]].append(values)
    return {**rows, **since, "option": list(options)}


def _looks(later: list[dict[str, Any]], names: Names) -> Iterator[ExampleLook]:
    for one in later:
        if one["kind"] == "check_in":
            days = int(str(one["day"]).split(maxsplit=1)[0])
            for name, trend in one["seen"].items():
                yield ExampleLook(names[name][1], days, trend)


def _rewrite(rows: Rows, names: Names, review: list[dict[str, Any]]) -> None:
    for one in review:
        if one["do"] == "rewrite":
            kind, number = names[one["about"]]
            row = next(row for row in rows[kind] if row["id"] == number)
            row |= one["to"]


def _verdicts(analysis: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in analysis["review"] if one["do"] in VERDICTS]


def _feedback(told: dict[str, Any], review: list[dict[str, Any]], names: Names) -> ExampleFeedback:
    answers = {one["about"]: one["body"] for one in review if one["do"] == "answer"}
    comments = tuple(
        ExampleComment(
            *names[one["about"]], one["body"], one["required"], answers.get(one["about"], "")
        )
        for one in told.get("comments", [])
    )
    return ExampleFeedback(
        told["do"] == "accept",
        told["strength"],
        told["next_step"],
        told.get("note", ""),
        tuple(told["ratings"]),
        comments,
    )
