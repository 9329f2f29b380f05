"""The page behind the link of an invitation."""

from http import HTTPStatus

from flask import Blueprint, flash, make_response, redirect, render_template, session
from flask_login import current_user
from flask_security.utils import login_user
from werkzeug.wrappers import Response

from portal import entry
from portal.accounts.guessing.rate_limits import has_failed
from portal.accounts.services import Details, hash_token
from portal.extensions import limiter
from portal.gate import public
from portal.http.form_request import commit_after_all
from portal.language.i18n import begin_request, gettext, language
from portal.language.locales import LOCALES
from portal.notifications.nudge import nudge
from portal.organisations.apart import RoleConflict
from portal.organisations.forms import AcceptForm
from portal.organisations.invitations import (
    INVITATION_REFUSALS,
    InvitationStanding,
    Invited,
    accept_as,
    accept_invitation,
    end_refused,
    find_invitation,
)
from portal.organisations.mails import ROLE_TITLES

blueprint = Blueprint("invitations", __name__)


@blueprint.get("/invitations/<token>")
@public
def invitation(token: str) -> Response:
    """Show who invites to what, and ask what is needed to accept."""
    invited = find_invitation(token)
    _speak(token, invited)
    return _page(token, invited, AcceptForm())


@blueprint.post("/invitations/<token>")
@public
@limiter.limit("30 per hour", deduct_when=has_failed)
def accept(token: str) -> Response:
    """Accept: for the account that is signed in, else by making one."""
    if current_user.is_authenticated:
        try:
            invited = accept_as(token, current_user.id)
        except RoleConflict:
            return _end(token)
        flash(gettext("Welcome. You can now use your new role."))
        return _welcome(invited)
    form = AcceptForm()
    if not form.validate_on_submit():
        return _page(token, find_invitation(token), form, HTTPStatus.UNPROCESSABLE_ENTITY)
    details = Details(form.name.data or "", language(), form.password.data or "")
    person, invited = accept_invitation(token, details)
    login_user(person, authn_via=["password"])
    return _welcome(invited)


def _speak(token: str, invited: Invited) -> None:
    # Once for each invitation: whoever switches the language on its page keeps what they chose.
    known = hash_token(token).hex()
    if current_user.is_authenticated or session.get("invitation") == known:
        return
    session["invitation"] = known
    if invited.locale in LOCALES:
        session["locale"] = invited.locale
        begin_request()


def _welcome(invited: Invited) -> Response:
    place = f"/o/{invited.slug}/welcome" if invited.slug else "/"
    return redirect(place, HTTPStatus.SEE_OTHER)


def _end(token: str) -> Response:
    end_refused(token)
    commit_after_all()
    entry.after_commit(lambda: nudge("workers.notifications.send_waiting"))
    return _ended(InvitationStanding.REFUSED, HTTPStatus.CONFLICT)


def _ended(standing: InvitationStanding, status: HTTPStatus) -> Response:
    words = gettext(INVITATION_REFUSALS[standing])
    page = render_template("organisations/invitation_ended.html", words=words)
    return make_response(page, status)


def _page(
    token: str, invited: Invited, form: AcceptForm, status: HTTPStatus = HTTPStatus.OK
) -> Response:
    if invited.standing is not InvitationStanding.OPEN:
        return _ended(invited.standing, HTTPStatus.GONE)
    page = render_template(
        "organisations/invitation.html",
        token=token,
        invited=invited,
        role=gettext(ROLE_TITLES[invited.role]),
        form=form,
        way=_way(invited),
    )
    return make_response(page, status)


def _way(invited: Invited) -> str:
    if current_user.is_authenticated:
        return "accept" if current_user.id == invited.account_id else "other"
    return "sign_in" if invited.account_id else "join"
