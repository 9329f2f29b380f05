"""What the page of a step shows: its rows as cards, one of them open for writing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any
from uuid import uuid4

from sqlalchemy import Row

from portal.analyses import queries
from portal.analyses.completeness import faults_of, ids_of
from portal.analyses.controls import Controls, Named, controls_of
from portal.analyses.dismissals import Reasons, reasons_in
from portal.analyses.evidence import takes_files
from portal.analyses.families import in_families
from portal.analyses.frameworks import FRAMEWORK, Framework, Step
from portal.analyses.headings import Headings, name_rows
from portal.analyses.notes import Numbers, notes_of
from portal.analyses.nudges import Nudge, Owner, find_nudges
from portal.analyses.queries import FILES, RowDict, Rows
from portal.analyses.safety import flags_of
from portal.analyses.steps import Kind, targets_of
from portal.analyses.vocabulary import WRITABLE
from portal.errors import NotFound
from portal.files.queries import Shelf, shelve

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


@dataclass(eq=False, slots=True)
class Card:
    """One row on the page; `missing` and `questions` count what is left to do in it."""

    row: RowDict
    number: int
    heading: str
    kind: str
    numbers: Numbers
    missing: int = 0
    is_writable: bool = False
    nudges: Sequence[Nudge] = ()
    aside: Sequence[tuple[Nudge, str]] = ()

    @property
    def id(self) -> int:
        """Return the id of the row."""
        return self.row["id"]  # type: ignore[no-any-return]

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
    shelf: Shelf | None = None

    @property
    def framework(self) -> Framework:
        """Return the framework that the analysis follows."""
        return FRAMEWORK[self.analysis.framework_version]

    @property
    def step(self) -> Step:
        """Return the step with which rows of this kind are read."""
        return self.framework.step(self.framework.step_of[self.kind.name])

    @cached_property
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
        return self._by_id.get(row_id)

    @cached_property
    def _by_id(self) -> dict[int | None, Card]:
        return {card.id: card for card in self.cards}

    def number_of(self, card: Card | None) -> int:
        """Return on which page of the step a card stands: long steps come in pages of fifty."""
        return self.cards.index(card) // PAGE_CARDS + 1 if card else 1

    def on_page(self, number: int) -> list[Card]:
        """Return the cards of one page of the step."""
        return self.cards[(number - 1) * PAGE_CARDS : number * PAGE_CARDS]

    def first(self, wanted: Collection[tuple[str, int | None]]) -> Card | None:
        """Return the card to open when none was asked for: a wanted one, else an unfinished one."""
        asked = (card for card in self.cards if (card.kind, card.id) in wanted) if wanted else ()
        unfinished = (card for card in self.cards if card.missing)
        return next(chain(asked, unfinished, self.cards), None)

    def controls_of(self, card: Card) -> Controls:
        """Return the fields of one row as its form shows them."""
        return controls_of(self.kind, card.row, Named(self.rows, self.headings, self.gone))


def read_page(
    analysis_id: int, kind: Kind, reader: Reader, head: Row[*tuple[Any, ...]] | None = None
) -> StepPage:
    """Return the page of one kind: its head, then rows and questions set aside, in two statements.

    NotFound for a kind that no step of the analysis holds.
    """
    head = head or queries.step_head(analysis_id)
    if kind.name not in FRAMEWORK[head.framework_version].step_of:
        raise NotFound
    has_files = takes_files(kind)
    found = queries.read_step(
        analysis_id,
        (*kinds_beside(kind), *([FILES] if has_files else [])),
        {*targets_of(kind), kind.name},
    )
    rows, gone = found.live, found.gone
    headings = name_rows({name: rows.get(name, []) + gone.get(name, []) for name in rows})
    page = StepPage(head, kind, rows, gone, headings, [], reader)
    page.shelf = shelve(found.files) if has_files else None
    page.cards = _cards(page)
    if page.is_open:
        _ask(page, reasons_in(found.aside))
    return page


def kinds_beside(kind: Kind) -> list[str]:
    """Return the kinds of rows that a page of `kind` needs, itself first."""
    return list(dict.fromkeys([kind.name, *targets_of(kind), *BESIDE.get(kind.name, ())]))


def _cards(page: StepPage) -> list[Card]:
    kind, rows = page.kind, page.rows[page.kind.name]
    ordered: Sequence[RowDict] = in_families(rows) if kind.name == "option" else rows
    numbers = {row["id"]: number for number, row in enumerate(ordered, 1)}
    live, may_write = ids_of(page.rows), page.reader.may_write
    return [
        Card(
            row,
            number,
            page.headings[kind.name, row["id"]],
            kind.name,
            numbers,
            missing=len(faults_of(kind.name, row, live)),
            is_writable=page.is_open or (may_write and bool(row.get("parent_id"))),
        )
        for number, row in enumerate(ordered, 1)
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
    for nudge in [*find_nudges(page.rows, page.reader.owner, [page.kind.name]), *_warn(page)]:
        found.setdefault(nudge.row_id, []).append(nudge)
    for card in page.cards if found else ():
        if asked := found.get(card.id):
            aside = reasons.get((page.kind.name, card.id), {})
            card.nudges = [nudge for nudge in asked if nudge.rule not in aside]
            card.aside = [(nudge, aside[nudge.rule]) for nudge in asked if nudge.rule in aside]
