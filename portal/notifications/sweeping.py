"""Removes what failed so long ago that no page shows it."""

from sqlalchemy import delete

from portal.extensions import db
from portal.notifications.failures import is_shown
from portal.notifications.models import MailFailure
from portal.tenancy import ReaderScope, Side, open_scope


def sweep_failures() -> int:
    """Remove the failures of everybody that nobody is shown any more; return how many."""
    open_scope(db.session, ReaderScope(side=Side.WORKER))
    gone = db.session.execute(delete(MailFailure).where(~is_shown()).returning(MailFailure.id))
    count = len(gone.all())
    db.session.commit()
    return count
