"""Finds ledger rows that came near or past their date and writes one digest per person and day.

In charge of an organisation's rows are its managers and writers, of a coach's rows the coaches of
the project, of the network's rows the coordinators. A row is worth a reminder three days before
its date, on it, one day after it, and then every seventh day; of these occasions only the latest
counts, so that nobody gets a heap after the workers were away.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from sqlalchemy import (
    ARRAY,
    BigInteger,
    DateTime,
    Integer,
    Select,
    Subquery,
    TableValuedAlias,
    Text,
    case,
    cast,
    column,
    func,
    insert,
    literal,
    select,
    table,
    union_all,
)
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import TypeEngine

from portal import clock
from portal.accounts.models import NetworkRole, Person
from portal.extensions import db
from portal.locks import Space, try_lock
from portal.notifications.claims import IS_WAITING
from portal.notifications.hours import next_opening
from portal.notifications.models import Mail, Reminder
from portal.organisations.models import Membership
from portal.organisations.queries import WRITER_ROLES
from portal.permissions import Role
from portal.projects.due_dates import IS_ACTIVE, IS_OPEN
from portal.projects.journey import Actor
from portal.projects.models import LedgerRow, Project
from portal.projects.slots import DIGEST_SOURCES
from portal.tenancy import leave_network_role, take_network_role

DAYS_BEFORE = 3
DAYS_A_WEEK = 7
MAIL_KIND = "digest"

# Coaching stands above projects, so its table is known here by name.
_assignments = table(
    "coach_assignments", column("project_id"), column("coach_id"), column("ended_at")
)


class DueMilestone(NamedTuple):
    """A row of a ledger that came near or past its date, for one person in charge of it."""

    milestone_id: int
    organisation_id: int
    recipient_id: int
    occasion: str
    email: str


def write_digests() -> int:
    """Write the reminders that are new and the digests that carry them; return the new digests.

    All of it stands or falls with the caller's transaction. A person whose digest of the day has
    gone out, or is going out now, is reminded the next day; one who chose an hour or a day of the
    week, when that has come.
    """
    if not try_lock(db.session, Space.DIGESTS):
        return 0
    opening = next_opening(clock.now())
    as_of = clock.day_of(opening)
    take_network_role(db.session)
    found = _find_new(as_of)
    more = [source.find_new(as_of) for source in DIGEST_SOURCES.value]
    leave_network_role(db.session)
    addresses = {row.recipient_id: row.email for rows in (found, *more) for row in rows}
    openings = _openings_of(addresses, as_of)
    mails, settled = _digests_of(openings, as_of)
    missing = {
        who: (addresses[who], at)
        for who, at in openings.items()
        if who not in mails and who not in settled
    }
    written = _write_mails(missing, as_of)
    _write_reminders(found, mails | written)
    for source, rows in zip(DIGEST_SOURCES.value, more, strict=True):
        source.write(rows, mails | written)
    return len(written)


def in_charge(as_of: date, *among: ColumnElement[bool]) -> Subquery:
    """Return what calls for action on a date, a line for each person who must act.

    `among` narrows the rows of the ledger before people are looked for. Columns: milestone_id,
    organisation_id, project_id, key, actor, due_on, recipient_id.
    """
    members = _calling(Actor.ORGANISATION, Membership.person_id).join(
        Membership,
        (Membership.organisation_id == LedgerRow.organisation_id)
        & Membership.role.in_(WRITER_ROLES),
    )
    coaches = _calling(Actor.COACH, _assignments.c.coach_id).join(
        _assignments,
        (_assignments.c.project_id == LedgerRow.project_id) & _assignments.c.ended_at.is_(None),
    )
    coordinators = _calling(Actor.NETWORK, NetworkRole.person_id).join(
        NetworkRole, NetworkRole.role == Role.COORDINATOR
    )
    is_due = LedgerRow.due_on <= as_of + timedelta(days=DAYS_BEFORE)
    parts = [part.where(is_due, *among) for part in (members, coaches, coordinators)]
    return union_all(*parts).subquery("in_charge")


def occasion(as_of: date, due_on: ColumnElement[date]) -> ColumnElement[str]:
    """Return the latest occasion reached: the due date and the days from it, as `2026-11-27:-3`.

    The date is part of it, so that a row that was put off is worth its reminders anew.
    """
    days = cast(literal(as_of) - due_on, Integer)
    reached = case(
        (days < 0, -DAYS_BEFORE),
        (days == 0, 0),
        (days < DAYS_A_WEEK, 1),
        else_=days // DAYS_A_WEEK * DAYS_A_WEEK,
    )
    return func.to_char(due_on, "YYYY-MM-DD").concat(":").concat(cast(reached, Text))


def _calling(actor: Actor, person: Any) -> Select[Any]:  # noqa: ANN401  any column
    return (
        select(
            LedgerRow.id.label("milestone_id"),
            LedgerRow.organisation_id,
            LedgerRow.project_id,
            LedgerRow.key,
            LedgerRow.actor,
            LedgerRow.due_on,
            person.label("recipient_id"),
        )
        .join(Project, Project.id == LedgerRow.project_id)
        .where(IS_OPEN, LedgerRow.actor == actor, IS_ACTIVE)
    )


def _find_new(as_of: date) -> list[DueMilestone]:
    calling = in_charge(as_of)
    reached = occasion(as_of, calling.c.due_on)
    told = select(Reminder.id).where(
        Reminder.milestone_id == calling.c.milestone_id,
        Reminder.recipient_id == calling.c.recipient_id,
        Reminder.occasion == reached,
    )
    found = db.session.execute(
        select(
            calling.c.milestone_id,
            calling.c.organisation_id,
            calling.c.recipient_id,
            reached.label("occasion"),
            Person.email,
        )
        .join(Person, Person.id == calling.c.recipient_id)
        .where(Person.active, ~told.exists())
    )
    return [DueMilestone._make(row) for row in found]


def _openings_of(people: Iterable[int], day: date) -> dict[int, datetime]:
    """Return when each of `people` is reminded, of those who are on that day."""
    now = clock.now()
    chosen = db.session.execute(
        select(Person.id, Person.digest_hour, Person.digest_day).where(
            Person.id == func.any(_array(people, BigInteger))
        )
    )
    openings = {who: next_opening(now, hour, weekday) for who, hour, weekday in chosen}
    return {who: at for who, at in openings.items() if clock.day_of(at) == day}


def _digests_of(people: Iterable[int], day: date) -> tuple[dict[int, int], set[int]]:
    # Locked, so that no worker takes one of them between this look and the commit.
    midnight = datetime.combine(day, time(), clock.NETWORK_ZONE)
    is_free = Mail.lease_until.is_(None) | (Mail.lease_until < clock.now())
    rows = db.session.execute(
        select(Mail.id, Mail.recipient_id, (IS_WAITING & is_free).label("is_free"))
        .where(
            Mail.kind == MAIL_KIND,
            Mail.recipient_id == func.any(_array(people, BigInteger)),
            IS_WAITING | (Mail.sent_at >= midnight) | (Mail.occasion == day.isoformat()),
        )
        .with_for_update()
    ).all()
    settled = {row.recipient_id for row in rows if not row.is_free}
    return {row.recipient_id: row.id for row in rows if row.recipient_id not in settled}, settled


def _write_mails(missing: dict[int, tuple[str, datetime]], day: date) -> dict[int, int]:
    if not missing:
        return {}
    people = _lines(
        {
            "id": _array(missing.keys(), BigInteger),
            "address": _array((to for to, _ in missing.values()), Text),
            "opening": _array((at for _, at in missing.values()), DateTime(timezone=True)),
        }
    )
    rows = db.session.execute(
        upsert(Mail)
        .from_select(
            ["kind", "subject", "occasion", "recipient_id", "address", "created_at", "next_try_at"],
            select(
                literal(MAIL_KIND),
                literal("person:").concat(cast(people.c.id, Text)),
                literal(day.isoformat()),
                people.c.id,
                people.c.address,
                literal(clock.now()),
                people.c.opening,
            ),
        )
        .on_conflict_do_nothing()
        .returning(Mail.recipient_id, Mail.id)
    ).all()
    return {row.recipient_id: row.id for row in rows}


def _write_reminders(found: Sequence[DueMilestone], mails: dict[int, int]) -> None:
    told = [row for row in found if row.recipient_id in mails]
    if not told:
        return
    lines = _lines(
        {
            "organisation_id": _array((row.organisation_id for row in told), BigInteger),
            "milestone_id": _array((row.milestone_id for row in told), BigInteger),
            "recipient_id": _array((row.recipient_id for row in told), BigInteger),
            "occasion": _array((row.occasion for row in told), Text),
            "mail_id": _array((mails[row.recipient_id] for row in told), BigInteger),
        }
    )
    db.session.execute(insert(Reminder).from_select(lines.c.keys(), select(*lines.c)))


def _lines(columns: dict[str, ColumnElement[Any]]) -> TableValuedAlias:
    # Ten thousand lines travel as a handful of arrays: one statement, however many there are.
    return func.unnest(*columns.values()).table_valued(*columns).render_derived()


def _array(
    values: Iterable[Any], kind: TypeEngine[Any] | type[TypeEngine[Any]]
) -> ColumnElement[Any]:
    return literal(list(values), ARRAY(kind))
