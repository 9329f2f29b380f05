"""What the page of a step shows: its rows as cards, one of them open for writing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import NamedTuple
from uuid import uuid4

from flask_babel import ngettext

from portal.analyses import queries
from portal.analyses.checks.completeness import Ids, faults_of, ids_of, is_empty
from portal.analyses.checks.hints import Hint, Owner, hints_of, shared_titles
from portal.analyses.checks.sensitive_words import warnings_of
from portal.analyses.frameworks import FRAMEWORK_BY_VERSION, Framework, Step
from portal.analyses.heads import AnalysisHead
from portal.analyses.kind import Kind, targets_of
from portal.analyses.kinds import KINDS
from portal.analyses.options.lineage import order_by_lineage
from portal.analyses.outlines import StepHead, step_head
from portal.analyses.queries import FILES_KIND, RowDict, Rows
from portal.analyses.reasons import Reasons, reasons_in
from portal.analyses.rows.access import is_open
from portal.analyses.rows.fields import Controls, NamedField, controls_of, fields_on_form
from portal.analyses.rows.summaries import Numbers, notes_of
from portal.analyses.rows.titles import Headings, name_by_links, name_rows
from portal.analyses.steps.progress import Progress, progress_of
from portal.analyses.vocabulary import WRITABLE_STATES
from portal.errors import NotFound
from portal.files.queries import FilesByRow, group_by_row

MOST_READ_AT_ONCE = 20
PAGE_CARDS = 50


class StepReader(NamedTuple):
    """Who looks: may they write, and for which organisation."""

    may_write: bool
    owner: Owner


@dataclass(eq=False)
class RowCard:
    """One row on the page; whatever is said of it is found out where it is shown."""

    row: RowDict
    number: int
    page: "StepPage"

    @property
    def id(self) -> int:
        """Return the id of the row."""
        return int(self.row["id"])

    @property
    def kind(self) -> str:
        """Return the kind of the row."""
        return self.page.kind.name

    @property
    def heading(self) -> str:
        """Return the words by which the row is known, empty where it has none."""
        if self.page.kind.is_matrix:
            return name_by_links(self.page.kind, self.row, self.page.headings)
        return self.page.headings[self.kind, self.id]

    @property
    def notes(self) -> list[str]:
        """Return the short words beside the heading."""
        return notes_of(self.kind, self.row, self.page.numbers)

    @property
    def is_writable(self) -> bool:
        """Tell whether the reader may write the row now."""
        page, parent = self.page, self.row.get("parent_id")
        return page.reader.may_write and is_open(page.kind, page.analysis.state, parent)

    @property
    def missing(self) -> int:
        """Return how much is missing in the row."""
        return len(faults_of(self.kind, self.row, self.page.live))

    @property
    def left(self) -> str:
        """Return in words how many of the fields that are folded away have to be filled in."""
        kind = self.page.kind
        many = sum(
            field.required and field.name not in kind.first_fields
            for field in fields_on_form(kind)
            if self.row[field.name] in (None, "")
        )
        return ngettext("%(num)d question left", "%(num)d questions left", many) if many else ""

    @property
    def hints(self) -> list[Hint]:
        """Return the questions about the row."""
        asked = self._asked
        return [hint for hint in asked if hint.rule not in self._reasons] if asked else []

    @property
    def aside(self) -> list[tuple[Hint, str]]:
        """Return the questions that were set aside, each with the reason."""
        known = self._reasons
        return [(hint, known[hint.rule]) for hint in self._asked if hint.rule in known]

    @property
    def _reasons(self) -> Mapping[str, str]:
        return self.page.reasons.get((self.kind, self.id), {})

    @property
    def _asked(self) -> Sequence[Hint]:
        if not self.page.is_open:
            return ()
        friendly = hints_of(self.kind, self.row, self.page.reader.owner, self.page.on_both_sides)
        return [*friendly, *warnings_of(self.page.kind, self.row)]


@dataclass(eq=False)
class StepPage:
    """One kind of row of one analysis, ready to be shown."""

    found: StepHead
    kind: Kind
    rows: Rows
    gone: Rows
    headings: Headings
    reader: StepReader
    reasons: Reasons
    files: FilesByRow | None

    @property
    def analysis(self) -> AnalysisHead:
        """Return what is said of the analysis as a whole."""
        return self.found.head

    @cached_property
    def cards(self) -> list[RowCard]:
        """Return the rows of the kind in their order."""
        return [RowCard(row, number, self) for number, row in enumerate(self._ordered, 1)]

    @cached_property
    def numbers(self) -> Numbers:
        """Return the numbers of the rows by their ids."""
        return {row["id"]: number for number, row in enumerate(self._ordered, 1)}

    @cached_property
    def live(self) -> Ids:
        """Return the ids of the rows at hand."""
        return ids_of(self.rows)

    @cached_property
    def on_both_sides(self) -> frozenset[str]:
        """Return the words that stand among dividers and connectors."""
        return shared_titles(self.rows)

    @cached_property
    def _ordered(self) -> Sequence[RowDict]:
        rows = self.rows[self.kind.name]
        return order_by_lineage(rows) if self.kind.name == "option" else rows

    @property
    def framework(self) -> Framework:
        """Return the framework that the analysis follows."""
        return FRAMEWORK_BY_VERSION[self.analysis.framework_version]

    @property
    def step(self) -> Step:
        """Return the step with which rows of this kind are read."""
        return self.framework.step(self.framework.step_of[self.kind.name])

    @cached_property
    def progress(self) -> Progress:
        """Return how far the analysis is."""
        return progress_of(self.framework, self.analysis.declared_steps, self.found.outline)

    @cached_property
    def is_open(self) -> bool:
        """Tell whether rows of this kind may be added and changed now."""
        return self.reader.may_write and is_open(self.kind, self.analysis.state)

    @property
    def is_writable(self) -> bool:
        """Tell whether the reader may write the analysis now."""
        return self.reader.may_write and self.analysis.state in WRITABLE_STATES

    @property
    def may_add(self) -> bool:
        """Tell whether one more row makes sense."""
        has_any = bool(self.rows[self.kind.name])
        return self.is_open and not self.is_full and not (self.kind.one_only and has_any)

    @property
    def is_full(self) -> bool:
        """Tell whether there are as many rows as an analysis holds."""
        return len(self.rows[self.kind.name]) >= self.kind.most

    @cached_property
    def shows_all(self) -> bool:
        """Tell whether all rows are read at once, because nobody writes any of them now."""
        if self.is_open or len(self.rows[self.kind.name]) > MOST_READ_AT_ONCE:
            return False
        return not any(card.is_writable for card in self.cards)

    @property
    def lacks(self) -> list[Step]:
        """Return the steps that must have a row before one here can link to it."""
        numbers = {
            self.framework.step_of[field.targets[0]]
            for field in self.kind.fields
            if field.required and field.targets and not any(map(self.rows.get, field.targets))
        }
        return [self.framework.step(number) for number in sorted(numbers)]

    @property
    def says_more(self) -> bool:
        """Tell whether something is closed, was removed or has to be written before."""
        is_closed = self.reader.may_write and self.analysis.state not in WRITABLE_STATES
        is_waiting = bool(self.removed_rows) or self.is_full or bool(self.lacks)
        return is_closed or (self.is_open and is_waiting)

    @cached_property
    def removed_rows(self) -> list[RowDict]:
        """Return the rows that were removed and hold something to bring back."""
        gone = self.gone.get(self.kind.name, ())
        return [row for row in gone if not is_empty(self.kind, row)]

    def new_token(self) -> str:
        """Return a token for one more form, so that a doubled click makes one thing."""
        return str(uuid4())

    def card(self, row_id: int | None) -> RowCard | None:
        """Return the card of a row, None where the page does not have it."""
        return self._by_id.get(row_id)

    @cached_property
    def _by_id(self) -> dict[int | None, RowCard]:
        return {card.id: card for card in self.cards}

    def number_of(self, card: RowCard | None) -> int:
        """Return on which page of the step a card stands: long steps come in pages of fifty."""
        return self.cards.index(card) // PAGE_CARDS + 1 if card else 1

    @property
    def last_page(self) -> int:
        """Return the number of the page on which the last card stands."""
        return self.number_of(self.cards[-1] if self.cards else None)

    def on_page(self, number: int) -> list[RowCard]:
        """Return the cards of one page of the step."""
        return self.cards[(number - 1) * PAGE_CARDS : number * PAGE_CARDS]

    def first(self, wanted: Collection[tuple[str, int | None]]) -> RowCard | None:
        """Return the card to open when none was asked for: a wanted one, else an unfinished one."""
        asked = (card for card in self.cards if (card.kind, card.id) in wanted) if wanted else ()
        unfinished = (card for card in self.cards if card.missing)
        return next(chain(asked, unfinished, self.cards), None)

    def controls_of(self, card: RowCard) -> Controls:
        """Return the fields of one row as its form shows them."""
        return controls_of(self.kind, card.row, NamedField(self.rows, self.headings, self.gone))


def read_page(
    analysis_id: int, kind: Kind, reader: StepReader, head: StepHead | None = None
) -> StepPage:
    """Return the page of one kind: its head, then rows and questions set aside, in two statements.

    NotFound for a kind that no step of the analysis holds.
    """
    head = head or step_head(analysis_id)
    if kind.name not in FRAMEWORK_BY_VERSION[head.head.framework_version].step_of:
        raise NotFound
    found = queries.read_step(
        analysis_id,
        (*kinds_beside(kind), *([FILES_KIND] if kind.takes_files else [])),
        {*targets_of(kind), kind.name},
    )
    rows, gone = found.live, found.gone
    # Most tests are cells, which have no name.
    named = {name: [] if KINDS[name].is_matrix else rows[name] for name in rows}
    headings = name_rows({name: named[name] + gone.get(name, []) for name in named})
    files = group_by_row(found.files) if kind.takes_files else None
    reasons = reasons_in(found.aside)
    return StepPage(head, kind, rows, gone, headings, reader, reasons, files)


def kinds_beside(kind: Kind) -> list[str]:
    """Return the kinds of rows that a page of `kind` needs, itself first."""
    return list(dict.fromkeys([kind.name, *targets_of(kind), *kind.compared_with]))
