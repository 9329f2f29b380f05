"""Sets a story as a PDF, and its pictures as PNG; in workers only, as reports are set."""

import base64
from dataclasses import asdict

from portal.reports.document.pdf import typeset
from portal.story.document.builder import compose_story
from portal.story.document.model import PaperPicture, StoryDocument
from portal.story.snapshot import Snapshot

PICTURE_DOTS = 170.0  # an inch


def render_story_pdf(snapshot: Snapshot, locale: str) -> bytes:
    """Return a story as a tagged PDF (PDF/UA-1); the same snapshot gives the same bytes."""
    story = compose_story(snapshot, locale)
    return typeset("story.typ", asdict(story), made_on=story.told_on, files=photos_of(snapshot))


def render_picture(picture: PaperPicture, story: StoryDocument) -> bytes:
    """Return one picture of a story as PNG, for files that cannot draw it."""
    data = {**asdict(picture), "locale": story.locale}
    return typeset("picture.typ", data, made_on=story.told_on, dots=PICTURE_DOTS)


def photos_of(snapshot: Snapshot) -> dict[str, bytes]:
    """Return the photos of a story under the names that its document gives them."""
    return {
        f"photo-{number}.jpg": base64.b64decode(photo["jpeg"])
        for number, photo in enumerate(snapshot["photos"], 1)
    }
