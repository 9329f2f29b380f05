"""Removes rows without a word: a button once made them, before anything was written."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import ColumnElement, Text, cast, column, exists, or_, select, table, update
from sqlalchemy.orm import aliased

from portal import clock
from portal.analyses.kind import Kind, columns_of
from portal.analyses.kinds import KINDS
from portal.analyses.models import Analysis, HintDismissal
from portal.analyses.vocabulary import State
from portal.extensions import db
from portal.files.models import EvidenceFile
from portal.organisations.models import Organisation
from portal.tenancy import open_worker_scope

# Somebody may have them open still.
FRESH_FOR = timedelta(days=1)
# Comments and check-ins stand above analyses, so their tables are known here by name.
_comments = table("comments", column("row_kind"), column("row_id"))
_check_ins = table("check_ins", column("factor_id"))


def sweep_empty_rows() -> int:
    """Remove rows that hold nothing and to which nothing leads; return how many.

    Only in drafts that were never sent, and a day after they were changed last.
    """
    organisations = db.session.execute(select(Organisation.id)).scalars().all()
    swept = 0
    for organisation_id in organisations:
        open_worker_scope(db.session, organisation_id)
        swept += sum(_sweep(kind, organisation_id) for kind in KINDS.values())
    db.session.commit()
    return swept


def _sweep(kind: Kind, organisation_id: int) -> int:
    model = kind.model
    never_sent = select(Analysis.id).where(
        Analysis.organisation_id == organisation_id,
        Analysis.state == State.DRAFT,
        Analysis.revisions == 0,
    )
    removed = db.session.execute(
        update(model)
        .where(
            model.organisation_id == organisation_id,
            model.removed_at.is_(None),
            model.updated_at < clock.now() - FRESH_FOR,
            model.analysis_id.in_(never_sent),
            *(getattr(model, name) == value for name, value in kind.fixed),
            *_is_blank(kind),
            *(~leads for leads in _leads_here(kind)),
        )
        .values(removed_at=clock.now(), version=model.version + 1)
        .execution_options(synchronize_session=False)
    )
    return int(removed.rowcount)  # type: ignore[attr-defined]


def _is_blank(kind: Kind) -> Iterator[ColumnElement[bool]]:
    for name in columns_of(kind):
        if name != "state":
            known = getattr(kind.model, name)
            yield or_(known.is_(None), cast(known, Text) == "")


def _leads_here(kind: Kind) -> Iterator[ColumnElement[bool]]:
    row = kind.model.id
    for beside in (EvidenceFile, HintDismissal):
        yield exists().where(beside.row_kind == kind.name, beside.row_id == row)
    yield exists().where(_comments.c.row_kind == kind.name, _comments.c.row_id == row)
    yield exists().where(_check_ins.c.factor_id == row)
    for other in KINDS.values():
        for field in other.fields:
            if kind.name in field.targets:
                linking = aliased(other.model)
                yield exists().where(getattr(linking, field.name) == row)
