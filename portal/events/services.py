"""Records workshops, corrects and removes them, and keeps the ledger true to what is on record."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from portal import clock
from portal.errors import NotFound, Refused
from portal.events.details import Correction, PeopleCounts
from portal.events.details import WorkshopDetails as WorkshopDetails
from portal.events.kinds import WORKSHOP_MILESTONES, WorkshopKind
from portal.events.lengths import rule_at, rule_of
from portal.events.models import Workshop
from portal.events.planning.queries import days_of, event_head, has_ended
from portal.events.queries import (
    part_in,
    projects_resting_on,
    projects_waiting_for,
    workshop,
)
from portal.extensions import db
from portal.language.i18n import N_
from portal.locks import Space, lock_shared
from portal.projects import ledger
from portal.projects.ledger import ProjectRef


class StaleCorrection(Refused):
    """Somebody else corrected the workshop since the page was opened; nothing was overwritten."""


class Held(NamedTuple):
    """A workshop that is held until the transaction ends, and how it was judged."""

    details: WorkshopDetails
    is_long_enough: bool
    recorded_at: datetime


def record_workshop(
    organisation_id: int,
    details: WorkshopDetails,
    *,
    token: str,
    by: int,
    event_id: int | None = None,
) -> int:
    """Record a workshop once for each `token` and meet the milestone of projects that wait for it.

    One that is too short for its kind meets none. Returns its id.
    """
    is_enough = _is_enough_now(details)
    created = db.session.execute(
        upsert(Workshop)
        .values(
            **details._asdict(),
            organisation_id=organisation_id,
            token=token,
            event_id=event_id,
            is_long_enough=is_enough,
            recorded_by=by,
            recorded_at=clock.now(),
        )
        .on_conflict_do_nothing(index_elements=["organisation_id", "token"])
        .returning(Workshop.id)
    ).scalar_one_or_none()
    if created is None:
        return _recorded_before(organisation_id, token)
    if is_enough:
        _meet(organisation_id, details, by=by)
    return created


def record_part(organisation_id: int, event_id: int, people: PeopleCounts, *, by: int) -> int:
    """Record an organisation's part in an event of the network, once; return its id.

    All but its people is said by the event. Refused before its last day, for one that is
    cancelled, and where other numbers are on record.
    """
    details = _part_of(event_id, people)
    recorded = record_workshop(
        organisation_id, details, token=f"event {event_id}", by=by, event_id=event_id
    )
    if hold_workshop(recorded) != details:
        raise Refused(
            N_(
                "Your organisation has already recorded its part in this event. Nothing was "
                "changed. Correct it in the learning history."
            )
        )
    return recorded


def make_part(organisation_id: int, event_id: int, workshop_id: int, *, by: int) -> Correction:
    """Make a workshop on record the organisation's part in an event, which says all but its people.

    Refused as `record_part`, for another kind, and where a part is on record already.
    """
    before = hold_workshop(workshop_id)
    people = PeopleCounts(*(getattr(before, name) for name in PeopleCounts._fields))
    details, part = _part_of(event_id, people), part_in(event_id)
    if part is not None and part.id == workshop_id:
        return Correction([], [])
    is_taken = part is not None or workshop(workshop_id).event_id is not None
    if is_taken or before.kind != details.kind:
        raise Refused(N_("This record cannot be your part in this event. Nothing was changed."))
    corrected = correct_workshop(organisation_id, workshop_id, details, seen=before.mark(), by=by)
    db.session.execute(update(Workshop).where(Workshop.id == workshop_id).values(event_id=event_id))
    return corrected


def correct_workshop(
    organisation_id: int, workshop_id: int, details: WorkshopDetails, *, seen: str, by: int
) -> Correction:
    """Put right what was recorded; the milestones follow the kind and length that it has now.

    StaleCorrection when the facts are no longer those of the mark `seen`.
    """
    held = _hold(workshop_id)
    before = held.details
    if before == details:
        return Correction([], [])
    if before.mark() != seen:
        raise StaleCorrection(N_("Someone else corrected this workshop. Nothing was changed."))
    is_enough = _judge_again(held, details)
    stands = before.kind == details.kind and is_enough == held.is_long_enough
    reopened = [] if stands else _unmeet(organisation_id, workshop_id, before, reason="", by=by)
    db.session.execute(
        update(Workshop)
        .where(Workshop.id == workshop_id)
        .values(**details._asdict(), is_long_enough=is_enough)
    )
    key = WORKSHOP_MILESTONES.get(WorkshopKind(details.kind))
    if stands and is_enough and key:
        ledger.reword_evidence(key, before.evidence, details.evidence)
    completed = _meet(organisation_id, details, by=by) if is_enough and not stands else []
    return Correction(reopened, completed)


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
    if not _is_enough_now(details):
        raise Refused(
            N_(
                "This workshop is too short to complete the milestone. Nothing was changed. Record "
                "a longer one, or skip the milestone and say why."
            )
        )
    waiting = {row.id for row in projects_waiting_for(details.kind)}
    _stage, _state = ledger.lock_project(project)
    if project.id not in waiting:
        return False
    db.session.execute(
        update(Workshop).where(Workshop.id == workshop_id).values(is_long_enough=True)
    )
    return ledger.meet(project, key, by=by, evidence=details.evidence)


def hold_workshop(workshop_id: int) -> WorkshopDetails:
    """Return what is said of a workshop and hold it until the transaction ends; NotFound."""
    return _hold(workshop_id).details


def _part_of(event_id: int, people: PeopleCounts) -> WorkshopDetails:
    lock_shared(db.session, Space.EVENT, event_id)
    event, days = event_head(event_id), days_of(event_id)
    if event.cancelled_at:
        raise Refused(N_("This event is cancelled. Nothing was recorded."))
    if not has_ended(days):
        raise Refused(
            N_("This event has not ended. Nothing was recorded. Record your part after it.")
        )
    return WorkshopDetails(
        kind=event.plan.kind,
        held_on=days[0].hours.held_on,
        days=len(days),
        given_by=event.plan.organiser,
        funder=event.plan.funder,
        **people._asdict(),
    )


def _hold(workshop_id: int) -> Held:
    columns = [getattr(Workshop, name) for name in WorkshopDetails._fields]
    found = db.session.execute(
        select(*columns, Workshop.is_long_enough, Workshop.recorded_at)
        .where(Workshop.id == workshop_id)
        .with_for_update()
    ).one_or_none()
    if found is None:
        raise NotFound
    *facts, is_enough, recorded_at = found
    return Held(WorkshopDetails(*facts), is_enough, recorded_at)


def _is_enough_now(details: WorkshopDetails) -> bool:
    return rule_of(WorkshopKind(details.kind)).is_met_by(details, clock.today())


def _judge_again(held: Held, details: WorkshopDetails) -> bool:
    # By the rule of its own time: one that came later alters nothing that is on record.
    if _judged(held.details) == _judged(details):
        return held.is_long_enough
    rule = rule_at(WorkshopKind(details.kind), held.recorded_at)
    return rule.is_met_by(details, clock.day_of(held.recorded_at))


def _judged(details: WorkshopDetails) -> tuple[object, ...]:
    when = (details.held_on, details.known_to) if details.days is None else ()
    return details.kind, details.days, when


def _meet(organisation_id: int, details: WorkshopDetails, *, by: int) -> list[str]:
    waiting = projects_waiting_for(details.kind)
    for row in waiting:
        project = ProjectRef(organisation_id, row.id)
        key = WORKSHOP_MILESTONES[WorkshopKind(details.kind)]
        ledger.meet(project, key, by=by, evidence=details.evidence)
    return [row.reference for row in waiting]


def _unmeet(
    organisation_id: int, workshop_id: int, before: WorkshopDetails, *, reason: str, by: int
) -> list[str]:
    resting = projects_resting_on(workshop_id, before.kind)
    for row in resting:
        project = ProjectRef(organisation_id, row.id)
        key = WORKSHOP_MILESTONES[WorkshopKind(before.kind)]
        ledger.reopen(project, key, by=by, reason=reason)
    return [row.reference for row in resting]


def _recorded_before(organisation_id: int, token: str) -> int:
    return db.session.execute(
        select(Workshop.id).where(
            Workshop.organisation_id == organisation_id, Workshop.token == token
        )
    ).scalar_one()
