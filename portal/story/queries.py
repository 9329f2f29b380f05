"""Reads a story: the rows it is told from, what people edited, and the files made of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, BindParameter, Select, bindparam, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from portal.analyses.models import Analysis
from portal.analyses.queries import FILES_KIND, Rows, read_step
from portal.errors import NotFound
from portal.extensions import db
from portal.files.formats import Format
from portal.files.queries import FileLine, group_by_row
from portal.reports.models import Report
from portal.story.models import Audience, StoryRecord, StorySentence
from portal.story.sentences import KINDS_READ
from portal.tracking.queries import tracked_factors
from portal.tracking.trends import Tracked

PICTURE_FORMATS = frozenset({Format.JPG, Format.PNG})


class EditedSentence(NamedTuple):
    """What somebody wrote in place of `made`; empty where it is left out."""

    made: str
    text: str


class MadeEdition(NamedTuple):
    """One making of the files of a story, and where its job is."""

    id: int
    edition: int
    state: str
    requested_at: datetime


class StoryHead(NamedTuple):
    """What is kept of a story; `edited` by language and key. Version 0 is one never saved."""

    version: int
    audience: str
    photos: Sequence[int]
    edited: Mapping[str, Mapping[str, EditedSentence]]
    editions: Sequence[MadeEdition]

    @property
    def newest(self) -> int:
        """Return the id of the newest edition, 0 where there is none."""
        return self.editions[0].id if self.editions else 0


class StorySources(NamedTuple):
    """What a story is told from: rows, those removed since, looks at factors, photos in order."""

    rows: Rows
    gone: Rows
    tracked: Sequence[Tracked]
    photos: Sequence[FileLine]


def read_head(analysis_id: int) -> StoryHead:
    """Return what is kept of the story of an analysis; NotFound outside the scope."""
    found = db.session.execute(_head(), {"analysis_id": analysis_id}).one_or_none()
    if found is None:
        raise NotFound
    edited: dict[str, dict[str, EditedSentence]] = {}
    for locale, key, made, text in found.sentences or ():
        edited.setdefault(locale, {})[key] = EditedSentence(made, text)
    return StoryHead(
        found.version or 0,
        found.audience or Audience.TEAM.value,
        found.photos or [],
        edited,
        [
            MadeEdition(id_, edition, state, datetime.fromisoformat(at))
            for id_, edition, state, at in found.editions or ()
        ],
    )


def read_sources(analysis_id: int) -> StorySources:
    """Return what the story of an analysis is told from."""
    read = read_step(analysis_id, (*KINDS_READ, FILES_KIND), KINDS_READ)
    kept = group_by_row(read.files).kept.values()
    photos = [
        file
        for files in kept
        for file in files
        if file.format in PICTURE_FORMATS and file.lost_at is None
    ]
    return StorySources(
        read.live, read.gone, tracked_factors(analysis_id), sorted(photos, key=lambda one: one.id)
    )


# Built once: building costs more than asking.
@cache
def _head() -> Select[*tuple[Any, ...]]:
    asked: BindParameter[int] = bindparam("analysis_id", type_=BigInteger)
    sentences = (
        select(
            func.json_agg(
                func.json_build_array(
                    *(StorySentence.locale, StorySentence.key),
                    *(StorySentence.made, StorySentence.text),
                )
            )
        )
        .where(StorySentence.analysis_id == asked)
        .scalar_subquery()
    )
    editions = (
        select(
            func.json_agg(
                aggregate_order_by(
                    func.json_build_array(
                        *(Report.id, Report.edition, Report.state, Report.requested_at)
                    ),
                    Report.id.desc(),
                )
            )
        )
        .where(Report.analysis_id == asked)
        .scalar_subquery()
    )
    return (
        select(
            *(StoryRecord.version, StoryRecord.audience, StoryRecord.photos),
            sentences.label("sentences"),
            editions.label("editions"),
        )
        .select_from(Analysis)
        .outerjoin(StoryRecord, StoryRecord.analysis_id == Analysis.id)
        .where(Analysis.id == asked)
    )
