"""The coach's pages: read a revision step by step, then give a verdict."""

from contextlib import suppress
from typing import Any
from uuid import uuid4

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal import entry
from portal.analyses.matrix.grid import glance_at
from portal.coaching.comments.drafts import digest_of
from portal.coaching.comments.threads import Thread
from portal.coaching.move_messages import put_into_words
from portal.coaching.moves import MoveRefused, move
from portal.coaching.pages.blueprint import blueprint, comments_on, wake_sender
from portal.coaching.pages.drafts import show_both_words, show_gaps
from portal.coaching.pages.forms import CommentForm
from portal.coaching.pages.rated_steps import rated_steps
from portal.coaching.pages.review_forms import QuestionForm, WordsForm
from portal.coaching.pages.round import joint_page, levels_of, review_page
from portal.coaching.review import verdicts
from portal.coaching.review.checklist import checklist_of, read_question
from portal.coaching.review.drafts import StaleWords
from portal.coaching.review.guidance import find_question
from portal.coaching.review.models import ReviewKind
from portal.coaching.review.revision_files import RevisionFiles
from portal.coaching.review.revision_steps import step_in
from portal.coaching.review.row_pages import ROWS_PER_SHEET, find_sheet
from portal.coaching.review.rubric import current_rubric, rubric_of
from portal.coaching.review.unread_changes import since_last, submitted_to_reader
from portal.coaching.revisions.rows import cards_of, fields_of
from portal.coaching.workflow import TRANSITION_BY_ACTION, WAITS_FOR_COACH, ReviewAction
from portal.errors import Incomplete, NotFound, Refused
from portal.gate import requires
from portal.http.paths import ANALYSIS_PATH
from portal.http.request_values import whole
from portal.language.i18n import gettext


@blueprint.get(f"{ANALYSIS_PATH}/review")
@requires("analysis:review")
def show_review(organisation: str, analysis: int) -> str:
    """Show what was sent, the comments so far and the form of the verdict."""
    return review_page(analysis)


@blueprint.get(f"{ANALYSIS_PATH}/review/<int:step>")
@requires("analysis:review")
def read_step(organisation: str, analysis: int, step: int) -> str:
    """Show one step of the revision, each row with its comments.

    `comment_on` opens the form of one more, on a row such as divider-5 or on the step; `question`
    is put into one on the step.
    """
    return step_page(analysis, step)


@blueprint.post(f"{ANALYSIS_PATH}/review")
@requires(TRANSITION_BY_ACTION[ReviewAction.START_REVIEW].permission)
def start(organisation: str, analysis: int) -> ResponseReturnValue:
    """Start the review, so that the analysis is not taken back meanwhile."""
    move(analysis, ReviewAction.START_REVIEW, by=entry.visitor().id)
    return redirect(f"/o/{organisation}/analyses/{analysis}/review", 303)


@blueprint.post(f"{ANALYSIS_PATH}/change-request")
@requires(TRANSITION_BY_ACTION[ReviewAction.REQUEST_CHANGES].permission)
def request_changes(organisation: str, analysis: int) -> ResponseReturnValue:
    """Send all comments and ask for changes."""
    done = gettext("Sent. The organisation knows what to change.")
    return _give_verdict(organisation, analysis, ReviewAction.REQUEST_CHANGES, done)


@blueprint.post(f"{ANALYSIS_PATH}/acceptance")
@requires(TRANSITION_BY_ACTION[ReviewAction.ACCEPT].permission)
def accept(organisation: str, analysis: int) -> ResponseReturnValue:
    """Send all comments and accept the analysis."""
    return _give_verdict(
        organisation, analysis, ReviewAction.ACCEPT, gettext("Accepted. Thank you.")
    )


def step_page(
    analysis: int, step: int, *, failed: CommentForm | None = None, keep: QuestionForm | None = None
) -> str:
    """Return one step of the latest revision with its comments, a page of it where it is long."""
    me = entry.visitor().id
    found = submitted_to_reader(analysis, me)
    sent = found.sent
    read = step_in(sent.snapshot, step)
    checklist = checklist_of(found.checklist, read.kinds)
    rubric = rubric_of(checklist.rubric) if checklist.rubric else current_rubric()
    comments, opened = comments_on(analysis, step), _opened(failed)
    sheet = find_sheet(request.args.to_dict() | opened, read.places, comments)
    cards = cards_of(sent.snapshot, step, slice(sheet.first, sheet.last))
    kinds = dict.fromkeys(card.kind for card in cards)
    return render_template(
        "coaching/review_step.html",
        **opened,
        failed=failed,
        keep=keep,
        sent=sent,
        step=read,
        checklist=checklist,
        before=found.words.title(step),
        levels=levels_of(read.lead, rubric),
        **rated_steps(found)._asdict(),
        cards=cards,
        sheet=sheet,
        sheet_rows=ROWS_PER_SHEET,
        matrix=glance_at(sent.snapshot["rows"]) if "test" in read.row_kinds else None,
        proofs=RevisionFiles(read.files, found.files),
        comments=comments,
        forms=(("", ()), *((kind, fields_of(kind)) for kind in kinds)),
        me=me,
        since=since_last(found, step),
        is_with_coach=sent.state in WAITS_FOR_COACH,
        new_token=lambda: str(uuid4()),
        version_of=version_of,
    )


def _opened(failed: CommentForm | None) -> dict[str, Any]:
    asked = request.args
    prefill = _question(asked.get("question", ""))
    return {
        "open_at": failed.anchor if failed else "step" if prefill else asked.get("comment_on", ""),
        "prefill": prefill,
        "removed_question": asked.get("removed", type=whole),
        "is_checklist_open": "aids" in asked,
    }


def _question(name: str) -> str:
    kind, _, number = name.partition("-")
    if kind == "own" and number.isdecimal():
        return read_question(int(number), by=entry.visitor().id)
    return gettext(asked) if (asked := find_question(name)) else ""


def version_of(draft: Thread) -> int:
    """Return the version that a form for this draft carries."""
    return digest_of(draft.text, draft.field_name, draft.required)


def _give_verdict(
    organisation: str, analysis: int, action: ReviewAction, done: str
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


def _send(analysis: int, action: ReviewAction, form: WordsForm) -> None:
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
