"""Analyses in outline: every row without its words, which tells how far an analysis is."""

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ARRAY, BigInteger, ScalarSelect, any_, bindparam, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from portal.analyses.heads import AnalysisHead
from portal.analyses.kind import Kind, columns_of
from portal.analyses.kinds import KINDS
from portal.analyses.models import Analysis
from portal.analyses.queries import AnySelect, Rows, constant, find_head, head_statement
from portal.analyses.slots import ASKED_ON_STEPS, LAST_WORDS, StepWords
from portal.extensions import db

_WRITTEN = ("updated_by", "updated_at")


class StepHead(NamedTuple):
    """The head of an analysis, the coach's latest words on its steps, its rows in outline.

    `asked` has how many comments must be answered, by step.
    """

    head: AnalysisHead
    words: StepWords
    outline: Rows
    asked: dict[int, int]


def step_head(analysis_id: int) -> StepHead:
    """Return what every page of a step needs, in one statement; NotFound outside the scope."""
    head, (told, outline, asked) = find_head(_step_head(), analysis_id)
    return StepHead(
        head,
        LAST_WORDS.value.read(head, told),
        _rows_in(outline),
        {int(step): many for step, many in (asked or {}).items()},
    )


def read_outlines(analysis_ids: Sequence[int]) -> dict[int, Rows]:
    """Return the live rows of several analyses by kind, in order, in one statement.

    Of what people wrote only the first letter is read: it tells that something is there. Each row
    has `updated_by` and `updated_at` too.
    """
    found = db.session.execute(_outlines(), {"analysis_ids": list(analysis_ids)})
    return {analysis_id: _rows_in(outline, _WRITTEN) for analysis_id, outline in found.all()}


def _rows_in(outline: Sequence[Any], beside: tuple[str, ...] = ()) -> Rows:
    return {
        kind.name: [
            dict(zip(_names_of(kind, beside), values, strict=True)) for values in found or ()
        ]
        for kind, found in zip(KINDS.values(), outline, strict=True)
    }


# Statements in functions with `cache` are built once: building costs more than asking.
@cache
def _step_head() -> AnySelect:
    return head_statement().add_columns(
        LAST_WORDS.value.select().label("word"),
        _outline().label("outline"),
        ASKED_ON_STEPS.value().label("asked"),
    )


@cache
def _outlines() -> AnySelect:
    asked = bindparam("analysis_ids", type_=ARRAY(BigInteger))
    return select(Analysis.id, _outline(_WRITTEN)).where(Analysis.id == any_(asked))


def _outline(beside: tuple[str, ...] = ()) -> Any:  # noqa: ANN401  a function of the database
    return func.json_build_array(*(_rows_of(kind, beside) for kind in KINDS.values()))


def _rows_of(kind: Kind, beside: tuple[str, ...]) -> ScalarSelect[Any]:
    model = kind.model
    values = [_first_letter(getattr(model, name)) for name in _names_of(kind, beside)]
    row = aggregate_order_by(func.json_build_array(*values), model.position, model.id)
    statement = select(func.json_agg(row)).where(model.removed_at.is_(None))
    for column, value in kind.fixed:
        statement = statement.where(getattr(model, column) == constant(value))
    found = statement.where(model.analysis_id == Analysis.id)
    return found.correlate(Analysis).scalar_subquery()


@cache
def _names_of(kind: Kind, beside: tuple[str, ...]) -> tuple[str, ...]:
    return ("id", *beside, *columns_of(kind))


def _first_letter(column: Any) -> Any:  # noqa: ANN401  any column
    return func.left(column, constant(1)) if column.info.get("content") else column
