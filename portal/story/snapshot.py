"""Freezes a story for its files: every sentence in every language, the pictures, the photos."""

import base64
from collections.abc import Sequence
from typing import Any, TypeAlias

from flask import current_app
from sqlalchemy import select

from portal import clock
from portal.analyses.kind import columns_of
from portal.analyses.kinds import KINDS
from portal.analyses.models import Analysis
from portal.analyses.options.projection import AFTER_KINDS, has_changed
from portal.analyses.queries import Rows, analysis_head
from portal.extensions import db
from portal.language.i18n import speak
from portal.language.locales import LOCALES
from portal.organisations.models import Organisation
from portal.story.photos import read_photos
from portal.story.queries import StoryHead, StorySources, read_head, read_sources
from portal.story.sentences import make_sentences
from portal.story.telling import tell, tell_title
from portal.tracking.trends import Tracked

# As it is stored with an edition, for ever.
Snapshot: TypeAlias = dict[str, Any]

SNAPSHOT_FORMAT = 1


def take_snapshot(analysis_id: int) -> Snapshot:
    """Return a story as it stands now, JSON-safe; its files are made of nothing else.

    `texts` has, by language, the title and the told sentences of each section; `rows` is what the
    pictures are drawn from; a photo has its caption by language and its bytes in base64.
    """
    analysis, head = analysis_head(analysis_id), read_head(analysis_id)
    sources, title = read_sources(analysis_id), analysis.title or analysis.project_title
    return {
        "format": SNAPSHOT_FORMAT,
        "organisation": _organisation(analysis_id),
        "analysis": {"id": analysis_id, "title": analysis.title, "project": analysis.project_title},
        "audience": head.audience,
        "told_on": clock.today().isoformat(),
        "texts": {locale: _texts(head, sources, title, locale) for locale in LOCALES},
        "rows": _drawn(sources.rows),
        "has_changed": has_changed(sources.rows),
        "trends": [_trend(factor) for factor in sources.tracked if factor.last],
        "photos": _photos(analysis_id, head, sources),
    }


def _texts(head: StoryHead, sources: StorySources, title: str, locale: str) -> dict[str, Any]:
    edited = head.edited.get(locale, {})
    with speak(locale):
        sections = tell(make_sentences(sources.rows, sources.tracked), edited)
    return {
        "title": tell_title(title, edited).text,
        "sections": {
            section.key: [line for one in section.told for line in _lines(one.text)]
            for section in sections
            if section.told
        },
    }


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def _drawn(rows: Rows) -> dict[str, list[dict[str, Any]]]:
    return {
        kind: [
            {name: row[name] for name in ("id", "position", *columns_of(KINDS[kind]))}
            for row in rows[kind]
        ]
        for kind in AFTER_KINDS
    }


def _trend(factor: Tracked) -> dict[str, Any]:
    return {
        "title": factor.title,
        "looks": [[look.day.isoformat(), look.trend] for look in factor.looks],
    }


def _photos(analysis_id: int, head: StoryHead, sources: StorySources) -> Sequence[dict[str, Any]]:
    storage = current_app.extensions["file_storage"]
    names = {file.id: file.name for file in sources.photos}
    return [
        {
            "caption": names[photo.number].rpartition(".")[0] or names[photo.number],
            "jpeg": base64.b64encode(photo.jpeg).decode(),
        }
        for photo in read_photos(analysis_id, head.photos, sources.photos, storage)
    ]


def _organisation(analysis_id: int) -> dict[str, str]:
    row = db.session.execute(
        select(Organisation.acronym, Organisation.name)
        .join(Analysis, Analysis.organisation_id == Organisation.id)
        .where(Analysis.id == analysis_id)
    ).one()
    return {"acronym": row.acronym, "name": row.name}
