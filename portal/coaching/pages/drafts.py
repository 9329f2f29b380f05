"""A coach's own view and the joint one: kept as it is formed, handed in, put together."""

from collections.abc import Callable

from flask import flash, get_template_attribute, jsonify, redirect
from flask.typing import ResponseReturnValue

from portal import clock, entry
from portal.coaching.move_messages import put_into_words
from portal.coaching.moves import MoveRefused
from portal.coaching.pages.blueprint import blueprint, wake_sender
from portal.coaching.pages.rated_steps import rated_steps
from portal.coaching.pages.review_forms import StepRatingForm, WordsForm
from portal.coaching.pages.round import NothingJoint, joint_page, review_page
from portal.coaching.review import drafts, verdicts
from portal.coaching.review.drafts import StaleWords
from portal.coaching.review.models import ReviewKind, StepLevel
from portal.coaching.review.unread_changes import submitted_to_reader
from portal.error_pages import pages
from portal.error_pages.pages import wants_json
from portal.errors import Incomplete, NotFound, Overtaken, Refused
from portal.gate import requires
from portal.http.paths import ANALYSIS_PATH
from portal.language.dates import TIME_FORMAT, say_moment
from portal.language.i18n import N_, gettext
from portal.merging import Merge, save_merged, write_marks

READ_AGAIN = N_(
    "This feedback was also changed in another window. Those changes are in the form now: read "
    "it again, then send it."
)
PAGE_OF_REVIEW: dict[ReviewKind, tuple[str, Callable[..., str]]] = {
    ReviewKind.OWN: ("review", review_page),
    ReviewKind.JOINT: ("review/joint", joint_page),
}


@blueprint.post(f"{ANALYSIS_PATH}/review/ratings")
@requires("analysis:review")
def rate(organisation: str, analysis: int) -> ResponseReturnValue:
    """Keep a coach's own word on a step."""
    return _rate(organisation, analysis, ReviewKind.OWN)


@blueprint.post(f"{ANALYSIS_PATH}/review/joint/ratings")
@requires("analysis:review")
def rate_together(organisation: str, analysis: int) -> ResponseReturnValue:
    """Keep the coaches' joint word on a step."""
    return _rate(organisation, analysis, ReviewKind.JOINT)


@blueprint.post(f"{ANALYSIS_PATH}/review/words")
@requires("analysis:review")
def write(organisation: str, analysis: int) -> ResponseReturnValue:
    """Keep a coach's words on the whole; what else changed is kept, a clash is asked for."""
    form, by = WordsForm(), entry.visitor().id
    if not form.validate():
        return _refuse(analysis, form)
    merge = _keep(analysis, form, by)
    if merge.clash:
        return _show_clash(organisation, analysis, form, merge)
    said = gettext("Saved, together with someone else's changes.") if merge.taken else ""
    if wants_json():
        return jsonify(
            version=form.words.version,
            saved_at=say_moment(clock.now(), TIME_FORMAT),
            was=write_marks(form.values().items()),
            fields={name: form[name].data for name in merge.taken},
            said=said,
        )
    flash(said or gettext("Your text is saved. It will be sent with your decision."))
    return redirect(_address(organisation, analysis, form.review_kind), 303)


@blueprint.post(f"{ANALYSIS_PATH}/review/hand-in")
@requires("analysis:review")
def hand_in(organisation: str, analysis: int) -> ResponseReturnValue:
    """Hand one's own view to the other coaches."""
    form, by = WordsForm(), entry.visitor().id
    if not form.validate():
        return review_page(analysis, form), 422
    try:
        verdicts.hand_in(analysis, by=by, said=form.said)
    except Incomplete as incomplete:
        return review_page(analysis, form, show_gaps(form, incomplete)), incomplete.status
    except StaleWords as stale:
        return show_both_words(organisation, analysis, form, stale)
    except MoveRefused as refused:
        return review_page(analysis, form, put_into_words(refused)), refused.status
    except Overtaken as overtaken:
        return review_page(analysis, form, gettext(overtaken.message)), overtaken.status
    wake_sender()
    flash(gettext("Handed in. The other coaches can read it once they hand in theirs."))
    return redirect(_address(organisation, analysis, ReviewKind.OWN), 303)


@blueprint.post(f"{ANALYSIS_PATH}/review/hand-in/withdrawal")
@requires("analysis:review")
def take_back(organisation: str, analysis: int) -> ResponseReturnValue:
    """Open one's own view again while nobody can have read it."""
    try:
        verdicts.take_back(analysis, by=entry.visitor().id)
    except Refused as refused:
        return review_page(analysis, None, gettext(refused.message)), refused.status
    flash(gettext("Taken back. You can continue writing."))
    return redirect(_address(organisation, analysis, ReviewKind.OWN), 303)


@blueprint.get(f"{ANALYSIS_PATH}/review/joint")
@requires("analysis:review")
def show_joint(organisation: str, analysis: int) -> ResponseReturnValue:
    """Show what each coach said and the joint feedback; without one, lead to the review."""
    try:
        return joint_page(analysis)
    except NothingJoint:
        return redirect(_address(organisation, analysis, ReviewKind.OWN), 303)


@blueprint.post(f"{ANALYSIS_PATH}/review/joint")
@requires("analysis:review")
def join(organisation: str, analysis: int) -> ResponseReturnValue:
    """Begin the joint feedback; the second press leads to the one that was begun."""
    try:
        verdicts.join(analysis, by=entry.visitor().id)
    except MoveRefused:
        raise
    except Refused as refused:
        return review_page(analysis, None, gettext(refused.message)), refused.status
    return redirect(_address(organisation, analysis, ReviewKind.JOINT), 303)


def show_gaps(form: WordsForm, incomplete: Incomplete) -> str:
    """Put what is missing at its fields; return what belongs to no field of the form."""
    gaps = incomplete.details.get("gaps")
    known = gaps if isinstance(gaps, dict) else {}
    rest = ""
    for name, message in known.items():
        if name in form:
            form[name].errors = [gettext(message)]
        else:
            rest = gettext(message)
    return rest


def show_both_words(
    organisation: str, analysis: int, form: WordsForm, stale: StaleWords
) -> ResponseReturnValue:
    """Show what both changed beside what is kept; with no clash, the page with all that is new."""
    saved = WordsForm.holding(stale.kept)
    split = form.take_over(saved)
    if not split.clash:
        return PAGE_OF_REVIEW[form.review_kind][1](
            analysis, form, gettext(READ_AGAIN)
        ), stale.status
    return _show_clash(organisation, analysis, form, Merge(clash=tuple(split.clash), saved=saved))


def _show_clash(
    organisation: str, analysis: int, form: WordsForm, merge: Merge
) -> ResponseReturnValue:
    pairs = [
        {
            "name": theirs.name,
            "label": theirs.label.text,
            "mine": form[theirs.name].data,
            "theirs": theirs.data,
        }
        for theirs in merge.theirs
    ]
    rest = {name: value for name, value in form.values().items() if name not in merge.clash}
    return pages.both_texts(
        gettext("This text changed in another window"),
        pairs=pairs,
        action=f"/o/{organisation}/analyses/{analysis}/review/words",
        version=form.version.data,
        hidden={"kind": form.review_kind.value, "was": form.was.data} | rest,
        href=_address(organisation, analysis, form.review_kind),
    )


def _keep(analysis: int, form: WordsForm, by: int) -> Merge:
    kept: list[WordsForm] = []

    def write_words() -> None:
        try:
            drafts.write(
                analysis, form.words, version=form.version.data or 0, kind=form.review_kind, by=by
            )
        except StaleWords as stale:
            kept.append(WordsForm.holding(stale.kept))
            raise

    return save_merged(form, write_words, lambda: kept[-1], StaleWords)


def _rate(organisation: str, analysis: int, kind: ReviewKind) -> ResponseReturnValue:
    form = StepRatingForm()
    if not form.validate():
        raise NotFound
    step, level = form.step.data or 0, StepLevel(form.level.data or "")
    drafts.rate(analysis, step, level, kind=kind, by=entry.visitor().id)
    is_from_step = kind is ReviewKind.OWN and form.back.data == "step"
    if wants_json():
        parts = _parts(organisation, analysis, step) if is_from_step else {}
        return jsonify(level=level, saved_at=say_moment(clock.now(), TIME_FORMAT), parts=parts)
    address = _address(organisation, analysis, kind) + (f"/{step}" if is_from_step else "")
    return redirect(f"{address}#rating-{step}", 303)


def _parts(organisation: str, analysis: int, step: int) -> dict[str, str]:
    rated = rated_steps(submitted_to_reader(analysis, entry.visitor().id))
    pages = _address(organisation, analysis, ReviewKind.OWN)
    marks = get_template_attribute("components/steps.html", "step_marks")
    return {"steps": marks(rated.steps, pages, step), "progress": rated.left}


def _refuse(analysis: int, form: WordsForm) -> ResponseReturnValue:
    if form.kind.errors:
        raise NotFound
    if wants_json():
        return jsonify(errors=form.errors), 422
    return PAGE_OF_REVIEW[form.review_kind][1](analysis, form), 422


def _address(organisation: str, analysis: int, kind: ReviewKind) -> str:
    return f"/o/{organisation}/analyses/{analysis}/{PAGE_OF_REVIEW[kind][0]}"
