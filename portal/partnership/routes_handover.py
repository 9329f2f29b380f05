"""A coach's pages on one project: private notes, and what they leave to the next coach."""

from dataclasses import asdict

from flask import flash, jsonify, redirect, render_template
from flask.typing import ResponseReturnValue

from portal import clock, entry, failures
from portal.dates import TIME, say_moment
from portal.failures import wants_json
from portal.gate import requires
from portal.partnership import handovers, notes
from portal.partnership.blueprint import PROJECT, blueprint, ref
from portal.partnership.forms import HandoverForm, NotesForm
from portal.partnership.handovers import Leaving, StaleHandover
from portal.projects.queries import project_head
from portal.wording import gettext


@blueprint.get(f"{PROJECT}/notes")
@requires("note:write")
def show_notes(project: int, **_place: str) -> ResponseReturnValue:
    """Show a coach their private notes on a project."""
    kept = notes.read_notes(project, entry.visitor().id)
    form = NotesForm(formdata=None, data={"text": kept.body, "version": kept.version})
    return render_template("partnership/notes.html", project=project_head(project), form=form)


@blueprint.post(f"{PROJECT}/notes")
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
        return failures.both_texts(
            gettext("These words changed in another window"),
            pairs=[{"name": "text", **words}],
            action=here,
            version=stale.kept.version,
            href=here,
        )
    if wants_json():
        return jsonify(version=version, saved_at=say_moment(clock.now(), TIME))
    flash(gettext("Kept. Nobody but you can read it."))
    return redirect(_address(project, "notes"), 303)


@blueprint.get(f"{PROJECT}/handover")
@requires("handover:write")
def show_handover(project: int, **_place: str) -> ResponseReturnValue:
    """Show what is open, what earlier coaches left, and the form of one's own handover."""
    own = handovers.own(project, entry.visitor().id)
    form = HandoverForm(formdata=None, data=asdict(own.leaving) | {"version": own.version})
    return _handover(project, form)


@blueprint.post(f"{PROJECT}/handover")
@requires("handover:write")
def write_handover(project: int, **_place: str) -> ResponseReturnValue:
    """Keep what the present coach leaves to the next one."""
    project_head(project)
    form, me = HandoverForm(), entry.visitor().id
    if not form.validate_on_submit():
        return _handover(project, form), 422
    leaving = Leaving(
        form.summary.data or "",
        hands_notes=form.hands_notes.data,
        hands_drafts=form.hands_drafts.data,
    )
    try:
        handovers.write(ref(project), leaving, version=form.version.data, by=me)
    except StaleHandover as stale:
        kept = handovers.own(project, me)
        form.show(kept.version)
        both = {"said": gettext(stale.message), "theirs": kept.leaving.summary}
        return _handover(project, form, **both), stale.status
    flash(gettext("Kept. It opens to the next coach when the coordinator makes the change."))
    return redirect(_address(project, "handover"), 303)


def _handover(project: int, form: HandoverForm, **both: str) -> str:
    me = entry.visitor().id
    return render_template(
        "partnership/handover.html",
        project=project_head(project),
        form=form,
        received=handovers.received(project),
        handed=[row for row in handovers.handed_words(project) if row.author_id != me],
        threads=handovers.open_threads(project),
        **both,
    )


def _address(project: int, page: str) -> str:
    return f"/o/{entry.organisation().slug}/projects/{project}/{page}"
