"""What a coach's pages of a round are made of: the round itself, the joint feedback."""

from typing import Any

from flask import render_template

from portal import entry
from portal.coaching import queries
from portal.coaching.blueprint import comments_on
from portal.coaching.cards import count_rows, name_places, steps_of
from portal.coaching.guidance import LAST_QUESTION, kinds_beside
from portal.coaching.queries import AnyRow
from portal.coaching.review_forms import WordsForm
from portal.coaching.review_models import Level, ReviewKind
from portal.coaching.rounds import Round, View, read_round
from portal.coaching.rubric import Rubric, current_rubric, rubric_of
from portal.coaching.threads import Thread
from portal.coaching.workflow import COACH_TITLES, WAITS_FOR_COACH
from portal.errors import NotFound
from portal.organisations.queries import WRITERS, members
from portal.wording import gettext


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
    sent = queries.submitted(analysis)
    if step not in sent.snapshot["declared_steps"]:
        raise NotFound
    return kinds_beside(sent.snapshot, step)[0]


def levels_of(kinds: list[str], rubric: Rubric) -> list[dict[str, str]]:
    """Return what can be chosen for a step about `kinds`: value, title and meaning of levels."""
    meanings = [rubric.meaning(kinds[0], level) if kinds else "" for level in Level]
    return [
        {
            "value": level.value,
            "title": gettext(rubric.title(level)),
            "meaning": gettext(meaning) if meaning else "",
        }
        for level, meaning in zip(Level, meanings, strict=True)
    ]


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
        "titles": name_places(sent.snapshot),
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
            "rows": count_rows(sent.snapshot, step.number),
            "level": view.ratings.get(step.number, "") if view else "",
            "levels": levels_of(kinds_beside(sent.snapshot, step.number), rubric),
        }
        for step in steps_of(sent.snapshot)
    ]
