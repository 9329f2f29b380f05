"""What the audiences of a story are called, and the line that they stand in on each page."""

from portal.language.i18n import N_, gettext
from portal.story.models import Audience

AUDIENCE_TITLES: dict[str, str] = {
    Audience.TEAM: N_("Our own team"),
    Audience.PARTNERS: N_("Partners and donors"),
    Audience.PUBLIC: N_("Everyone"),
}
AUDIENCE_LINES: dict[str, str] = {
    Audience.TEAM: N_("For our own team only. Please do not pass it on."),
    Audience.PARTNERS: N_("For partners and donors. Please ask us before you pass it on."),
    Audience.PUBLIC: N_("For everyone."),
}


def say_audience(audience: str) -> str:
    """Return the line that every page of a story carries."""
    return gettext(AUDIENCE_LINES[audience])
