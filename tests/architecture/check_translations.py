"""Lists every message of the portal that readers of another language would see in English."""

import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po

from portal.language.locales import LOCALES, TRANSLATED

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCES = ("portal", "workers", "templates")
CATALOGUES = ROOT / "portal" / "translations"
METHODS = [("**.py", "python"), ("**.html", "jinja2"), ("**.txt", "jinja2")]
KEYWORDS = {**DEFAULT_KEYWORDS, "lazy_gettext": None, "N_": None}


def main() -> int:
    """Print each fault and return the exit status."""
    spoken = collect_messages()
    faults = [fault for code in TRANSLATED for fault in find_faults(spoken, read_catalogue(code))]
    for fault in faults:
        print(fault)
    print(f"translations: {len(faults)} faults (mend them with: make translations)")
    return 1 if faults else 0


def collect_messages() -> Catalog:
    """Return the messages that the code and the templates speak now."""
    catalogue = Catalog(locale="en")
    for source in SOURCES:
        for file, line, message, comments, context in extract_from_dir(
            ROOT / source, METHODS, keywords=KEYWORDS
        ):
            place = [(f"{source}/{file}", line)]
            catalogue.add(message, locations=place, auto_comments=comments, context=context)
    return catalogue


def read_catalogue(code: str) -> Catalog:
    """Return the catalogue of a language, an empty one when there is no file."""
    path = CATALOGUES / code / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return Catalog(locale=code)
    with path.open("rb") as file:
        return read_po(file, locale=code)


def find_faults(spoken: Catalog, catalogue: Catalog) -> Iterator[str]:
    """Yield a line for each message that is missing, fuzzy or has lost a placeholder."""
    for message in spoken:
        if message.id:
            translated = catalogue.get(message.id, message.context)
            for fault in judge(translated, LOCALES[str(catalogue.locale)].title):
                file, line = message.locations[0]
                yield f"{file}:{line}: {fault}: {message.id!r}"


def judge(translated: Message | None, language: str) -> Iterator[str]:
    """Yield what is wrong with one translation."""
    if translated is None or not all(strings_of(translated)):
        yield f"no {language}"
    elif translated.fuzzy:
        yield "fuzzy"
    else:
        yield from (str(error) for error in translated.check())


def strings_of(message: Message) -> list[str]:
    """Return the translation and its plural forms."""
    found = message.string
    return [found] if isinstance(found, str) else list(found or [""])


if __name__ == "__main__":
    sys.exit(main())
