"""Keeps drafts, each under its writer, and lets go of them."""

from typing import Any, NamedTuple

from sqlalchemy import delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from portal import clock
from portal.drafts.models import Draft
from portal.drafts.submitted_form import SubmittedForm, Words
from portal.extensions import Base, db
from portal.tenancy import ReaderScope, leave_network_role, open_scope

MOST_DRAFTS = 20  # of one person in one organisation; the oldest goes first


class KeptDraft(NamedTuple):
    """A draft as its writer gets it back."""

    id: int
    form: str
    page: str
    words: Words
    files: list[str]


def keep(person_id: int, slug: str, written: SubmittedForm, *, replaces: int = 0) -> int | None:
    """Keep what a person wrote in a place, in a scope of their own; returns the draft.

    `slug` is empty outside of organisations. None for an organisation that the person neither
    belongs to nor coaches in.
    """
    leave_network_role(db.session)
    open_scope(db.session, ReaderScope(person_id))
    organisation_id = _organisation(slug, person_id) if slug else None
    if slug and organisation_id is None:
        return None
    values: dict[str, Any] = {
        "organisation_id": organisation_id,
        "person_id": person_id,
        "form": written.form,
        "page": written.page,
        "words": written.content,
        "digest": written.digest,
        "written_at": clock.now(),
    }
    kept: int = db.session.execute(
        insert(Draft)
        .values(**values)
        .on_conflict_do_update(
            index_elements=["organisation_id", "person_id", "digest"],
            set_={"written_at": clock.now(), "page": written.page, "is_led_to": False},
        )
        .returning(Draft.id)
    ).scalar_one()
    if replaces != kept:
        erase(replaces)
    _drop_oldest(organisation_id)
    return kept


def find(draft_id: int) -> KeptDraft | None:
    """Return a draft of the person of the scope, None where it is not theirs or not here."""
    leave_network_role(db.session)
    return _read(Draft.id == draft_id)


def find_anywhere(person_id: int, draft_id: int) -> KeptDraft | None:
    """Return a draft of a person, wherever they are just now."""
    leave_network_role(db.session)
    open_scope(db.session, ReaderScope(person_id))
    return _read(Draft.id == draft_id)


def newest(person_id: int) -> KeptDraft | None:
    """Return what a person wrote last, has not saved and was not led to yet."""
    open_scope(db.session, ReaderScope(person_id))
    return _read((Draft.person_id == person_id) & ~Draft.is_led_to)


def note_led_to(draft_id: int) -> None:
    """Note that a sign-in leads to a draft of the person of the scope."""
    db.session.execute(update(Draft).where(Draft.id == draft_id).values(is_led_to=True))


def erase(draft_id: int) -> None:
    """Forget a draft of the person of the scope."""
    leave_network_role(db.session)
    db.session.execute(delete(Draft).where(Draft.id == draft_id))


def _read(which: Any) -> KeptDraft | None:  # noqa: ANN401  a condition of any column
    columns = (Draft.id, Draft.form, Draft.page, Draft.words)
    latest = select(*columns).where(which).order_by(Draft.written_at.desc(), Draft.id.desc())
    row = db.session.execute(latest.limit(1)).one_or_none()
    if row is None:
        return None
    return KeptDraft(row.id, row.form, row.page, row.words["words"], row.words["files"])


def _organisation(slug: str, person_id: int) -> int | None:
    tables = Base.metadata.tables
    places, members, coaches = (
        tables[name] for name in ("organisations", "memberships", "coach_assignments")
    )
    belongs = select(members.c.organisation_id).where(members.c.person_id == person_id)
    accompanies = select(coaches.c.organisation_id).where(
        coaches.c.coach_id == person_id, coaches.c.ended_at.is_(None)
    )
    is_theirs = or_(places.c.id.in_(belongs), places.c.id.in_(accompanies))
    found: int | None = db.session.scalar(
        select(places.c.id).where(places.c.slug == slug, is_theirs)
    )
    return found


def _drop_oldest(organisation_id: int | None) -> None:
    latest = select(Draft.id).where(Draft.organisation_id.is_not_distinct_from(organisation_id))
    latest = latest.order_by(Draft.written_at.desc(), Draft.id.desc()).offset(MOST_DRAFTS)
    db.session.execute(delete(Draft).where(Draft.id.in_(latest)))
