"""What coordinators change: due times, coaches, organisations, the network's people."""

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal import entry
from portal.accounts.services import invite
from portal.coaching.services import assign_coach, end_assignment
from portal.errors import Refused
from portal.gate import requires
from portal.network import queries, services
from portal.network.forms import (
    AssignmentForm,
    DueTimeForm,
    NetworkInvitationForm,
    OrganisationForm,
)
from portal.network.routes import blueprint, page_number
from portal.permissions import Role
from portal.projects.due_dates import due_times
from portal.projects.journey import MILESTONES, STAGE_TITLES
from portal.projects.ledger import ProjectRef


@blueprint.get("/due-times")
@requires("milestone_rule:edit")
def show_due_times() -> str:
    """Show how long each milestone may take."""
    return _due_times_page(DueTimeForm(), "")


@blueprint.post("/due-times/<key>")
@requires("milestone_rule:edit")
def set_due_time(key: str) -> ResponseReturnValue:
    """Change how long one milestone may take, for projects that start from now on."""
    form = DueTimeForm()
    if not form.validate():
        return _due_times_page(form, key), 422
    services.set_due_time(key, form.days.data or 0, by=entry.visitor().id)
    flash(gettext("Saved. Projects that start from now on have the new time."))
    return redirect("/network/due-times", 303)


@blueprint.get("/assignments")
@requires("coach:assign")
def show_assignments() -> str:
    """Show the projects and their coaches, those without one first."""
    return _assignments_page(AssignmentForm())


@blueprint.post("/projects/<int:project>/assignments")
@requires("coach:assign")
def assign(project: int) -> ResponseReturnValue:
    """Give a project a coach."""
    form = AssignmentForm()
    form.coach.choices = _coach_choices()
    if not form.validate():
        return _assignments_page(form), 422
    ref = ProjectRef(queries.project_organisation(project), project)
    assign_coach(ref, form.coach.data, by=entry.visitor().id)
    flash(gettext("The coach was assigned and is told by mail."))
    return redirect("/network/assignments", 303)


@blueprint.post("/assignments/<int:assignment>/ending")
@requires("coach:assign")
def end(assignment: int) -> ResponseReturnValue:
    """End an assignment; the coach can read the project no more."""
    end_assignment(assignment, by=entry.visitor().id)
    flash(gettext("The assignment has ended. The coach can read this project no more."))
    return redirect("/network/assignments", 303)


@blueprint.get("/organisations/new")
@requires("organisation:create")
def new_organisation() -> str:
    """Show the form for a new organisation."""
    return render_template("network/new_organisation.html", form=OrganisationForm())


@blueprint.post("/organisations")
@requires("organisation:create")
def create_organisation() -> ResponseReturnValue:
    """Add an organisation and invite its first manager."""
    form = OrganisationForm()
    if form.validate():
        try:
            created = services.add_organisation(form.acronym.data or "", form.name.data or "")
        except Refused as refusal:
            form.acronym.errors = [gettext(refusal.message)]
        else:
            by = entry.visitor().id
            invite(created, form.email.data or "", Role.MANAGER, by=by)
            flash(gettext("The organisation was added and its first manager is invited by mail."))
            return redirect(f"/network/organisations/{(form.acronym.data or '').lower()}", 303)
    return render_template("network/new_organisation.html", form=form), 422


@blueprint.get("/people")
@requires("network:invite")
def people() -> str:
    """Show the network's own people."""
    return _people_page(NetworkInvitationForm())


@blueprint.post("/people")
@requires("network:invite")
def invite_person() -> ResponseReturnValue:
    """Invite somebody to work for the network."""
    form = NetworkInvitationForm()
    if not form.validate():
        return _people_page(form), 422
    invite(None, form.email.data or "", Role(form.role.data), by=entry.visitor().id)
    flash(gettext("The invitation is on its way."))
    return redirect("/network/people", 303)


@blueprint.post("/people/<int:role>/removal")
@requires("network:remove")
def remove_role(role: int) -> ResponseReturnValue:
    """Take a role of the network from somebody."""
    services.remove_network_role(role, by=entry.visitor().id)
    flash(gettext("The role was taken back."))
    return redirect("/network/people", 303)


def _due_times_page(form: DueTimeForm, key: str) -> str:
    return render_template(
        "network/due_times.html",
        form=form,
        wrong=key,
        milestones=[milestone for milestone in MILESTONES if milestone.days],
        days=due_times(),
        stage_titles=STAGE_TITLES,
    )


def _assignments_page(form: AssignmentForm) -> str:
    page = page_number()
    listed = queries.projects_to_coach(page)
    choices = _coach_choices()
    form.coach.choices = choices
    return render_template(
        "network/assignments.html",
        form=form,
        projects=listed[: queries.PAGE],
        has_more=len(listed) > queries.PAGE,
        page=page,
        coaches=choices,
        stage_titles=STAGE_TITLES,
    )


def _people_page(form: NetworkInvitationForm) -> str:
    return render_template("network/people.html", form=form, people=queries.network_people())


def _coach_choices() -> list[tuple[int, str]]:
    return [
        (coach.id, gettext("%(name)s (%(count)s projects)", name=coach.name, count=coach.projects))
        for coach in queries.coaches()
    ]
