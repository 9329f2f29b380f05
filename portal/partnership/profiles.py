"""A coach's profile: written by the coach or a coordinator, never over one another's words."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import NamedTuple

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from portal import clock
from portal.accounts.models import NetworkRole, Person
from portal.errors import NotFound, Refused
from portal.extensions import db
from portal.language.i18n import N_
from portal.organisations.models import Organisation
from portal.partnership.models import CoachProfile
from portal.permissions import Role


@dataclass(frozen=True)
class ProfileDetails:
    """What a profile says; `organisations` are ids, `funders` tags as projects carry them."""

    capacity: int | None = None
    languages: list[str] = field(default_factory=list)
    sectors: list[str] = field(default_factory=list)
    provinces: list[str] = field(default_factory=list)
    organisations: list[int] = field(default_factory=list)
    funders: list[str] = field(default_factory=list)


class CoachName(NamedTuple):
    """A coach of the network."""

    id: int
    name: str


class StaleProfile(Refused):
    """Somebody else saved this profile since the page was opened; nothing was overwritten."""


def read_profile(coach_id: int) -> tuple[ProfileDetails, int]:
    """Return a coach's profile and its version, 0 where nothing was written yet."""
    names = ProfileDetails.__dataclass_fields__
    row = db.session.execute(
        select(*(getattr(CoachProfile, name) for name in names), CoachProfile.version).where(
            CoachProfile.coach_id == coach_id
        )
    ).one_or_none()
    if row is None:
        return ProfileDetails(), 0
    return ProfileDetails(**{name: getattr(row, name) for name in names}), row.version


def save_profile(coach_id: int, details: ProfileDetails, *, version: int, by: int) -> None:
    """Save a profile; StaleProfile when other words were saved since `version`."""
    values = asdict(details) | {"updated_at": clock.now(), "updated_by": by}
    if version == 0:
        saved = db.session.execute(
            upsert(CoachProfile)
            .values(coach_id=coach_id, **values)
            .on_conflict_do_nothing(index_elements=["coach_id"])
            .returning(CoachProfile.id)
        ).scalar_one_or_none()
    else:
        saved = db.session.execute(
            update(CoachProfile)
            .where(CoachProfile.coach_id == coach_id, CoachProfile.version == version)
            .values(**values, version=CoachProfile.version + 1)
            .returning(CoachProfile.id)
        ).scalar_one_or_none()
    if saved is None and read_profile(coach_id)[0] != details:
        raise StaleProfile(N_("Someone else saved this profile while you were writing."))


def find_coach(coach_id: int) -> CoachName:
    """Return a coach of the network; NotFound."""
    found = db.session.execute(
        select(Person.id, Person.name)
        .join(NetworkRole, NetworkRole.person_id == Person.id)
        .where(Person.id == coach_id, NetworkRole.role == Role.COACH, Person.active)
    ).one_or_none()
    if found is None:
        raise NotFound
    return CoachName._make(found)


def organisations_called(acronyms: Sequence[str]) -> dict[str, int]:
    """Return the ids of organisations by acronym in small letters, those that there are."""
    wanted = [acronym.lower() for acronym in acronyms]
    rows = db.session.execute(
        select(Organisation.slug, Organisation.id).where(Organisation.slug.in_(wanted))
    )
    return {row.slug: row.id for row in rows}


def acronyms_of(organisation_ids: Sequence[int]) -> list[str]:
    """Return the acronyms of organisations, in order."""
    return list(
        db.session.execute(
            select(Organisation.acronym)
            .where(Organisation.id.in_(organisation_ids))
            .order_by(Organisation.sort_form)
        ).scalars()
    )
