"""A coach's pages on one project: private notes, and what they leave to the next coach."""

from flask import flash, jsonify, redirect, render_template
from flask.typing import ResponseReturnValue

from portal import clock, entry
from portal.error_pages import pages
from portal.error_pages.pages import wants_json
from portal.gate import requires
from portal.http.paths import PROJECT_PATH
from portal.language.dates import TIME_FORMAT, say_moment
from portal.language.i18n import gettext
from portal.merging import Merge, save_merged
from portal.partnership import handovers, notes
from portal.partnership.blueprint import blueprint, ref
from portal.partnership.forms import HandoverForm, NotesForm
from portal.partnership.handovers import StaleHandover
from portal.projects.queries import project_head


@blueprint.get(f"{PROJECT_PATH}/notes")
@requires("note:write")
def show_notes(project: int, **_place: str) -> ResponseReturnValue:
    """Show a coach their private notes on a project."""
    kept = notes.read_notes(project, entry.visitor().id)
    form = NotesForm(formdata=None, data={"text": kept.body, "version": kept.version})
    return render_template("partnership/notes.html", project=project_head(project), form=form)


@blueprint.post(f"{PROJECT_PATH}/notes")
@requires("note:write")
def keep_notes(project: int, **_place: str) -> ResponseReturnValue:
    """Keep a coach's private notes; a stale save gets both texts back and changes nothing."""
    head, form, me = project_head(project), NotesForm(), entry.visitor().id
    if not form.validate_on_submit():
        if wants_json():
            return jsonify(errors=form.errors), 422
        return render_template("partnership/notes.html", project=head, form=form), 422
    try:
        version = notes.save_notes(
            ref(project), form.text.data or "", version=form.version.data, by=me
        )
    except notes.StaleNotes as stale:
        here, label = _address(project, "notes"), gettext("Your private notes")
        words = {"label": label, "mine": form.text.data, "theirs": stale.kept.body}
        return pages.both_texts(
            gettext("This text changed in another window"),
            pairs=[{"name": "text", **words}],
            action=here,
            version=stale.kept.version,
            href=here,
        )
    if wants_json():
        return jsonify(version=version, saved_at=say_moment(clock.now(), TIME_FORMAT))
    flash(gettext("Saved. Only you can read it."))
    return redirect(_address(project, "notes"), 303)


@blueprint.get(f"{PROJECT_PATH}/handover")
@requires("handover:write")
def show_handover(project: int, **_place: str) -> ResponseReturnValue:
    """Show what is open, what earlier coaches left, and the form of one's own handover."""
    return _handover(project, _own_form(project))


@blueprint.post(f"{PROJECT_PATH}/handover")
@requires("handover:write")
def write_handover(project: int, **_place: str) -> ResponseReturnValue:
    """Keep what the present coach leaves to the next one."""
    project_head(project)
    form, me = HandoverForm(), entry.visitor().id
    if not form.validate():
        return _handover(project, form), 422
    merge = save_merged(
        form,
        lambda: handovers.write(ref(project), form.leaving(), version=form.version.data, by=me),
        lambda: _own_form(project),
        StaleHandover,
    )
    if not merge.is_done:
        return _handover(project, form, merge), merge.status
    flash(gettext("Saved. The next coach can read it once the coordinator changes the coach."))
    return redirect(_address(project, "handover"), 303)


def _own_form(project: int) -> HandoverForm:
    own = handovers.own(project, entry.visitor().id)
    return HandoverForm.showing(data=own.leaving._asdict() | {"version": own.version})


def _handover(project: int, form: HandoverForm, merge: Merge | None = None) -> str:
    me = entry.visitor().id
    return render_template(
        "partnership/handover.html",
        project=project_head(project),
        form=form,
        received=handovers.received(project),
        handed=[row for row in handovers.handed_words(project) if row.author_id != me],
        threads=handovers.open_threads(project),
        merge=merge,
    )


def _address(project: int, page: str) -> str:
    return f"/o/{entry.organisation().slug}/projects/{project}/{page}"
