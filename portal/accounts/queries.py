"""Finds the account of an address, with as much done where there is none."""

from uuid import uuid4

from flask_security import EmailValidateException
from sqlalchemy import literal, select
from sqlalchemy.exc import DBAPIError

from portal.accounts.models import Person
from portal.extensions import db, security
from portal.language.text import tidy_address


def address_of(typed: str | None) -> str:
    """Return an address as it is looked up; what is no address has no account."""
    try:
        return str(security.mail_util.normalize(typed or ""))
    except EmailValidateException:
        return tidy_address(typed)


def find_account(address: str) -> Person | None:
    """Return the person of an address, active or not."""
    found = security.datastore.find_user(email=address)
    return found if isinstance(found, Person) else None


def nobody_at(address: str) -> Person:
    """Return who stands for a person, so that as much is done for an address without account."""
    return Person(email=address, fs_uniquifier=uuid4().hex, password=uuid4().hex)


def return_to(person: Person) -> None:
    """Take a connection again once a password is hashed, a new one where the old ones are gone."""
    try:
        db.session.execute(select(literal(1)))
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
        let_go(person)


def let_go(person: Person | None) -> None:
    """Give the connection back before a password is hashed, which takes a tenth of a second.

    The person keeps what was read of them and can be changed afterwards; nothing was written yet.
    """
    if person is not None:
        db.session.expunge(person)
    db.session.rollback()
    if person is not None:
        db.session.add(person)
