"""Forgets the drafts that nobody came back to."""

from sqlalchemy import delete

from portal.drafts.models import Draft
from portal.extensions import db
from portal.tenancy import ReaderScope, Side, open_scope


def sweep() -> int:
    """Forget what is older than two weeks; returns how many drafts that were.

    The database says which they are and shows none of their words.
    """
    open_scope(db.session, ReaderScope(side=Side.WORKER))
    swept: int = db.session.execute(delete(Draft)).rowcount  # type: ignore[attr-defined]
    db.session.commit()
    return swept
