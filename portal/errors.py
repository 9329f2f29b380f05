"""What can go wrong in words that a person can act on; pages for them are in `portal.app`."""


class PortalError(Exception):
    """A refusal with a sentence for the person, marked for translation."""

    status = 400

    def __init__(self, message: str, **details: object) -> None:
        super().__init__(message)
        self.message = message
        self.details = details


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


class Incomplete(PortalError):
    """Something required is missing; `details["problems"]` lists what and where."""

    status = 422
