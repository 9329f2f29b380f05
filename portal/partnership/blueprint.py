"""The blueprint of all pages between coaches, projects and coordinators, and what they share."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from portal import entry
from portal.notifications.nudge import nudge
from portal.partnership import profiles
from portal.partnership.forms import ProfileForm
from portal.projects.ledger import ProjectRef
from portal.wording import gettext

PROJECT = "/o/<organisation>/projects/<int:project>"
blueprint = Blueprint("partnership", __name__)


def edit_profile(coach: Any, action: str, back: str, *, is_own: bool) -> ResponseReturnValue:  # noqa: ANN401  a row
    """Show a coach's profile, or save what was written; a stale save changes nothing."""
    details, version = profiles.read_profile(coach.id)
    shown = _shown(details) | {"version": version}
    form = ProfileForm(data=shown)
    page = {"coach": coach, "form": form, "action": action, "back": back, "is_own": is_own}
    if not form.is_submitted():
        return render_template("partnership/profile.html", **page)
    known = profiles.organisations_called(form.acronyms())
    if not _is_fine(form, known):
        return render_template("partnership/profile.html", **page), 422
    try:
        profiles.save_profile(
            coach.id, form.details(known), version=form.version.data, by=entry.visitor().id
        )
    except profiles.StaleProfile as stale:
        form.show(version)
        said = gettext(stale.message)
        saved = ProfileForm(formdata=None, data=shown)
        return render_template("partnership/profile.html", said=said, saved=saved, **page), 409
    flash(gettext("Saved."))
    return redirect(action, 303)


def ref(project: int) -> ProjectRef:
    """Return the two ids of a project of this request's organisation."""
    return ProjectRef(entry.organisation().id, project)


def wake_sender() -> None:
    """Let the worker send what was queued once this request's transaction stands."""
    entry.after_commit(lambda: nudge("workers.notifications.send_waiting"))


def _is_fine(form: ProfileForm, known: dict[str, int]) -> bool:
    is_valid = form.validate()
    unknown = [acronym for acronym in form.acronyms() if acronym.lower() not in known]
    if unknown:
        said = gettext("There is no organisation called %(names)s.", names=", ".join(unknown))
        form.organisations.errors = [*form.organisations.errors, said]
    return bool(is_valid and not unknown)


def _shown(details: profiles.ProfileDetails) -> dict[str, Any]:
    return {
        "capacity": details.capacity,
        "languages": details.languages,
        "sectors": details.sectors,
        "provinces": details.provinces,
        "organisations": ", ".join(profiles.acronyms_of(details.organisations)),
        "funders": ", ".join(details.funders),
    }
