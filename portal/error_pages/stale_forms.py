"""Forms from pages that outlived their session: the words go on to whoever wrote them."""

from http import HTTPStatus

from flask import (
    Flask,
    Response,
    flash,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import RequestEntityTooLarge

from portal import gate
from portal.accounts.security import lead_on
from portal.drafts.pages import draw_filled
from portal.drafts.request_hooks import keep_for
from portal.drafts.restoring import MAIN_ELEMENT, address_of, leave_for
from portal.drafts.submitted_form import SubmittedForm, read_written
from portal.error_pages.pages import page, wants_json
from portal.errors import SecondStepOwed, SignedOut
from portal.extensions import db
from portal.http import csrf
from portal.language.i18n import N_, gettext

TOO_OLD = N_("This page was open too long, or for another account. Nothing was changed.")


def init_app(app: Flask) -> None:
    """Register the answers of `app` to forms of ended sessions."""
    app.register_error_handler(CSRFError, show_stale_form)
    app.register_error_handler(SignedOut, show_stale_form)
    app.register_error_handler(SecondStepOwed, lead_to_second_step)


def show_stale_form(_error: Exception) -> ResponseReturnValue:
    """Answer a form whose session has ended: its words wait for the one who was shown it."""
    reader, here = _reader(), csrf.current_reader()
    if wants_json():
        told = N_("You are signed out.") if here == csrf.STRANGER_ID else TOO_OLD
        return page(HTTPStatus.UNAUTHORIZED, gettext(told))
    if reader == csrf.STRANGER_ID or _is_sent_by_others():
        return lead_on() or _answer_stranger(here)
    written = read_written()
    db.session.rollback()
    kept = keep_for(reader, written)
    if here == reader:
        return _fill_again(written, kept)
    if here != csrf.STRANGER_ID:
        return _tell_other_account(kept)
    return _ask_to_sign_in(written, kept)


def lead_to_second_step(_error: Exception) -> ResponseReturnValue:
    """Answer a form whose sender must set up a second step first: its words wait meanwhile."""
    if wants_json():
        told = gettext("Set up a second step at sign-in first.")
        return jsonify(message=told, owes_second_step=True), HTTPStatus.UNAUTHORIZED
    written = read_written()
    db.session.rollback()
    kept = keep_for(current_user.id, written)
    if kept is not None:
        leave_for(written.page, kept)
        flash(
            gettext(
                "What you wrote is kept, but not saved yet. Set up a second step first, then "
                "continue from this page."
            )
        )
    return redirect(gate.SECOND_STEP)


def _reader() -> int:
    try:
        return csrf.reader_of(request.form.get(csrf.CSRF_FIELD, "")) or csrf.STRANGER_ID
    except RequestEntityTooLarge:
        return csrf.STRANGER_ID


def _is_sent_by_others() -> bool:
    return request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site")


def _answer_stranger(here: int) -> ResponseReturnValue:
    if here == csrf.STRANGER_ID and gate.label_of(request.endpoint or "") != gate.PUBLIC_LABEL:
        return gate.unauthorised()
    told = gettext(TOO_OLD)
    if here != csrf.STRANGER_ID or _is_sent_by_others():
        return page(HTTPStatus.BAD_REQUEST, told)
    return _once_more() or page(HTTPStatus.BAD_REQUEST, told)


def _once_more() -> Response | None:
    drawn = draw_filled(read_written())
    if drawn is None or drawn.mimetype != "text/html":
        return drawn
    told = gettext(
        "This page was open too long, so nothing was sent yet. What you wrote is still here, "
        "except passwords: enter them again and press the button."
    )
    notice = render_template("drafts/once_more_part.html", told=told)
    drawn.set_data(drawn.get_data(as_text=True).replace(MAIN_ELEMENT, MAIN_ELEMENT + notice, 1))
    return make_response(drawn, HTTPStatus.BAD_REQUEST)


def _fill_again(written: SubmittedForm, kept: int | None) -> ResponseReturnValue:
    if kept is None:
        flash(gettext("This page was open too long. Press the button again."))
        return redirect(written.page, HTTPStatus.SEE_OTHER)
    return redirect(address_of(written.page, kept), HTTPStatus.SEE_OTHER)


def _tell_other_account(kept: int | None) -> ResponseReturnValue:
    told = gettext("That page was opened by another account. Your account was not changed.")
    if kept is not None:
        told += " " + gettext("What was written there is kept until its writer signs in.")
    flash(told)
    return redirect("/", HTTPStatus.SEE_OTHER)


def _ask_to_sign_in(written: SubmittedForm, kept: int | None) -> ResponseReturnValue:
    if kept is None:
        flash(gettext("You were signed out. Sign in, then press the button again."))
        wanted = written.page
    else:
        flash(
            gettext("You were signed out. What you wrote is kept: sign in to find it in its form.")
        )
        wanted = address_of(written.page, kept)
    return redirect(url_for("security.login", next=wanted), HTTPStatus.SEE_OTHER)
