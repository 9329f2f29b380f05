"""What changed between two revisions, or from a revision to the analysis as it stands now."""

from dataclasses import dataclass
from typing import Any

from flask import render_template, request
from flask_babel import gettext

from portal import entry
from portal.analyses.frameworks import framework_of
from portal.analyses.queries import analysis_head, read_rows
from portal.analyses.snapshot import strip
from portal.analyses.steps import KINDS
from portal.analyses.words import REACHES
from portal.coaching import queries
from portal.coaching.blueprint import ANALYSIS, blueprint
from portal.coaching.changes_shown import ShownField, show_rows, show_whole, sides_of
from portal.coaching.comparison import Comparison, RowChange, compare_snapshots
from portal.coaching.queries import AnyRow
from portal.coaching.revisions import Snapshot, snapshots
from portal.coaching.since import last_read
from portal.errors import NotFound
from portal.gate import requires
from portal.sent import whole
from portal.tenancy import Side

NOW = "now"
READ = "read"
LONGEST = 9  # digits of the number of a revision or a page
PAGE_ROWS = 20


@dataclass(frozen=True)
class Asked:
    """Which two are compared: numbers of revisions, None for the analysis as it stands now."""

    old: int | None
    new: int | None
    step: int | None
    page: int
    row: str = ""

    def wants(self, step: int, row: RowChange) -> bool:
        """Tell whether a row of a step was asked for."""
        return self.step in (None, step) and self.row in ("", row.anchor)


@blueprint.get(f"{ANALYSIS}/comparison")
@requires("analysis:read")
def compare(organisation: str, analysis: int) -> str:
    """Show what changed by step, row and field, with a choice of the two revisions."""
    head = analysis_head(analysis)
    asked = _asked(head)
    old, new = _both(head, asked)
    found = compare_snapshots(old, new)
    rows = [row for step in found.steps for row in step.rows if asked.wants(step.number, row)]
    first = (asked.page - 1) * PAGE_ROWS
    if first and first >= len(rows):
        raise NotFound
    shown = show_rows(rows[first : first + PAGE_ROWS], sides_of(old, new))
    return render_template(
        "coaching/comparison.html",
        analysis=head,
        asked=asked,
        found=found,
        shown=shown,
        head_fields=_head_fields(found, old, new)
        if asked.page == 1 and not (asked.step or asked.row)
        else [],
        step_of={row.anchor: step.number for step in found.steps for row in step.rows},
        steps={step.number: step for step in framework_of(new).steps},
        total=len(rows),
        first=first + 1,
        page_rows=PAGE_ROWS,
        revisions=queries.revisions(analysis),
        sees_draft=_sees_draft(),
    )


def _sees_draft() -> bool:
    # A coach reads what was sent; the words of today are still the organisation's alone.
    return entry.visitor().side == Side.MEMBER


def _asked(head: AnyRow) -> Asked:
    if not head.revisions:
        raise NotFound
    before = max(head.revisions - 1, 1)
    if request.args.get("from") == READ:
        old = last_read(head.id, head.revisions, entry.visitor().id) or before
    else:
        old = _number("from", before)
    new = _number("to", head.revisions)
    page, row = _positive(request.args.get("page", "1")), request.args.get("row", "")
    return Asked(old, new, request.args.get("step", type=whole), page, row)


def _number(name: str, default: int) -> int | None:
    given = request.args.get(name, str(default))
    return None if given == NOW and _sees_draft() else _positive(given)


def _positive(given: str) -> int:
    if not (given.isascii() and given.isdigit() and len(given) <= LONGEST and int(given)):
        raise NotFound
    return int(given)


def _both(head: AnyRow, asked: Asked) -> tuple[Snapshot, Snapshot]:
    numbers = [number for number in (asked.old, asked.new) if number is not None]
    kept = dict(zip(numbers, snapshots(head.id, *numbers), strict=True)) if numbers else {}
    if len(numbers) == 2:
        return kept[numbers[0]], kept[numbers[1]]
    now = {
        "framework_version": head.framework_version,
        "title": head.title,
        "scope": head.scope,
        "declared_steps": head.declared_steps,
        "rows": strip(read_rows(head.id, KINDS)),
    }
    return (
        now if asked.old is None else kept[asked.old],
        now if asked.new is None else kept[asked.new],
    )


def _head_fields(found: Comparison, old: Snapshot, new: Snapshot) -> list[ShownField]:
    said: dict[str, Any] = {
        "title": (gettext("What is it about, in a few words?"), lambda value: value),
        "scope": (
            gettext("How much of your work do you look at?"),
            lambda value: gettext(dict(REACHES).get(value, value)),
        ),
        "declared_steps": (
            gettext("Which steps do you want to take?"),
            lambda value: ", ".join(map(str, sorted(value))),
        ),
    }
    return [
        show_whole(name, label, words(old[name]), words(new[name]))
        for name, (label, words) in said.items()
        if name in found.head
    ]
