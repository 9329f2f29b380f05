"""Comments that have to be answered before an analysis is sent again: one rule for all pages."""

from portal.analyses.slots import OpenQuestion
from portal.coaching.comments.threads import Translate, comments_on
from portal.language.i18n import N_


def unanswered(analysis_id: int, translate: Translate = N_) -> list[OpenQuestion]:
    """Return what holds a submission back, in the order of steps; as `comments_on` reads it."""
    asked = (thread.question for thread in comments_on(analysis_id, translate=translate).threads)
    return sorted(filter(None, asked), key=lambda one: (one.step, one.id))
