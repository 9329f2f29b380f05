"""Removes what is left of sessions, and of changes of address, that have ended by themselves."""

from flask import current_app
from sqlalchemy import delete

from portal import clock
from portal.accounts.models import AddressChange, UserSession
from portal.extensions import db
from portal.tenancy import ReaderScope, Side, open_scope


def sweep_sessions() -> int:
    """Remove the sessions of everybody that nobody can use any more; return how many."""
    settings = current_app.extensions["settings"]
    before = clock.now() - max(settings.idle, settings.network_idle)
    open_scope(db.session, ReaderScope(side=Side.WORKER))
    gone = db.session.execute(
        delete(UserSession).where(UserSession.last_seen_at < before).returning(UserSession.id)
    )
    count = len(gone.all())
    db.session.execute(delete(AddressChange).where(AddressChange.expires_at < clock.now()))
    db.session.commit()
    return count
