"""Words for who fits whom: languages, fields of work, provinces; and the closed answers."""

from enum import StrEnum

from portal.language import places
from portal.language.i18n import N_

LANGUAGES: dict[str, str] = {
    "km": N_("Khmer"),
    "en": N_("English"),
    "fr": N_("French"),
    "vi": N_("Vietnamese"),
    "cham": N_("Cham"),
    "bunong": N_("Bunong"),
    "jarai": N_("Jarai"),
    "kreung": N_("Kreung"),
    "kuy": N_("Kuy"),
    "tampuan": N_("Tampuan"),
}
SECTORS: dict[str, str] = {
    "education": N_("Education"),
    "health": N_("Health"),
    "children": N_("Child protection"),
    "women": N_("Women's rights"),
    "livelihoods": N_("Livelihoods and farming"),
    "land": N_("Land, forests and water"),
    "governance": N_("Local governance"),
    "peace": N_("Peace and dialogue"),
    "rights": N_("Human rights and law"),
    "disability": N_("Disability"),
    "relief": N_("Relief and disasters"),
}
PROVINCES: dict[str, str] = {one.key: one.title for one in places.PROVINCES.values()}


class Conflict(StrEnum):
    """Why a coach should not coach a project."""

    MEMBER = "member"
    ORGANISATION = "organisation"
    FUNDER = "funder"


class RequestCategory(StrEnum):
    """Why an organisation asks for another coach."""

    LANGUAGE = "language"
    TIME = "time"
    UNDERSTANDING = "understanding"
    CONFLICT = "conflict"
    OTHER = "other"


class Helpful(StrEnum):
    """How helpful feedback was, in words."""

    NOT_AT_ALL = "not_at_all"
    A_LITTLE = "a_little"
    QUITE = "quite"
    VERY = "very"


class Part(StrEnum):
    """What a coach did at an event."""

    LED = "led"
    HELPED = "helped"
    ATTENDED = "attended"


CONFLICT_TITLES: dict[Conflict, str] = {
    Conflict.MEMBER: N_("belongs to this organisation"),
    Conflict.ORGANISATION: N_("has declared an interest in this organisation"),
    Conflict.FUNDER: N_("has declared an interest in the funder of this project"),
}
CATEGORY_TITLES: dict[RequestCategory, str] = {
    RequestCategory.LANGUAGE: N_("We need another language"),
    RequestCategory.TIME: N_("We wait too long, or our times do not match"),
    RequestCategory.UNDERSTANDING: N_("We do not understand one another well"),
    RequestCategory.CONFLICT: N_(
        "The coach is too close to us, our funder or someone we work with"
    ),
    RequestCategory.OTHER: N_("Something else"),
}
HELPFUL_TITLES: dict[Helpful, str] = {
    Helpful.NOT_AT_ALL: N_("Not at all"),
    Helpful.A_LITTLE: N_("A little"),
    Helpful.QUITE: N_("Quite"),
    Helpful.VERY: N_("Very"),
}
PART_TITLES: dict[Part, str] = {
    Part.LED: N_("Led it"),
    Part.HELPED: N_("Helped to run it"),
    Part.ATTENDED: N_("Took part"),
}
