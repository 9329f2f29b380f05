"""Rows of the database that cross a module have a class that names and types their columns."""

import ast
import re
from collections.abc import Collection, Iterator

from tests.architecture.test_code import PYTHON, ROOT

PORTAL = [path for path in PYTHON if path.is_relative_to(ROOT / "portal")]
# Whose public functions still take or give rows without types: may only get fewer.
NOT_YET: set[str] = set()
UNTYPED = ("AnyRow", "Row[*tuple[Any", "Row[Any", "RowMapping")
LOOSE = ("dict[str, Any]", "Mapping[str, Any]", "tuple[Any, ...]")
# Names of loose types: what each holds is said where it stands.
LOOSE_NAMES = {
    "RowDict": "a row of an analysis: its columns are the fields of its kind",
    "Values": "values on their way into the columns of such a row",
    "Snapshot": "a revision or a report, stored as JSON for ever",
    "FrozenRow": "a part of a stored report",
}
# Functions that give what no class could name to another module.
MAY_GIVE_LOOSE = {
    "portal/analyses/pages/conflict_pages.py tell_marks": "a part of an answer in JSON",
    "portal/analyses/registers/changes.py asked": "parameters of a statement that are asked for",
    "portal/configuration.py configure": "what Flask keeps as its configuration",
    "portal/demo/listing.py list_demo": "what a command prints as JSON",
    "portal/demo/load.py read_story": "the story of the demo as its file tells it",
    "portal/drafts/submitted_form.py content": "words of any form, stored as JSON",
    "portal/merging.py values": "what the fields of any form hold",
    "portal/projects/ledger.py new_row": "values on their way into an INSERT of many rows",
}


def test_rows_that_cross_a_module_have_types() -> None:
    untyped = {
        path.relative_to(ROOT).as_posix()
        for path in PORTAL
        if any(_is_untyped(said) for said in _said(ast.parse(path.read_text())))
    }
    assert untyped == NOT_YET


def test_what_another_module_takes_from_a_function_has_named_fields() -> None:
    """A dict or tuple of anything is given within a module alone, save for what is listed."""
    trees = {
        path.relative_to(ROOT).as_posix(): ast.parse(path.read_text())
        for path in PORTAL
        if "migrations" not in path.parts
    }
    taken = {path: _taken(tree) for path, tree in trees.items()}
    loose = {*LOOSE, *(name for tree in trees.values() for name in _loose_names(tree))}
    found = {
        f"{path} {function.name}"
        for path, tree in trees.items()
        for function in _public_functions(tree)
        if _gives(function, loose - LOOSE_NAMES.keys())
        and any(function.name in names for other, names in taken.items() if other != path)
    }
    assert found == MAY_GIVE_LOOSE.keys()
    assert loose >= LOOSE_NAMES.keys()


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


def _public_functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    nodes = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    return (node for node in nodes if not node.name.startswith("_"))


def _gives(function: ast.FunctionDef, loose: Collection[str]) -> bool:
    # A statement is typed by the rows that are made of what it finds.
    given = ast.unparse(function.returns) if function.returns else ""
    said = {given[match.start() :] for match in re.finditer(r"\b\w", given)}
    return "Select[" not in given and any(
        words.startswith(name) for words in said for name in loose
    )


def _loose_names(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        match node:
            case (
                ast.AnnAssign(target=ast.Name(id=name), value=ast.Subscript() as value)
                | ast.Assign(targets=[ast.Name(id=name)], value=ast.Subscript() as value)
            ) if ast.unparse(value) in LOOSE:
                yield name


def _taken(tree: ast.Module) -> set[str]:
    """Return the names that a module imports, or takes of what it was given."""
    found = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    imports = (node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))
    return found | {alias.name for node in imports for alias in node.names}


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
