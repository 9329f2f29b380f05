"""Reads a story for its pages: what rows tell, what people edited, and what is beside it."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from portal import entry
from portal.analyses.checks.sensitive_words import FLAG_ADVICE, scan
from portal.analyses.diagram.content import Picture
from portal.analyses.diagram.layout import lay_out
from portal.analyses.heads import AnalysisHead
from portal.analyses.options.projection import has_changed, rows_after_options
from portal.analyses.queries import analysis_head
from portal.errors import NotFound
from portal.language.i18n import gettext, speak
from portal.language.locales import LOCALES
from portal.story.queries import EditedSentence, StoryHead, StorySources, read_head, read_sources
from portal.story.sentences import make_sentences
from portal.story.services import StoryRef
from portal.story.telling import TITLE_KEY, Told, ToldSection, tell, tell_title


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
        return tell_title(self.made[TITLE_KEY], self.edited)

    @property
    def address(self) -> str:
        """Return where it is read."""
        slug = entry.organisation().slug
        return f"/o/{slug}/analyses/{self.ref.analysis_id}/story/{self.ref.locale}"


def read_page(analysis: int, locale: str) -> StoryPage:
    """Return the story of an analysis in a language; NotFound outside the scope."""
    if locale not in LOCALES:
        raise NotFound
    head = analysis_head(analysis)
    sources = read_sources(analysis)
    with speak(locale):
        made = make_sentences(sources.rows, sources.tracked)
    made[TITLE_KEY] = head.title or head.project_title
    ref = StoryRef(entry.organisation().id, analysis, locale)
    return StoryPage(head, read_head(analysis), sources, ref, made)


def draw_pictures(page: StoryPage) -> list[tuple[str, Picture]]:
    """Return the picture before and, where options are in use, after, each with its title."""
    with speak(page.ref.locale):
        return _draw(page)


def _draw(page: StoryPage) -> list[tuple[str, Picture]]:
    rows, project = page.sources.rows, page.analysis.project_title
    before = lay_out(rows, project)
    if before.is_empty:
        return []
    if not has_changed(rows):
        return [(gettext("The picture"), before)]
    after = lay_out(rows_after_options(rows), project)
    return [(gettext("Before our changes"), before), (gettext("After our changes"), after)]


def find_warnings(texts: Iterable[str]) -> list[str]:
    """Return what in sentences and names of photos may tell too much, in words, each once."""
    found = dict.fromkeys(hit for text in texts for hit in scan(text))
    return [gettext(FLAG_ADVICE[rule], words=words) for rule, words in found]
