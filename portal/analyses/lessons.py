"""The six lessons of Do No Harm, and the kinds of rows beside which each of them stands.

Six, as the User's Guide of 2014, the Participant's Manual of 2016 and the minutes of the forum
have them; the handbook of 2004 counts seven (domain: Lessons).
"""

from typing import NamedTuple

from portal.language.i18n import N_


class Lesson(NamedTuple):
    """One lesson: in a sentence, what follows from it, and the kinds of rows that it is about."""

    number: int
    sentence: str
    meaning: str
    kinds: tuple[str, ...]


LESSONS: tuple[Lesson, ...] = (
    Lesson(
        1,
        N_("Whatever we do in a place becomes part of that place."),
        N_("A project is never just a guest who looks on: people count on it, or against it."),
        ("context",),
    ),
    Lesson(
        2,
        N_("In every place, some things divide people and others connect them."),
        N_("Look for both. Where people are tense, they still share something."),
        ("divider", "connector"),
    ),
    Lesson(
        3,
        N_("Our work touches both, and makes them better or worse."),
        N_("No work is neutral. The question is which way it pushes."),
        ("chain",),
    ),
    Lesson(
        4,
        N_("It does so by what the organisation does and by how its people behave."),
        N_("What we do moves resources. How we behave sends messages."),
        ("chain",),
    ),
    Lesson(
        5,
        N_("The details of the work cause its effects, not its aim."),
        N_("A good aim protects no one: look at who, what, when, with whom and how."),
        ("detail", "constraint"),
    ),
    Lesson(
        6,
        N_("There are always options."),
        N_("Details were chosen once, so they can be chosen again, often with the same budget."),
        ("option", "test"),
    ),
)


def lessons_on(kind: str) -> tuple[Lesson, ...]:
    """Return the lessons beside rows of a kind, in order; none for kinds of the time after."""
    return tuple(lesson for lesson in LESSONS if kind in lesson.kinds)
