"""Pages of a story: read it, edit its cover and its sentences, have its files made."""

from flask import Blueprint, flash, get_template_attribute, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal import entry
from portal.errors import NotFound, Refused
from portal.gate import requires
from portal.http.paths import ANALYSIS_PATH
from portal.http.request_values import PAGE_AND_FORM
from portal.language.i18n import gettext, speak
from portal.language.locales import LOCALES
from portal.merging import Merge, digest, save_merged, write_marks
from portal.notifications.nudge import nudge
from portal.reports.services import request_story
from portal.story import services
from portal.story.forms import (
    CoverForm,
    SentencesForm,
    changed_fields,
    edited,
    seen_only,
    sent_keys,
    sentences_form,
)
from portal.story.labels import say_audience
from portal.story.reading import StoryPage, draw_pictures, find_warnings, read_page
from portal.story.sentences import STORY_SECTIONS
from portal.story.services import NOTHING_TO_TELL, Cover, StaleStory
from portal.story.telling import (
    TITLE_KEY,
    known_keys,
    section_of,
)

STORY_PATH = f"{ANALYSIS_PATH}/story/<locale>"
EDITED_PATH = f"{STORY_PATH}/edited/<key>"
blueprint = Blueprint("story", __name__)


@blueprint.get(STORY_PATH)
@requires("story:read")
def show(analysis: int, locale: str, **_place: str) -> str:
    """Show a story as it is told, and what has changed beneath it."""
    page = read_page(analysis, locale)
    sections = page.sections
    told = [one for section in sections for one in section.told]
    photos = [file for file in page.sources.photos if file.id in page.head.photos]
    everything = [page.title, *(one for section in sections for one in section.sentences)]
    return render_template(
        "story/show.html",
        page=page,
        analysis=page.analysis,
        sections=sections,
        is_empty=not told,
        asking=[one for one in everything if one.asks],
        left_out=[one for one in everything if not one.is_told and one.made],
        warnings=find_warnings(
            [one.text for one in (page.title, *told)] + [one.name for one in photos]
        ),
        mark_of=digest,
        **_said(page),
        pictures=_draw(page),
        photos=photos,
        languages=_languages(page),
    )


@blueprint.route(f"{STORY_PATH}/cover", methods=PAGE_AND_FORM)
@requires("story:write")
def cover(analysis: int, locale: str, **_place: str) -> ResponseReturnValue:
    """Edit title, audience and photos; what others saved meanwhile is kept or asked for."""
    page = read_page(analysis, locale)
    if request.method == "GET":
        return _show_cover(page, _cover_form(page))
    form = CoverForm(_photos(page))
    if not form.validate():
        return _show_cover(page, form), 422

    def save() -> None:
        titles = edited(page.made, {TITLE_KEY: form.title.data or page.made[TITLE_KEY]})
        given = Cover(form.audience.data, form.photos.data or [])
        if TITLE_KEY in changed_fields(form):
            given = given._replace(title=titles[TITLE_KEY])
        services.save_cover(page.ref, given, version=form.version.data or 0, by=entry.visitor().id)

    merge = save_merged(form, save, lambda: _cover_form(read_page(analysis, locale)), StaleStory)
    if not merge.is_done:
        return _show_cover(page, form, merge), merge.status
    return _saved(page, merge)


@blueprint.route(f"{STORY_PATH}/sections/<section>", methods=PAGE_AND_FORM)
@requires("story:write")
def sentences(analysis: int, locale: str, section: str, **_place: str) -> ResponseReturnValue:
    """Edit the sentences of one section; what others saved meanwhile is kept or asked for."""
    if section not in STORY_SECTIONS:
        raise NotFound
    page = read_page(analysis, locale)
    if request.method == "GET":
        return _show_sentences(page, section, _sentences_form(page, section))
    return _save_sentences(page, section)


def _save_sentences(page: StoryPage, section: str) -> ResponseReturnValue:
    # A row may have gone since the page was shown: what was written about it is kept all the same.
    sent = sent_keys(known_keys(page.sources.rows, page.sources.gone))
    more = {key for key in sent if section_of(key) == section}
    labels = _labels(page, section, more)
    # A row may have come too: nobody has seen its sentence, so nobody has left it out.
    form = sentences_form({key: label for key, label in labels.items() if key in more})()
    if not form.validate():
        return _show_sentences(page, section, form), 422

    def save() -> None:
        services.save_sentences(
            page.ref,
            edited(
                seen_only(page.made, form), {key: form[key].data for key in changed_fields(form)}
            ),
            version=form.version.data or 0,
            by=entry.visitor().id,
        )

    def read() -> SentencesForm:
        return _sentences_form(read_page(page.ref.analysis_id, page.ref.locale), section, more)

    merge = save_merged(form, save, read, StaleStory)
    if not merge.is_done:
        return _show_sentences(page, section, form, merge), merge.status
    return _saved(page, merge)


@blueprint.post(f"{EDITED_PATH}/renewal")
@requires("story:write")
def renew(analysis: int, locale: str, key: str, **_place: str) -> ResponseReturnValue:
    """Tell again what the row tells, in place of an edited sentence."""
    page = read_page(analysis, locale)
    services.renew_sentence(page.ref, key)
    flash(
        gettext("Saved. The sentence follows its row again.")
        if key in page.made
        else gettext("Sentence deleted.")
    )
    return redirect(page.address, 303)


@blueprint.post(f"{EDITED_PATH}/confirmation")
@requires("story:write")
def confirm(analysis: int, locale: str, key: str, **_place: str) -> ResponseReturnValue:
    """Keep an edited sentence although its row has changed."""
    page = read_page(analysis, locale)
    if key not in page.edited:
        raise NotFound
    made = page.made.get(key, "")
    if request.form.get("made") == digest(made):
        services.confirm_sentence(page.ref, key, made)
        flash(gettext("Saved. Your sentence stays as it is."))
    else:
        flash(gettext("The row has changed again. Your sentence is kept; look at both once more."))
    return redirect(page.address, 303)


@blueprint.post(f"{STORY_PATH}/editions")
@requires("story:write")
def make(analysis: int, locale: str, **_place: str) -> ResponseReturnValue:
    """Have the files made, and lead to the page that shows how far they are."""
    page = read_page(analysis, locale)
    if not any(section.told for section in page.sections):
        raise Refused(NOTHING_TO_TELL)
    seen = request.form.get("seen", type=int)
    report = request_story(
        *(page.ref.organisation_id, analysis),
        seen=page.head.newest if seen is None else min(seen, page.head.newest),
        by=entry.visitor().id,
    )
    entry.after_commit(lambda: nudge("workers.reports.sweep_reports"))
    return redirect(f"/o/{entry.organisation().slug}/reports/{report}", 303)


def _photos(page: StoryPage) -> list[tuple[int, str]]:
    return [(file.id, file.name) for file in page.sources.photos]


def _cover_form(page: StoryPage) -> CoverForm:
    photos = _photos(page)
    there = {number for number, _name in photos}
    return CoverForm.showing(
        photos=photos,
        data={
            "version": page.head.version,
            "title": page.title.text,
            "audience": page.head.audience,
            "photos": [number for number in page.head.photos if number in there],
        },
    )


def _labels(page: StoryPage, section: str, more: set[str]) -> dict[str, str]:
    keys = [one.key for part in page.sections if part.key == section for one in part.sentences]
    return {
        key: gettext("Sentence %(number)s", number=number)
        for number, key in enumerate((*keys, *sorted(more - set(keys))), 1)
    }


def _sentences_form(
    page: StoryPage, section: str, more: set[str] | frozenset[str] = frozenset()
) -> SentencesForm:
    texts = {one.key: one.text for part in page.sections for one in part.sentences}
    form = sentences_form(_labels(page, section, set(more)))
    marks = write_marks((key, page.made.get(key, "")) for key in texts)
    return form.showing(data={**texts, "version": page.head.version, "made": marks})


def _show_cover(page: StoryPage, form: CoverForm, merge: Merge | None = None) -> str:
    return render_template(
        "story/cover.html", page=page, analysis=page.analysis, form=form, merge=merge
    )


def _show_sentences(
    page: StoryPage, section: str, form: SentencesForm, merge: Merge | None = None
) -> str:
    return render_template(
        "story/sentences.html",
        page=page,
        analysis=page.analysis,
        section=section,
        title=STORY_SECTIONS[section],
        fields=[field for field in form if field.name not in form.carried],
        told={one.key: one for part in page.sections for one in part.sentences},
        form=form,
        merge=merge,
        language=LOCALES[page.ref.locale],
    )


def _saved(page: StoryPage, merge: Merge) -> ResponseReturnValue:
    together = gettext("Saved, together with someone else's changes.")
    flash(together if merge.taken else gettext("Saved."))
    return redirect(page.address, 303)


def _draw(page: StoryPage) -> list[tuple[str, str]]:
    """Return the pictures with their titles, drawn in the language of the story."""
    with speak(page.ref.locale):
        draw = get_template_attribute("components/chain_picture.html", "chain_picture")
        return [(title, draw(picture)) for title, picture in draw_pictures(page)]


def _languages(page: StoryPage) -> list[dict[str, object]]:
    above = page.address.rpartition("/")[0]
    return [
        {"text": one.name, "href": f"{above}/{one.code}", "current": one.code == page.ref.locale}
        for one in LOCALES.values()
    ]


def _said(page: StoryPage) -> dict[str, object]:
    with speak(page.ref.locale):
        return {
            "audience": say_audience(page.head.audience),
            "titles": {key: gettext(title) for key, title in STORY_SECTIONS.items()},
        }
