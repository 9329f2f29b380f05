"""Pages of steps, made without a database."""

from datetime import UTC, datetime

from portal.analyses.checks.hints import Owner
from portal.analyses.heads import AnalysisHead
from portal.analyses.kinds import KINDS
from portal.analyses.outlines import StepHead
from portal.analyses.queries import RowDict, Rows
from portal.analyses.reasons import Reasons
from portal.analyses.rows.titles import name_rows
from portal.analyses.steps.page import StepPage, StepReader
from portal.analyses.vocabulary import FrameworkVersion
from portal.coaching.pages.blueprint import words_on
from tests.analyses.rows.plain import make_rows

HEAD = AnalysisHead(
    id=1,
    organisation_id=1,
    project_id=1,
    title="Stamps",
    scope="project",
    declared_steps=[1, 2, 3, 4, 5, 6, 7],
    framework_version=FrameworkVersion.HANDBOOK,
    detail_layout="details",
    state="draft",
    state_since=datetime(2026, 11, 24, tzinfo=UTC),
    revisions=0,
    version=1,
    round=1,
    origin_id=None,
    reference="LOTUS-1",
    project_title="Water",
    project_state="active",
)
OWNER = Owner("LOTUS", "Lotus Care")


def make_page(
    kind: str,
    *made: tuple[str, RowDict],
    may_write: bool = True,
    state: str = "draft",
    version: str = FrameworkVersion.HANDBOOK,
    gone: Rows | None = None,
    reasons: Reasons | None = None,
) -> StepPage:
    """Return the page of a kind of row with the rows that were made."""
    rows = make_rows(*made)
    head = HEAD._replace(state=state, framework_version=version)
    return StepPage(
        found=StepHead(head, words_on(head, None), rows, {}),
        kind=KINDS[kind],
        rows=rows,
        gone=gone or {},
        headings=name_rows({name: rows[name] + (gone or {}).get(name, []) for name in rows}),
        reader=StepReader(may_write, OWNER),
        reasons=reasons or {},
        files=None,
    )
