"""Lists messages that another language lacks, or that are worded as an editor would strike out."""

import re
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
# By language: what to write instead, and how to find what to change. The tone: docs/look.md.
UNWANTED = {
    "en": {
        "someone, no one, everyone": r"\b(some|no|any|every)body\b|\bthemself\b",
        "will, must or should": r"\bshall\b",
        "correct, edit or fix": r"\bmend(s|ed|ing)?\b",
        "is, are, or a noun such as status": r"\bstands?\b",
        "checked": r"\blooked at\b",
        "carried over": r"\b(goes|go) along\b",
        "continue or skip": r"\b(goes|go) on (without|with)\b",
        "decision": r"\bverdicts?\b",
        "characters": r"[0-9] letters\b",
        "despite, permanently, again": r"\bin spite of\b|\bfor ever\b|\banew\b",
        "what you wrote, or your text": r"\b(your|never|these|those) words\b",
        "email": r"\b[Mm]ails?\b(?! server)|\b[Ee]-mails?\b",
        "Enter or Choose": r"^Please (give|write|enter|choose|fill)\b",
        "your coach's": r"\b(comments?|feedback|summary|words) of your coach\b",
    },
    "km": {
        "មិនបាន … អ្វីទេ": r"គ្មាន\S*ត្រូវបាន",
        "មុន or យូរ: ចាស់ is the age of people": r"គ្រូបង្វឹកចាស់|ចាស់(មុន|ជាង)គេ",
        "រំលង or មិនរង់ចាំ": r"បន្ត\S*ដោយគ្មាន",
        "មិនទាន់ចប់, អាច or មិនអាច": r"នៅបើក|នៅតែបើក|ទុកចំហ|បិទសម្រាប់|បិទសិន",
        "ហេតុអ្វីបានជា": r"ហេតុអ្វី(?=[ក-អ])(?!បានជា|ទី)",
        "បង្ហាញ or មានបញ្ជាក់": r"(ជួរ|កត្តា\S*|ទំព័រ|ការសាកល្បង\S*|ទាំងពីរ|វា)(ប្រាប់|និយាយ)",
        "the noun before its number": (
            r"(មាន|បានពិនិត្យ|តាមដាន|ទទួលយក) %\(num\)d(?! (នាក់|ថ្ងៃ|ជួរ|កន្លែង))"
        ),
        "ថ្ងៃ without a space": r"ថ្ងៃ(ទី)? %\(",
        "Khmer, not English": r"(?-i:[A-Za-z]+ [a-z]+ [a-z]+)",
        "បំបែក of people, ចែកចាយ of things": "បែងចែក",
        "កិច្ចការសំខាន់": "ចំណុចសំខាន់",
        "អត្ថបទ, or what one wrote": "ពាក្យ(របស់អ្នក|ទាំងនេះ)",
        "ការសម្រេច": "សេចក្តីសម្រេច",
        "ជ្រើស, ឃើញ, បើ, ព្រមព្រៀង": "ជ្រើសរើស|មើលឃើញ|ប្រសិនបើ|ឯកភាព",
        "ផ្ទាំងផ្សេង": "ផ្ទាំងមួយទៀត",
        "ពួកគាត់, or the noun": "ពួកគេ",
        "«មិនបង្កគ្រោះថ្នាក់» within a sentence": "(វិធី|គេហទំព័រ) ?មិនបង្ក",
    },
}


def main() -> int:
    """Print each fault and return the exit status."""
    spoken = collect_messages()
    faults = [fault for code in TRANSLATED for fault in find_faults(spoken, read_catalogue(code))]
    faults += find_worded(spoken)
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
    """Yield a line for each message that is missing, fuzzy, badly worded or lacks a placeholder."""
    for message in spoken:
        if message.id:
            translated = catalogue.get(message.id, message.context)
            for fault in judge(translated, str(catalogue.locale)):
                yield _tell(message, fault)


def find_worded(spoken: Catalog) -> Iterator[str]:
    """Yield a line for each message whose English is not to be spoken."""
    for message in spoken:
        if message.id:
            said = [message.id] if isinstance(message.id, str) else list(message.id)
            yield from (_tell(message, fault) for fault in find_unwanted("en", said))


def judge(translated: Message | None, code: str) -> Iterator[str]:
    """Yield what is wrong with one translation into the language `code`."""
    if translated is None or not all(strings_of(translated)):
        yield f"no {LOCALES[code].title}"
    elif translated.fuzzy:
        yield "fuzzy"
    else:
        yield from (str(error) for error in translated.check())
        yield from find_unwanted(code, strings_of(translated))


def find_unwanted(code: str, said: list[str]) -> Iterator[str]:
    """Yield what to write instead of what `UNWANTED` finds in the forms of a message."""
    for better, pattern in UNWANTED.get(code, {}).items():
        if any(re.search(pattern, text, re.IGNORECASE) for text in said):
            yield f"say {better}"


def _tell(message: Message, fault: str) -> str:
    file, line = message.locations[0]
    return f"{file}:{line}: {fault}: {message.id!r}"


def strings_of(message: Message) -> list[str]:
    """Return the translation and its plural forms."""
    found = message.string
    return [found] if isinstance(found, str) else list(found or [""])


if __name__ == "__main__":
    sys.exit(main())
