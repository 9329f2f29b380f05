"""What happens to the people of an organisation: invited, given another role, removed."""

from sqlalchemy import delete, select, update

from portal.accounts.models import Person
from portal.accounts.services import InvitationRequest, invite, normalise
from portal.errors import NotFound, Refused
from portal.extensions import db
from portal.language.i18n import N_
from portal.locks import Space, lock
from portal.organisations.models import Membership
from portal.permissions import Role


def invite_member(wanted: InvitationRequest, *, by: int, token: str = "") -> None:
    """Invite an address, unless it belongs to a member; Refused then, else as `invite`."""
    member = db.session.scalar(
        select(Membership.id)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.organisation_id == wanted.organisation_id,
            Person.email == normalise(wanted.email),
        )
    )
    if member is not None:
        raise Refused(
            N_("This person is already a member. Nothing was sent. You can change their role.")
        )
    invite(wanted, by=by, token=token)


def change_role(organisation_id: int, person_id: int, role: Role, *, by: int) -> None:
    """Give a member another role; it holds from their next request.

    Raises NotFound for a stranger; Refused for oneself and for the last manager.
    """
    _check(organisation_id, person_id, by)
    changed = db.session.scalar(
        update(Membership)
        .where(Membership.organisation_id == organisation_id, Membership.person_id == person_id)
        .values(role=role.value)
        .returning(Membership.id)
    )
    if changed is None:
        raise NotFound


def remove_member(organisation_id: int, person_id: int, *, by: int) -> None:
    """End a membership; from the next request the person sees nothing of the organisation.

    Raises NotFound for a stranger; Refused for oneself and for the last manager.
    """
    _check(organisation_id, person_id, by)
    removed = db.session.scalar(
        delete(Membership)
        .where(Membership.organisation_id == organisation_id, Membership.person_id == person_id)
        .returning(Membership.id)
    )
    if removed is None:
        raise NotFound


def _check(organisation_id: int, person_id: int, by: int) -> None:
    if person_id == by:
        raise Refused(
            N_(
                "You cannot change your own role. Nothing was changed. Ask another manager, or "
                "the network's coordinator."
            )
        )
    # Two managers who remove each other must not both succeed.
    lock(db.session, Space.ORGANISATION_PEOPLE, organisation_id)
    others = select(Membership.id).where(
        Membership.organisation_id == organisation_id,
        Membership.role == Role.MANAGER.value,
        Membership.person_id != person_id,
    )
    if db.session.scalar(others.limit(1)) is None:
        raise Refused(
            N_(
                "An organisation needs a manager, and this is the last one. Nothing was "
                "changed. Make someone else manager first."
            )
        )
