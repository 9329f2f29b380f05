"""The steps of an analysis as links with their states: on the analysis, and on every step of it."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from flask_babel import ngettext

from portal.analyses.slots import OpenQuestion
from portal.analyses.steps.page import StepPage
from portal.analyses.steps.progress import Progress, StepState, say_questions, say_status
from portal.language.i18n import gettext

TAG_KINDS = {"ready": "met", "missing": "draft", "empty": "open"}


class StepLink(NamedTuple):
    """A step in a row or list of them: its state in words, and of which kind of tag that is."""

    number: int
    title: str
    kind: str
    words: str


def step_links(progress: Progress, asked: Mapping[int, int]) -> list[StepLink]:
    """Return the declared steps; `asked` has how many comments must be answered, by step."""
    return [_link(state, asked.get(state.step.number, 0)) for state in progress.states]


def links_of(page: StepPage) -> list[StepLink]:
    """Return the steps around a page of one; comments are counted where one may write."""
    return step_links(page.progress, page.found.asked if page.is_writable else {})


def count_by_step(questions: Iterable[OpenQuestion]) -> dict[int, int]:
    """Return how many of the questions there are, by step."""
    steps = [question.step for question in questions]
    return {step: steps.count(step) for step in steps}


def say_left(page: StepPage) -> str:
    """Return what is done and what is left on the step of a page, and in all."""
    state, words = page.progress.state_of(page.step.number), page.progress.words
    if state is None or not state.asked:
        return words
    return gettext(
        "Step %(number)s: %(here)s. In all: %(all)s.",
        number=page.step.number,
        here=say_questions(state.answered, state.asked),
        all=words,
    )


def _link(state: StepState, asked: int) -> StepLink:
    number, title = state.step.number, gettext(state.step.title)
    if asked:
        words = ngettext("%(num)d comment to answer", "%(num)d comments to answer", asked)
        return StepLink(number, title, "changes_requested", words)
    return StepLink(number, title, TAG_KINDS[state.status], say_status(state))
