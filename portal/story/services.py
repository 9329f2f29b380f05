"""What people do with a story: say for whom it is, choose photos, edit and renew sentences."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.sql.elements import ColumnElement

from portal import clock
from portal.errors import NotFound, Refused
from portal.extensions import db
from portal.language.i18n import N_
from portal.story.models import StoryRecord, StorySentence
from portal.story.queries import EditedSentence
from portal.story.telling import TITLE_KEY, is_same

NOTHING_TO_TELL = N_(
    "There is nothing to tell yet: write the first rows of the analysis. Nothing was made."
)


class StaleStory(Refused):
    """Somebody else has saved the story meanwhile."""

    def __init__(self) -> None:
        super().__init__(N_("Someone else has saved this story meanwhile."))


class StoryRef(NamedTuple):
    """The story of an analysis, in one language."""

    organisation_id: int
    analysis_id: int
    locale: str


class Cover(NamedTuple):
    """What a story says beside its sentences; `photos` are ids of evidence files.

    Without a `title` that of before stays.
    """

    audience: str
    photos: Sequence[int]
    title: EditedSentence | None = None


def save_cover(story: StoryRef, cover: Cover, *, version: int, by: int) -> None:
    """Save what a story says beside its sentences; StaleStory where it is a newer one by now."""
    _move_on(story, version)
    db.session.execute(
        update(StoryRecord)
        .where(StoryRecord.analysis_id == story.analysis_id)
        .values(audience=cover.audience, photos=list(cover.photos))
    )
    if cover.title is not None:
        _keep(story, {TITLE_KEY: cover.title}, by=by)


def save_sentences(
    story: StoryRef, sentences: Mapping[str, EditedSentence], *, version: int, by: int
) -> None:
    """Save edited sentences by key, with what was made from their rows.

    One that is as it was made is no longer an edited one. StaleStory where the story is a newer
    one by now.
    """
    _move_on(story, version)
    _keep(story, sentences, by=by)


def renew_sentence(story: StoryRef, key: str) -> None:
    """Tell again what the row tells; without a row the sentence is gone."""
    _rise(story)
    found = db.session.execute(
        delete(StorySentence).where(*_at(story, [key])).returning(StorySentence.id)
    ).scalar_one_or_none()
    if found is None:
        raise NotFound


def confirm_sentence(story: StoryRef, key: str, made: str) -> None:
    """Keep an edited sentence although its row has changed to tell `made`."""
    _rise(story)
    found = db.session.execute(
        update(StorySentence)
        .where(*_at(story, [key]))
        .values(made=made)
        .returning(StorySentence.id)
    ).scalar_one_or_none()
    if found is None:
        raise NotFound


def _keep(story: StoryRef, sentences: Mapping[str, EditedSentence], *, by: int) -> None:
    # Also of a row that is gone nothing is left once its sentence is emptied.
    as_made = [key for key, one in sentences.items() if is_same(one.text, one.made)]
    if as_made:
        db.session.execute(delete(StorySentence).where(*_at(story, as_made)))
    for key in sentences.keys() - set(as_made):
        one = sentences[key]
        values = {"made": one.made, "text": one.text, "updated_at": clock.now(), "updated_by": by}
        db.session.execute(
            upsert(StorySentence)
            .values(**story._asdict(), key=key, **values)
            .on_conflict_do_update(
                index_elements=["organisation_id", "analysis_id", "locale", "key"], set_=values
            )
        )


def _move_on(story: StoryRef, version: int) -> None:
    if version == 0:
        _begin(story)
    moved = db.session.execute(
        update(StoryRecord)
        .where(StoryRecord.analysis_id == story.analysis_id, StoryRecord.version == version)
        .values(version=StoryRecord.version + 1)
        .returning(StoryRecord.id)
    ).scalar_one_or_none()
    if moved is None:
        raise StaleStory


def _rise(story: StoryRef) -> None:
    db.session.execute(
        update(StoryRecord)
        .where(StoryRecord.analysis_id == story.analysis_id)
        .values(version=StoryRecord.version + 1)
    )


def _begin(story: StoryRef) -> None:
    db.session.execute(
        upsert(StoryRecord)
        .values(organisation_id=story.organisation_id, analysis_id=story.analysis_id)
        .on_conflict_do_nothing()
    )


def _at(story: StoryRef, keys: Sequence[str]) -> tuple[ColumnElement[bool], ...]:
    return (
        StorySentence.analysis_id == story.analysis_id,
        StorySentence.locale == story.locale,
        StorySentence.key.in_(keys),
    )
