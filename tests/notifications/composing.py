"""Letters composed as a worker does it, without an outbox."""

from portal.extensions import db
from portal.notifications.composers import Composer, Letter, Waiting
from portal.tenancy import ReaderScope, Side, open_scope, take_network_role
from tests.conftest import MOMENT
from tests.world import World


def compose_letter(
    world: World, composer: Composer, name: str, subject: str, *, kind: str = "any"
) -> Letter | None:
    """Return the letter to one of the cast, whose address is another by now."""
    mail = Waiting(
        *(1, kind, subject, "once", None, world.people[name], "old@test.example", "", MOMENT),
        *(0, 0, None, MOMENT),
    )
    with world.app.app_context():
        open_scope(db.session, ReaderScope(side=Side.WORKER))
        take_network_role(db.session)
        letter = composer(mail)
        db.session.rollback()
    return letter
