"""What changed between two revisions, or from a revision to the analysis as it stands now."""

from flask import render_template, request

from portal import entry
from portal.analyses.heads import AnalysisHead
from portal.analyses.queries import analysis_head
from portal.coaching.comparison.page import ComparedPair, find_changes
from portal.coaching.pages.blueprint import blueprint
from portal.coaching.queries import revisions
from portal.coaching.review.unread_changes import last_read
from portal.errors import NotFound
from portal.gate import requires
from portal.http.paths import ANALYSIS_PATH
from portal.http.request_values import whole
from portal.language.dates import say_date
from portal.language.i18n import gettext, language
from portal.tenancy import Side

CURRENT_VERSION = "now"
LAST_READ = "read"
LONGEST_NUMBER = 9  # digits of the number of a revision or a page


@blueprint.get(f"{ANALYSIS_PATH}/comparison")
@requires("analysis:read")
def compare(organisation: str, analysis: int) -> str:
    """Show what changed by step, row and field, with a choice of the two revisions."""
    head = analysis_head(analysis)
    asked = _asked(head)
    return render_template(
        "coaching/comparison.html",
        analysis=head,
        asked=asked,
        base=f"/o/{entry.organisation().slug}/analyses/{analysis}",
        changes=find_changes(head, asked),
        states=_states(analysis),
    )


def _states(analysis: int) -> list[tuple[int | None, str]]:
    now = [(None, gettext("Current version"))] if _sees_draft() else []
    name, spoken = gettext("Revision %(number)s"), language()
    sent = ((one.number, say_date(one.submitted_at, locale=spoken)) for one in revisions(analysis))
    return [*now, *((number, f"{name % {'number': number}} · {day}") for number, day in sent)]


def _sees_draft() -> bool:
    # A coach reads what was sent; the words of today are still the organisation's alone.
    return entry.visitor().side == Side.MEMBER


def _asked(head: AnalysisHead) -> ComparedPair:
    if not head.revisions:
        raise NotFound
    before = max(head.revisions - 1, 1)
    old: int | None
    if request.args.get("from") == LAST_READ:
        old = last_read(head.id, head.revisions, entry.visitor().id) or before
    else:
        old = _number("from", before)
    new = _number(
        "to", head.revisions if head.revisions > 1 or not _sees_draft() else CURRENT_VERSION
    )
    page, row = _positive(request.args.get("page", "1")), request.args.get("row", "")
    return ComparedPair(old, new, request.args.get("step", type=whole), page, row)


def _number(name: str, default: int | str) -> int | None:
    given = request.args.get(name, str(default))
    return None if given == CURRENT_VERSION and _sees_draft() else _positive(given)


def _positive(given: str) -> int:
    if not (given.isascii() and given.isdigit() and len(given) <= LONGEST_NUMBER and int(given)):
        raise NotFound
    return int(given)
