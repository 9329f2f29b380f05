"""Tells one person under two spellings from two people: by normal forms of name and telephone."""

from collections import Counter
from collections.abc import Sequence

COUNTRY, SHORTEST_ABROAD = "855", 11


def phone_key(phone: str) -> str:
    """Return a number's digits without zeros in front and without Cambodia's code; "" for none."""
    digits = "".join(str(int(letter)) for letter in phone if letter.isdecimal()).lstrip("0")
    if len(digits) >= SHORTEST_ABROAD:
        digits = digits.removeprefix(COUNTRY)
    return digits.lstrip("0")


def may_be_one(phone: str, other: str) -> bool:
    """Tell whether two of one name may be one person: unless each has another telephone."""
    keys = phone_key(phone), phone_key(other)
    return not all(keys) or keys[0] == keys[1]


def mark_doubles(people: Sequence[tuple[str, str]]) -> list[bool]:
    """Return which of some people, by normal form of the name and telephone, stand there twice."""
    by_name: dict[str, list[str]] = {}
    for name, phone in people:
        by_name.setdefault(name, []).append(phone)
    phones = Counter(key for _, phone in people if (key := phone_key(phone)))
    return [
        phones[phone_key(phone)] > 1 or sum(may_be_one(phone, other) for other in by_name[name]) > 1
        for name, phone in people
    ]
