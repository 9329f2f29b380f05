"""What can go wrong in words that a person can act on; pages for them are in `portal.app`."""

from collections.abc import Mapping

# What the answers say of a page that does not open: not to this person, or not any more.
CLOSED_STATUSES = frozenset({403, 404, 405, 410})


class PortalError(Exception):
    """A refusal with a sentence for the person, marked for translation.

    `values` are words that are put into it, marked for translation themselves.
    """

    status = 400

    def __init__(
        self, message: str, values: Mapping[str, str] | None = None, **details: object
    ) -> None:
        super().__init__(message)
        self.message = message
        self.values = values or {}
        self.details = details


class SecondStepOwed(PortalError):
    """A form came from somebody who must set up a second step first."""

    status = 401

    def __init__(self) -> None:
        super().__init__("")


class SignedOut(PortalError):
    """A form came from nobody who is signed in."""

    status = 401

    def __init__(self) -> None:
        super().__init__("")


class NotFound(PortalError):
    """The thing is not there, or not there for this person: the two are never told apart."""

    status = 404

    def __init__(self) -> None:
        super().__init__("")


class Refused(PortalError):
    """The move is not possible in the present state."""

    status = 409


class Overtaken(Refused):
    """Somebody else was quicker, so that what was meant is not as it was shown any more."""


class Incomplete(PortalError):
    """Something required is missing; `details["problems"]` lists what and where."""

    status = 422
