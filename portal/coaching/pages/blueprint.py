"""The blueprint that all pages of a review hang on, and what they share."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from flask import Blueprint, Response

from portal import entry
from portal.analyses.frameworks import FRAMEWORK_BY_VERSION, Framework
from portal.analyses.heads import AnalysisHead
from portal.analyses.slots import OpenQuestion, StepWord
from portal.analyses.vocabulary import WRITABLE_STATES
from portal.coaching import queries
from portal.coaching.comments import threads
from portal.coaching.comments.unanswered import unanswered, unanswered_others
from portal.coaching.move_messages import put_into_words
from portal.coaching.moves import MoveRefused
from portal.coaching.review.guidance import kinds_guided
from portal.coaching.review.rounds import View, read_sent
from portal.coaching.review.sent_words import SentWords, read_words
from portal.coaching.revisions.rows import label_of
from portal.coaching.workflow import coach_title
from portal.error_pages import pages
from portal.language.i18n import gettext
from portal.notifications.nudge import nudge
from portal.projects.slots import AnswersOwed


class SentReview(NamedTuple):
    """The latest verdict, its feedback, the comments that must be answered, and the others."""

    verdict: queries.LastVerdict | None = None
    questions: Sequence[OpenQuestion] = ()
    others: AnswersOwed | None = None
    feedback: View | None = None


class ExplainedWords(NamedTuple):
    """The words of the latest feedback, with what they mean for the steps of a framework."""

    framework: Framework
    said: SentWords

    def on(self, step: int) -> StepWord | None:
        """Return the word on one step, None without one."""
        if not (level := self.said.level(step)):
            return None
        kinds, rubric = kinds_guided(self.framework, step), self.said.rubric
        meaning = rubric.meaning(kinds[0], level) if kinds else ""
        return StepWord(self.said.revision, level, rubric.title(level), meaning)


blueprint = Blueprint("coaching", __name__)
blueprint.add_app_template_global(coach_title, "coach_title")
blueprint.add_app_template_global(label_of, "label_of")


def comments_on(analysis_id: int, step: int | None = None) -> threads.Comments:
    """Return the comments of an analysis or of one step, read once for each page."""
    return threads.comments_on(analysis_id, step, gettext)


def review_of(analysis: AnalysisHead, verdict: Any) -> SentReview:  # noqa: ANN401  what JSON holds
    """Return what the organisation should know of the review of an analysis it looks at."""
    if not analysis.revisions:
        return SentReview()
    is_open = analysis.state in WRITABLE_STATES
    return SentReview(
        verdict=queries.read_verdict(verdict),
        questions=unanswered(analysis.id, gettext) if is_open else (),
        others=unanswered_others(analysis.id, gettext) if is_open else None,
        feedback=next(iter(read_sent(analysis.id)), None),
    )


def words_on(analysis: AnalysisHead, found: Any) -> ExplainedWords:  # noqa: ANN401  what JSON holds
    """Return, of what `last_words` found, the coach's words on the steps of an analysis."""
    return ExplainedWords(FRAMEWORK_BY_VERSION[analysis.framework_version], read_words(found))


@blueprint.errorhandler(MoveRefused)
def show_refused_move(refused: MoveRefused) -> Response:
    """Answer an illegal move with the reason in words."""
    mover = refused.last.by if refused.last else None
    is_overtaken = mover not in (None, entry.visitor().id)
    return pages.page(refused.status, put_into_words(refused), is_overtaken=is_overtaken)


def wake_sender() -> None:
    """Let the worker send what was queued once this request's transaction stands."""
    entry.after_commit(lambda: nudge("workers.notifications.send_waiting"))
