"""One part of an Office file without the elements that led to what was left out of it.

The elements are cut out of the bytes: written anew by a library of XML, a part would lose the
prefixes that Word and Excel look for.
"""

import re
from xml.parsers import expat

from portal.files.formats import Unfit
from portal.files.office_orders import field_fetches, formula_fetches

TAG = re.compile(rb"<(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>")
FORMULAS = frozenset(
    {"f", "definedName", "formula", "formula1", "formula2", "calculatedColumnFormula"}
)
ORDERS = frozenset({"instrText", "delInstrText"})
# Cut whole, so that what is left is still what the schema allows.
WHOLES = frozenset(
    {"oleObjects", "controls", "externalReferences", "object", "control", "legacyDrawingHF"}
)
# Where the file lay on the computer of whoever saved it, and what it is filled or published from.
ALWAYS = frozenset({"absPath", "mailMerge", "webPublishItems", "webPublishing"})
REFRESHING = re.compile(rb"\s+refreshOnLoad\s*=\s*(\"[^\"]*\"|'[^']*')")
Span = tuple[int, int]


def cut_part(body: bytes, gone: frozenset[str]) -> bytes:
    """Return a part of XML without what leads to the relations in `gone`, and without fetching.

    Unfit where it declares a document type.
    """
    body = _in_utf8(body)
    seen = _Cutter(body, gone)
    seen.read()
    kept, at = [], 0
    for begin, end in _outermost(seen.cuts):
        kept.append(body[at:begin])
        at = end
    return b"".join([*kept, body[at:]])


class _Cutter:
    """Finds the stretches of a part that are cut."""

    def __init__(self, body: bytes, gone: frozenset[str]) -> None:
        self.cuts: list[Span] = []
        self._body, self._gone = body, gone
        self._open: list[tuple[str, int, bool]] = []
        self._words: list[str] = []
        self._shared: dict[str, list[Span]] = {}
        self._shared_gone: set[str] = set()
        self._told: dict[str, str] = {}
        self._simple_fields: list[bool] = []
        self._fields: list[tuple[list[str], list[Span]]] = []
        self._parser = expat.ParserCreate()

    def read(self) -> None:
        """Read the part and gather `cuts`."""
        parser = self._parser
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.Parse(self._body, True)  # noqa: FBT003
        for field in self._fields:
            self._settle(field)
        for number in self._shared_gone:
            self.cuts.extend(self._shared[number])

    def _refuse(self, *_declared: object) -> None:
        raise Unfit("damaged")

    def _start(self, name: str, told: dict[str, str]) -> None:
        plain = name.rpartition(":")[2]
        is_cut = plain in ALWAYS or (bool(self._gone) and self._leads_nowhere(told))
        self._open.append((plain, self._at(), is_cut))
        if plain in FORMULAS or plain in ORDERS:
            self._words, self._told = [], told
            self._parser.CharacterDataHandler = self._words.append
        elif plain == "fldSimple":
            self._simple_fields.append(self._unwraps(told))
        elif plain in {"queryTable", "pivotCacheDefinition"}:
            self._refresh_by_hand()
        elif plain == "fldChar":
            self._field(next((v for k, v in told.items() if k.endswith("fldCharType")), ""))

    def _leads_nowhere(self, told: dict[str, str]) -> bool:
        return any(":" in key and value in self._gone for key, value in told.items())

    def _end(self, _name: str) -> None:
        plain, begin, is_cut = self._open.pop()
        if is_cut:
            self.cuts.append(self._whole(begin, self._end_of(begin)))
        elif plain in ORDERS:
            self._parser.CharacterDataHandler = None
            self._instruct("".join(self._words), (begin, self._end_of(begin)))
        elif plain in FORMULAS:
            self._parser.CharacterDataHandler = None
            self._judge("".join(self._words), (begin, self._end_of(begin)))
        if plain == "fldSimple" and self._simple_fields.pop() and not is_cut:
            self.cuts += [(begin, self._tag(begin)), (self._at(), self._end_of(begin))]

    def _judge(self, formula: str, span: Span) -> None:
        number = self._told.get("si") if self._told.get("t") == "shared" else None
        if number is not None:
            self._shared.setdefault(number, []).append(span)
        if not formula_fetches(formula):
            return
        if number is None:
            self.cuts.append(span)
        else:
            self._shared_gone.add(number)

    def _end_of(self, begin: int) -> int:
        # An empty element ends with its own tag, whose values may hold a `>`.
        first = self._tag(begin)
        return first if self._body[first - 2 : first] == b"/>" else self._tag(self._at())

    def _at(self) -> int:
        return self._parser.CurrentByteIndex

    def _tag(self, begin: int) -> int:
        found = TAG.match(self._body, begin)
        if found is None:
            raise Unfit("damaged")
        return found.end()

    def _whole(self, begin: int, end: int) -> Span:
        # The element around is cut too, when its own end comes.
        for at, (plain, its_begin, _) in enumerate(self._open):
            if plain in WHOLES:
                self._open[at] = (plain, its_begin, True)
        return begin, end

    def _field(self, kind: str) -> None:
        if kind == "begin" or not self._fields:
            self._fields.append(([], []))
        elif kind == "end":
            self._settle(self._fields.pop())

    def _instruct(self, words: str, span: Span) -> None:
        if not self._fields:
            self._fields.append(([], []))
        said, spans = self._fields[-1]
        said.append(words)
        spans.append(span)

    def _settle(self, field: tuple[list[str], list[Span]]) -> None:
        said, spans = field
        if field_fetches("".join(said)):
            self.cuts.extend(spans)

    def _unwraps(self, told: dict[str, str]) -> bool:
        return any(field_fetches(value) for key, value in told.items() if key.endswith("instr"))

    def _refresh_by_hand(self) -> None:
        begin = self._at()
        for found in REFRESHING.finditer(self._body, begin, self._tag(begin)):
            self.cuts.append(found.span())


def _outermost(cuts: list[Span]) -> list[Span]:
    found: list[Span] = []
    for begin, end in sorted(cuts):
        if not found or begin >= found[-1][1]:
            found.append((begin, end))
        else:
            found[-1] = (found[-1][0], max(found[-1][1], end))
    return found


def _in_utf8(body: bytes) -> bytes:
    # The places that the parser tells are those of UTF-8, which nearly every part is written in.
    if not body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body
    try:
        text = body.decode("utf-16")
    except UnicodeDecodeError as error:
        raise Unfit("damaged") from error
    return re.sub(r'(<\?xml[^>]*?)\s+encoding="[^"]*"', r"\1", text, count=1).encode()
