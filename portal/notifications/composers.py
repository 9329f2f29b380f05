"""Mails as a worker takes them from the outbox, letters as they are sent, and who composes them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from portal.slots import Slot


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
# By kind. A composer reads as `portal_network`, so the database gives it no content, and returns
# None when the mail is no longer wanted: somebody left, the work is done, the link has expired.
COMPOSERS: Slot[Mapping[str, Composer]] = Slot("composers of mails")
