"""A coach's comments, saved as one types and sent with the verdict."""

from flask import flash, jsonify, redirect
from flask.typing import ResponseReturnValue

from portal import clock, entry
from portal.coaching.comments import drafts
from portal.coaching.comments.drafts import CommentDraft, SavedComment, StaleDraft, version_of
from portal.coaching.pages.blueprint import blueprint
from portal.coaching.pages.forms import CommentForm
from portal.coaching.pages.review import step_page
from portal.coaching.workflow import WAITS_FOR_COACH
from portal.error_pages import pages
from portal.error_pages.pages import wants_json
from portal.gate import requires
from portal.http.paths import ANALYSIS_PATH
from portal.language.dates import TIME_FORMAT, say_moment
from portal.language.i18n import gettext

COMMENT_PATH = f"{ANALYSIS_PATH}/comments/<int:comment>"


@blueprint.post(f"{ANALYSIS_PATH}/comments")
@requires("analysis:review")
def save_comment(organisation: str, analysis: int) -> ResponseReturnValue:
    """Keep one unsent comment; a stale save gets both texts back and changes nothing."""
    form = CommentForm()
    is_fine = form.validate()
    draft = form.draft()
    if not is_fine:
        return _refuse(analysis, form)
    try:
        saved = drafts.save_draft(analysis, draft, by=entry.visitor().id)
    except StaleDraft as stale:
        return _show_both(organisation, analysis, draft, stale)
    if wants_json():
        return jsonify(version=saved.version, saved_at=say_moment(clock.now(), TIME_FORMAT))
    flash(_told_of(saved))
    return redirect(_address(organisation, analysis, draft), 303)


@blueprint.post(f"{COMMENT_PATH}/removal")
@requires("analysis:review")
def remove_comment(organisation: str, analysis: int, comment: int) -> ResponseReturnValue:
    """Set an unsent comment aside; the page offers to put it back."""
    step = drafts.remove_draft(analysis, comment, by=entry.visitor().id)
    return redirect(_place(organisation, analysis, step, comment), 303)


@blueprint.post(f"{COMMENT_PATH}/restoration")
@requires("analysis:review")
def restore_comment(organisation: str, analysis: int, comment: int) -> ResponseReturnValue:
    """Put an unsent comment back."""
    step = drafts.restore_draft(analysis, comment, by=entry.visitor().id)
    return redirect(_place(organisation, analysis, step, comment), 303)


def _refuse(analysis: int, form: CommentForm) -> ResponseReturnValue:
    if wants_json():
        return jsonify(errors=form.errors), 422
    return step_page(analysis, form.step.data, failed=form), 422


def _told_of(saved: SavedComment) -> str:
    if saved.version == 0:
        return str(gettext("The comment is empty and was removed."))
    if saved.state in WAITS_FOR_COACH:
        return str(gettext("Comment saved. It will be sent with your decision."))
    return str(
        gettext(
            "Comment saved. The analysis is no longer with you, so the comment will be sent "
            "with your next decision."
        )
    )


def _address(organisation: str, analysis: int, draft: CommentDraft) -> str:
    about = draft.anchor
    row = f"{about.row_kind}-{about.row_id}" if about.row_kind else ""
    page = f"/o/{organisation}/analyses/{analysis}/review/{about.step}"
    return f"{page}?row={row}#{row}" if row else f"{page}#step"


def _place(organisation: str, analysis: int, step: int, comment: int) -> str:
    page = f"/o/{organisation}/analyses/{analysis}/review/{step}"
    return f"{page}?comment={comment}#comment-{comment}"


def _show_both(
    organisation: str, analysis: int, draft: CommentDraft, stale: StaleDraft
) -> ResponseReturnValue:
    about = draft.anchor
    hidden = {
        "token": draft.token,
        "step": about.step,
        "row_kind": about.row_kind,
        "row_id": about.row_id or "",
        "field": about.field,
        **({"is_required": "y"} if draft.is_required else {}),
    }
    words = {"label": gettext("Your text"), "mine": draft.body, "theirs": stale.kept.body}
    return pages.both_texts(
        gettext("This comment changed in another window"),
        pairs=[{"name": "text", **words}],
        action=f"/o/{organisation}/analyses/{analysis}/comments",
        version=version_of(stale.kept),
        hidden=hidden,
        href=_address(organisation, analysis, draft),
    )
