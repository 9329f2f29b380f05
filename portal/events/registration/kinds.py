"""How the sex of a participant is recorded, and what reminds of an event."""

from enum import StrEnum

from portal.language.i18n import N_


class Sex(StrEnum):
    """What somebody answers; nobody has to say (domain: Workshops)."""

    WOMAN = "woman"
    MAN = "man"
    UNDISCLOSED = "undisclosed"


SEX_TITLES: dict[Sex, str] = {
    Sex.WOMAN: N_("Woman"),
    Sex.MAN: N_("Man"),
    Sex.UNDISCLOSED: N_("Prefer not to say"),
}
