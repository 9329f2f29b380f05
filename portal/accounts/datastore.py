"""Flask-Security's way to the tables of people, in the portal's transactions and policies."""

from typing import Any

from flask import session
from flask_login import current_user
from flask_security import SQLAlchemyUserDatastore, UserMixin, WebAuthnMixin, WebauthnUtil
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import DBAPIError

from portal import clock
from portal.accounts.models import Passkey, Person
from portal.extensions import db
from portal.language.i18n import gettext
from portal.language.text import has_letter, tidy_line

LONGEST_NAME = 64


class Datastore(SQLAlchemyUserDatastore):
    """Flask-Security's datastore, which leaves the one commit to `portal.entry`."""

    def find_user(self, *args: Any, **kwargs: Any) -> UserMixin | None:  # noqa: ANN401
        """Return a person, asking again where the database was started anew since the last time."""
        is_first = not db.session().in_transaction()
        try:
            return super().find_user(*args, **kwargs)
        except DBAPIError as error:
            if not (is_first and error.connection_invalidated):
                raise
            db.session.rollback()
            return super().find_user(*args, **kwargs)

    def commit(self) -> None:
        """Write what is pending; entry commits."""
        db.session.flush()

    def create_webauthn(  # type: ignore[override]
        self,
        user: Person,
        **details: Any,  # noqa: ANN401
    ) -> None:
        """Write a passkey of a person once; what the browser adds of its own is not kept."""
        told = details.pop("transports", None) or []
        transports = [str(getattr(one, "value", one)) for one in told]
        kept = {**details, "transports": transports, "extensions": None}
        db.session.execute(
            upsert(Passkey)
            .values(person_id=user.id, lastuse_datetime=clock.now(), **kept)
            .on_conflict_do_nothing()
        )

    def find_webauthn(self, credential_id: bytes) -> WebAuthnMixin | None:
        """Return a passkey of whoever is signing in or signed in; others' are never looked at."""
        person = current_user if current_user.is_authenticated else self._pending()
        mine = person.webauthn if person else []
        return next((key for key in mine if key.credential_id == credential_id), None)

    def _pending(self) -> UserMixin | None:
        uniquifier = session.get("tf_user_id")
        return self.find_user(fs_uniquifier=uniquifier) if uniquifier else None


class NamedPasskeys(WebauthnUtil):
    """Ceremonies with passkeys that begin and end in one browser, and names in any script."""

    def generate_challenge(self, nbytes: int | None = None) -> str:
        """Return what a device shall sign; this browser's session says that it was asked."""
        challenge = super().generate_challenge(nbytes)
        session["wan_challenge"] = challenge
        return challenge

    def name_svn(self, value: str) -> tuple[str | None, str | None]:
        """Return (what is wrong with a name, None), or (None, the name as it is kept)."""
        name = tidy_line(value)
        if not has_letter(name):
            return gettext("Enter a name for the passkey, such as “my phone”."), None
        if len(name) > LONGEST_NAME:
            return gettext(
                "Choose a name of at most %(count)d characters.", count=LONGEST_NAME
            ), None
        return None, name
