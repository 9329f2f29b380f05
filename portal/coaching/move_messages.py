"""Says why a move is not possible: what state it is in, who moved it and when."""

from portal.coaching.moves import MoveRefused
from portal.coaching.workflow import TRANSITION_BY_ACTION, ReviewAction
from portal.language.dates import MOMENT_OF_THIS_YEAR, say_moment
from portal.language.i18n import gettext


def put_into_words(refused: MoveRefused) -> str:
    """Return the reason of a refusal in the language of the page."""
    if refused.last is None:
        reason = gettext("This is a draft that has not been sent yet.")
    else:
        reason = gettext(
            TRANSITION_BY_ACTION[ReviewAction(refused.last.action)].happened,
            person=refused.last.who,
            time=say_moment(refused.last.at, MOMENT_OF_THIS_YEAR),
        )
    return f"{gettext(refused.message)} {reason}"
