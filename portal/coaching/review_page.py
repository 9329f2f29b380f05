"""What a coach's pages of a round are made of: the round itself, the joint feedback."""

from functools import cache
from typing import Any, NamedTuple

from flask import render_template

from portal import entry
from portal.coaching import queries
from portal.coaching.blueprint import comments_on
from portal.coaching.guidance import LAST_QUESTION
from portal.coaching.queries import AnyRow
from portal.coaching.readings import read_all, read_step, read_titles
from portal.coaching.review_forms import WordsForm
from portal.coaching.review_models import Level, ReviewKind
from portal.coaching.rounds import Round, View, read_round
from portal.coaching.rubric import Rubric, current_rubric, rubric_of
from portal.coaching.threads import Thread
from portal.coaching.workflow import COACH_TITLES, WAITS_FOR_COACH
from portal.errors import NotFound
from portal.organisations.queries import WRITERS, members
from portal.wording import gettext, language


class LevelWords(NamedTuple):
    """A level that a coach can choose, and what it means for the rows of a step."""

    value: str
    title: str
    meaning: str


def review_page(analysis: int, form: WordsForm | None = None, problem: str = "") -> str:
    """Return the coach's page of a round: own view, what will be sent, how the others stand."""
    sent, round_ = round_of(analysis)
    return render_template(
        "coaching/review.html",
        form=form or WordsForm.filled(round_.mine),
        steps=_steps(sent, round_.mine),
        state_title=COACH_TITLES[sent.state],
        **_shared(sent, round_, problem, ReviewKind.OWN),
    )


def joint_page(analysis: int, form: WordsForm | None = None, problem: str = "") -> str:
    """Return the page of the joint feedback, with what each coach said beside it."""
    sent, round_ = round_of(analysis)
    if round_.joint is None or not round_.is_handed_in:
        raise NotFound
    return render_template(
        "coaching/joint.html",
        form=form or WordsForm.filled(round_.joint),
        steps=_steps(sent, round_.joint),
        **_shared(sent, round_, problem, ReviewKind.JOINT),
    )


def round_of(analysis: int) -> tuple[AnyRow, Round]:
    """Return what was sent last and how the coaches stand with it."""
    sent = queries.submitted(analysis)
    me = entry.visitor().id
    return sent, read_round(sent.id, sent.project_id, me=me, due_on=sent.due_on)


def lead_of(analysis: int, step: int) -> str:
    """Return the kind of row that leads a step of the latest revision, or raise NotFound."""
    return read_step(queries.submitted(analysis).snapshot, step).kinds[0]


def levels_of(lead: str, rubric: Rubric) -> tuple[LevelWords, ...]:
    """Return what can be chosen for a step that a kind of row leads; empty where none does."""
    return _levels(language(), lead, rubric.version)


@cache
def _levels(_language: str, lead: str, version: int) -> tuple[LevelWords, ...]:
    rubric = rubric_of(version)
    told = [(level, rubric.meaning(lead, level)) for level in Level]
    return tuple(
        LevelWords(level.value, gettext(rubric.title(level)), gettext(meaning) if meaning else "")
        for level, meaning in told
    )


def _shared(sent: AnyRow, round_: Round, problem: str, kind: ReviewKind) -> dict[str, Any]:
    comments, me = comments_on(sent.id), entry.visitor().id
    authors = {me, *(view.author_id for view in round_.views)}
    drafts = [
        thread
        for thread in comments.threads
        if thread.author_id in authors and thread.state == "draft"
    ]
    return {
        "sent": sent,
        "round": round_,
        "kind": kind,
        "problem": problem,
        "drafts": drafts,
        "drafted": _count(drafts),
        "titles": read_titles(sent.snapshot) if drafts else {},
        "listeners": members(sent.organisation_id, WRITERS),
        "is_with_coach": sent.state in WAITS_FOR_COACH,
        "last_question": LAST_QUESTION,
        "me": me,
    }


def _count(drafts: list[Thread]) -> dict[int, int]:
    steps = [draft.step for draft in drafts]
    return {step: steps.count(step) for step in steps}


def _steps(sent: AnyRow, view: View | None) -> list[dict[str, Any]]:
    rubric = rubric_of(view.rubric) if view else current_rubric()
    return [
        {
            "number": step.number,
            "title": step.title,
            "rows": step.rows,
            "level": view.ratings.get(step.number, "") if view else "",
            "levels": levels_of(step.lead, rubric),
        }
        for step in read_all(sent.snapshot)
    ]
