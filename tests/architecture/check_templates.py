"""Compiles every template with the filters, tests and globals of the portal, and holds their style.

A line has at most 140 letters, no list or mapping is filled there (it is data: Python makes it),
cells of tables are labelled by `data_table`, what is imported is used, and a folder uses templates
of its own, of `components/` and of features below it, in the order of packages in pyproject.toml.
"""

import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment as Templates
from jinja2 import TemplateError
from jinja2.meta import find_referenced_templates
from jinja2.nodes import FromImport, Import, Name, Template

from config.settings import Environment, Settings
from portal.app import create_app

NOWHERE = Settings(
    environment=Environment.TEST,
    secret_key="only for compiling templates",  # noqa: S106 - signs nothing
    password_salt="only for compiling templates",  # noqa: S106 - salts nothing
    database_url="postgresql+psycopg://127.0.0.1/none",
    redis_url="redis://127.0.0.1:1/0",
    smtp_url="smtp://127.0.0.1:1",
    mail_from="portal@localhost.example",
    base_url="http://localhost",
)

ROOT = Path(__file__).parents[2]
LONGEST_LINE = 140
FILLED = re.compile(r"\.(append|extend|insert|update)\(")
SHARED = "components"  # its folder, and the templates beside the folders
PACKAGES = {"emails": "notifications", "errors": "error_pages"}  # where they differ from folders


def main() -> int:
    """Print each fault and return the exit status."""
    environment = create_app(NOWHERE).jinja_env
    names = environment.list_templates(extensions=["html", "txt"])
    order = read_order()
    faults = 0
    for name in names:
        for line, fault in find_faults(environment, name, order):
            faults += 1
            print(f"templates/{name}:{line}: {fault}")
    print(f"templates: {len(names)} compiled, {faults} faults")
    return 1 if faults else 0


def read_order() -> list[set[str]]:
    """Return the packages of the portal by level, the highest first."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    (layers,) = (
        one["layers"] for one in contracts["contracts"] if one.get("containers") == ["portal"]
    )
    return [set(re.findall(r"\w+", layer)) for layer in layers]


def find_faults(
    environment: Templates, name: str, order: list[set[str]]
) -> Iterator[tuple[int | str, str]]:
    """Yield each fault of a template, with its line."""
    try:
        environment.get_template(name)
    except TemplateError as fault:
        yield getattr(fault, "lineno", "?"), str(fault.message)
        return
    path = ROOT / "templates" / name
    if path.exists():  # a library brings templates of its own
        source = path.read_text()
        parsed = environment.parse(source)
        yield from find_untidy_lines(source)
        yield from find_unused_imports(parsed)
        for other in find_referenced_templates(parsed):
            if not may_use(name, other, order):
                yield 1, f"may not use {other}"


def find_untidy_lines(source: str) -> Iterator[tuple[int, str]]:
    """Yield each line that is too long, fills a list or labels a cell by itself."""
    for number, line in enumerate(source.splitlines(), 1):
        if len(line) > LONGEST_LINE:
            yield number, f"{len(line)} letters: at most {LONGEST_LINE}"
        if FILLED.search(line):
            yield number, "fills a list or mapping: make it in Python"
        if "data-label" in line:
            yield number, "labels a cell: data_table gives its label"


def find_unused_imports(parsed: Template) -> Iterator[tuple[int, str]]:
    """Yield each name that a template imports and does not use itself."""
    used = {name.name for name in parsed.find_all(Name) if name.ctx == "load"}
    for line, name in find_imports(parsed):
        if name not in used:
            yield line, f"imports {name} and does not use it"


def find_imports(parsed: Template) -> Iterator[tuple[int, str]]:
    """Yield each name that a template imports, as it is called there, with its line."""
    for whole in parsed.find_all(Import):
        yield whole.lineno, whole.target
    for some in parsed.find_all(FromImport):
        for name in some.names:
            yield some.lineno, name if isinstance(name, str) else name[1]


def may_use(name: str, other: str | None, order: list[set[str]]) -> bool:
    """Say whether a template may use another: one of its folder, a shared one or one below."""
    if other is None:  # its name is not written there
        return False
    user, used = package_of(name), package_of(other)
    if used in (user, SHARED):
        return True
    return user != SHARED and level_of(user, order) < level_of(used, order)


def package_of(name: str) -> str:
    """Return the package whose templates a template belongs to."""
    folder = name.rpartition("/")[0].partition("/")[0] or SHARED
    return PACKAGES.get(folder, folder)


def level_of(package: str, order: list[set[str]]) -> int:
    """Return how far down a package stands."""
    return next(place for place, level in enumerate(order) if package in level)


if __name__ == "__main__":
    sys.exit(main())
