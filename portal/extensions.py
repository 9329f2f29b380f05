"""Flask extensions, made once and bound to the application in `portal.app`."""

from flask import current_app
from flask_babel import Babel
from flask_limiter import Limiter
from flask_security import MailUtil, Security
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase
from werkzeug.local import LocalProxy

from portal.http.client_address import client_network
from portal.http.csrf import ReaderCSRFProtect
from portal.language.text import tidy_address

CONSTRAINT_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Carries the naming of constraints, which migrations rely on."""

    metadata = MetaData(naming_convention=CONSTRAINT_NAMES)


class AddressReader(MailUtil):
    """Reads the address that somebody typed as the portal keeps addresses."""

    def normalize(self, email: str) -> str:
        """Return the address to look up; the library's EmailValidateException for what is none."""
        return str(super().normalize(tidy_address(email)))

    def validate(self, email: str) -> str:
        """Return the address to look up, as `normalize`: no mail server is asked about it."""
        return self.normalize(email)


db = SQLAlchemy(model_class=Base)
babel = Babel()
csrf = ReaderCSRFProtect()
# Made in `portal.accounts.security`, whose classes need what is here.
security: Security = LocalProxy(lambda: current_app.extensions["security"])  # type: ignore[assignment]
limiter = Limiter(key_func=client_network)
