"""Two saves of one thing at once: what each person changed is kept, field by field.

A form carries a short mark of each value that it showed. When others have saved meanwhile, a field
that they alone changed keeps theirs, one that this person alone changed takes theirs, and only what
both changed is asked for.
"""

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, time
from decimal import Decimal
from http import HTTPStatus
from typing import Any, ClassVar, NamedTuple, Self

from flask_wtf import FlaskForm
from wtforms import Field, HiddenField

from portal.errors import Refused

Marks = dict[str, str]
# What a form carries of its page: it is no value of what is saved.
CARRIED_FIELDS = frozenset({"csrf_token", "was", "token", "version", "seen", "number", "framework"})
VERSION_FIELDS = ("version", "seen")
MOST_TRIES = 5


class Split(NamedTuple):
    """Names of fields: `taken` others alone changed, `clash` both changed, `kept` this person."""

    taken: frozenset[str] = frozenset()
    clash: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()


class Merge(NamedTuple):
    """What a save left: which fields were taken from others, and the clashes in the form's order.

    `saved` is the form of what others saved, where it is asked for. Only where `is_done` is it
    saved.
    """

    is_done: bool = True
    taken: frozenset[str] = frozenset()
    clash: tuple[str, ...] = ()
    saved: "MergedForm | None" = None

    @property
    def status(self) -> HTTPStatus:
        """Return what an answer says of a save that was not done."""
        return HTTPStatus.CONFLICT if self.clash else HTTPStatus.UNPROCESSABLE_ENTITY

    @property
    def theirs(self) -> list[Field]:
        """Return the fields that clash as others saved them."""
        return [self.saved[name] for name in self.clash] if self.saved else []


class MergedForm(FlaskForm):
    """A form of something that others may be saving too."""

    was = HiddenField("")
    carried: ClassVar[frozenset[str]] = CARRIED_FIELDS

    @classmethod
    def showing(cls, **kwargs: Any) -> Self:  # noqa: ANN401  what a form takes
        """Return the form of what is saved, with the marks of what it shows."""
        form = cls(formdata=None, **kwargs)
        form.was.process_data(write_marks(form.values().items()))
        return form

    def values(self) -> dict[str, Any]:
        """Return what its fields hold, without what it carries of its page."""
        return {field.name: field.data for field in self._plain()}

    def take_over(self, saved: Self) -> Split:
        """Put in what others alone changed, and stand on what they saved from now on."""
        split = split_fields(self.values(), saved.values(), read_marks(self.was.data))
        told = {**saved.values(), "was": write_marks(saved.values().items())}
        told |= {name: saved[name].data for name in VERSION_FIELDS if name in saved}
        for name in (*split.taken, *(told.keys() & {"was", *VERSION_FIELDS})):
            _put(self[name], told[name])
        return split

    def _plain(self) -> Iterator[Field]:
        return (field for field in self if field.name not in self.carried)


def save_merged(
    form: MergedForm,
    save: Callable[[], object],
    read: Callable[[], MergedForm],
    stale: type[Refused],
) -> Merge:
    """Save a valid form; where `save` raises `stale`, merge it with what `read` gives and go on.

    Where both changed the same, or the merged fields do not fit together, nothing is saved.
    """
    merge = Merge()
    for _ in range(MOST_TRIES):
        try:
            save()
        except stale:
            saved = read()
            split = form.take_over(saved)
            clash = tuple(name for name in form.values() if name in split.clash)
            merge = Merge(is_done=False, taken=merge.taken | split.taken, clash=clash, saved=saved)
            if clash or not form.validate():
                return merge
        else:
            return merge._replace(is_done=True)
    return merge


def split_fields(mine: Mapping[str, Any], theirs: Mapping[str, Any], marks: Marks) -> Split:
    """Tell the fields apart by who changed them; without marks, all that differ clash."""
    differing = {name for name in mine if digest(mine[name]) != digest(theirs[name])}
    changed = {name for name in differing if digest(mine[name]) != marks.get(name)}
    clash = {name for name in changed if digest(theirs[name]) != marks.get(name)}
    return Split(frozenset(differing - changed), frozenset(clash), frozenset(changed - clash))


def write_marks(values: Iterable[tuple[str, Any]]) -> str:
    """Return a short mark of each value."""
    return " ".join(f"{name}={digest(value)}" for name, value in values)


def read_marks(text: str | None) -> Marks:
    """Return the marks that a form has sent; none for a form without."""
    pairs = (pair.partition("=") for pair in (text or "").split())
    return {name: mark for name, _, mark in pairs}


def digest(value: Any) -> str:  # noqa: ANN401  what a field holds
    """Return a short mark of one value; what looks the same in a form has the same."""
    return f"{zlib.crc32(' '.join(_written(value)).encode()):x}"


def _put(field: Field, value: Any) -> None:  # noqa: ANN401  what a field holds
    field.process_data(value)
    field.raw_data = _written(value)
    field.process_errors = []  # what was sent instead: an empty number, say


def _written(value: Any) -> list[str]:  # noqa: ANN401  what a field holds
    if isinstance(value, list | tuple | set | frozenset):
        return sorted(str(one) for one in value)
    if value is None or value is False or value == "":
        return []
    if value is True:
        return ["y"]
    if isinstance(value, int | float | Decimal):
        return [f"{Decimal(str(value)).normalize():f}"]
    if isinstance(value, time):
        return [f"{value:%H:%M}"]
    return [value.isoformat() if isinstance(value, date) else str(value)]
