"""Records workshops, corrects and removes them, and keeps the ledger true to what is on record."""

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from portal import clock
from portal.errors import NotFound, Refused
from portal.events.details import WorkshopDetails as WorkshopDetails
from portal.events.kinds import WORKSHOP_MILESTONES, WorkshopKind
from portal.events.lengths import counts_now
from portal.events.models import Workshop
from portal.events.queries import projects_resting_on, projects_waiting_for
from portal.extensions import db
from portal.language.i18n import N_
from portal.projects import ledger
from portal.projects.ledger import ProjectRef


class StaleCorrection(Refused):
    """Somebody else corrected the workshop since the page was opened; nothing was overwritten."""


def record_workshop(organisation_id: int, details: WorkshopDetails, *, token: str, by: int) -> int:
    """Record a workshop once for each `token` and meet the milestone of projects that wait for it.

    One that is too short for its kind meets none. Returns its id.
    """
    counts = _counts(details)
    created = db.session.execute(
        upsert(Workshop)
        .values(
            **details._asdict(),
            organisation_id=organisation_id,
            token=token,
            counts=counts,
            recorded_by=by,
            recorded_at=clock.now(),
        )
        .on_conflict_do_nothing(index_elements=["organisation_id", "token"])
        .returning(Workshop.id)
    ).scalar_one_or_none()
    if created is None:
        return _recorded_before(organisation_id, token)
    if counts:
        _meet(organisation_id, details, by=by)
    return created


def correct_workshop(
    organisation_id: int, workshop_id: int, details: WorkshopDetails, *, seen: str, by: int
) -> None:
    """Put right what was recorded; the milestones follow the kind and length that it has now.

    StaleCorrection when the facts are no longer those of the mark `seen`.
    """
    before = hold_workshop(workshop_id)
    if before == details:
        return
    if before.mark() != seen:
        raise StaleCorrection(N_("Someone else corrected this workshop. Nothing was changed."))
    counted = _counted(workshop_id)
    # By the rule of today, but only if what it judges was corrected.
    counts = counted if _judged(before) == _judged(details) else _counts(details)
    if before.kind != details.kind or not counts:
        _unmeet(organisation_id, workshop_id, before, reason="", by=by)
    db.session.execute(
        update(Workshop)
        .where(Workshop.id == workshop_id)
        .values(**details._asdict(), counts=counts)
    )
    if counts and (before.kind != details.kind or not counted):
        _meet(organisation_id, details, by=by)
    elif key := WORKSHOP_MILESTONES.get(WorkshopKind(details.kind)):
        ledger.reword_evidence(key, before.evidence, details.evidence)


def remove_workshop(organisation_id: int, workshop_id: int, reason: str, *, by: int) -> None:
    """Remove a workshop that was recorded by mistake.

    A milestone that has no other workshop behind it is opened again, with `reason` in the history.
    """
    before = hold_workshop(workshop_id)
    _unmeet(organisation_id, workshop_id, before, reason=reason, by=by)
    db.session.execute(delete(Workshop).where(Workshop.id == workshop_id))


def count_workshop(project: ProjectRef, workshop_id: int, *, by: int) -> bool:
    """Let a workshop on record meet the milestone of one more project; False if it was met."""
    details = hold_workshop(workshop_id)
    key = WORKSHOP_MILESTONES.get(WorkshopKind(details.kind))
    if key is None:
        raise Refused(N_("This kind of workshop completes no milestone. Nothing was changed."))
    if not _counts(details):
        raise Refused(
            N_("This workshop is too short to complete the milestone. Nothing was changed.")
        )
    waiting = {row.id for row in projects_waiting_for(details.kind)}
    _stage, _state = ledger.lock_project(project)
    if project.id not in waiting:
        return False
    return ledger.meet(project, key, by=by, evidence=details.evidence)


def hold_workshop(workshop_id: int) -> WorkshopDetails:
    """Return what is said of a workshop and hold it until the transaction ends; NotFound."""
    columns = (getattr(Workshop, name) for name in WorkshopDetails._fields)
    found = db.session.execute(select(*columns).where(Workshop.id == workshop_id).with_for_update())
    row = found.mappings().one_or_none()
    if row is None:
        raise NotFound
    return WorkshopDetails(**row)


def _judged(details: WorkshopDetails) -> tuple[str, int | None, str]:
    return details.kind, details.days, details.known_to


def _counts(details: WorkshopDetails) -> bool:
    return counts_now(*_judged(details))


def _counted(workshop_id: int) -> bool:
    found = db.session.execute(select(Workshop.counts).where(Workshop.id == workshop_id))
    return bool(found.scalar_one())


def _meet(organisation_id: int, details: WorkshopDetails, *, by: int) -> None:
    for row in projects_waiting_for(details.kind):
        project = ProjectRef(organisation_id, row.id)
        key = WORKSHOP_MILESTONES[WorkshopKind(details.kind)]
        ledger.meet(project, key, by=by, evidence=details.evidence)


def _unmeet(
    organisation_id: int, workshop_id: int, before: WorkshopDetails, *, reason: str, by: int
) -> None:
    for row in projects_resting_on(workshop_id, before.kind):
        project = ProjectRef(organisation_id, row.id)
        key = WORKSHOP_MILESTONES[WorkshopKind(before.kind)]
        ledger.reopen(project, key, by=by, reason=reason)


def _recorded_before(organisation_id: int, token: str) -> int:
    return db.session.execute(
        select(Workshop.id).where(
            Workshop.organisation_id == organisation_id, Workshop.token == token
        )
    ).scalar_one()
