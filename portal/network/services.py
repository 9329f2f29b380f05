"""What coordinators do: due times, organisations and their first manager, the network's people."""

from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert as upsert

from portal import clock
from portal.accounts.models import NetworkRole, Person
from portal.accounts.services import InvitationRequest, invite, normalise
from portal.coaching.assignments import end_assignments_of
from portal.errors import NotFound, Refused
from portal.extensions import db
from portal.language.i18n import N_
from portal.locks import Space, lock
from portal.organisations.apart import refuse_unless_address_apart
from portal.organisations.models import Membership, Organisation
from portal.permissions import Role
from portal.projects.milestones import MILESTONE_BY_KEY
from portal.projects.models import MilestoneRule

SAME_ACT = timedelta(minutes=1)
READ_THE_PROGRAMME = (Role.LEADERSHIP, Role.COORDINATOR, Role.ADMINISTRATOR)


def set_due_time(key: str, days: int, *, by: int) -> None:
    """Give a milestone its own due time, which new ledger rows obey; NotFound."""
    if key not in MILESTONE_BY_KEY or MILESTONE_BY_KEY[key].days is None:
        raise NotFound
    values = {"days": days, "changed_by": by, "changed_at": clock.now()}
    db.session.execute(
        upsert(MilestoneRule)
        .values(key=key, **values)
        .on_conflict_do_update(index_elements=["key"], set_=values)
    )


def add_organisation(acronym: str, name: str) -> int | None:
    """Add an organisation and return its id; None when it was added a moment ago.

    Raises Refused when another organisation has this acronym.
    """
    slug = acronym.lower()
    added = db.session.execute(
        upsert(Organisation)
        .values(slug=slug, acronym=acronym, name=name, joined_at=clock.now())
        .on_conflict_do_nothing(index_elements=["slug"])
        .returning(Organisation.id)
    ).scalar_one_or_none()
    if added is None and not _was_just_added(slug, name):
        raise Refused(N_("An organisation already has this acronym. Nothing was added."))
    return added


def invite_first_manager(wanted: InvitationRequest, *, by: int, token: str = "") -> None:
    """Invite somebody to manage an organisation that has no manager.

    Raises Refused when it has one, for then its managers invite, and for addresses of people who
    read the programme: they would invite themselves to an organisation's words.
    """
    refuse_if_managed(wanted.organisation_id)
    reader = (
        select(Person.id)
        .join(NetworkRole, NetworkRole.person_id == Person.id)
        .where(Person.email == normalise(wanted.email), NetworkRole.role.in_(READ_THE_PROGRAMME))
    )
    if db.session.scalar(reader.limit(1)) is not None:
        raise Refused(
            N_(
                "This address belongs to someone who reads the programme for the network, so "
                "it cannot be added to an organisation here. Nothing was sent."
            )
        )
    invite(wanted, by=by, token=token)


def refuse_if_managed(organisation_id: int | None) -> None:
    """Raise Refused where an organisation has a manager, who invites its people."""
    manager = select(Membership.id).where(
        Membership.organisation_id == organisation_id, Membership.role == Role.MANAGER
    )
    if db.session.scalar(manager.limit(1)) is not None:
        raise Refused(
            N_("This organisation has a manager, who invites its people. Nothing was sent.")
        )


def invite_to_network(wanted: InvitationRequest, *, by: int, token: str = "") -> None:
    """Offer a role of the network; Refused when the address holds it."""
    holder = (
        select(NetworkRole.id)
        .join(Person, Person.id == NetworkRole.person_id)
        .where(Person.email == normalise(wanted.email), NetworkRole.role == wanted.role.value)
    )
    if db.session.scalar(holder) is not None:
        raise Refused(N_("This person already has this role. Nothing was sent."))
    refuse_unless_address_apart(wanted.role, normalise(wanted.email))
    invite(wanted, by=by, token=token)


def remove_network_role(role_id: int, *, by: int) -> None:
    """Take a role of the network from somebody else; it ends with their next request.

    A coach loses the projects with the role. NotFound; Refused for oneself.
    """
    # Two administrators who take each other's role at once must not both succeed.
    lock(db.session, Space.NETWORK_PEOPLE)
    found = db.session.execute(
        select(NetworkRole.person_id, NetworkRole.role).where(NetworkRole.id == role_id)
    ).one_or_none()
    if found is None or not _is_administrator(by):
        raise NotFound
    if found.person_id == by:
        raise Refused(
            N_("You cannot remove your own role. Nothing was changed. Ask another administrator.")
        )
    db.session.execute(delete(NetworkRole).where(NetworkRole.id == role_id))
    if found.role == Role.COACH:
        end_assignments_of(found.person_id, by=by)


def _was_just_added(slug: str, name: str) -> bool:
    # A double click sends the same organisation twice.
    found = select(Organisation.id).where(
        Organisation.slug == slug,
        Organisation.name == name,
        Organisation.joined_at > clock.now() - SAME_ACT,
    )
    return db.session.scalar(found) is not None


def _is_administrator(person_id: int) -> bool:
    held = select(NetworkRole.id).where(
        NetworkRole.person_id == person_id, NetworkRole.role == Role.ADMINISTRATOR
    )
    return db.session.scalar(held) is not None
