"""Which function composes mails of which kind: features register theirs, the worker asks."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar


@dataclass(frozen=True)
class Waiting:
    """A mail that a worker has claimed, as its row in the outbox says."""

    id: int
    kind: str
    subject: str
    occasion: str
    organisation_id: int | None
    recipient_id: int | None
    address: str
    secret: str = field(repr=False)
    created_at: datetime
    attempts: int
    handovers: int
    refused_at: datetime | None
    lease_until: datetime

    @property
    def subject_id(self) -> int:
        """Return the id in a subject such as `analysis:12`."""
        return int(self.subject.partition(":")[2])


@dataclass(frozen=True)
class Letter:
    """What to say to whom: `title` is marked for translation, `facts` fill it and the template.

    The template is `emails/<kind>`, once as .txt and once as .html. Facts are names of
    organisations, references, dates, counts and paths, never anything out of an analysis.
    """

    address: str
    locale: str
    title: str
    facts: dict[str, Any] = field(default_factory=dict)


Composer = Callable[[Waiting], Letter | None]
C = TypeVar("C", bound=Composer)

COMPOSERS: dict[str, Composer] = {}


def composes(*kinds: str) -> Callable[[C], C]:
    """Register a composer for `kinds`.

    It reads as `portal_network`, so the database gives it no content, and returns None when the
    mail is no longer wanted: the person has left, the work is done, the link has expired.
    """

    def register(composer: C) -> C:
        COMPOSERS.update(dict.fromkeys(kinds, composer))
        return composer

    return register
