"""Saves cells of the test matrix; each is a test of one option on one thing."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import uuid4

from sqlalchemy import select

from portal.accounts.models import Person
from portal.analyses.models import Option, OptionTest
from portal.analyses.rows.access import RowRef, Values, hold_analysis, is_row
from portal.analyses.rows.services import add_row, save_row
from portal.errors import NotFound
from portal.extensions import db


class CellEdit(NamedTuple):
    """What somebody wrote in a cell, upon `version`; 0 where nothing was there."""

    factor_id: int | None
    version: int
    values: Values


class CellClash(NamedTuple):
    """A cell that somebody else saved meanwhile: `theirs` is what stands there, from `by`."""

    edit: CellEdit
    version: int
    theirs: Values
    by: str


def save_cells(option: RowRef, edits: Sequence[CellEdit], *, by: int) -> list[CellClash]:
    """Save the cells that changed and return those that somebody else saved since.

    With a clash the caller takes everything back, so that no half of a form is kept.
    NotFound without the option.
    """
    hold_analysis(option.analysis_id)
    saved = _saved_cells(option)
    clashes = []
    for edit in edits:
        row = saved.get(edit.factor_id)
        if row is None:
            _add(option, edit, by=by)
        elif clash := _change(option, edit, row, by=by):
            clashes.append(clash)
    return clashes


def versions_of(option: RowRef) -> dict[int | None, int]:
    """Return the version of each saved cell of an option by what it was tested on."""
    found = db.session.execute(
        select(OptionTest.factor_id, OptionTest.version).where(
            OptionTest.option_id == option.id, OptionTest.removed_at.is_(None)
        )
    )
    return {row.factor_id: row.version for row in found}


class _Saved(NamedTuple):
    id: int
    version: int
    values: Values
    by: str


def _saved_cells(option: RowRef) -> dict[int | None, _Saved]:
    # One writer after the other: a cell that two people begin at once is then a clash, not a fault.
    held = db.session.execute(
        select(Option.id).where(*is_row(option)).with_for_update(key_share=True)
    ).scalar_one_or_none()
    if held is None:
        raise NotFound
    rows = db.session.execute(
        select(
            *(OptionTest.id, OptionTest.factor_id, OptionTest.version),
            *(OptionTest.effect, OptionTest.note, Person.name),
        )
        .join(Person, Person.id == OptionTest.updated_by)
        .where(OptionTest.option_id == option.id, OptionTest.removed_at.is_(None))
    )
    return {
        row.factor_id: _Saved(
            row.id, row.version, {"effect": row.effect, "note": row.note}, row.name
        )
        for row in rows
    }


def _add(option: RowRef, edit: CellEdit, *, by: int) -> None:
    if not _says_something(edit.values):
        return
    values = {"option_id": option.id, "factor_id": edit.factor_id, **edit.values}
    add_row(option.analysis_id, "test", values, token=str(uuid4()), by=by)


def _change(option: RowRef, edit: CellEdit, row: _Saved, *, by: int) -> CellClash | None:
    theirs = {name: row.values[name] for name in edit.values}
    if edit.values == theirs:
        return None
    if edit.version == row.version:
        ref = RowRef(option.analysis_id, "test", row.id)
        save_row(ref, edit.values, version=edit.version, by=by)
        return None
    # A cell that was empty and stayed empty in my form takes nothing from what others wrote.
    if edit.version == 0 and not _says_something(edit.values):
        return None
    return CellClash(edit, row.version, theirs, row.by)


def _says_something(values: Values) -> bool:
    return values.get("effect") is not None or bool(values.get("note"))
