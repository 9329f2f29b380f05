"""Puts a frozen story into the words of one language, as its files lay it out."""

from collections.abc import Iterator
from datetime import date

from portal.language.dates import DAY_IN_TEXT, say_date
from portal.language.i18n import gettext, speak
from portal.story.document.model import (
    PaperPhoto,
    PaperSection,
    PaperTrend,
    StoryDocument,
    TrendMark,
)
from portal.story.document.pictures import pictures_of
from portal.story.labels import say_audience
from portal.story.sentences import STORY_SECTIONS
from portal.story.snapshot import Snapshot
from portal.tracking.trends import TREND_TITLES, TrendLook, draw


def compose_story(snapshot: Snapshot, locale: str) -> StoryDocument:
    """Return the story in `locale`, one of `LOCALES`."""
    with speak(locale):
        return _document(snapshot, locale)


def _document(snapshot: Snapshot, locale: str) -> StoryDocument:
    texts, told_on = snapshot["texts"][locale], date.fromisoformat(snapshot["told_on"])
    organisation = snapshot["organisation"]
    return StoryDocument(
        locale=locale,
        organisation=organisation["name"],
        acronym=organisation["acronym"],
        kicker=gettext("Our story"),
        title=texts["title"],
        project=snapshot["analysis"]["project"],
        audience=say_audience(snapshot["audience"]),
        made=gettext(
            "Told by %(organisation)s on %(day)s",
            organisation=organisation["name"],
            day=say_date(told_on, DAY_IN_TEXT),
        ),
        told_on=snapshot["told_on"],
        sections=tuple(
            PaperSection(key, gettext(title), tuple(texts["sections"][key]))
            for key, title in STORY_SECTIONS.items()
            if key in texts["sections"]
        ),
        pictures=tuple(pictures_of(snapshot)),
        trends=tuple(_trends(snapshot)),
        trends_title=gettext("Trends"),
        trends_note=gettext("Up is better. Each mark is one check-in."),
        photos=tuple(
            PaperPhoto(f"photo-{number}.jpg", photo["caption"])
            for number, photo in enumerate(snapshot["photos"], 1)
        ),
        photos_title=gettext("Photos"),
    )


def _trends(snapshot: Snapshot) -> Iterator[PaperTrend]:
    for factor in snapshot["trends"]:
        looks = [TrendLook(date.fromisoformat(day), trend) for day, trend in factor["looks"]]
        drawing = draw(looks)
        yield PaperTrend(
            title=factor["title"] or gettext("Untitled"),
            words=", ".join(
                f"{say_date(look.day)}: {gettext(TREND_TITLES[look.trend])}" for look in looks
            ),
            width=drawing.width if drawing else 0,
            height=drawing.height if drawing else 0,
            marks=tuple(TrendMark(mark.x, mark.y, mark.shape) for mark in drawing.marks)
            if drawing
            else (),
        )
