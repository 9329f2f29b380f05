"""What coordinators do: due times, organisations, the network's people."""

from sqlalchemy import delete, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert

from portal import clock
from portal.accounts.models import NetworkRole
from portal.errors import NotFound, Refused
from portal.extensions import db
from portal.organisations.models import Organisation
from portal.projects.journey import MILESTONE
from portal.projects.models import MilestoneRule
from portal.wording import N_


def set_due_time(key: str, days: int, *, by: int) -> None:
    """Give a milestone its own due time; projects that start from now on obey it (J2)."""
    if key not in MILESTONE or MILESTONE[key].days is None:
        raise NotFound
    values = {"days": days, "changed_by": by, "changed_at": clock.now()}
    db.session.execute(
        upsert(MilestoneRule)
        .values(key=key, **values)
        .on_conflict_do_update(index_elements=["key"], set_=values)
    )


def add_organisation(acronym: str, name: str) -> int:
    """Add an organisation and return its id; Refused when its short name is taken."""
    slug = acronym.lower()
    taken = db.session.execute(select(Organisation.id).where(Organisation.slug == slug))
    if taken.scalar_one_or_none() is not None:
        raise Refused(N_("There is an organisation with this acronym already."))
    return db.session.execute(
        insert(Organisation)
        .values(slug=slug, acronym=acronym, name=name)
        .returning(Organisation.id)
    ).scalar_one()


def remove_network_role(role_id: int, *, by: int) -> None:
    """Take a role of the network from somebody else; it ends with their next request."""
    removed = db.session.execute(
        delete(NetworkRole)
        .where(NetworkRole.id == role_id, NetworkRole.person_id != by)
        .returning(NetworkRole.id)
    ).scalar_one_or_none()
    if removed is None:
        raise Refused(N_("You cannot take a role from yourself. Ask another administrator."))
