"""Says why a move is not possible: what state it is in, who moved it and when."""

from portal.coaching.moves import MoveRefused
from portal.coaching.workflow import ReviewAction
from portal.language.dates import MOMENT_OF_THIS_YEAR, say_moment
from portal.language.i18n import N_, gettext

HAPPENED: dict[ReviewAction, str] = {
    ReviewAction.SUBMIT: N_("%(person)s sent it to the coach on %(time)s."),
    ReviewAction.WITHDRAW: N_("%(person)s took it back on %(time)s."),
    ReviewAction.START_REVIEW: N_("%(person)s started to review it on %(time)s."),
    ReviewAction.REQUEST_CHANGES: N_("%(person)s asked for changes on %(time)s."),
    ReviewAction.ACCEPT: N_("%(person)s accepted it on %(time)s."),
    ReviewAction.REOPEN: N_("%(person)s opened it again on %(time)s."),
}


def put_into_words(refused: MoveRefused) -> str:
    """Return the reason of a refusal in the language of the page."""
    if refused.last is None:
        reason = gettext("It is a draft that has not been sent yet.")
    else:
        reason = gettext(
            HAPPENED[ReviewAction(refused.last.action)],
            person=refused.last.who,
            time=say_moment(refused.last.at, MOMENT_OF_THIS_YEAR),
        )
    return f"{gettext(refused.message)} {reason}"
