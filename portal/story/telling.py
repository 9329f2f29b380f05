"""A story as it is told: sentences made from rows, with those in their place that people wrote."""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from portal.analyses.queries import Rows
from portal.language.text import normal_form
from portal.story.queries import EditedSentence
from portal.story.sentences import SECTION_OF, STORY_SECTIONS

TITLE_KEY = "title"


class SentenceState(StrEnum):
    """What became of a sentence and the row that it is made from."""

    MADE = "made"
    EDITED = "edited"
    CHANGED = "changed"  # the row has changed since somebody edited the sentence
    GONE = "gone"  # there is nothing any more from which it was made
    LEFT_OUT = "left_out"


class Told(NamedTuple):
    """One sentence of a story; `made` is what its row tells now, `text` what is told."""

    key: str
    made: str
    text: str
    state: SentenceState

    @property
    def is_told(self) -> bool:
        """Tell whether it stands in the story."""
        return bool(self.text)

    @property
    def asks(self) -> bool:
        """Tell whether somebody should look at it."""
        return self.state in (SentenceState.CHANGED, SentenceState.GONE)


class ToldSection(NamedTuple):
    """A part of the story with all its sentences, those that are left out among them."""

    key: str
    sentences: Sequence[Told]

    @property
    def told(self) -> list[Told]:
        """Return the sentences that stand in the story."""
        return [one for one in self.sentences if one.is_told]


def tell(made: Mapping[str, str], edited: Mapping[str, EditedSentence]) -> list[ToldSection]:
    """Return the sections of a story; what was edited and has lost its row stands at their ends."""
    sections: dict[str, list[Told]] = {key: [] for key in STORY_SECTIONS}
    for one in _told(made, edited):
        sections[section_of(one.key)].append(one)
    return [ToldSection(key, told) for key, told in sections.items()]


def tell_title(made: str, edited: Mapping[str, EditedSentence]) -> Told:
    """Return the title of a story, which has always words."""
    one = _one(TITLE_KEY, made, edited.get(TITLE_KEY))
    return one if one.text else Told(TITLE_KEY, made, made, SentenceState.MADE)


def section_of(key: str) -> str:
    """Return the section of a sentence."""
    return SECTION_OF[key.partition("_")[0]]


def known_keys(rows: Rows, gone: Rows) -> set[str]:
    """Return the keys that sentences of an analysis can have, those of removed rows among them."""
    found = {f"{kind}_{row['id']}" for part in (rows, gone) for kind in part for row in part[kind]}
    factors = (
        row["id"]
        for part in (rows, gone)
        for kind in ("divider", "connector")
        for row in part[kind]
    )
    return {key for key in found if key.partition("_")[0] in SECTION_OF} | {
        f"trend_{factor}" for factor in factors
    }


def is_same(one: str, other: str) -> bool:
    """Tell whether two sentences look the same."""
    return " ".join(normal_form(one).split()) == " ".join(normal_form(other).split())


def _told(made: Mapping[str, str], edited: Mapping[str, EditedSentence]) -> Iterator[Told]:
    # The title is a sentence too, and stands in no section.
    for key in (*made, *sorted(edited.keys() - made.keys())):
        if key.partition("_")[0] in SECTION_OF:
            yield _one(key, made.get(key, ""), edited.get(key))


def _one(key: str, made: str, kept: EditedSentence | None) -> Told:
    if kept is None:
        return Told(key, made, made, SentenceState.MADE)
    if not kept.text:
        return Told(key, made, "", SentenceState.LEFT_OUT)
    if not made:
        return Told(key, made, kept.text, SentenceState.GONE)
    has_changed = not is_same(kept.made, made)
    return Told(
        key, made, kept.text, SentenceState.CHANGED if has_changed else SentenceState.EDITED
    )
