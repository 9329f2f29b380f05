"""What a coach's own last review says once more: words on steps, strength and next step.

It is shown and can be changed; it is given only when the review is handed in.
"""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from portal.coaching.review.rounds import ReviewRound, RoundWords
from portal.coaching.review.rubric import current_rubric


class CarriedWords(NamedTuple):
    """What one `review` of revision `number` says once more.

    `ratings` are of the steps that have no word yet; `words` are those of that review, as far as
    they are carried at all: its note was about what is answered now.
    """

    review: int
    number: int
    ratings: Mapping[int, str]
    words: RoundWords


def carried_over(round_: ReviewRound, declared: Collection[int]) -> CarriedWords | None:
    """Return what a coach's last review says of the `declared` steps; None where there is none.

    Words on steps under another version of the rubric meant something else and are left behind.
    """
    before, mine = round_.before, round_.mine
    if before is None or round_.is_handed_in:
        return None
    rubric = mine.rubric if mine else current_rubric().version
    given = mine.ratings if mine else {}
    ratings = {
        step: level
        for step, level in before.ratings.items()
        if before.rubric == rubric and step in declared and step not in given
    }
    words = RoundWords(before.words.strength, before.words.next_step)
    return CarriedWords(before.id, before.revision, ratings, words)
