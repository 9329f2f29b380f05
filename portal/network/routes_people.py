"""New organisations with their first manager, and the people who work for the network."""

from http import HTTPStatus

from flask import flash, make_response, redirect, render_template
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from portal import clock, entry
from portal.accounts.services import InvitationRequest, invite_again, revoke_invitation
from portal.errors import Refused
from portal.gate import requires
from portal.http.request_values import page_number
from portal.language.i18n import gettext
from portal.network import coordination, services
from portal.network.blueprint import (
    blueprint,
    limit_invitations,
    send_mails_soon,
)
from portal.network.forms import ManagerForm, NetworkInvitationForm, OrganisationForm
from portal.notifications.failures import failures_about
from portal.notifications.labels import describe_failure
from portal.organisations.mails import ROLE_TITLES
from portal.organisations.queries import refused_invitations
from portal.permissions import Role


@blueprint.get("/organisations/new")
@requires("organisation:create")
def new_organisation() -> str:
    """Show the form for a new organisation."""
    return render_template("network/new_organisation.html", form=OrganisationForm(formdata=None))


@blueprint.post("/organisations")
@requires("organisation:create")
@limit_invitations
def create_organisation() -> Response:
    """Add an organisation and invite its first manager."""
    form = OrganisationForm()
    if not form.validate_on_submit() or not _add(form):
        page = render_template("network/new_organisation.html", form=form)
        return make_response(page, HTTPStatus.UNPROCESSABLE_ENTITY)
    slug = (form.acronym.data or "").lower()
    return redirect(f"/network/organisations/{slug}", HTTPStatus.SEE_OTHER)


@blueprint.get("/people")
@requires("network:invite")
def people() -> Response:
    """Show who works for the network."""
    return _people(NetworkInvitationForm(formdata=None))


@blueprint.post("/people")
@requires("network:invite")
@limit_invitations
def invite_person() -> Response:
    """Invite somebody to work for the network."""
    form = NetworkInvitationForm()
    if not form.validate_on_submit():
        return _people(form, HTTPStatus.UNPROCESSABLE_ENTITY)
    by = entry.visitor().id
    try:
        wanted = InvitationRequest(
            None, form.email.data or "", Role(form.role.data), form.locale.data
        )
        services.invite_to_network(wanted, by=by, token=form.mark_of(wanted))
    except Refused as refused:
        form.email.errors = [gettext(refused.message)]
        return _people(form, HTTPStatus.CONFLICT)
    _tell_invited()
    return redirect("/network/people", HTTPStatus.SEE_OTHER)


@blueprint.post("/people/<int:role>/removal")
@requires("network:remove")
def remove_role(role: int) -> Response:
    """Take a role of the network from somebody."""
    services.remove_network_role(role, by=entry.visitor().id)
    flash(gettext("Role removed. It ends at once."))
    return redirect("/network/people", HTTPStatus.SEE_OTHER)


@blueprint.post("/people/invitations/<int:invitation>/renewal")
@requires("network:invite")
@limit_invitations
def renew(invitation: int) -> Response:
    """Send an open invitation to the network again, with a new link."""
    invite_again(None, invitation, by=entry.visitor().id)
    send_mails_soon()
    flash(gettext("A new email is on its way. The earlier link no longer works."))
    return redirect("/network/people", HTTPStatus.SEE_OTHER)


@blueprint.post("/people/invitations/<int:invitation>/revocation")
@requires("network:invite")
def revoke(invitation: int) -> Response:
    """Take back an invitation to the network."""
    revoke_invitation(None, invitation)
    flash(gettext("Invitation withdrawn. Its link no longer works."))
    return redirect("/network/people", HTTPStatus.SEE_OTHER)


def invite_manager(organisation_id: int, form: ManagerForm) -> bool:
    """Invite whom a form names as manager; tell at the field why not, and whether it was done."""
    if not form.validate_on_submit():
        return False
    by = entry.visitor().id
    try:
        wanted = InvitationRequest(
            organisation_id, form.email.data or "", Role.MANAGER, form.locale.data
        )
        services.invite_first_manager(wanted, by=by, token=form.mark_of(wanted))
    except Refused as refused:
        return _refuse(form, "email", refused)
    _tell_invited()
    return True


def _add(form: OrganisationForm) -> bool:
    try:
        added = services.add_organisation(form.acronym.data or "", form.name.data or "")
    except Refused as refused:
        return _refuse(form, "acronym", refused)
    if added is None:
        return True
    by = entry.visitor().id
    try:
        wanted = InvitationRequest(added, form.email.data or "", Role.MANAGER, form.locale.data)
        services.invite_first_manager(wanted, by=by, token=form.mark_of(wanted))
    except Refused as refused:
        return _refuse(form, "email", refused)
    flash(gettext("Organisation added. Its first manager is invited by email."))
    send_mails_soon()
    return True


def _people(form: NetworkInvitationForm, status: HTTPStatus = HTTPStatus.OK) -> Response:
    page = page_number()
    listed = coordination.network_people(page)
    if page > 1 and not listed:
        return redirect("/network/people")
    invitations = coordination.open_invitations(None)
    invited = (one.id for one in invitations)
    failed = failures_about((one.person_id for one in listed), invited)
    mails = [(row, describe_failure(row)) for row in failed]
    shown = render_template(
        "network/people.html",
        people=listed,
        invitations=invitations,
        refused=refused_invitations(None),
        to_person={row.recipient_id: mail for row, mail in mails},
        to_invited={row.subject: mail for row, mail in mails},
        roles={role: gettext(title) for role, title in ROLE_TITLES.items()},
        zone=clock.NETWORK_ZONE,
        form=form,
        page=page,
        page_rows=coordination.PEOPLE_PAGE,
    )
    return make_response(shown, status)


def _refuse(form: FlaskForm, field: str, refused: Refused) -> bool:
    form[field].errors = [gettext(refused.message)]
    return False


def _tell_invited() -> None:
    send_mails_soon()
    flash(gettext("The invitation is on its way. The link works for seven days."))
