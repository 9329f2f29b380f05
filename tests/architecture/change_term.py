"""Puts one word in place of another in all that is written, once the network has decided."""

import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.pofile import read_po, write_po

from portal.language.locales import TRANSLATED
from tests.architecture.check_translations import CATALOGUES, ROOT, strings_of

LINE = 76  # as wide as `make translations` writes catalogues


def main(old: str, new: str) -> int:
    """Change the word in catalogues, guides, glossary and tests, and print how often."""
    changed = sum(change_catalogue(code, old, new) for code in TRANSLATED)
    changed += sum(change_text(path, old, new) for path in _texts())
    sys.stdout.write(f"{old} → {new}: {changed} places\n")
    return 0 if changed else 1


def change_catalogue(code: str, old: str, new: str) -> int:
    """Change the word in the translations of a catalogue and return in how many."""
    path = CATALOGUES / code / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        catalogue = read_po(file, locale=code)
    found = [one for one in catalogue if one.id and old in " ".join(strings_of(one))]
    for message in found:
        forms = tuple(text.replace(old, new) for text in strings_of(message))
        message.string = forms[0] if isinstance(message.id, str) else forms
    with path.open("wb") as file:
        write_po(file, catalogue, width=LINE, no_location=True, sort_output=True)
    return len(found)


def change_text(path: Path, old: str, new: str) -> int:
    """Change the word in a file and return how often it was there."""
    text = path.read_text()
    if old in text:
        path.write_text(text.replace(old, new))
    return text.count(old)


def _texts() -> Iterator[Path]:
    yield from sorted((ROOT / "docs").rglob("*.md"))
    checks = ROOT / "tests" / "architecture"
    yield from (path for path in sorted((ROOT / "tests").rglob("*.py")) if path.parent != checks)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
