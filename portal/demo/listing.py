"""Says who can sign in to the demo, and the ids of one object of each kind per organisation."""

from typing import Any

from sqlalchemy import select

from portal.accounts.models import NetworkRole, Person
from portal.demo.load import read_story
from portal.demo.people import DEMO_PASSWORD
from portal.demo.scopes import as_member
from portal.extensions import db
from portal.models import (
    Analysis,
    Comment,
    EvidenceFile,
    Factor,
    LedgerRow,
    Option,
    Project,
    Workshop,
)
from portal.organisations.models import Organisation
from portal.tenancy import TenantMixin

LISTED_TABLES: dict[str, type[TenantMixin]] = {
    "project": Project,
    "milestone": LedgerRow,
    "analysis": Analysis,
    "factor": Factor,
    "option": Option,
    "comment": Comment,
    "file": EvidenceFile,
    "workshop": Workshop,
}


def list_demo() -> dict[str, Any]:
    """Return accounts (address, role, password, what they show) and, by acronym, ids of objects."""
    organisations = db.session.execute(
        select(Organisation.id, Organisation.slug, Organisation.acronym).order_by(Organisation.id)
    ).all()
    found: dict[str, Any] = {"accounts": _accounts([row.slug for row in organisations])}
    found["organisations"] = {
        row.acronym: {"slug": row.slug, **_objects(row.id)} for row in organisations
    }
    db.session.rollback()
    return found


def _accounts(slugs: list[str]) -> list[dict[str, str]]:
    shows = {told["acronym"].lower(): _shown(told) for told in read_story()["organisations"]}
    own = [
        {
            "address": f"{role}@{slug}.example",
            "role": role,
            "password": DEMO_PASSWORD,
            "shows": shows.get(slug, ""),
        }
        for slug in slugs
        for role in ("manager", "writer")
    ]
    network = db.session.execute(
        select(Person.email, NetworkRole.role)
        .join(NetworkRole, NetworkRole.person_id == Person.id)
        .order_by(NetworkRole.id)
    )
    theirs = [{"address": row[0], "role": row[1], "password": DEMO_PASSWORD} for row in network]
    return [*theirs, *own]


def _shown(told: dict[str, Any]) -> str:
    return "a made-up example" if told.get("is_example") else "what it told at a forum in 2019"


def _objects(organisation_id: int) -> dict[str, int]:
    as_member(0, organisation_id)
    found = {}
    for name, model in LISTED_TABLES.items():
        first = select(model.id).where(model.organisation_id == organisation_id)
        row = db.session.execute(first.order_by(model.id).limit(1)).scalar_one_or_none()
        if row is not None:
            found[name] = row
    return found
