"""Who has a second step at sign-in, and how it is taken away."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import structlog
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import aliased

from portal import clock
from portal.accounts.devices.user_sessions import end_others
from portal.accounts.models import Passkey, Person, RecoveryCode, SecondFactorReset
from portal.accounts.second_step.codes import hold_person
from portal.errors import Refused
from portal.extensions import db
from portal.http.form_request import commit_after_all
from portal.language.i18n import N_
from portal.notifications.services import Cause, queue_mail
from portal.tenancy import leave_network_role, name_person

log = structlog.get_logger("portal.accounts")
SHOWN_RESETS = 100
NO_APP = {"tf_primary_method": None, "tf_totp_secret": None, "tf_last_counter": None}


class ResetRow(NamedTuple):
    """Whose second step was taken away, by whom and when."""

    name: str
    by: str
    at: datetime


class SecondStep(NamedTuple):
    """What somebody has set up of a second step."""

    has_app: bool
    passkeys: int
    codes_left: int

    @property
    def is_set_up(self) -> bool:
        """Return whether the person is asked for a second step."""
        return self.has_app or self.passkeys > 0


def find_second_step(person_id: int) -> SecondStep:
    """Return what a person has set up."""
    name_person(db.session, person_id)
    row = db.session.execute(
        select(
            Person.tf_primary_method.is_not(None),
            select(func.count()).where(Passkey.person_id == person_id).scalar_subquery(),
            select(func.count()).where(RecoveryCode.person_id == person_id).scalar_subquery(),
        ).where(Person.id == person_id)
    ).one()
    return SecondStep(*row)


def find_person(email: str) -> int | None:
    """Return the id of an open account by its address, None when there is none."""
    asked = select(Person.id).where(Person.email == email, Person.active)
    found: int | None = db.session.execute(asked).scalar()
    return found


def list_resets() -> Sequence[ResetRow]:
    """Return what administrators took away, the newest first."""
    by = aliased(Person)
    rows = db.session.execute(
        select(Person.name, by.name, SecondFactorReset.at)
        .join(Person, Person.id == SecondFactorReset.person_id)
        .join(by, by.id == SecondFactorReset.by)
        .order_by(SecondFactorReset.id.desc())
        .limit(SHOWN_RESETS)
    )
    return [ResetRow(*row) for row in rows]


def remove_app(person_id: int) -> None:
    """Ask for no code of a person's app any more."""
    db.session.execute(update(Person).where(Person.id == person_id).values(**NO_APP))


def reset_second_factor(person_id: int, *, by: int) -> None:
    """Take the second step from another person who lost their device, and tell them by mail.

    Ends their sessions too: the device may be in the hands of others. Refused for oneself, and
    where there is no second step to take.
    """
    if person_id == by:
        raise Refused(N_("You cannot remove your own second step here. Ask another administrator."))
    leave_network_role(db.session)
    hold_person(person_id)
    if not find_second_step(person_id).is_set_up:
        raise Refused(N_("This person has no second step. Nothing was changed."))
    remove_app(person_id)
    for table in (Passkey, RecoveryCode):
        db.session.execute(delete(table).where(table.person_id == person_id))
    end_others(person_id, "")
    _tell_person(person_id, _write_reset(person_id, by))
    log.info("second step taken away", user_id=by, action="second_factor_reset")


def tell_of_failures(person: Person) -> None:
    """Tell somebody by mail, once a day, that their password is known and the second step fails.

    Runs in a request that fails, whose transaction then stands all the same.
    """
    day = clock.today().isoformat()
    cause = Cause("second_step_failed", f"person:{person.id}", day)
    queue_mail(cause, person.email, recipient_id=person.id)
    commit_after_all()
    log.warning("second step fails", user_id=person.id, action="second_step_failed")


def _write_reset(person_id: int, by: int) -> int:
    written = insert(SecondFactorReset).values(person_id=person_id, by=by, at=clock.now())
    row_id: int = db.session.execute(written.returning(SecondFactorReset.id)).scalar_one()
    return row_id


def _tell_person(person_id: int, reset_id: int) -> None:
    address = db.session.execute(select(Person.email).where(Person.id == person_id)).scalar_one()
    cause = Cause("second_step_taken", f"person:{person_id}", f"reset:{reset_id}")
    queue_mail(cause, address, recipient_id=person_id)
