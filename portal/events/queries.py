"""An organisation's learning history and what each workshop did for its projects."""

from datetime import date, timedelta
from itertools import islice
from typing import NamedTuple

from sqlalchemy import bindparam, func, select

from portal import clock
from portal.errors import NotFound
from portal.events.details import SEXES
from portal.events.kinds import TRAINING_KINDS, WORKSHOP_MILESTONES, WorkshopKind
from portal.events.lengths import rule_of
from portal.events.models import Workshop
from portal.extensions import db
from portal.projects.due_dates import HAS_NOT_ENDED, IS_ACTIVE, IS_OPEN
from portal.projects.journey import STAGES, Stage
from portal.projects.milestones import MILESTONE_BY_KEY
from portal.projects.models import LedgerRow, Project

WORKSHOPS_PER_PAGE = 50
NEAR_DAYS = timedelta(days=31)  # of days of which the month alone is known
MOST_OF_A_KIND = 500  # looked through for those that are long enough
WORKSHOP_FACTS = (
    Workshop.id,
    Workshop.kind,
    Workshop.held_on,
    Workshop.days,
    Workshop.given_by,
    Workshop.funder,
    Workshop.women,
    Workshop.men,
    Workshop.undisclosed,
    Workshop.unrecorded,
    Workshop.is_uncounted,
    Workshop.known_to,
    Workshop.is_long_enough,
    Workshop.event_id,
)


# Built once: building a statement costs more than sending it.
HISTORY_SELECT = (
    select(*WORKSHOP_FACTS)
    .order_by(Workshop.held_on, Workshop.id)
    .limit(WORKSHOPS_PER_PAGE + 1)
    .offset(bindparam("skipped"))
)
IS_TRAINING = Workshop.kind.in_(TRAINING_KINDS)
PEOPLE_TAUGHT = select(
    func.count().label("workshops"),
    *(
        func.coalesce(func.sum(getattr(Workshop, sex)).filter(IS_TRAINING), 0).label(sex)
        for sex in SEXES
    ),
    func.coalesce(
        func.sum(sum(getattr(Workshop, sex) for sex in SEXES)).filter(~IS_TRAINING), 0
    ).label("others"),
    func.count().filter(Workshop.is_uncounted).label("uncounted"),
)


class WorkshopFacts(NamedTuple):
    """What was written of a workshop; `days` None where nobody knows.

    `is_long_enough` says whether it was long enough for its kind to complete a milestone,
    `event_id` of which event of the network it is a part.
    """

    id: int
    kind: str
    held_on: date
    days: int | None
    given_by: str
    funder: str
    women: int
    men: int
    undisclosed: int
    unrecorded: int
    is_uncounted: bool
    known_to: str
    is_long_enough: bool
    event_id: int | None


class PeopleTaught(NamedTuple):
    """Places taken in trainings by sex, in what was no training (`others`) and not counted.

    `uncounted` is the number of workshops of which nobody counted the people.
    """

    workshops: int
    women: int
    men: int
    undisclosed: int
    unrecorded: int
    others: int
    uncounted: int


class ProjectName(NamedTuple):
    """A project by its reference."""

    id: int
    reference: str


class History(NamedTuple):
    """Up to `WORKSHOPS_PER_PAGE` workshops, in the order they were held in; are there more?"""

    workshops: list[WorkshopFacts]
    has_more: bool


def learning_history(page: int = 1) -> History:
    """Return the workshops in scope, oldest first."""
    asked = {"skipped": (page - 1) * WORKSHOPS_PER_PAGE}
    found = [WorkshopFacts._make(row) for row in db.session.execute(HISTORY_SELECT, asked)]
    return History(found[:WORKSHOPS_PER_PAGE], has_more=len(found) > WORKSHOPS_PER_PAGE)


def people_taught() -> PeopleTaught:
    """Return the sums of all workshops in scope (domain: Workshops)."""
    return PeopleTaught._make(db.session.execute(PEOPLE_TAUGHT).one())


def workshop(workshop_id: int) -> WorkshopFacts:
    """Return the facts of one workshop; NotFound."""
    row = db.session.execute(
        select(*WORKSHOP_FACTS).where(Workshop.id == workshop_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    return WorkshopFacts._make(row)


def part_in(event_id: int) -> WorkshopFacts | None:
    """Return an organisation's part in an event of the network; None where it recorded none."""
    row = db.session.execute(
        select(*WORKSHOP_FACTS).where(Workshop.event_id == event_id)
    ).one_or_none()
    return WorkshopFacts._make(row) if row else None


def own_records_near(kind: str, first_day: date, last_day: date) -> list[WorkshopFacts]:
    """Return what an organisation recorded itself of a kind around some days, five at most.

    It may be an event of the network that was typed in before the network planned it.
    """
    found = db.session.execute(
        select(*WORKSHOP_FACTS)
        .where(
            Workshop.event_id.is_(None),
            Workshop.kind == kind,
            Workshop.held_on.between(first_day - NEAR_DAYS, last_day + NEAR_DAYS),
        )
        .order_by(Workshop.held_on, Workshop.id)
        .limit(5)
    )
    return [WorkshopFacts._make(row) for row in found]


def workshops_of_kind(kind: str) -> list[WorkshopFacts]:
    """Return the latest workshops of a kind, newest first, ten at most.

    Those that are too short by the rule of today are left out.
    """
    found = db.session.execute(
        select(*WORKSHOP_FACTS)
        .where(Workshop.kind == kind)
        .order_by(Workshop.held_on.desc(), Workshop.id.desc())
        .limit(MOST_OF_A_KIND)
    )
    rule, today = rule_of(WorkshopKind(kind)), clock.today()
    facts = (WorkshopFacts._make(row) for row in found)
    return list(islice((one for one in facts if rule.is_met_by(one, today)), 10))


def projects_waiting_for(kind: str) -> list[ProjectName]:
    """Return the active projects that have reached a kind's open milestone."""
    key = WORKSHOP_MILESTONES.get(WorkshopKind(kind))
    if key is None:
        return []
    rows = db.session.execute(
        select(Project.id, Project.reference, Project.stage)
        .join(LedgerRow, LedgerRow.project_id == Project.id)
        .where(LedgerRow.key == key, IS_OPEN, IS_ACTIVE)
        .order_by(Project.id)
    )
    position = STAGES.index(MILESTONE_BY_KEY[key].stage)
    return [
        ProjectName(row.id, row.reference)
        for row in rows
        if STAGES.index(Stage(row.stage)) >= position
    ]


def projects_resting_on(workshop_id: int, kind: str) -> list[ProjectName]:
    """Return the projects whose milestone rests on this workshop alone, and on no other one."""
    key = WORKSHOP_MILESTONES.get(WorkshopKind(kind))
    counting = select(Workshop.id).where(Workshop.kind == kind, Workshop.is_long_enough)
    found = db.session.execute(
        select(Project.id, Project.reference)
        .join(LedgerRow, LedgerRow.project_id == Project.id)
        .where(
            LedgerRow.key == key,
            LedgerRow.met_at.is_not(None),
            HAS_NOT_ENDED,
            counting.where(Workshop.id == workshop_id).exists(),
            ~counting.where(Workshop.id != workshop_id).exists(),
        )
        .order_by(Project.id)
    )
    return [ProjectName._make(row) for row in found]
