"""What happens to accounts: resets."""

import hashlib

from portal.accounts.models import Person
from portal.notifications.services import Cause, queue_mail


def queue_reset(person: Person, token: str) -> None:
    """Queue the mail with a reset link."""
    occasion = hashlib.sha256(token.encode()).hexdigest()[:32]
    cause = Cause("password_reset", f"person:{person.id}", occasion)
    queue_mail(cause, person.email, recipient_id=person.id, secret=token)
