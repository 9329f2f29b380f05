"""Makes the mutants of a module: each has one change in the body of one function.

The changes are those of mutmut, without those of strings, and three more: a call whose result
nobody takes is left out, a condition is turned round, a `where` is left out.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from types import CodeType
from typing import Any

import libcst as cst
import libcst.matchers as m
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators, operator_string

CONTEXT = 28
# Nothing is to be learned in there: what is evaluated when the module is imported, types, the log,
# and words that people read.
_WORDS = m.Name("_") | m.Name("N_")
_LOG = m.Call(func=m.Attribute(value=m.Name("log")))
_LEFT_OUT = (
    m.Annotation()
    | m.Decorator()
    | m.Param()
    | m.Expr(value=_LOG)
    | m.Call(func=_WORDS | m.Name("len") | m.Name("isinstance"))
)
_WHOLE_BEFORE, _WHOLE_AFTER = re.compile(r"[\w=!<>]+$"), re.compile(r"^[\w=!<>]+")
_SPACES = (
    (re.compile(r"\s+"), " "),
    (re.compile(r",? (?=[)\]}])"), ""),
    (re.compile(r"(?<=[(\[{]) "), ""),
    (re.compile(r" (?=\.)"), ""),
)
# Names of columns and the like in SQL: rows are read by position.
_NAMES_IN_SQL = m.Call(
    func=m.Attribute(attr=m.Name("label") | m.Name("cte") | m.Name("subquery") | m.Name("lateral"))
)
_WHERE = m.Call(func=m.Attribute(attr=m.Name("where")))
_TURNED_ALREADY = m.UnaryOperation(operator=m.Not()) | m.Comparison(comparisons=[m.DoNotCare()])


@dataclass(frozen=True)
class Place:
    """Where a function stands: its file, its name with that of its class, its first line."""

    path: str
    name: str
    line: int


@dataclass(frozen=True)
class Mutant:
    """One change: in which function, the lines of its statement, the code of the function."""

    place: Place
    lines: range
    change: str
    code: CodeType

    def __str__(self) -> str:
        return f"{self.place.path} {self.place.name}: {self.change}"


def mutants_of(path: Path, name: str) -> list[Mutant]:
    """Return the mutants of a module, by line; the file is called `name` in them."""
    text = path.read_text(encoding="utf-8")
    wrapper = MetadataWrapper(cst.parse_module(text), unsafe_skip_copy=True)
    visitor = _Finder(_Source(text))
    wrapper.visit(visitor)
    sound = _functions(text, path, name)
    made: dict[tuple[Place, str], Mutant] = {}
    for change in visitor.found:
        made |= {(one.place, one.change): one for one in _make(change, path, sound)}
    return sorted(made.values(), key=lambda one: one.lines.start)


@dataclass(frozen=True)
class _Change:
    """The whole text with the change in it, and what it is about."""

    text: str
    lines: range
    said: str


def _make(change: _Change, path: Path, sound: dict[Place, CodeType]) -> Iterator[Mutant]:
    name = next(iter(sound)).path
    try:
        changed = _functions(change.text, path, name)
    except SyntaxError:
        return
    for place, code in changed.items():
        was = sound.get(place)
        # What compiles to the same is no change; what closes over less has no place in a function.
        if was and code != was and code.co_freevars == was.co_freevars:
            yield Mutant(place, change.lines, change.said, code)


def _functions(text: str, path: Path, name: str) -> dict[Place, CodeType]:
    """Return the code of all functions and methods of a module."""
    module = compile(text, str(path), "exec", dont_inherit=True)
    return {Place(name, code.co_qualname, code.co_firstlineno): code for code in _inside(module)}


def _inside(code: CodeType) -> Iterator[CodeType]:
    for one in code.co_consts:
        if isinstance(one, CodeType):
            is_class = "__qualname__" in one.co_names and not one.co_argcount
            if is_class:
                yield from _inside(one)
            elif not one.co_name.startswith("<"):
                yield one


class _Source:
    """The text of a module, cut and put together by positions."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = [0]
        for line in text.splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(line))

    def cut(self, span: cst.metadata.CodeRange) -> slice:
        """Return where a span of lines and columns stands, without the space around it."""
        start = self._starts[span.start.line - 1] + span.start.column
        end = min(self._starts[span.end.line - 1] + span.end.column, len(self.text))
        cut = self.text[start:end]
        return slice(start + len(cut) - len(cut.lstrip()), start + len(cut.rstrip()))

    def put(self, where: slice, words: str) -> str:
        """Return the text with other words in one place."""
        return self.text[: where.start] + words + self.text[where.stop :]

    def said(self, statement: slice, where: slice, words: str) -> str:
        """Return what is changed in a statement, on one line, with a little of what is around."""
        moved = len(words) - (where.stop - where.start)
        changed = self.put(where, words)[statement.start : statement.stop + moved]
        was, now = _flat(self.text[statement]), _flat(changed)
        same = _same(was, now)
        rest = min(len(was), len(now)) - same
        end = min(_same(was[::-1], now[::-1]), rest)
        # Words and signs of two letters are shown whole.
        same = len(_WHOLE_BEFORE.sub("", was[:same]))
        end = len(_WHOLE_AFTER.sub("", was[len(was) - end :]))
        out, put = was[same : len(was) - end], now[same : len(now) - end]
        return f"{was[:same][-CONTEXT:]}[{out} -> {put}]{was[len(was) - end :][:CONTEXT]}".rstrip()


def _same(one: str, other: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _flat(text: str) -> str:
    for pattern, words in _SPACES:
        text = pattern.sub(words, text)
    return text


class _Finder(cst.CSTVisitor):
    """Goes through the bodies of functions and keeps each change of what it meets."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self, source: _Source) -> None:
        super().__init__()
        self.found: list[_Change] = []
        self._source = source
        self._module = cst.Module([])
        self._depth = 0
        self._statements: list[cst.CSTNode] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        """Change a node in every way, unless nothing is to be learned in it."""
        if m.matches(node, _LEFT_OUT):
            return False
        if isinstance(node, cst.FunctionDef):
            self._depth += 1
        if isinstance(node, cst.SimpleStatementLine | cst.BaseCompoundStatement):
            self._statements.append(node)
        if self._depth:
            for old, new in _changes_of(node):
                self._keep(old, new)
        return True

    def on_leave(self, node: cst.CSTNode) -> None:
        """Leave a function or a statement."""
        if isinstance(node, cst.FunctionDef):
            self._depth -= 1
        if isinstance(node, cst.SimpleStatementLine | cst.BaseCompoundStatement):
            self._statements.pop()

    def _keep(self, old: cst.CSTNode, new: cst.CSTNode) -> None:
        span = self.get_metadata(PositionProvider, old)
        # A span has no brackets around a node, so those around it stay.
        bare = {"lpar": [], "rpar": []} if getattr(old, "lpar", None) else {}
        where, words = self._source.cut(span), self._written(new, bare)
        if _flat(self._source.text[where]) != _flat(self._written(old, bare)):
            raise AssertionError(self._source.text[where])
        around = self._around(span)
        said = self._source.said(self._source.cut(around), where, words)
        lines = range(around.start.line, around.end.line + 1)
        self.found.append(_Change(self._source.put(where, words), lines, said))

    def _written(self, node: cst.CSTNode, bare: dict[str, list[Any]]) -> str:
        changes = bare if hasattr(node, "lpar") else {}
        return self._module.code_for_node(node.with_changes(**changes)).strip()

    def _around(self, span: cst.metadata.CodeRange) -> cst.metadata.CodeRange:
        statement = self._statements[-1]
        around = self.get_metadata(PositionProvider, statement)
        if isinstance(statement, cst.SimpleStatementLine):
            return around
        # Of a compound statement, its head alone.
        body = self.get_metadata(PositionProvider, statement.body)
        head = cst.metadata.CodePosition(max(span.end.line, body.start.line - 1), 1_000)
        return cst.metadata.CodeRange(around.start, head)


def _changes_of(node: cst.CSTNode) -> Iterator[tuple[cst.CSTNode, cst.CSTNode]]:
    if m.matches(node, _NAMES_IN_SQL):
        return
    for kind, operator in mutation_operators:
        if operator is not operator_string and isinstance(node, kind):
            yield from ((node, changed) for changed in operator(node))
    yield from ((node, changed) for changed in _left_out(node))
    if isinstance(node, cst.If | cst.While | cst.CompIf) and not m.matches(
        node.test, _TURNED_ALREADY
    ):
        brackets = {"lpar": [cst.LeftParen()], "rpar": [cst.RightParen()]}
        yield (
            node.test,
            cst.UnaryOperation(
                cst.Not(), node.test if node.test.lpar else node.test.with_changes(**brackets)
            ),
        )


def _left_out(node: cst.CSTNode) -> Iterable[cst.CSTNode]:
    if isinstance(node, cst.Expr) and isinstance(node.value, cst.Call):
        yield cst.Pass()
    if isinstance(node, cst.Call) and m.matches(node, _WHERE):
        yield node.func.value
