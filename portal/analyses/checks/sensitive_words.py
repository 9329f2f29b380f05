"""Finds words that could harm somebody if they were read by others: numbers, addresses, names.

It warns and never knows: whoever writes may say that the words are meant. Digits of both scripts
count; dates, years and sums of money do not.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from portal.analyses.checks.hints import Hint
from portal.analyses.kind import TEXT_WIDGETS, Kind
from portal.analyses.kinds import KINDS
from portal.analyses.queries import RowDict, Rows
from portal.language.i18n import N_
from portal.language.text import normal_form

MOST_SHOWN = 60
RULE_OF_WORDS = re.compile(r"S[pimcn][0-9a-f]{8}")
ALL_DIGITS = "0123456789០១២៣៤៥៦៧៨៩"
FEWEST_DIGITS = 6  # no number that tells too much has fewer digits
KHMER_DIGITS = str.maketrans("០១២៣៤៥៦៧៨៩", "0123456789")

FLAG_ADVICE: dict[str, str] = {
    "p": N_(
        "“%(words)s” looks like a phone number. Write a role instead, such as “the village chief”."
    ),
    "i": N_("“%(words)s” looks like someone's ID number. Leave it out."),
    "m": N_("“%(words)s” looks like an email address. Write a role or an organisation instead."),
    "c": N_(
        "“%(words)s” gives an exact place. Write the commune or district instead, not the house."
    ),
    "n": N_("“%(words)s” looks like a person's name. Write a role instead, such as “a teacher”."),
}
# fmt: off
ENGLISH_ROLES = frozenset((
    "Chair", "Chairman", "Chairwoman", "Chief", "Coach", "Director", "Doctor", "Governor", "Judge",
    "Mayor", "Minister", "Monk", "Officer", "President", "Secretary", "Teacher", "The",
))
# What follows a Khmer title in a role, in a pronoun or in another word is no name.
KHMER_ROLES = (
    "គ្រូ", "មេ", "ប្រធាន", "អភិបាល", "សង្ឃ", "តា", "យាយ", "នាយក", "រដ្ឋមន្ត្រី", "អនុ", "បង", "ពូ",
    "មីង", "ទាំង", "អ្នក", "ម្ចាស់", "ដែល", "ខាង", "និយម", "បាន", "ត្រូវ", "ជា", "នៅ", "ក៏", "និង",
    "នឹង", "មិន", "ពុំ", "ចាស់", "អាច", "មាន", "ឱ្យ", "ធ្វើ", "មន្ត្រី", "ប៉ូលិស", "ស្នងការ", "ចៅ",
    "សាស្ត្រាចារ្យ", "វេជ្ជបណ្ឌិត", "លេខា", "សមាជិក", "ជំនួយការ", "ដំណាង", "តំណាង", "ឬ", "ទៅ", "មក",
)
# fmt: on
_GAP = r"[ \u00a0\u200b.\-]{0,2}"
_END = r"(?!\d)"
_PHONE = re.compile(
    rf"(?<![\d.,/\-])(?:(?:\+|\b00)\s?\(?855\)?(?:{_GAP}\d){{8,10}}|\+\d(?:{_GAP}[()]?\d){{8,13}}"
    rf"|0[1-9](?:{_GAP}\d){{7,8}}){_END}"
    rf"|\b(?:tel|phone|mobile|whatsapp|telegram)\b[^\d\n]{{0,12}}\d(?:{_GAP}\d){{6,9}}{_END}"
    rf"|ទូរ(?:ស័ព្ទ|សព្ទ)[^\d\n]{{0,12}}\d(?:{_GAP}\d){{6,9}}{_END}",
    re.IGNORECASE,
)
_PAPERS = re.compile(
    r"\b(?:ID|identity card|passport|birth certificate|family book)\b[^\d\n]{0,15}"
    rf"[A-Z]{{0,2}}\d(?:{_GAP}\d){{5,15}}"
    rf"|(?:អត្តសញ្ញាណ|លិខិតឆ្លងដែន|សំបុត្រកំណើត|សៀវភៅគ្រួសារ)[^\d\n]{{0,25}}\d(?:{_GAP}\d){{5,15}}"
    r"|(?<![A-Za-z0-9])[A-Z]\d{7,8}(?![A-Za-z0-9])"
    r"|(?<![\w.,$៛/\-])\d{9,16}(?:\(\d\d\))?(?![\d%]|[.,]\d)"
)
_MAIL = re.compile(r"[\w.+\-]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{2,63}){1,4}", re.ASCII)
_PLACE = re.compile(
    r"(?<![\d.])-?\d{1,2}\.\d{4,}°?\s?[NS]?\s?[,;/ ]\s?-?\d{1,3}\.\d{4,}°?\s?[EW]?(?!\d)"
    r"|\d{1,3}(?:\.\d+)?°\s?(?:\d{1,2}(?:\.\d+)?[\u2032'\u2019]\s?)?(?:\d{1,2}(?:\.\d+)?[\u2033\"\u201d]\s?)?[NSEW]\b"
    r"|\b4[78]\s?[NPQ]\s?\d{6}[ ,]+\d{6,7}\b"
    r"|\b[2-9CFGHJMPQRVWX]{4,8}\+[2-9CFGHJMPQRVWX]{2,3}\b"
    r"|\b(?:maps\.app\.goo\.gl|goo\.gl/maps|google\.[a-z.]{2,6}/maps|maps\.google\.[a-z.]{2,6})\S*"
)
_NAME = re.compile(
    r"\b(?:Mrs?|Ms|Miss|Mme|Madam|Dr|Prof|Oknha|Okhna|Lok(?: Srey)?|Neak Srey|Venerable|Ven|H\.E)\b"
    r"\.?[ \u00a0]((?:[A-Z][\w'\u2019\-]+)(?:[ \u00a0][A-Z][\w'\u2019\-]+){0,3})"
)
_KHMER_NAME = re.compile(
    r"(?<!ពិភព)(?<!ខែ)(?<!ខែ )"
    r"(?:លោកជំទាវ|លោកស្រី|លោក|អ្នកស្រី|កញ្ញា|អ្នកឧកញ៉ា|ឧកញ៉ា|ឯកឧត្តម|ព្រះតេជគុណ)"
    r"[ \u00a0\u200b]{0,2}([ក-ឳ][ក-៓]{1,30}(?:[ \u200b][ក-ឳ][ក-៓]{1,14})?)"
)
_DATE = re.compile(r"\d{1,2}[./\-]\d{1,2}[./\-]\d{2,4}|(?:19|20)\d\d[./\-]\d{1,2}[./\-]\d{1,2}")
_YEARS = re.compile(r"\b(?:19|20)\d\d[ \-\u2013/]{1,3}(?:19|20)\d\d\b")
_MONEY = re.compile(
    r"[ \u00a0\u200b]?(?:USD|KHR|EUR|riels?|dollars?|រៀល|ដុល្លារ|៛|\$|€)", re.IGNORECASE
)
_DIGITS = re.compile(r"\d(?:[^\d\n]{0,3}\d){5}")
_TITLES = ("Mr", "Ms", "Mi", "Mme", "Mad", "Dr", "Prof", "Ok", "Lok", "Neak", "Ven", "H.E")
_KHMER_TITLES = ("លោក", "អ្នកស្រី", "កញ្ញា", "ឧកញ៉ា", "ឯកឧត្តម", "តេជគុណ")


class Flag(NamedTuple):
    """Words in a field of a row that may tell too much; `row_id` is 0 in the analysis's title."""

    rule: str
    kind: str
    row_id: int
    field: str
    words: str

    @property
    def key(self) -> str:
        """Return what the reason is kept under: other words in the same place are asked anew."""
        digest = hashlib.sha256(self.words.encode()).hexdigest()
        return f"S{self.rule}{digest[:8]}"

    @property
    def text(self) -> str:
        """Return what it looks like and what to write instead, for %(words)s."""
        return FLAG_ADVICE[self.rule]


def find_flags(rows: Rows, title: str = "") -> list[Flag]:
    """Return what may tell too much in the rows at hand, in their order, and in the title."""
    found = [Flag(rule, "", 0, "title", words) for rule, words in scan(title)]
    for kind, of_kind in rows.items():
        for row in of_kind:
            found += flags_of(KINDS[kind], row)
    return found


def flags_of(kind: Kind, row: RowDict) -> list[Flag]:
    """Return what may tell too much in one row, each once."""
    return [Flag(rule, kind.name, row["id"], *place) for rule, *place in _flagged(kind.name, row)]


def warnings_of(kind: Kind, row: RowDict) -> list[Hint]:
    """Return the same as questions about the row, each with the label of its field."""
    flags = flags_of(kind, row)
    labels = {field.name: field.label for field in kind.fields} if flags else {}
    return [
        Hint(flag.key, flag.kind, flag.row_id, flag.text, flag.words, labels[flag.field])
        for flag in flags
    ]


def _flagged(kind: str, row: RowDict) -> tuple[tuple[str, str, str], ...]:
    found = {
        (rule, words): (rule, name, words)
        for name in _written(kind)
        for rule, words in scan(row.get(name) or "")
    }
    return tuple(found.values())


def scan(text: str) -> Iterator[tuple[str, str]]:
    """Yield the rule and the words for each thing in a text that may tell too much."""
    has_digits = (
        sum(map(text.count, ALL_DIGITS)) >= FEWEST_DIGITS and _DIGITS.search(text) is not None
    )
    folded = text.translate(KHMER_DIGITS) if has_digits and not text.isascii() else text
    taken: list[tuple[int, int]] = []
    for rule, is_worth, pattern, is_meant in _RULES:
        if not is_worth(folded, has_digits):
            continue
        for match in pattern.finditer(folded):
            start, end = match.span()
            if is_meant(match) and not any(start < last and first < end for first, last in taken):
                taken.append((start, end))
                yield rule, text[start:end].strip(" \u200b\n")[:MOST_SHOWN]


@lru_cache
def _written(kind: str) -> tuple[str, ...]:
    return tuple(field.name for field in KINDS[kind].fields if field.widget in TEXT_WIDGETS)


def _is_number(match: re.Match[str]) -> bool:
    found = match.group()
    after = match.string[match.end() : match.end() + 12]
    return not (_DATE.search(found) or _YEARS.search(found) or _MONEY.match(after))


def _is_place(_match: re.Match[str]) -> bool:
    return True


def _is_name(match: re.Match[str]) -> bool:
    return match.group(1).split()[0] not in ENGLISH_ROLES


def _is_khmer_name(match: re.Match[str]) -> bool:
    return not normal_form(match.group(1)).startswith(KHMER_ROLES)


# Most texts have neither digits nor titles, and are passed by before any long pattern is tried.
Test = Callable[[str, bool], bool]
_RULES: tuple[tuple[str, Test, re.Pattern[str], Callable[[re.Match[str]], bool]], ...] = (
    ("m", lambda text, _: "@" in text, _MAIL, _is_place),
    (
        "c",
        lambda text, digits: digits or "°" in text or "+" in text or "goo" in text,
        _PLACE,
        _is_place,
    ),
    ("p", lambda _, digits: digits, _PHONE, _is_number),
    ("i", lambda _, digits: digits, _PAPERS, _is_number),
    ("n", lambda text, _: any(map(text.__contains__, _TITLES)), _NAME, _is_name),
    (
        "n",
        lambda text, _: any(map(text.__contains__, _KHMER_TITLES)),
        _KHMER_NAME,
        _is_khmer_name,
    ),
)
Reasons = Mapping[tuple[str, int], Mapping[str, str]]


def unexplained(flags: list[Flag], reasons: Reasons) -> list[Flag]:
    """Return the flags whose words nobody has called meant; `reasons` by (kind, row id) and key."""
    return [flag for flag in flags if flag.key not in reasons.get((flag.kind, flag.row_id), {})]
