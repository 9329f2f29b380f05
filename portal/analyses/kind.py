"""What a kind of row is made of, whatever kinds there are: they are in `portal.analyses.kinds`."""

from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass
from enum import StrEnum
from functools import cache, cached_property
from typing import Any, NamedTuple

from sqlalchemy import Integer

from portal.analyses.labels import Choices
from portal.analyses.models import RowMixin
from portal.analyses.option_states import MovedBy
from portal.language.i18n import N_

MADE_UP = N_("A made-up example")
# From a row and the numbers of the rows of its kind: a few words, none where they are not needed.
Note = Callable[[Mapping[str, Any], Mapping[int, int]], str]


class Widget(StrEnum):
    """How a field is written."""

    LINE = "line"
    TEXT = "text"
    SELECT = "select"
    PILLS = "pills"
    DATE = "date"
    NUMBER = "number"
    LINK = "link"


TEXT_WIDGETS = (Widget.LINE, Widget.TEXT)


# Each is one of a kind, and known by being it: what they are made of is never compared.
@dataclass(frozen=True, eq=False)
class Field:
    """One field of a row; `targets` are the kinds of rows that a LINK may point at.

    `blank` is what an empty choice means. A field that stands `apart` is not on the row's form:
    it has a button of its own and may change while the rest of the row is closed. One of a
    `message` is asked only where the pattern of the row is a message. A DATE that `is_past` is of
    something that happened, and cannot be in the future.
    """

    name: str
    label: str
    widget: Widget = Widget.TEXT
    required: bool = False
    hint: str = ""
    choices: Choices = ()
    targets: tuple[str, ...] = ()
    blank: str = N_("Choose")
    apart: bool = False
    message: bool = False
    is_past: bool = False


class Example(NamedTuple):
    """One example: what somebody wrote or saw, and who told it."""

    text: str
    who: str = MADE_UP


class Register(NamedTuple):
    """The page of rows that come as time goes by and belong to no step.

    `path` is its address below the analysis; `title` is short, for the window; `link` is what leads
    there from the analysis, empty where a line of its own does.
    """

    path: str
    title: str
    heading: str
    lead: str
    link: str = ""


@dataclass(frozen=True, eq=False)
class Kind:
    """One kind of row, called `title` for one and `many` for all.

    `titled_by` is the field whose words name a row best; `named_by` are links whose rows name it
    better. Two fields are in view where a row is written, `in_view` or the first two; the others
    stay folded. `summary` is what stands beside the name of a closed row: fields, and notes that no
    field says. Rows are checked by the `hints`, ids in docs/domain.md, which may look at the kinds
    they are `compared_with`. A row with all it must say `proves` a milestone, or has `moves` for an
    option. `fixed` are values that every row of the kind has.

    A kind with a `register` comes later and belongs to no step; any other stands in a framework. A
    step that has an optional kind does not wait for rows of it. Kinds that stay open may be written
    while the coach reads and after: tests go on, and changes happen later. One that `merges_as_one`
    is saved whole where two people wrote it at once. Rows of one that `is_matrix` are cells without
    a name: each is the only one of its place. An analysis holds `most` rows of a kind: more are not
    read by anybody, and make every page of them slow. With a `list_label`, a list can be pasted:
    each line of it becomes a row.
    """

    name: str
    model: type[RowMixin]
    title: str
    many: str
    add: str
    fields: tuple[Field, ...]
    _: KW_ONLY
    titled_by: str
    in_view: tuple[str, ...] = ()
    list_label: str = ""
    named_by: tuple[str, ...] = ()
    summary: tuple[str | Note, ...] = ()
    examples: tuple[Example, ...] = ()
    hints: tuple[str, ...] = ()
    compared_with: tuple[str, ...] = ()
    proves: str = ""
    moves: MovedBy | None = None
    fixed: tuple[tuple[str, str | bool], ...] = ()
    register: Register | None = None
    takes_files: bool = False
    stays_open: bool = False
    one_only: bool = False
    is_optional: bool = False
    is_matrix: bool = False
    merges_as_one: bool = False
    most: int = 300

    @cached_property
    def field(self) -> dict[str, Field]:
        """Return the fields by their names."""
        return {field.name: field for field in self.fields}

    @cached_property
    def first_fields(self) -> tuple[str, ...]:
        """Return the names of the fields that are in view where a row is written."""
        return self.in_view or tuple(field.name for field in self.fields[:2])


def columns_of(kind: Kind) -> tuple[str, ...]:
    """Return the names of a kind's fields, in order."""
    return tuple(field.name for field in kind.fields)


@cache
def is_number(kind: Kind, field: Field) -> bool:
    """Tell whether a field's column holds whole numbers, such as a link: its type says so."""
    return isinstance(getattr(kind.model, field.name).type, Integer)


def targets_of(kind: Kind) -> tuple[str, ...]:
    """Return the kinds of rows that rows of `kind` may point at."""
    return tuple(target for field in kind.fields for target in field.targets)
