"""The coach's pages: read a revision step by step, then give a verdict."""

from typing import Any
from uuid import uuid4

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal import entry
from portal.coaching import queries, services
from portal.coaching.blueprint import ANALYSIS, blueprint, comments_on, wake_sender
from portal.coaching.cards import cards_of, count_rows, name_places, steps_of
from portal.coaching.commenting import digest_of
from portal.coaching.forms import NoteForm
from portal.coaching.guidance import LAST_QUESTION, guides_of
from portal.coaching.moves import MoveRefused, move
from portal.coaching.proofs import proofs_of
from portal.coaching.queries import AnyRow
from portal.coaching.refusals import put_into_words
from portal.coaching.threads import Thread, note_token
from portal.coaching.workflow import COACH_TITLES, TRANSITION, WAITS_FOR_COACH, Action
from portal.errors import Incomplete, NotFound
from portal.gate import requires
from portal.organisations.queries import WRITERS, members


@blueprint.get(f"{ANALYSIS}/review")
@requires("analysis:review")
def show_review(organisation: str, analysis: int) -> str:
    """Show what was sent, the comments so far and the form of the verdict."""
    return _review_page(analysis)


@blueprint.get(f"{ANALYSIS}/review/<int:step>")
@requires("analysis:review")
def read_step(organisation: str, analysis: int, step: int) -> str:
    """Show one step of the revision, each row with its comments."""
    return step_page(analysis, step)


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
    """Return one step of the latest revision with its comments."""
    sent = queries.submitted(analysis)
    declared = {known.number: known for known in steps_of(sent.snapshot)}
    if step not in declared:
        raise NotFound
    numbers = list(declared)
    place = numbers.index(step)
    return render_template(
        "coaching/review_step.html",
        sent=sent,
        step=declared[step],
        guides=guides_of(sent.snapshot, step),
        cards=cards_of(sent.snapshot, step),
        proofs=proofs_of(analysis, sent.snapshot),
        comments=comments_on(analysis, step),
        me=entry.visitor().id,
        before=numbers[place - 1] if place else None,
        after=numbers[place + 1] if place + 1 < len(numbers) else None,
        is_with_coach=sent.state in WAITS_FOR_COACH,
        new_token=lambda: str(uuid4()),
        version_of=version_of,
        **more,
    )


def _review_page(analysis: int, form: NoteForm | None = None, problem: str = "") -> str:
    sent = queries.submitted(analysis)
    comments, me = comments_on(analysis), entry.visitor().id
    drafts = [thread for thread in comments.threads if thread.is_draft_of(me)]
    note = comments.notes[0] if comments.notes else None
    return render_template(
        "coaching/review.html",
        sent=sent,
        form=form or NoteForm(data={"text": note.text if note else ""}),
        problem=problem,
        note={"token": note_token(analysis, me), "version": version_of(note) if note else 0},
        steps=_steps(sent, [draft.step for draft in drafts]),
        drafts=drafts,
        titles=name_places(sent.snapshot),
        listeners=members(sent.organisation_id, WRITERS),
        is_with_coach=sent.state in WAITS_FOR_COACH,
        state_title=COACH_TITLES[sent.state],
        last_question=LAST_QUESTION,
    )


def version_of(draft: Thread) -> int:
    """Return the version that a form for this draft carries."""
    return digest_of(draft.text, draft.field_name, draft.required)


def _steps(sent: AnyRow, drafted: list[int]) -> list[dict[str, Any]]:
    return [
        {
            "number": step.number,
            "title": step.title,
            "rows": count_rows(sent.snapshot, step.number),
            "drafts": drafted.count(step.number),
        }
        for step in steps_of(sent.snapshot)
    ]


def _give_verdict(
    organisation: str, analysis: int, action: Action, done: str
) -> ResponseReturnValue:
    form = NoteForm()
    if not form.validate():
        return _review_page(analysis, form), 422
    try:
        services.give_verdict(analysis, action, by=entry.visitor().id, note=form.text.data or "")
    except Incomplete as incomplete:
        form.text.errors = [gettext(incomplete.message)]
        return _review_page(analysis, form), incomplete.status
    except MoveRefused as refused:
        return _keep_words(analysis, form, refused)
    wake_sender()
    flash(done)
    return redirect("/coach/", 303)


def _keep_words(analysis: int, form: NoteForm, refused: MoveRefused) -> ResponseReturnValue:
    try:
        return _review_page(analysis, form, put_into_words(refused)), refused.status
    except NotFound:
        raise refused from None  # nothing was ever sent, so there is no page to show
