"""A comment that was sent: both sides answer, the coach settles, either side opens it again."""

from urllib.parse import urlencode
from uuid import uuid4

from flask import flash, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal import entry
from portal.coaching.comments import replies
from portal.coaching.comments.drafts import CommentAnchor
from portal.coaching.comments.models import THREAD_PERMISSIONS, ThreadAction
from portal.coaching.comments.replies import ReplyWords
from portal.coaching.pages.blueprint import blueprint, comments_on
from portal.coaching.pages.comments import COMMENT_PATH
from portal.coaching.pages.forms import AnswerForm
from portal.error_pages.pages import wants_json
from portal.errors import NotFound
from portal.gate import requires
from portal.language.i18n import gettext
from portal.tenancy import Side

BACK_TO_REVIEW = "review"


@blueprint.get(f"{COMMENT_PATH}/answers")
@requires("comment:answer")
def show_answer(organisation: str, analysis: int, comment: int) -> str:
    """Show a comment with the form of an answer, for those whose page has none in place."""
    return _ask_for_words(analysis, comment, AnswerForm(), "answers")


@blueprint.post(f"{COMMENT_PATH}/answers")
@requires("comment:answer")
def answer(organisation: str, analysis: int, comment: int) -> ResponseReturnValue:
    """Answer a comment; the other side reads it at once."""
    form = AnswerForm()
    if not form.validate():
        return _ask_for_words(analysis, comment, form, "answers"), 422
    about = replies.answer(analysis, comment, _words(form))
    if _is_coach():
        flash(gettext("Answer sent. The organisation can read it."))
        return _lead_to(_address(organisation, analysis, comment, about))
    return _lead_to(_answered(organisation, analysis, comment, about))


@blueprint.post(f"{COMMENT_PATH}/resolution")
@requires(THREAD_PERMISSIONS[ThreadAction.SETTLE])
def settle(organisation: str, analysis: int, comment: int) -> ResponseReturnValue:
    """Mark a thread as settled."""
    about = replies.settle(analysis, comment, by=entry.visitor().id)
    flash(gettext("Marked as resolved."))
    return redirect(_address(organisation, analysis, comment, about), 303)


@blueprint.get(f"{COMMENT_PATH}/reopening")
@requires(THREAD_PERMISSIONS[ThreadAction.REOPEN])
def show_reopening(organisation: str, analysis: int, comment: int) -> str:
    """Show a settled comment with the form of the reason to open it again."""
    return _ask_for_words(analysis, comment, AnswerForm(), "reopening")


@blueprint.post(f"{COMMENT_PATH}/reopening")
@requires(THREAD_PERMISSIONS[ThreadAction.REOPEN])
def reopen_comment(organisation: str, analysis: int, comment: int) -> ResponseReturnValue:
    """Open a settled thread again, with the reason in words."""
    form = AnswerForm()
    if not form.validate():
        return _ask_for_words(analysis, comment, form, "reopening"), 422
    about = replies.reopen(analysis, comment, _words(form))
    flash(gettext("Comment reopened."))
    return _lead_to(_address(organisation, analysis, comment, about))


@blueprint.post(f"{COMMENT_PATH}/still-open")
@requires(THREAD_PERMISSIONS[ThreadAction.SETTLE])
def ask_again(organisation: str, analysis: int, comment: int) -> ResponseReturnValue:
    """Say that a comment is still open: the organisation answers once more."""
    form = AnswerForm()
    words = ReplyWords("", form.own_token(), entry.visitor().id, by_coach=True)
    about = replies.ask_again(analysis, comment, words)
    flash(gettext("Still open. It must be answered before the analysis is sent again."))
    return redirect(_address(organisation, analysis, comment, about), 303)


def _lead_to(page: str) -> ResponseReturnValue:
    """Lead to a page, or tell a script that sent the words where they stand now."""
    return jsonify(page=page) if wants_json() else redirect(page, 303)


def _is_coach() -> bool:
    return entry.visitor().side == Side.COACH


def _words(form: AnswerForm) -> ReplyWords:
    return ReplyWords(
        form.text.data or "", form.own_token(), entry.visitor().id, by_coach=_is_coach()
    )


def _address(organisation: str, analysis: int, comment: int, about: CommentAnchor) -> str:
    page = f"steps/{about.step}/{about.row_kind}".rstrip("/")
    if _is_coach() and request.values.get("back") == BACK_TO_REVIEW:
        return f"/o/{organisation}/analyses/{analysis}/review#talk-{comment}"
    place = f"review/{about.step}?comment={comment}" if _is_coach() else page
    return f"/o/{organisation}/analyses/{analysis}/{place}#comment-{comment}"


def _answered(organisation: str, analysis: int, comment: int, about: CommentAnchor) -> str:
    """Return where the answer stands: the page says there that it is kept, and what comes next."""
    page = f"steps/{about.step}/{about.row_kind}".rstrip("/")
    asked: dict[str, int] = {"answered": comment}
    if about.row_id:
        asked["row"] = about.row_id
    place = f"/o/{organisation}/analyses/{analysis}/{page}"
    return f"{place}?{urlencode(asked)}#comment-{comment}"


def _ask_for_words(analysis: int, comment: int, form: AnswerForm, act: str) -> str:
    asked = next((one for one in comments_on(analysis).threads if one.id == comment), None)
    if asked is None or not asked.is_sent:
        raise NotFound
    form.token.data = form.token.data or str(uuid4())
    about = CommentAnchor(asked.step, *asked.place)
    return render_template(
        "coaching/answer.html",
        asked=asked,
        form=form,
        is_reopening=act == "reopening",
        action=f"/o/{entry.organisation().slug}/analyses/{analysis}/comments/{comment}/{act}",
        back=_address(entry.organisation().slug, analysis, comment, about),
        back_to=request.values.get("back", ""),
    )
