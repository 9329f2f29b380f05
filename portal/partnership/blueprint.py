"""The blueprint of all pages between coaches, projects and coordinators, and what they share."""

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal import entry
from portal.language.i18n import gettext
from portal.merging import save_merged
from portal.notifications.nudge import nudge
from portal.partnership import profiles
from portal.partnership.forms import ProfileForm
from portal.projects.ledger import ProjectRef

blueprint = Blueprint("partnership", __name__)


def edit_profile(
    coach: profiles.CoachName, action: str, back: str, *, is_own: bool
) -> ResponseReturnValue:
    """Show a coach's profile, or save what was written; what others changed meanwhile is kept."""
    page = {"coach": coach, "action": action, "back": back, "is_own": is_own}
    if request.method == "GET":
        return render_template("partnership/profile.html", form=_profile_form(coach.id), **page)
    form, by = ProfileForm(), entry.visitor().id
    if not _is_fine(form):
        return render_template("partnership/profile.html", form=form, **page), 422
    merge = save_merged(
        form,
        lambda: profiles.save_profile(coach.id, _told(form), version=form.version.data, by=by),
        lambda: _profile_form(coach.id),
        profiles.StaleProfile,
    )
    if not merge.is_done:
        shown = render_template("partnership/profile.html", form=form, merge=merge, **page)
        return shown, merge.status
    flash(gettext("Saved."))
    return redirect(action, 303)


def ref(project: int) -> ProjectRef:
    """Return the two ids of a project of this request's organisation."""
    return ProjectRef(entry.organisation().id, project)


def wake_sender() -> None:
    """Let the worker send what was queued once this request's transaction stands."""
    entry.after_commit(lambda: nudge("workers.notifications.send_waiting"))


def _is_fine(form: ProfileForm) -> bool:
    is_valid, known = form.validate(), profiles.organisations_called(form.acronyms())
    unknown = [acronym for acronym in form.acronyms() if acronym.lower() not in known]
    if unknown:
        said = gettext("There is no organisation called %(names)s.", names=", ".join(unknown))
        form.organisations.errors = [*form.organisations.errors, said]
    return bool(is_valid and not unknown)


def _told(form: ProfileForm) -> profiles.ProfileDetails:
    return form.details(profiles.organisations_called(form.acronyms()))


def _profile_form(coach_id: int) -> ProfileForm:
    details, version = profiles.read_profile(coach_id)
    shown = {
        "capacity": details.capacity,
        "languages": details.languages,
        "sectors": details.sectors,
        "provinces": details.provinces,
        "organisations": ", ".join(profiles.acronyms_of(details.organisations)),
        "funders": ", ".join(details.funders),
    }
    return ProfileForm.showing(data=shown | {"version": version})
