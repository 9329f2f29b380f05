"""The fields of a letter, of which those that fetch become the words that they showed."""

from dataclasses import dataclass, field

from portal.files.office.orders import field_fetches

Span = tuple[int, int]


@dataclass
class _Field:
    said: list[str] = field(default_factory=list)
    orders: list[Span] = field(default_factory=list)
    marks: list[Span] = field(default_factory=list)
    is_shown: bool = False
    holds_field: bool = False


class Fields:
    """Gathers fields as a part is read, and in `cuts` what is cut of those that fetch."""

    def __init__(self) -> None:
        self.cuts: list[Span] = []
        self._open: list[_Field] = []

    def mark(self, kind: str, span: Span) -> None:
        """See a field begin, turn to what it shows, or end."""
        if kind == "begin":
            if self._open and not self._open[-1].is_shown:
                self._open[-1].holds_field = True
            self._open.append(_Field(marks=[span]))
        elif self._open:
            self._open[-1].marks.append(span)
            self._open[-1].is_shown = True
            if kind == "end":
                self._settle(self._open.pop(), is_closed=True)

    def order(self, words: str, span: Span) -> None:
        """See words of the order of the innermost field."""
        if not self._open:
            self._open.append(_Field())
        self._open[-1].said.append(words)
        self._open[-1].orders.append(span)

    def settle_open(self) -> None:
        """Judge what has not ended with the part."""
        for one in self._open:
            self._settle(one, is_closed=False)

    def _settle(self, one: _Field, *, is_closed: bool) -> None:
        if not field_fetches("".join(one.said)):
            return
        self.cuts += one.orders
        # Without its marks, a field inside of the order would show itself.
        if is_closed and not one.holds_field:
            self.cuts += one.marks
