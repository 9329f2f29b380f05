"""Where the network's pages hang, and what they share."""

import re

from flask import Blueprint, request
from flask_login import current_user

from portal import entry
from portal.extensions import limiter
from portal.notifications.nudge import nudge

LONGEST_SEARCH = 80

blueprint = Blueprint("network", __name__, url_prefix="/network")
limit_invitations = limiter.shared_limit(
    "60 per hour", scope="network invitations", key_func=lambda: str(current_user.id)
)


def searched_words() -> str:
    """Return what was searched for, in one line that the database can take."""
    words = re.sub(r"[\x00-\x1f]", " ", request.args.get("q", ""))
    return " ".join(words.split())[:LONGEST_SEARCH]


def send_mails_soon() -> None:
    """Wake a worker once the mails of this request stand in the outbox."""
    entry.after_commit(lambda: nudge("workers.notifications.send_waiting"))
