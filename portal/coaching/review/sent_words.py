"""The words of the latest feedback on the steps, asked for beside something else."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import ScalarSelect, bindparam, func, select

from portal.coaching.review.models import Review
from portal.coaching.review.rounds import ratings_column
from portal.coaching.review.rubric import Rubric, current_rubric, rubric_of


class SentWords(NamedTuple):
    """The words of the latest feedback on the steps; the revision is 0 where there was none."""

    revision: int
    rubric: Rubric
    ratings: Mapping[str, str]

    def level(self, step: int) -> str:
        """Return the level of one step, empty where none was said."""
        return self.ratings.get(str(step), "")

    def title(self, step: int) -> str:
        """Return the word on one step, empty where none was said."""
        return self.rubric.title(level) if (level := self.level(step)) else ""


def last_words() -> ScalarSelect[Any]:
    """Return what `read_words` takes of the latest feedback, as one value."""
    told = func.jsonb_build_object(
        *("revision", Review.revision, "rubric", Review.rubric, "ratings", ratings_column())
    )
    return (
        select(told)
        .where(Review.analysis_id == bindparam("analysis_id"), Review.sent_at.is_not(None))
        .order_by(Review.id.desc())
        .limit(1)
        .correlate(None)  # another review may stand beside it in the statement
        .scalar_subquery()
    )


def read_words(found: Mapping[str, Any] | None) -> SentWords:
    """Return the words that `last_words` found; none where there is no feedback yet."""
    if found is None:
        return SentWords(0, current_rubric(), {})
    return SentWords(found["revision"], rubric_of(found["rubric"]), found["ratings"] or {})
