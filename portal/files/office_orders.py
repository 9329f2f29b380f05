"""What a field or a formula of an Office file fetches when the file is opened."""

import re

# Orders of fields that read something outside of the document.
_FIELD = re.compile(
    r"\s*(DATABASE|DDE|DDEAUTO|IMPORT|INCLUDE|INCLUDEPICTURE|INCLUDETEXT|LINK|RD)\b", re.IGNORECASE
)
_WORDS = re.compile(r'"(?:[^"]|"")*"')
# Another workbook, which the number in brackets stands for; a program, before a bar.
_ELSEWHERE = re.compile(r"\[\d+\]|\|")
_FUNCTION = re.compile(
    r"(?<![\w.])(?:_xl\w+\.)*(CALL|COPILOT|CUBE\w+|DETECTLANGUAGE|IMAGE|REGISTER\.ID|RTD"
    r"|SQL\.REQUEST|STOCKHISTORY|TRANSLATE|WEBSERVICE)\s*\(",
    re.IGNORECASE,
)


def field_fetches(order: str) -> bool:
    """Tell whether a field of a letter reads something outside of it."""
    return bool(_FIELD.match(order))


def formula_fetches(formula: str) -> bool:
    """Tell whether a formula or name of a workbook reads something outside of it."""
    bare = _WORDS.sub("", formula)
    return bool(_ELSEWHERE.search(bare) or _FUNCTION.search(bare))
