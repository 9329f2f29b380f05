"""What a guess at a password or a code counts under: account, place, or a device that is known."""

import hashlib

from flask import current_app
from flask_babel import ngettext

from portal.accounts.devices.known_devices import find_device, find_proven_device
from portal.accounts.guessing.attempts import (
    CODES_ON_DEVICE,
    FROM_PLACE,
    MINUTE,
    OF_ACCOUNT,
    OF_CODES,
    OF_PLACE,
    ON_DEVICE,
    Attempts,
    Keys,
)
from portal.accounts.models import Person
from portal.http.client_address import client_network


class Guess:
    """One guess at a password or a code; `wait` is how many seconds it comes too soon."""

    def __init__(self, keys: Keys) -> None:
        self.keys = keys
        self.attempts: Attempts = current_app.extensions["attempts"]
        self.wait = self.attempts.begin(keys)

    def succeed(self) -> None:
        """Say that it was right."""
        self.attempts.succeed(self.keys)

    def is_slowed(self) -> bool:
        """Tell whether so many were wrong, of this account alone, that the next has to wait."""
        keys = {key: bound for key, bound in self.keys.items() if bound is not OF_PLACE}
        return self.attempts.is_slowed(keys)

    def too_soon(self) -> str:
        """Return what happened, what was kept and what to do next."""
        if self.wait < MINUTE:
            return str(
                ngettext(
                    "Too many tries. Nothing was changed. Try again in %(num)d second.",
                    "Too many tries. Nothing was changed. Try again in %(num)d seconds.",
                    self.wait,
                )
            )
        return str(
            ngettext(
                "Too many tries. Nothing was changed. Try again in %(num)d minute.",
                "Too many tries. Nothing was changed. Try again in %(num)d minutes.",
                -(-self.wait // MINUTE),
            )
        )


def guess_at_account(address: str, person: Person | None) -> Guess:
    """Return a guess from the sign-in page at the account of an address, which may have none."""
    if person is not None and (device := find_device(person.id)):
        return Guess({_key("device", str(person.id), device): ON_DEVICE})
    place = client_network()
    return Guess(
        {
            _key("account from place", address, place): FROM_PLACE,
            _key("account", address): OF_ACCOUNT,
            _key("place", place): OF_PLACE,
        }
    )


def guess_at_code(person: Person) -> Guess:
    """Return a guess at the code of a person's app by somebody who knows the password."""
    if device := find_proven_device(person.id):
        return Guess({_key("code on device", str(person.id), device): CODES_ON_DEVICE})
    return Guess(
        {_key("code", str(person.id)): OF_CODES, _key("place", client_network()): OF_PLACE},
    )


def guess_at_recovery_code(person: Person) -> Guess:
    """Return a guess at a recovery code by somebody who knows the password.

    Such a code has 48 bits, so nobody else's guesses need to hold its owner up.
    """
    if device := find_proven_device(person.id):
        return Guess({_key("recovery on device", str(person.id), device): ON_DEVICE})
    place = client_network()
    return Guess(
        {
            _key("recovery from place", str(person.id), place): FROM_PLACE,
            _key("place", place): OF_PLACE,
        }
    )


def guess_in_session(person: Person, token: str) -> Guess:
    """Return a guess at the present password by whoever uses a session."""
    return Guess({_key("session", str(person.id), token): FROM_PLACE})


def _key(*parts: str) -> str:
    # Unreadable in the store of counts: addresses say who has an account.
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
