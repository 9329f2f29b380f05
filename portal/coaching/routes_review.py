"""The coach's pages: read a revision step by step, then give a verdict."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from uuid import uuid4

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal import entry
from portal.coaching import verdicts
from portal.coaching.aids import read_aids, read_question
from portal.coaching.blueprint import ANALYSIS, blueprint, comments_on, wake_sender
from portal.coaching.cards import cards_of, places_of, steps_of
from portal.coaching.commenting import digest_of
from portal.coaching.forms import CommentForm
from portal.coaching.guidance import find_question, guide_of, items_of, kinds_beside, questions_of
from portal.coaching.moves import MoveRefused, move
from portal.coaching.proofs import proofs_of
from portal.coaching.refusals import put_into_words
from portal.coaching.review_forms import QuestionForm, WordsForm
from portal.coaching.review_models import ReviewKind
from portal.coaching.review_page import joint_page, levels_of, review_page
from portal.coaching.reviews import StaleWords
from portal.coaching.routes_views import show_both_words, show_gaps
from portal.coaching.rubric import current_rubric, rubric_of
from portal.coaching.sheets import ROWS, find_sheet
from portal.coaching.since import since_last, submitted_with_last_read
from portal.coaching.threads import Thread
from portal.coaching.workflow import TRANSITION, WAITS_FOR_COACH, Action
from portal.errors import Incomplete, NotFound, Refused
from portal.gate import requires
from portal.sent import whole
from portal.wording import gettext


@blueprint.get(f"{ANALYSIS}/review")
@requires("analysis:review")
def show_review(organisation: str, analysis: int) -> str:
    """Show what was sent, the comments so far and the form of the verdict."""
    return review_page(analysis)


@blueprint.get(f"{ANALYSIS}/review/<int:step>")
@requires("analysis:review")
def read_step(organisation: str, analysis: int, step: int) -> str:
    """Show one step of the revision, each row with its comments; `question` is put into one."""
    return step_page(
        analysis,
        step,
        prefill=_question(request.args.get("question", "")),
        removed_question=request.args.get("removed", type=whole),
        aids_open="aids" in request.args,
    )


@blueprint.post(f"{ANALYSIS}/review")
@requires(TRANSITION[Action.START_REVIEW].permission)
def start(organisation: str, analysis: int) -> ResponseReturnValue:
    """Start the review, so that the analysis is not taken back meanwhile."""
    move(analysis, Action.START_REVIEW, by=entry.visitor().id)
    return redirect(f"/o/{organisation}/analyses/{analysis}/review", 303)


@blueprint.post(f"{ANALYSIS}/change-request")
@requires(TRANSITION[Action.REQUEST_CHANGES].permission)
def request_changes(organisation: str, analysis: int) -> ResponseReturnValue:
    """Send all comments and ask for changes."""
    done = gettext("Sent. The organisation knows what to change.")
    return _give_verdict(organisation, analysis, Action.REQUEST_CHANGES, done)


@blueprint.post(f"{ANALYSIS}/acceptance")
@requires(TRANSITION[Action.ACCEPT].permission)
def accept(organisation: str, analysis: int) -> ResponseReturnValue:
    """Send all comments and accept the analysis."""
    return _give_verdict(organisation, analysis, Action.ACCEPT, gettext("Accepted. Thank you."))


def step_page(analysis: int, step: int, **more: Any) -> str:  # noqa: ANN401  for the template
    """Return one step of the latest revision with its comments, a page of it where it is long."""
    me = entry.visitor().id
    sent = submitted_with_last_read(analysis, me)
    declared = {known.number: known for known in steps_of(sent.snapshot)}
    if step not in declared:
        raise NotFound
    numbers, kinds = list(declared), kinds_beside(sent.snapshot, step)
    place = numbers.index(step)
    aids = read_aids(analysis, sent.number, kinds, by=me)
    rubric = rubric_of(aids.rubric) if aids.rubric else current_rubric()
    comments, places = comments_on(analysis, step), places_of(sent.snapshot, step)
    sheet = find_sheet(_asked(more.get("failed")), places, comments)
    return render_template(
        "coaching/review_step.html",
        sent=sent,
        step=declared[step],
        guide=guide_of(sent.snapshot, step),
        checks=items_of(sent.snapshot, step),
        asks=questions_of(sent.snapshot, step),
        aids=aids,
        levels=levels_of(kinds, rubric),
        keep=more.pop("keep", None) or QuestionForm(formdata=None),
        cards=cards_of(sent.snapshot, step, sheet.part),
        sheet=sheet,
        sheet_rows=ROWS,
        has_tests=any(kind == "test" for kind, _ in places),
        proofs=proofs_of(analysis, sent.snapshot),
        comments=comments,
        me=me,
        since=since_last(sent, step),
        before=numbers[place - 1] if place else None,
        after=numbers[place + 1] if place + 1 < len(numbers) else None,
        is_with_coach=sent.state in WAITS_FOR_COACH,
        new_token=lambda: str(uuid4()),
        version_of=version_of,
        **more,
    )


def _asked(failed: CommentForm | None) -> Mapping[str, Any]:
    if failed is None:
        return request.args
    return {"row": f"{failed.row_kind.data}-{failed.row_id.data or ''}"}


def _question(name: str) -> str:
    kind, _, number = name.partition("-")
    if kind == "own" and number.isdecimal():
        return read_question(int(number), by=entry.visitor().id)
    return gettext(asked) if (asked := find_question(name)) else ""


def version_of(draft: Thread) -> int:
    """Return the version that a form for this draft carries."""
    return digest_of(draft.text, draft.field_name, draft.required)


def _give_verdict(
    organisation: str, analysis: int, action: Action, done: str
) -> ResponseReturnValue:
    form, by = WordsForm(), entry.visitor().id
    page = joint_page if form.kind.data == ReviewKind.JOINT else review_page
    if not form.validate():
        return page(analysis, form), 422
    try:
        if not verdicts.is_given_already(analysis, action, form.number.data or 0, by=by):
            _send(analysis, action, form)
            flash(done)
    except Incomplete as incomplete:
        return page(analysis, form, show_gaps(form, incomplete)), incomplete.status
    except StaleWords as stale:
        return show_both_words(organisation, analysis, form, stale)
    except Refused as refused:
        return _keep_words(analysis, form, refused)
    wake_sender()
    return redirect("/coach/", 303)


def _send(analysis: int, action: Action, form: WordsForm) -> None:
    by = entry.visitor().id
    verdicts.give_verdict(analysis, action, by=by, said=form.said, seen=form.seen.data)


def _keep_words(analysis: int, form: WordsForm, refused: Refused) -> ResponseReturnValue:
    problem = (
        put_into_words(refused) if isinstance(refused, MoveRefused) else gettext(refused.message)
    )
    for page in (joint_page, review_page) if form.kind.data == ReviewKind.JOINT else (review_page,):
        with suppress(NotFound):
            return page(analysis, form, problem), refused.status
    raise refused  # nothing was ever sent, so there is no page to show
