"""Comments that have to be answered before an analysis is sent again: one rule for all pages."""

from collections.abc import Collection, Iterable

from portal.analyses.slots import OpenQuestion, address_of
from portal.coaching.comments.queries import read_comments
from portal.coaching.comments.threads import Thread, Translate, build_threads, comments_on
from portal.language.i18n import N_
from portal.projects.slots import AnswersOwed


def unanswered(analysis_id: int, translate: Translate = N_) -> list[OpenQuestion]:
    """Return what holds a submission back, in the order of steps; as `comments_on` reads it."""
    asked = (thread.question for thread in comments_on(analysis_id, translate=translate).threads)
    return sorted(filter(None, asked), key=lambda one: (one.step, one.id))


def asks_for_answers(analysis_id: int, authors: Collection[int]) -> bool:
    """Tell whether a comment has to be answered: one that was sent, or a draft of `authors`."""
    threads = build_threads(read_comments(analysis_id, None), N_)
    return any(is_asking(thread, authors) for thread in threads)


def is_asking(thread: Thread, authors: Collection[int]) -> bool:
    """Tell whether a comment has to be answered once the drafts of `authors` are sent."""
    is_their_draft = thread.state == "draft" and thread.author_id in authors
    return thread.asks or (is_their_draft and thread.required)


def unanswered_others(analysis_id: int, translate: Translate = N_) -> AnswersOwed | None:
    """Return the comments that nobody answered and that hold nothing back, None without any."""
    threads = comments_on(analysis_id, translate=translate).threads
    free = [one for one in threads if one.state == "open" and not one.asks]
    if not free:
        return None
    first = min(free, key=lambda one: (one.step, one.id))
    path = address_of(first.id, first.step, *first.place)
    return AnswersOwed(0, len(free), path, has_replied(threads))


def has_replied(threads: Iterable[Thread]) -> bool:
    """Tell whether the organisation wrote after whatever its coaches sent: it has read that."""
    sent = [one for one in threads if one.is_sent]
    answers = [one for thread in sent for one in thread.answers]
    by_coach = [*(one.id for one in sent), *(one.id for one in answers if one.by_coach)]
    return max((one.id for one in answers if not one.by_coach), default=0) > max(
        by_coach, default=0
    )
