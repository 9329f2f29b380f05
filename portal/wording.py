"""Marks strings for translation where they are shown; puts those of a library into our words."""

from flask_babel import gettext, ngettext


def N_(message: str) -> str:  # noqa: N802  the name that gettext's tools look for
    """Return `message` unchanged; the catalogue collects it, templates translate it."""
    return message


FORM_WORDS: dict[str, str] = {
    "Not a valid date value.": N_("Please give a date, such as 2026-11-24."),
    "Not a valid integer value.": N_("Please write a whole number."),
    "Not a valid decimal value.": N_("Please write a number, such as 1.5."),
    "Not a valid choice.": N_("Please choose one from the list."),
    "Invalid Choice: could not coerce.": N_("Please choose one from the list."),
    "This field is required.": N_("Please fill this in."),
}


class FormWords:
    """What forms ask for the words of their library, which has none in Khmer."""

    def ugettext(self, message: str) -> str:
        """Return our words in the language of the request."""
        return str(gettext(FORM_WORDS.get(message, message)))

    def ungettext(self, singular: str, plural: str, number: int) -> str:
        """Return the words for a number of things."""
        return str(ngettext(singular, plural, number))
