"""Why a move is not possible: the refusal, and who moved the analysis last and when."""

from datetime import UTC, datetime

import pytest
from flask import Flask

from portal.coaching.move_messages import put_into_words
from portal.coaching.moves import MoveRefused
from portal.coaching.queries import LastMove
from portal.coaching.workflow import TRANSITION_BY_ACTION, ReviewAction, State
from portal.language.dates import MOMENT_OF_THIS_YEAR, say_moment
from portal.language.i18n import gettext, speak

LATE = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)  # the next day in Phnom Penh
REFUSAL = TRANSITION_BY_ACTION[ReviewAction.SUBMIT].refusal


def last(action: ReviewAction, who: str = "Dara") -> LastMove:
    return LastMove(action, 1, LATE, 3, who)


def refused(before: LastMove | None) -> MoveRefused:
    return MoveRefused(ReviewAction.SUBMIT, State.ACCEPTED, before)


def test_what_nobody_moved_is_a_draft() -> None:
    assert put_into_words(refused(None)) == (
        "This analysis cannot be sent now. This is a draft that has not been sent yet."
    )


@pytest.mark.parametrize(
    ("action", "reason"),
    [
        (ReviewAction.SUBMIT, "Dara sent it to the coach on 25 Nov, 00:30."),
        (ReviewAction.WITHDRAW, "Dara took it back on 25 Nov, 00:30."),
        (ReviewAction.START_REVIEW, "Dara started to review it on 25 Nov, 00:30."),
        (ReviewAction.REQUEST_CHANGES, "Dara asked for changes on 25 Nov, 00:30."),
        (ReviewAction.ACCEPT, "Dara accepted it on 25 Nov, 00:30."),
        (ReviewAction.REOPEN, "Dara reopened it on 25 Nov, 00:30."),
    ],
)
def test_the_last_move_is_told_with_its_person_and_the_networks_time(
    action: ReviewAction, reason: str
) -> None:
    assert put_into_words(refused(last(action))) == f"{REFUSAL} {reason}"


@pytest.mark.parametrize("name", ["សុខ ដារ៉ា", "100 % sure", "%(time)s", "<b>{x}</b>"])
def test_a_name_is_put_in_as_it_is_written(name: str) -> None:
    said = put_into_words(refused(last(ReviewAction.ACCEPT, name)))
    assert said.endswith(f"{name} accepted it on 25 Nov, 00:30.")


def test_the_whole_sentence_is_in_the_language_of_the_reader(app: Flask) -> None:
    accepted = refused(last(ReviewAction.ACCEPT, "ដារ៉ា"))
    with app.app_context(), speak("km"):
        said = put_into_words(accepted)
        assert said.startswith(gettext(REFUSAL))
        assert say_moment(LATE, MOMENT_OF_THIS_YEAR) in said
    assert "ដារ៉ា" in said
    assert "accepted" not in said
    assert REFUSAL not in said
