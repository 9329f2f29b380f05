"""One part of an Office file without the elements that led to what was left out of it.

The elements are cut out of the bytes: written anew by a library of XML, a part would lose the
prefixes that Word and Excel look for.
"""

import re
from xml.parsers import expat

from portal.files.formats import UnfitFile
from portal.files.office.fields import Fields, Span
from portal.files.office.orders import field_fetches, formula_fetches
from portal.files.office.tables import Relations

XML_TAG = re.compile(rb"<(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>")
# One after the other, so that nothing within a value is taken for one.
XML_ATTRIBUTE = re.compile(rb"\s+([^\s=]+)\s*=\s*(?:\"[^\"]*\"|'[^']*')")
DECLARED_ENCODING = r"""(<\?xml[^>]*?)\s+encoding\s*=\s*["']([\w.-]+)["']"""
FORMULA_ELEMENTS = frozenset(
    {"f", "definedName", "formula", "formula1", "formula2", "calculatedColumnFormula"}
)
FIELD_CODES = frozenset({"instrText", "delInstrText"})
READ_PARTS = FORMULA_ELEMENTS | FIELD_CODES
# Cut whole, so that what is left is still what the schema allows.
CUT_WHOLE = frozenset(
    {
        *("oleObjects", "controls", "externalReferences", "object", "control", "legacyDrawingHF"),
        "ext",
    }
)
# Where the file lay on the computer of whoever saved it, and what it is filled or published from.
ALWAYS_CUT = frozenset(
    {"absPath", "mailMerge", "webPublishItems", "webPublishing", "DataBinding", "dataModel"}
)
# Attributes that fetch by themselves, by the elements that they stand on.
FETCHING_ATTRIBUTES = {
    **dict.fromkeys(("queryTable", "pivotCacheDefinition"), frozenset({"refreshOnLoad"})),
    **dict.fromkeys(
        ("imagedata", "image", "fill", "stroke"), frozenset({"src", "href", "althref"})
    ),
}
LINK_ELEMENTS = frozenset({"hyperlink", "hlinkClick", "hlinkHover", "hlinkMouseOver"})
# Charts keep a copy of the numbers and words that they show; with `Lit` they are the chart's own.
CHART_REFERENCES = frozenset({"numRef", "strRef"})
CHART_CACHES = frozenset({"numCache", "strCache"})
MOST_DEEP = 1000


def cut_part(body: bytes, relations: Relations | None) -> bytes:
    """Return a part of XML without what leads to the relations that are gone, or fetches.

    Unfit where it declares a document type.
    """
    body = _in_utf8(body)
    seen = _Cutter(body, relations or Relations("", (), frozenset()))
    seen.read()
    kept, at = [], 0
    for begin, end in _outermost(seen.cuts):
        kept += [body[at:begin], seen.instead.get((begin, end), b"")]
        at = end
    return b"".join([*kept, body[at:]])


class _Cutter:
    """Finds the stretches of a part that are cut."""

    def __init__(self, body: bytes, relations: Relations) -> None:
        self.cuts: list[Span] = []
        self.instead: dict[Span, bytes] = {}
        self._body, self._gone, self._clicked = body, relations.gone, relations.clicked()
        self._ids = {line.get("Id", "") for line in relations.lines}
        self._open: list[tuple[str, int, bool]] = []
        self._heard: list[tuple[dict[str, str], list[str]]] = []
        self._shared: dict[str, list[Span]] = {}
        self._shared_gone: set[str] = set()
        self._told: dict[str, str] = {}
        self._simple_fields: list[bool] = []
        self._fields = Fields()
        self._marks: list[str] = []
        self._literal = -1
        self._parser = expat.ParserCreate()

    def read(self) -> None:
        """Read the part and gather `cuts`."""
        parser = self._parser
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.Parse(self._body, True)  # noqa: FBT003
        self._fields.settle_open()
        self.cuts += self._fields.cuts
        for number in self._shared_gone:
            self.cuts.extend(self._shared[number])

    def _refuse(self, *_declared: object) -> None:
        raise UnfitFile("damaged")

    def _start(self, name: str, told: dict[str, str]) -> None:
        plain = name.rpartition(":")[2]
        is_cut = plain in ALWAYS_CUT or self._leads_nowhere(plain, told)
        self._open.append((plain, self._at(), is_cut))
        if len(self._open) > MOST_DEEP:
            raise UnfitFile("too_heavy")
        if plain in READ_PARTS:
            self._heard.append((told, []))
            self._parser.CharacterDataHandler = self._hear
        elif plain == "fldSimple":
            self._simple_fields.append(self._unwraps(told))
        elif plain in FETCHING_ATTRIBUTES:
            self._cut_attributes(
                [key for key in told if key.rpartition(":")[2] in FETCHING_ATTRIBUTES[plain]]
            )
        elif plain == "fldChar":
            kinds = [value for key, value in told.items() if key.endswith("fldCharType")]
            self._marks.append(kinds[0] if kinds else "")

    def _leads_nowhere(self, plain: str, told: dict[str, str]) -> bool:
        lost = self._gone if plain in LINK_ELEMENTS else self._gone | self._clicked
        if not lost:
            return False
        led = {key: told[key] for key in told if ":" in key and not key.startswith("xmlns:")}
        nowhere = [key for key, value in led.items() if value in lost]
        if not nowhere or not any(value in self._ids - lost for value in led.values()):
            return bool(nowhere)
        # A picture may lie inside and have an address outside too.
        self._cut_attributes(nowhere)
        return False

    def _end(self, _name: str) -> None:
        plain, begin, is_cut = self._open.pop()
        words = self._stop_hearing() if plain in READ_PARTS else ""
        if is_cut:
            self.cuts.append(self._whole(begin, self._end_of(begin)))
        elif plain in FIELD_CODES:
            self._fields.order(words, (begin, self._end_of(begin)))
        elif plain in FORMULA_ELEMENTS:
            self._judge(words, (begin, self._end_of(begin)))
        self._end_of_field(plain, begin, is_cut=is_cut)
        if self._literal >= 0:
            self._make_literal(plain, begin)

    def _hear(self, words: str) -> None:
        # Of one inside of another, the words are those of both.
        for _, heard in self._heard:
            heard.append(words)

    def _stop_hearing(self) -> str:
        self._told, heard = self._heard.pop()
        if not self._heard:
            self._parser.CharacterDataHandler = None
        return "".join(heard)

    def _end_of_field(self, plain: str, begin: int, *, is_cut: bool) -> None:
        if plain == "fldSimple" and self._simple_fields.pop() and not is_cut:
            self.cuts += [(begin, self._tag(begin)), (self._at(), self._end_of(begin))]
        elif plain == "fldChar":
            self._fields.mark(self._marks.pop(), (begin, self._end_of(begin)))

    def _judge(self, formula: str, span: Span) -> None:
        number = self._told.get("si") if self._told.get("t") == "shared" else None
        if number is not None:
            self._shared.setdefault(number, []).append(span)
        if not formula_fetches(formula):
            return
        if number is None:
            self._cut_formula(span)
        else:
            self._shared_gone.add(number)

    def _cut_formula(self, span: Span) -> None:
        self.cuts.append(span)
        around = [plain for plain, _, _ in self._open[-2:]]
        if not around or around[-1] not in CHART_REFERENCES | {"multiLvlStrRef"}:
            return
        if around[-1] in CHART_REFERENCES and around[0] != "tx":
            self._literal = self._open[-1][1]
            self.cuts.append((self._literal, self._tag(self._literal)))
        else:
            # What a chart calls its row of numbers must have a formula.
            words = (self._tag(span[0]), self._body.rindex(b"</", *span))
            self.cuts[-1], self.instead[words] = words, b"#REF!"

    def _make_literal(self, plain: str, begin: int) -> None:
        if plain in CHART_CACHES:
            for at in (begin, self._at()):
                named = self._body.index(b"Cache", at)
                self.cuts.append((named, named + len(b"Cache")))
                self.instead[self.cuts[-1]] = b"Lit"
        elif begin == self._literal:
            self.cuts.append((self._at(), self._tag(self._at())))
            self._literal = -1

    def _end_of(self, begin: int) -> int:
        # An empty element ends with its own tag, whose values may hold a `>`.
        first = self._tag(begin)
        return first if self._body[first - 2 : first] == b"/>" else self._tag(self._at())

    def _at(self) -> int:
        return self._parser.CurrentByteIndex

    def _tag(self, begin: int) -> int:
        found = XML_TAG.match(self._body, begin)
        if found is None:
            raise UnfitFile("damaged")
        return found.end()

    def _whole(self, begin: int, end: int) -> Span:
        # The element around is cut too, when its own end comes.
        for at, (plain, its_begin, _) in enumerate(self._open):
            if plain in CUT_WHOLE:
                self._open[at] = (plain, its_begin, True)
        return begin, end

    def _unwraps(self, told: dict[str, str]) -> bool:
        return any(field_fetches(value) for key, value in told.items() if key.endswith("instr"))

    def _cut_attributes(self, keys: list[str]) -> None:
        begin = self._at()
        named = {key.encode() for key in keys}
        for found in XML_ATTRIBUTE.finditer(self._body, begin, self._tag(begin)):
            if found[1] in named:
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
    # The names and places that the parser tells are those of UTF-8, as nearly every part is.
    encoding = _encoding(body)
    if encoding == "utf-8":
        return body
    try:
        text = body.decode(encoding)
    except (UnicodeError, LookupError) as error:
        raise UnfitFile("damaged") from error
    return re.sub(DECLARED_ENCODING, r"\1", text, count=1).encode()


def _encoding(body: bytes) -> str:
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if b"\0" in body:
        raise UnfitFile("damaged")
    told = re.match(DECLARED_ENCODING.encode(), body)
    return told[2].decode().lower() if told else "utf-8"
