"""Rows as they are read: the same text is the same row, and is judged once for all requests."""

import json
from collections.abc import Callable, Mapping
from functools import lru_cache, wraps
from sys import intern
from typing import Any, Concatenate, NoReturn, ParamSpec, TypeVar

# Rows that say the same are one object for all requests, so nobody may change them.
RowDict = Mapping[str, Any]
More = ParamSpec("More")
Found = TypeVar("Found")
# Some megabytes of short rows; longer ones are read anew, for a few could fill the memory.
MOST, LONGEST = 2048, 3000


class RecalledRow(dict[str, Any]):
    """A row with what was found out about it; `found` goes when the row is forgotten."""

    __slots__ = ("found",)

    def __init__(self, values: RowDict) -> None:
        super().__init__((intern(name), value) for name, value in values.items())
        self.found: dict[Any, Any] = {}

    def _refuse(self, *_given: object, **_named: object) -> NoReturn:
        """Refuse to change: others are shown this row too."""
        raise TypeError

    __setitem__ = __delitem__ = __ior__ = _refuse
    pop = popitem = setdefault = update = clear = _refuse


def row_of(text: str) -> RowDict:
    """Return the row that a JSON text of the database says."""
    if len(text) > LONGEST:
        row: RowDict = json.loads(text)
        return row
    return _recall(text)


@lru_cache(maxsize=MOST)
def _recall(text: str) -> RecalledRow:
    return RecalledRow(json.loads(text))


forget = _recall.cache_clear


def once(
    judge: Callable[Concatenate[str, RowDict, More], Found],
) -> Callable[Concatenate[str, RowDict, More], Found]:
    """Let a judgement of the words of one row alone be made once for each row that is recalled.

    It depends on the kind, the row and what else it is given, in no language.
    """

    @wraps(judge)
    def ask(kind: str, row: RowDict, /, *more: More.args, **named: More.kwargs) -> Found:
        if type(row) is not RecalledRow:
            return judge(kind, row, *more, **named)
        key = (judge, kind, *more, *named.items())
        if key not in row.found:
            row.found[key] = judge(kind, row, *more, **named)
        found: Found = row.found[key]
        return found

    return ask
