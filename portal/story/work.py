"""How the files of a story are made: what the job of a report does for it.

What makes them is heavy to load, and web processes never need it: each part is imported where a
worker asks for it.
"""

from typing import Any

from portal.language.i18n import N_
from portal.reports.slots import StoryWork
from portal.reports.steps import GATHERED_PROGRESS, Work, renderings_of


def _take_snapshot(analysis_id: int) -> dict[str, Any]:
    from portal.story.snapshot import take_snapshot  # noqa: PLC0415  reads photos

    return take_snapshot(analysis_id)


def _render_pdf(snapshot: dict[str, Any], locale: str) -> bytes:
    from portal.story.document.pdf import render_story_pdf  # noqa: PLC0415

    return render_story_pdf(snapshot, locale)


def _render_word(snapshot: dict[str, Any], locale: str) -> bytes:
    from portal.story.document.word import render_word  # noqa: PLC0415

    return render_word(snapshot, locale)


STORY_WORK = StoryWork(
    steps=(
        Work("gathering", N_("Gathering the sentences"), GATHERED_PROGRESS),
        *renderings_of("pdf", "docx"),
    ),
    take_snapshot=_take_snapshot,
    renderers={"pdf": _render_pdf, "docx": _render_word},
)
