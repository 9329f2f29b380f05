"""What changed between two revisions, or from a revision to the analysis as it stands now."""

from flask import render_template, request

from portal import entry
from portal.analyses.queries import analysis_head
from portal.coaching.comparison.page import ComparedPair, show_changes
from portal.coaching.pages.blueprint import ANALYSIS, blueprint
from portal.coaching.review.unread_changes import last_read
from portal.coaching.revisions.queries import AnyRow, sealed
from portal.errors import NotFound
from portal.gate import requires
from portal.http.request_values import whole
from portal.tenancy import Side

NOW = "now"
READ = "read"
LONGEST_NUMBER = 9  # digits of the number of a revision or a page


@blueprint.get(f"{ANALYSIS}/comparison")
@requires("analysis:read")
def compare(organisation: str, analysis: int) -> str:
    """Show what changed by step, row and field, with a choice of the two revisions."""
    head = analysis_head(analysis)
    asked = _asked(head)
    revisions = sealed(analysis)
    base = f"/o/{entry.organisation().slug}/analyses/{analysis}"
    seals = {revision.number: revision.sha256 for revision in revisions}
    return render_template(
        "coaching/comparison.html",
        analysis=head,
        asked=asked,
        base=base,
        changes=show_changes(base, head, asked, seals),
        dates=[(revision.number, revision.submitted_at) for revision in revisions],
        sees_draft=_sees_draft(),
    )


def _sees_draft() -> bool:
    # A coach reads what was sent; the words of today are still the organisation's alone.
    return entry.visitor().side == Side.MEMBER


def _asked(head: AnyRow) -> ComparedPair:
    if not head.revisions:
        raise NotFound
    before = max(head.revisions - 1, 1)
    if request.args.get("from") == READ:
        old = last_read(head.id, head.revisions, entry.visitor().id) or before
    else:
        old = _number("from", before)
    new = _number("to", head.revisions if head.revisions > 1 or not _sees_draft() else NOW)
    page, row = _positive(request.args.get("page", "1")), request.args.get("row", "")
    return ComparedPair(old, new, request.args.get("step", type=whole), page, row)


def _number(name: str, default: int | str) -> int | None:
    given = request.args.get(name, str(default))
    return None if given == NOW and _sees_draft() else _positive(given)


def _positive(given: str) -> int:
    if not (given.isascii() and given.isdigit() and len(given) <= LONGEST_NUMBER and int(given)):
        raise NotFound
    return int(given)
