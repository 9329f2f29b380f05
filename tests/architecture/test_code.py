"""Rules that keep the code small, guessable and safe, checked on the files themselves."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PYTHON = [
    path
    for folder in ("portal", "workers", "config", "embedded")
    for path in (ROOT / folder).rglob("*.py")
    if "versions" not in path.parts
]
TESTS = list((ROOT / "tests").rglob("*.py"))
TEMPLATES = [path for path in (ROOT / "templates").rglob("*") if path.is_file()]
STYLES = list((ROOT / "portal" / "assets" / "scss").glob("*.scss"))
VAGUE = {"utils", "util", "helpers", "helper", "common", "base", "manager", "managers", "misc"}


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_files_are_short() -> None:
    files = [*PYTHON, *STYLES]
    long = {_name(p): n for p in files if (n := len(p.read_text().splitlines())) > 300}
    assert long == {}


def test_templates_are_short() -> None:
    long = {_name(p): n for p in TEMPLATES if (n := len(p.read_text().splitlines())) > 150}
    assert long == {}


def test_folders_are_small() -> None:
    folders = Counter(path.parent for path in [*PYTHON, *TESTS] if path.name != "__init__.py")
    assert {_name(folder): n for folder, n in folders.items() if n > 20} == {}


def test_a_class_has_a_name_of_its_own() -> None:
    """A form's `Meta` is a setting that WTForms looks for by this name."""
    classes = Counter(
        node.name
        for path in PYTHON
        if path.is_relative_to(ROOT / "portal")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef) and node.name != "Meta"
    )
    assert {name: n for name, n in classes.items() if n > 1} == {}


def test_templates_ask_for_no_name_that_may_be_missing() -> None:
    # A feature above fills a slot, and the view passes on what it gives.
    environment = re.compile(r"{%-? (?:set|if) [^%]*(?<![.\w])\w+ is (?:not )?defined\b")
    asking = [path for path in TEMPLATES if environment.search(path.read_text())]
    assert [_name(path) for path in asking] == []


def test_no_module_is_imported_for_what_it_does() -> None:
    # `models` is: it names every table for the migrations.
    effects = re.compile(r"^\s*(?:import|from) .*noqa: F401", re.MULTILINE)
    found = [path for path in PYTHON if effects.search(path.read_text())]
    assert [_name(path) for path in found] == ["portal/migrations/env.py"]


def test_no_name_is_vague() -> None:
    assert [_name(path) for path in PYTHON if path.stem in VAGUE] == []


@pytest.mark.parametrize("path", PYTHON, ids=_name)
def test_a_module_opens_with_a_sentence(path: Path) -> None:
    said = ast.get_docstring(ast.parse(path.read_text()))
    assert (said or "").split("\n")[0].rstrip().endswith((".", ":", "?")), _name(path)


def test_only_entry_commits_a_request() -> None:
    allowed = {"portal/entry.py"}
    committing = {
        _name(path)
        for path in PYTHON
        if re.search(r"\.commit\(", path.read_text()) and path.parts[len(ROOT.parts)] == "portal"
    }
    assert committing - allowed <= {
        "portal/accounts/sweeping.py",
        "portal/analyses/rows/sweeping.py",
        "portal/commands.py",
        "portal/demo/load.py",
        "portal/demo/acts.py",
        "portal/drafts/sweeping.py",
        "portal/files/sweeping.py",
        "portal/notifications/claims.py",
        "portal/notifications/sweeping.py",
        "portal/reports/jobs.py",
    }


def test_celery_stays_in_workers() -> None:
    importing = {
        _name(path)
        for path in PYTHON
        if re.search(r"^\s*(from|import) celery", path.read_text(), re.M)
    }
    assert {name.split("/")[0] for name in importing} <= {"workers"}


@pytest.mark.parametrize("name", ["services", "queries", "models", "ledger", "workflow", "journey"])
def test_what_is_not_a_page_knows_no_request(name: str) -> None:
    pages = re.compile(
        r"^from (flask import|flask_login|portal\.entry)|^from portal import .*entry", re.M
    )
    knowing = [path for path in PYTHON if path.stem == name and pages.search(path.read_text())]
    assert [_name(path) for path in knowing] == []
