"""The people of an organisation: who belongs to it, and the invitations that are open."""

from http import HTTPStatus

from flask import Blueprint, flash, make_response, redirect, render_template
from flask_login import current_user
from werkzeug.wrappers import Response

from portal import clock, entry
from portal.accounts.services import InvitationRequest, invite_again, revoke_invitation
from portal.errors import Refused
from portal.extensions import limiter
from portal.gate import requires
from portal.language.i18n import gettext
from portal.notifications.failures import ask_again, failures
from portal.notifications.labels import describe_failure
from portal.notifications.nudge import nudge
from portal.organisations import queries, services
from portal.organisations.forms import InviteForm, RoleForm
from portal.organisations.mails import ROLE_TITLES
from portal.organisations.routes_invitations import blueprint as invitations
from portal.permissions import Role

blueprint = Blueprint("organisations", __name__)
blueprint.register_blueprint(invitations)


@blueprint.get("/o/<organisation>/people/")
@requires("organisation:read")
def people(**_place: str) -> Response:
    """Show the members and, to those who invite, the open invitations."""
    return _people(InviteForm(formdata=None))


@blueprint.post("/o/<organisation>/people/invitations")
@requires("member:invite")
@limiter.limit("60 per hour", key_func=lambda: str(current_user.id))
def invite(**_place: str) -> Response:
    """Invite one address."""
    form = InviteForm()
    if not form.validate_on_submit():
        return _people(form, HTTPStatus.UNPROCESSABLE_ENTITY)
    place, by = entry.organisation(), entry.visitor().id
    try:
        wanted = InvitationRequest(
            place.id, form.email.data or "", Role(form.role.data), form.locale.data
        )
        services.invite_member(wanted, by=by, token=form.mark_of(wanted))
    except Refused as refusal:
        form.email.errors = [gettext(refusal.message)]
        return _people(form, HTTPStatus.CONFLICT)
    entry.after_commit(lambda: nudge("workers.notifications.send_waiting"))
    flash(gettext("The invitation is on its way. The link works for seven days."))
    return _back()


@blueprint.post("/o/<organisation>/people/invitations/<int:invitation>/renewal")
@requires("member:invite")
@limiter.limit("60 per hour", key_func=lambda: str(current_user.id))
def renew(invitation: int, **_place: str) -> Response:
    """Send an open invitation again, with a new link."""
    invite_again(entry.organisation().id, invitation, by=entry.visitor().id)
    entry.after_commit(lambda: nudge("workers.notifications.send_waiting"))
    flash(gettext("A new email is on its way. The earlier link no longer works."))
    return _back()


@blueprint.post("/o/<organisation>/people/invitations/<int:invitation>/revocation")
@requires("member:invite")
def revoke(invitation: int, **_place: str) -> Response:
    """Take an open invitation back."""
    revoke_invitation(entry.organisation().id, invitation)
    flash(gettext("Invitation withdrawn. Its link no longer works."))
    return _back()


@blueprint.get("/o/<organisation>/people/<int:person>")
@requires("member:remove")
def member(person: int, **_place: str) -> Response:
    """Show one member, to change their role or to remove them."""
    found = queries.member(entry.organisation().id, person)
    return _member(found, RoleForm(formdata=None, role=found.role))


@blueprint.post("/o/<organisation>/people/<int:person>/role")
@requires("member:remove")
def change_role(person: int, **_place: str) -> Response:
    """Give a member another role."""
    place, form = entry.organisation(), RoleForm()
    if not form.validate_on_submit():
        found = queries.member(place.id, person)
        return _member(found, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    services.change_role(place.id, person, Role(form.role.data), by=entry.visitor().id)
    flash(gettext("The new role applies from now on."))
    return _back()


@blueprint.post("/o/<organisation>/people/<int:person>/removal")
@requires("member:remove")
def remove(person: int, **_place: str) -> Response:
    """End a membership."""
    services.remove_member(entry.organisation().id, person, by=entry.visitor().id)
    flash(gettext("This person no longer belongs to your organisation. What they wrote is kept."))
    return _back()


@blueprint.post("/o/<organisation>/people/mails/<int:failure>/attempt")
@requires("mail:retry")
def try_mail_again(failure: int, **_place: str) -> Response:
    """Ask for another try of a mail that does not get through."""
    ask_again(failure)
    entry.after_commit(lambda: nudge("workers.notifications.send_waiting"))
    flash(gettext("The email is being sent again."))
    return _back()


def _people(form: InviteForm, status: HTTPStatus = HTTPStatus.OK) -> Response:
    place, may_invite = entry.organisation(), entry.visitor().may("member:invite")
    failed = [(row, describe_failure(row)) for row in failures()] if may_invite else []
    invitations, refused = queries.invitations_of(place.id) if may_invite else ([], [])
    page = render_template(
        "organisations/people.html",
        members=queries.members(place.id),
        invitations=invitations,
        refused=refused,
        may_invite=may_invite,
        mails=[mail for _, mail in failed],
        to_person={row.recipient_id: mail for row, mail in reversed(failed)},
        to_invited={row.subject: mail for row, mail in reversed(failed)},
        zone=clock.NETWORK_ZONE,
        roles={role: gettext(title) for role, title in ROLE_TITLES.items()},
        form=form,
    )
    return make_response(page, status)


def _member(found: queries.Member, form: RoleForm, status: HTTPStatus = HTTPStatus.OK) -> Response:
    return make_response(
        render_template("organisations/member.html", member=found, form=form), status
    )


def _back() -> Response:
    return redirect(f"/o/{entry.organisation().slug}/people/", HTTPStatus.SEE_OTHER)
