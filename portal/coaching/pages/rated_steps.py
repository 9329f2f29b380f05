"""The steps of a revision as a coach goes through them: which of them have a rating."""

from typing import NamedTuple

from flask_babel import ngettext

from portal.analyses.steps.step_links import StepLink
from portal.coaching.review.checklist import checklist_of
from portal.coaching.review.rubric import current_rubric, rubric_of
from portal.coaching.review.unread_changes import SubmissionToReader
from portal.coaching.revisions.rows import steps_of
from portal.language.i18n import gettext


class RatedSteps(NamedTuple):
    """The steps as links, and how many of them have a rating, in words."""

    steps: list[StepLink]
    left: str


def rated_steps(found: SubmissionToReader) -> RatedSteps:
    """Return the steps of what was sent with the ratings of the coach who reads."""
    checklist = checklist_of(found.checklist, ())
    rubric = rubric_of(checklist.rubric) if checklist.rubric else current_rubric()
    steps = [
        _link(
            step.number,
            gettext(step.title),
            rubric.title(level) if (level := checklist.ratings.get(step.number)) else "",
            found.words.title(step.number),
        )
        for step in steps_of(found.sent.snapshot)
    ]
    done = sum(step.kind == "met" for step in steps)
    left = ngettext(
        "%(done)d of %(num)d step rated", "%(done)d of %(num)d steps rated", len(steps), done=done
    )
    return RatedSteps(steps, left)


def _link(number: int, title: str, rated: str, before: str) -> StepLink:
    if rated:
        return StepLink(number, title, "met", gettext(rated))
    if before:
        return StepLink(number, title, "open", gettext("Last time: %(word)s", word=gettext(before)))
    return StepLink(number, title, "open", gettext("No rating yet"))
