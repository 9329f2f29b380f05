"""Pages of a coach themselves: profile, record, own words; importing this brings in the others."""

from uuid import uuid4

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal import clock, entry
from portal.coaching.review.rubric import rubric_of
from portal.events.kinds import KIND_TITLES
from portal.gate import requires
from portal.http.request_values import PAGE_AND_FORM, page_number, whole
from portal.language.i18n import gettext
from portal.partnership import profiles, ratings, records, routes_handover, routes_project
from portal.partnership.blueprint import blueprint as blueprint
from portal.partnership.blueprint import edit_profile
from portal.partnership.forms import EventForm
from portal.partnership.vocabulary import HELPFUL_TITLES, PART_TITLES
from portal.sessions.forms import MODE_TITLES, hours_of

__all__ = ["blueprint", "routes_handover", "routes_project"]

FIRST_YEAR = 2000


@blueprint.route("/coach/profile", methods=PAGE_AND_FORM)
@requires("queue:read")
def profile() -> ResponseReturnValue:
    """Show a coach their own profile and save what they write."""
    me = entry.visitor()
    coach = profiles.find_coach(me.id)
    return edit_profile(coach, "/coach/profile", "/coach/", is_own=True)


@blueprint.get("/coach/record")
@requires("queue:read")
def record() -> ResponseReturnValue:
    """Show a coach what they contributed in a year."""
    return _record(EventForm(formdata=None, token=str(uuid4())))


@blueprint.post("/coach/record/events")
@requires("queue:read")
def record_event() -> ResponseReturnValue:
    """Write down an event at which the coach did something."""
    form = EventForm()
    if not form.validate_on_submit():
        return _record(form), 422
    details = form.details()
    records.record_event(entry.visitor().id, details, token=form.mark_of(details))
    flash(gettext("Recorded."))
    return redirect(f"/coach/record?year={details.held_on.year}", 303)


@blueprint.post("/coach/record/events/<int:line>/removal")
@requires("queue:read")
def remove_event(line: int) -> ResponseReturnValue:
    """Take an event off the coach's own record."""
    records.remove_event(entry.visitor().id, line)
    flash(gettext("Removed from your record."))
    return redirect("/coach/record", 303)


@blueprint.get("/coach/words")
@requires("queue:read")
def words() -> ResponseReturnValue:
    """Show a coach the words that they wrote where they no longer coach."""
    me, page = entry.visitor().id, page_number()
    return render_template(
        "partnership/words.html",
        comments=records.own_words(me, page),
        notes=records.own_notes(me),
        reviews=records.own_reviews(me),
        rubric_of=rubric_of,
        page=page,
        page_rows=records.EVENTS_PER_PAGE,
    )


def _record(form: EventForm) -> str:
    this_year = clock.today().year
    asked = request.args.get("year", this_year, type=whole)
    year = asked if FIRST_YEAR <= asked <= this_year else this_year
    return render_template(
        "partnership/record.html",
        record=records.read_record(entry.visitor().id, year),
        form=form,
        this_year=this_year,
        helpful=ratings.helpfulness(),
        received=ratings.words_received(),
        titles=HELPFUL_TITLES,
        parts=PART_TITLES,
        kinds=KIND_TITLES,
        modes=MODE_TITLES,
        hours_of=hours_of,
    )
