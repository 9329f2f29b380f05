"""Questions that were set aside: with which reason, and asked again."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert as upsert

from portal.analyses.checks.sensitive_words import Flag
from portal.analyses.heads import AnalysisHead
from portal.analyses.kinds import KINDS
from portal.analyses.models import HintDismissal
from portal.analyses.rows.access import RowRef, hold_analysis, is_row
from portal.errors import NotFound
from portal.extensions import db


def dismiss_hint(row: RowRef, rule: str, reason: str, *, by: int) -> None:
    """Set a question aside for a row, with the reason; NotFound without the row."""
    held, model = hold_analysis(row.analysis_id), KINDS[row.kind].model
    if db.session.execute(select(model.id).where(*is_row(row))).one_or_none() is None:
        raise NotFound
    db.session.execute(
        upsert(HintDismissal)
        .values(
            organisation_id=held.project.organisation_id,
            project_id=held.project.id,
            analysis_id=row.analysis_id,
            rule=rule,
            row_kind=row.kind,
            row_id=row.id,
            reason=reason,
            by=by,
        )
        .on_conflict_do_nothing()
    )


def keep_reasons(analysis: AnalysisHead, flags: Sequence[Flag], reason: str, *, by: int) -> None:
    """Keep one reason for all the words that are meant, each in its row; twice is once."""
    if not flags:
        return
    db.session.execute(
        upsert(HintDismissal)
        .values(
            [
                {
                    "organisation_id": analysis.organisation_id,
                    "project_id": analysis.project_id,
                    "analysis_id": analysis.id,
                    "rule": flag.key,
                    "row_kind": flag.kind,
                    "row_id": flag.row_id,
                    "reason": reason,
                    "by": by,
                }
                for flag in flags
            ]
        )
        .on_conflict_do_nothing()
    )


def restore_hint(row: RowRef, rule: str) -> None:
    """Ask a question again that was set aside."""
    db.session.execute(
        delete(HintDismissal).where(
            HintDismissal.analysis_id == row.analysis_id,
            HintDismissal.row_kind == row.kind,
            HintDismissal.row_id == row.id,
            HintDismissal.rule == rule,
        )
    )
