"""Pages of a story: read it, edit its cover and its sentences, have its files made."""

from collections.abc import Mapping
from typing import NamedTuple

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal import entry
from portal.analyses.checks.sensitive_words import INSTEAD, scan
from portal.analyses.diagram.content import Picture
from portal.analyses.diagram.layout import lay_out
from portal.analyses.heads import AnalysisHead
from portal.analyses.options.projection import has_changed, rows_after_options
from portal.analyses.queries import analysis_head
from portal.errors import NotFound, Refused
from portal.gate import requires
from portal.http.request_values import PAGE_AND_FORM
from portal.language.i18n import gettext, speak
from portal.language.locales import LOCALES
from portal.merging import Merge, save_merged
from portal.notifications.nudge import nudge
from portal.reports.services import request_story
from portal.story import services
from portal.story.forms import CoverForm, SentencesForm, edited, sent_keys, sentences_form
from portal.story.labels import say_audience
from portal.story.queries import EditedSentence, StoryHead, StorySources, read_head, read_sources
from portal.story.sentences import SECTIONS, make_sentences
from portal.story.services import NOTHING_TO_TELL, Cover, StaleStory, StoryRef
from portal.story.telling import (
    Told,
    ToldSection,
    known_keys,
    section_of,
    tell,
    tell_title,
)

STORY = "/o/<organisation>/analyses/<int:analysis>/story/<locale>"
EDITED = f"{STORY}/edited/<key>"
blueprint = Blueprint("story", __name__)


class StoryPage(NamedTuple):
    """A story in one language, with what it is told from; `made` is what the rows tell now."""

    analysis: AnalysisHead
    head: StoryHead
    sources: StorySources
    ref: StoryRef
    made: Mapping[str, str]

    @property
    def edited(self) -> Mapping[str, EditedSentence]:
        """Return the sentences that people edited in this language."""
        return self.head.edited.get(self.ref.locale, {})

    @property
    def sections(self) -> list[ToldSection]:
        """Return the sections of the story."""
        return tell(self.made, self.edited)

    @property
    def title(self) -> Told:
        """Return its title."""
        return tell_title(self.analysis.title or self.analysis.project_title, self.edited)

    @property
    def address(self) -> str:
        """Return where it is read."""
        slug = entry.organisation().slug
        return f"/o/{slug}/analyses/{self.ref.analysis_id}/story/{self.ref.locale}"


@blueprint.get(STORY)
@requires("story:read")
def show(analysis: int, locale: str, **_place: str) -> str:
    """Show a story as it is told, and what has changed beneath it."""
    page = _read(analysis, locale)
    sections = page.sections
    told = [one for section in sections for one in section.told]
    return render_template(
        "story/show.html",
        page=page,
        analysis=page.analysis,
        sections=sections,
        is_empty=not told,
        asking=[one for section in sections for one in section.sentences if one.asks],
        left_out=[one for section in sections for one in section.sentences if not one.is_told],
        warnings=_warnings([page.title, *told]),
        **_said(page),
        pictures=_pictures(page),
        photos=[file for file in page.sources.photos if file.id in page.head.photos],
        languages=_languages(page),
    )


@blueprint.route(f"{STORY}/cover", methods=PAGE_AND_FORM)
@requires("story:write")
def cover(analysis: int, locale: str, **_place: str) -> ResponseReturnValue:
    """Edit title, audience and photos; what others saved meanwhile is kept or asked for."""
    page = _read(analysis, locale)
    if request.method == "GET":
        return _show_cover(page, _cover_form(page))
    form = CoverForm(_photos(page))
    if not form.validate():
        return _show_cover(page, form), 422

    def save() -> None:
        title = EditedSentence(page.analysis.title, form.title.data or page.analysis.title)
        given = Cover(form.audience.data, form.photos.data or [], title)
        services.save_cover(page.ref, given, version=form.version.data or 0, by=entry.visitor().id)

    merge = save_merged(form, save, lambda: _cover_form(_read(analysis, locale)), StaleStory)
    if not merge.is_done:
        return _show_cover(page, form, merge), 409 if merge.clash else 422
    return _saved(page, merge)


@blueprint.route(f"{STORY}/sections/<section>", methods=PAGE_AND_FORM)
@requires("story:write")
def sentences(analysis: int, locale: str, section: str, **_place: str) -> ResponseReturnValue:
    """Edit the sentences of one section; what others saved meanwhile is kept or asked for."""
    if section not in SECTIONS:
        raise NotFound
    page = _read(analysis, locale)
    if request.method == "GET":
        return _show_sentences(page, section, _sentences_form(page, section))
    return _save_sentences(page, section)


def _save_sentences(page: StoryPage, section: str) -> ResponseReturnValue:
    # A row may have gone since the page was shown: what was written about it is kept all the same.
    sent = sent_keys(known_keys(page.sources.rows, page.sources.gone))
    more = {key for key in sent if section_of(key) == section}
    form = sentences_form(_labels(page, section, more))()
    if not form.validate():
        return _show_sentences(page, section, form), 422

    def save() -> None:
        services.save_sentences(
            page.ref,
            edited(page.made, form.changed()),
            version=form.version.data or 0,
            by=entry.visitor().id,
        )

    def read() -> SentencesForm:
        return _sentences_form(_read(page.ref.analysis_id, page.ref.locale), section, more)

    merge = save_merged(form, save, read, StaleStory)
    if not merge.is_done:
        return _show_sentences(page, section, form, merge), 409 if merge.clash else 422
    return _saved(page, merge)


@blueprint.post(f"{EDITED}/renewal")
@requires("story:write")
def renew(analysis: int, locale: str, key: str, **_place: str) -> ResponseReturnValue:
    """Tell again what the row tells, in place of an edited sentence."""
    page = _read(analysis, locale)
    services.renew_sentence(page.ref, key)
    flash(gettext("Saved. The sentence follows its row again."))
    return redirect(page.address, 303)


@blueprint.post(f"{EDITED}/confirmation")
@requires("story:write")
def confirm(analysis: int, locale: str, key: str, **_place: str) -> ResponseReturnValue:
    """Keep an edited sentence although its row has changed."""
    page = _read(analysis, locale)
    services.confirm_sentence(page.ref, key, page.made.get(key, ""))
    flash(gettext("Saved. Your sentence stays as it is."))
    return redirect(page.address, 303)


@blueprint.post(f"{STORY}/editions")
@requires("story:write")
def make(analysis: int, locale: str, **_place: str) -> ResponseReturnValue:
    """Have the files made, and lead to the page that shows how far they are."""
    page = _read(analysis, locale)
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


def _read(analysis: int, locale: str) -> StoryPage:
    if locale not in LOCALES:
        raise NotFound
    head = analysis_head(analysis)
    sources = read_sources(analysis)
    with speak(locale):
        made = make_sentences(sources.rows, sources.tracked)
    ref = StoryRef(entry.organisation().id, analysis, locale)
    return StoryPage(head, read_head(analysis), sources, ref, made)


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
            "titles": {key: gettext(title) for key, title in SECTIONS.items()},
        }


def _pictures(page: StoryPage) -> list[tuple[str, Picture]]:
    rows, project = page.sources.rows, page.analysis.project_title
    before = lay_out(rows, project)
    if before.is_empty:
        return []
    if not has_changed(rows):
        return [(gettext("The picture"), before)]
    after = lay_out(rows_after_options(rows), project)
    return [(gettext("Before our changes"), before), (gettext("After our changes"), after)]


def _warnings(told: list[Told]) -> list[str]:
    found = dict.fromkeys(hit for one in told for hit in scan(one.text))
    return [gettext(INSTEAD[rule], words=words) for rule, words in found]


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
    return form.showing(data={**texts, "version": page.head.version})


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
        title=SECTIONS[section],
        fields=[field for field in form if field.name not in form.carried],
        told={one.key: one for part in page.sections for one in part.sentences},
        form=form,
        merge=merge,
        language=LOCALES[page.ref.locale],
    )


def _saved(page: StoryPage, merge: Merge) -> ResponseReturnValue:
    together = gettext("Saved, together with someone else's changes.")
    flash(together if merge.taken else gettext("Saved. The story has your sentences."))
    return redirect(page.address, 303)
