"""Rows of the database that cross a module have a class that names and types their columns."""

import ast
from collections.abc import Iterator

from tests.architecture.test_code import PYTHON, ROOT

PORTAL = [path for path in PYTHON if path.is_relative_to(ROOT / "portal")]
# Whose public functions still take or give rows without types: may only get fewer.
NOT_YET: set[str] = set()
UNTYPED = ("AnyRow", "Row[*tuple[Any", "Row[Any", "RowMapping")


def test_rows_that_cross_a_module_have_types() -> None:
    untyped = {
        path.relative_to(ROOT).as_posix()
        for path in PORTAL
        if any(_is_untyped(said) for said in _said(ast.parse(path.read_text())))
    }
    assert untyped == NOT_YET


def test_fields_are_in_the_order_of_columns() -> None:
    """`_make` takes what comes: a field in another place would hold another column."""
    assert [wrong for path in PORTAL for wrong in _mixed_up(ast.parse(path.read_text()))] == []


def _is_untyped(said: str) -> bool:
    return said == "-> Any" or any(untyped in said for untyped in UNTYPED)


def _said(tree: ast.Module) -> Iterator[str]:
    """Yield the types of what public functions take and give, and of fields of public classes."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef | ast.ClassDef) or node.name.startswith("_"):
            continue
        if isinstance(node, ast.ClassDef):
            fields = (one for one in node.body if isinstance(one, ast.AnnAssign))
            yield from (ast.unparse(field.annotation) for field in fields)
            continue
        taken = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
        yield from (ast.unparse(one.annotation) for one in taken if one.annotation)
        if node.returns:
            given = ast.unparse(node.returns)
            yield "-> Any" if given == "Any" else given


def _mixed_up(tree: ast.Module) -> Iterator[str]:
    fields = {
        node.name: [ast.unparse(one.target) for one in node.body if isinstance(one, ast.AnnAssign)]
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            made, asked = _made(node), _asked(node)
            # Where there are more, or columns with names of elsewhere, nothing can be told here.
            if len(made) == len(asked) == 1 and made[0] in fields and asked[0]:
                wrong = zip(fields[made[0]], asked[0], strict=False)
                yield from (
                    f"{made[0]}: {here}, not {there}" for here, there in wrong if here != there
                )
                if len(fields[made[0]]) != len(asked[0]):
                    yield f"{made[0]}: {len(fields[made[0]])} fields of {len(asked[0])} columns"


def _made(function: ast.FunctionDef) -> list[str]:
    makers = (node for node in ast.walk(function) if isinstance(node, ast.Attribute))
    return [ast.unparse(maker.value) for maker in makers if maker.attr == "_make"]


def _asked(function: ast.FunctionDef) -> list[list[str]]:
    """Return the columns of each statement that a function runs, empty where they are not here."""
    found = []
    for node in ast.walk(function):
        match node:
            case ast.Call(func=ast.Attribute(attr="execute"), args=[ast.Call() as asked, *_]):
                while isinstance(asked.func, ast.Attribute) and isinstance(
                    asked.func.value, ast.Call
                ):
                    asked = asked.func.value
                is_select = isinstance(asked.func, ast.Name) and asked.func.id == "select"
                found.append(_columns(asked.args) if is_select else [])
            case ast.Call(func=ast.Attribute(attr="execute")):
                found.append([])
    return found


def _columns(written: list[ast.expr]) -> list[str]:
    found = []
    for column in written:
        match column:
            case ast.Starred(value=ast.Tuple(elts=columns)):
                found += _columns(columns)
            case ast.Attribute(attr=name):
                found.append(name)
            case ast.Call(func=ast.Attribute(attr="label"), args=[ast.Constant(value=str(name))]):
                found.append(name)
            case _:
                return []
    return found
