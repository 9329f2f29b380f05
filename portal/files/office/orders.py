"""What a field or a formula of an Office file fetches when the file is opened."""

import re

# Orders of fields that read something outside of the document.
_FIELD = re.compile(
    r"[\s\"]*(DATABASE|DDE|DDEAUTO|IMPORT|INCLUDE|INCLUDEPICTURE|INCLUDETEXT|LINK|RD)\b",
    re.IGNORECASE,
)
_WORDS = re.compile(r'"(?:[^"]|"")*"')
# Names of sheets stand in apostrophes, and may hold a quotation mark.
_NAMES_OR_WORDS = re.compile(r"""('(?:[^']|'')*')|"(?:[^"]|"")*\"""")
# Another workbook in brackets before a sheet, and not the column of a table; a program with a bar.
_ELSEWHERE = re.compile(
    r"'(?:[^']|'')*\[(?:[^']|'')*'!|\[[^\[\]]*\][^\s'\"\[\](),;+*/&=<>^{}-]*!|\|"
)
_FUNCTION = re.compile(
    r"(?<![\w.])(?:_xl\w+\.)*(CALL|COPILOT|CUBE\w+|DDE|DETECTLANGUAGE|EXEC|IMAGE|INITIATE|POKE"
    r"|REGISTER\.ID|RTD|SQL\.REQUEST|STOCKHISTORY|TRANSLATE|WEBSERVICE)\s*\(",
    re.IGNORECASE,
)


def field_fetches(order: str) -> bool:
    """Tell whether a field of a letter reads something outside of it."""
    return bool(_FIELD.match(order))


def formula_fetches(formula: str) -> bool:
    """Tell whether a formula or name of a workbook reads something outside of it."""
    bare = _WORDS.sub("", formula)
    named = _NAMES_OR_WORDS.sub(lambda found: found[1] or "", formula)
    # Where apostrophes stand, words cannot be told from names for sure.
    called = formula if "'" in formula else bare
    return bool(_FUNCTION.search(called) or (_ELSEWHERE.search(bare) and _ELSEWHERE.search(named)))
