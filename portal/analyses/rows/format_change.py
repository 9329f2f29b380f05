"""The format of an analysis is another one: its rows stay, in the steps that hold their kinds."""

from sqlalchemy import select, update

from portal.analyses.frameworks import FRAMEWORK_BY_VERSION, Framework
from portal.analyses.kinds import KINDS
from portal.analyses.models import Analysis
from portal.analyses.queries import Rows
from portal.analyses.vocabulary import FrameworkVersion, State
from portal.errors import NotFound, Refused
from portal.extensions import db
from portal.language.i18n import N_

FORMAT_FIXED = N_(
    "This analysis was sent to your coach, so its format stays. Nothing was changed; a new "
    "analysis can have another one."
)


def may_change_format(state: str, revisions: int) -> bool:
    """Tell whether an analysis in a state, sent as often, may still change its format."""
    return state == State.DRAFT and not revisions


def change_format(analysis_id: int, version: FrameworkVersion) -> None:
    """Give an analysis another format, with all of its steps; the same twice is one act.

    No row is touched: one that no step holds waits unseen until a format has a step for it.
    NotFound; Refused once the analysis was sent.
    """
    changed = db.session.execute(
        update(Analysis)
        .where(
            *(Analysis.id == analysis_id, Analysis.framework_version != version),
            *(Analysis.state == State.DRAFT, Analysis.revisions == 0),
        )
        .values(
            framework_version=version,
            declared_steps=FRAMEWORK_BY_VERSION[version].numbers,
            version=Analysis.version + 1,
        )
        .returning(Analysis.id)
    ).scalar_one_or_none()
    if changed is None:
        _refuse_unless_same(analysis_id, version)


def kinds_without_step(framework: Framework) -> list[str]:
    """Return the kinds of rows that no step of a format holds."""
    return [kind for kind in KINDS if kind not in framework.step_of]


def count_unseen(framework: Framework, rows: Rows) -> int:
    """Return how many rows no step of a format shows."""
    return sum(len(rows[kind]) for kind in kinds_without_step(framework))


def _refuse_unless_same(analysis_id: int, version: FrameworkVersion) -> None:
    here = db.session.scalar(select(Analysis.framework_version).where(Analysis.id == analysis_id))
    if here is None:
        raise NotFound
    if here != version:
        raise Refused(FORMAT_FIXED)
