"""Finds the one form of a page that one writes in, so that buttons beside it can send it too."""

from html import unescape
from typing import NamedTuple

from markupsafe import Markup

FORM_ID = "written"
MOST_FORMS = 8  # a page of more is one of lists
FIELD_MARKUP = ("<textarea", "<select", 'class="govuk-')


class OnlyForm(NamedTuple):
    """The main part of a page in which the form has an id, and where the form is sent to."""

    html: Markup
    id: str
    action: str


def only_form(main: str) -> OnlyForm | None:
    """Return the one form that is written in and sent whole; None without it, or with several."""
    if not 0 < main.count("<form ") <= MOST_FORMS:
        return None
    first, *parts = str(main).split("<form ")
    written = [index for index, part in enumerate(parts) if _is_written(part)]
    if len(written) != 1:
        return None
    parts[written[0]] = f'id="{FORM_ID}" {parts[written[0]]}'
    action = parts[written[0]].partition('action="')[2].partition('"')[0]
    whole = "<form ".join([first, *parts])
    return OnlyForm(Markup(whole), FORM_ID, unescape(action))  # noqa: S704 - the page itself


def _is_written(part: str) -> bool:
    tag, _, rest = part.partition(">")
    inside = rest.partition("</form>")[0]
    # Scripts send the others by themselves.
    said = f" {tag}"
    is_whole = 'method="post"' in said and " data-" not in said and " id=" not in said
    return is_whole and any(field in inside for field in FIELD_MARKUP)
