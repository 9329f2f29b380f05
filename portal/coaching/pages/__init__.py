"""The pages of a review, for coaches and for organisations, and their blueprint."""

from portal.coaching.pages import (
    checklist,
    comments,
    comparison,
    drafts,
    feedback,
    history,
    queue,
    replies,
    review,
    submission,
)
from portal.coaching.pages.blueprint import blueprint

__all__ = [
    "blueprint",
    "checklist",
    "comments",
    "comparison",
    "drafts",
    "feedback",
    "history",
    "queue",
    "replies",
    "review",
    "submission",
]
