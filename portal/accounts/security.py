"""Flask-Security bound to people; its mails go into the outbox, its commits wait for entry's."""

from typing import Any

from flask import Flask
from flask_security import MailUtil, SQLAlchemyUserDatastore
from flask_security.core import _on_identity_loaded, identity_loaded

from portal.accounts.models import NetworkRole, Person
from portal.accounts.services import queue_reset
from portal.extensions import db, security


class Datastore(SQLAlchemyUserDatastore):  # type: ignore[misc]  the library ships no types
    """Flask-Security's datastore, which leaves the one commit to `portal.entry`."""

    def commit(self) -> None:
        """Write what is pending; entry commits."""
        db.session.flush()


class OutboxMail(MailUtil):  # type: ignore[misc]  the library ships no types
    """Puts the library's mails into the outbox instead of sending them."""

    def send_mail(self, template: str, *_args: object, **kwargs: Any) -> None:  # noqa: ANN401
        """Queue a reset link; the library sends no other mail here."""
        if template == "reset_instructions":
            queue_reset(kwargs["user"], kwargs["reset_token"])


def init_security(app: Flask) -> None:
    """Set up sign-in, sign-out, reset and change of password."""
    datastore = Datastore(db, Person, NetworkRole)
    security.init_app(app, datastore, mail_util_cls=OutboxMail)
    # The library would look for its own permissions in a person's roles, on every request.
    identity_loaded.disconnect(_on_identity_loaded, app)
