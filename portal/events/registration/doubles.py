"""Tells one person under two spellings from two people: by normal forms of name and telephone."""

from collections import Counter
from collections.abc import Iterable, Sequence

from portal.language.text import search_form

COUNTRY, SHORTEST_ABROAD = "855", 11


def phone_key(phone: str) -> str:
    """Return a number's digits without zeros in front and without Cambodia's code; "" for none."""
    digits = "".join(str(int(letter)) for letter in phone if letter.isdecimal()).lstrip("0")
    if len(digits) >= SHORTEST_ABROAD:
        digits = digits.removeprefix(COUNTRY)
    return digits.lstrip("0")


def is_same_person(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Tell whether a name and telephone are those of another.

    Two people of one name have two telephones: without one nobody can tell them apart.
    """
    (name, phone), (other_name, other_phone) = one, other
    if search_form(name) != search_form(other_name):
        return False
    keys = phone_key(phone), phone_key(other_phone)
    return not all(keys) or keys[0] == keys[1]


def mark_doubles(people: Sequence[tuple[str, str]]) -> list[bool]:
    """Return, of names and telephones, which stand there twice: the name or the telephone."""
    names = _often(search_form(name) for name, _ in people)
    phones = _often(phone_key(phone) for _, phone in people)
    return [search_form(name) in names or phone_key(phone) in phones for name, phone in people]


def _often(keys: Iterable[str]) -> set[str]:
    return {key for key, times in Counter(keys).items() if key and times > 1}
