"""What the page of a step shows: its rows as cards, one of them open for writing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from sqlalchemy import Row

from portal.analyses import queries
from portal.analyses.completeness import problems_of_kind
from portal.analyses.dismissals import Reasons, reasons_in
from portal.analyses.families import in_families
from portal.analyses.forms import RowForm, row_form
from portal.analyses.frameworks import FRAMEWORK, Framework, Step
from portal.analyses.headings import Headings, name_rows
from portal.analyses.notes import Numbers, notes_of
from portal.analyses.nudges import Nudge, Owner, find_nudges
from portal.analyses.queries import RowDict, Rows
from portal.analyses.safety import flags_of
from portal.analyses.steps import Kind, targets_of
from portal.analyses.vocabulary import WRITABLE
from portal.errors import NotFound

MOST_READ_AT_ONCE = 20
PAGE_CARDS = 50
# What a row is compared with or named by, beside what it links to.
BESIDE: dict[str, tuple[str, ...]] = {
    "divider": ("connector",),
    "connector": ("divider",),
    "option": ("detail", "divider", "connector"),
}


@dataclass(frozen=True)
class Reader:
    """Who looks: may they write, and for which organisation."""

    may_write: bool
    owner: Owner


@dataclass(eq=False)
class Card:
    """One row on the page; `missing` and `questions` count what is left to do in it."""

    row: RowDict
    number: int
    heading: str
    kind: str
    numbers: Numbers
    missing: int = 0
    nudges: list[Nudge] = field(default_factory=list)
    aside: list[tuple[Nudge, str]] = field(default_factory=list)
    is_writable: bool = False

    @property
    def id(self) -> int:
        """Return the id of the row."""
        return int(self.row["id"])

    @property
    def notes(self) -> list[str]:
        """Return the short words beside the heading; asked for only where the card is shown."""
        return notes_of(self.kind, self.row, self.numbers)


@dataclass
class StepPage:
    """One kind of row of one analysis, ready to be shown."""

    analysis: Row[*tuple[Any, ...]]
    kind: Kind
    rows: Rows
    gone: Rows
    headings: Headings
    cards: list[Card]
    reader: Reader

    @property
    def framework(self) -> Framework:
        """Return the framework that the analysis follows."""
        return FRAMEWORK[self.analysis.framework_version]

    @property
    def step(self) -> Step:
        """Return the step with which rows of this kind are read."""
        return self.framework.step(self.framework.step_of[self.kind.name])

    @property
    def is_open(self) -> bool:
        """Tell whether rows of this kind may be added and changed now."""
        return self.reader.may_write and (self.kind.stays_open or self.analysis.state in WRITABLE)

    @property
    def may_add(self) -> bool:
        """Tell whether one more row makes sense."""
        return self.is_open and not (self.kind.one_only and self.cards)

    @property
    def shows_all(self) -> bool:
        """Tell whether all rows are read at once, because nobody writes any of them now."""
        is_written = self.is_open or any(card.is_writable for card in self.cards)
        return not is_written and len(self.cards) <= MOST_READ_AT_ONCE

    @property
    def lacks(self) -> list[Step]:
        """Return the steps that must have a row before one here can link to it."""
        numbers = {
            self.framework.step_of[field.targets[0]]
            for field in self.kind.fields
            if field.required and field.targets and not any(map(self.rows.get, field.targets))
        }
        return [self.framework.step(number) for number in sorted(numbers)]

    def new_token(self) -> str:
        """Return a token for one more form, so that a doubled click makes one thing."""
        return str(uuid4())

    def card(self, row_id: int | None) -> Card | None:
        """Return the card of a row, None where the page does not have it."""
        return next((card for card in self.cards if card.id == row_id), None)

    def number_of(self, card: Card | None) -> int:
        """Return on which page of the step a card stands: long steps come in pages of fifty."""
        return self.cards.index(card) // PAGE_CARDS + 1 if card else 1

    def on_page(self, number: int) -> list[Card]:
        """Return the cards of one page of the step."""
        return self.cards[(number - 1) * PAGE_CARDS : number * PAGE_CARDS]

    def first(self, is_wanted: Callable[[Card], bool]) -> Card | None:
        """Return the card to open when none was asked for."""
        unfinished = (card for card in self.cards if is_wanted(card) or card.missing)
        wanted = next((card for card in self.cards if is_wanted(card)), None)
        return wanted or next(unfinished, None) or next(iter(self.cards), None)

    def form_of(self, card: Card) -> RowForm:
        """Return the form of one row."""
        return row_form(self.kind, self.rows, self.headings, card.row, self.gone)


def read_page(
    analysis_id: int, kind: Kind, reader: Reader, head: Row[*tuple[Any, ...]] | None = None
) -> StepPage:
    """Return the page of one kind: its head, then rows and questions set aside, in two statements.

    NotFound for a kind that no step of the analysis holds.
    """
    head = head or queries.step_head(analysis_id)
    if kind.name not in FRAMEWORK[head.framework_version].step_of:
        raise NotFound
    with_removed = {*targets_of(kind), kind.name}
    rows, gone, aside = queries.read_step(analysis_id, kinds_beside(kind), with_removed)
    headings = name_rows({name: rows.get(name, []) + gone.get(name, []) for name in rows})
    page = StepPage(head, kind, rows, gone, headings, [], reader)
    page.cards = _cards(page)
    if page.is_open:
        _ask(page, reasons_in(aside))
    return page


def kinds_beside(kind: Kind) -> list[str]:
    """Return the kinds of rows that a page of `kind` needs, itself first."""
    return list(dict.fromkeys([kind.name, *targets_of(kind), *BESIDE.get(kind.name, ())]))


def _cards(page: StepPage) -> list[Card]:
    kind, rows = page.kind, page.rows[page.kind.name]
    ordered: Sequence[RowDict] = in_families(rows) if kind.name == "option" else rows
    numbers = {row["id"]: number for number, row in enumerate(ordered, 1)}
    missing: dict[int | None, int] = {}
    for problem in problems_of_kind(kind.name, page.rows):
        missing[problem.row_id] = missing.get(problem.row_id, 0) + 1
    return [
        Card(
            row=row,
            number=numbers[row["id"]],
            heading=page.headings[kind.name, row["id"]],
            kind=kind.name,
            numbers=numbers,
            missing=missing.get(row["id"], 0),
            is_writable=page.is_open or (page.reader.may_write and bool(row.get("parent_id"))),
        )
        for row in ordered
    ]


def _warn(page: StepPage) -> list[Nudge]:
    labels = {field.name: field.label for field in page.kind.fields}
    return [
        Nudge(flag.key, flag.kind, flag.row_id, flag.text, flag.words, labels[flag.field])
        for card in page.cards
        for flag in flags_of(page.kind, card.row)
    ]


def _ask(page: StepPage, reasons: Reasons) -> None:
    found: dict[int, list[Nudge]] = {}
    for nudge in [*find_nudges(page.rows, page.reader.owner), *_warn(page)]:
        if nudge.kind == page.kind.name:
            found.setdefault(nudge.row_id, []).append(nudge)
    for card in page.cards:
        aside = reasons.get((page.kind.name, card.id), {})
        asked = found.get(card.id, [])
        card.nudges = [nudge for nudge in asked if nudge.rule not in aside]
        card.aside = [(nudge, aside[nudge.rule]) for nudge in asked if nudge.rule in aside]
