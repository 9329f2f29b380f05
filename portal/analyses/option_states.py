"""The life of an option as one table: from an idea to what is kept, or to its successor."""

from enum import StrEnum

from portal.analyses.vocabulary import OptionState
from portal.language.i18n import N_


class MovedBy(StrEnum):
    """What moves an option: a person's choice, its tests, or a new option made from it."""

    PERSON = "person"
    TEST = "test"
    SUCCESSOR = "successor"


_IDEA, _SHORT, _TESTED, _APPROVED, _TRYING, _KEPT, _STORE, _REPLACED = OptionState

# fmt: off
OPTION_MOVES: dict[MovedBy, dict[OptionState, tuple[OptionState, ...]]] = {
    MovedBy.PERSON: {
        _IDEA:     (_SHORT, _TESTED, _STORE),
        _SHORT:    (_TESTED, _IDEA, _STORE),
        _TESTED:   (_APPROVED, _SHORT, _STORE),
        _APPROVED: (_TRYING, _TESTED, _STORE),
        _TRYING:   (_KEPT, _APPROVED, _STORE),
        _KEPT:     (_TRYING, _STORE),
        _STORE:    (_IDEA,),
        # A replaced option stays as it is.
        _REPLACED: (),
    },
    MovedBy.TEST: {
        _IDEA:     (_TESTED,),
        _SHORT:    (_TESTED,),
    },
    MovedBy.SUCCESSOR: {
        _IDEA:     (_REPLACED,),
        _SHORT:    (_REPLACED,),
        _TESTED:   (_REPLACED,),
        _APPROVED: (_REPLACED,),
        _TRYING:   (_REPLACED,),
        _KEPT:     (_REPLACED,),
        _STORE:    (_REPLACED,),
    },
}
# fmt: on
UNTESTED_STATES = tuple(OPTION_MOVES[MovedBy.TEST])
IN_USE = frozenset({OptionState.TRYING, OptionState.KEPT})
NOT_IN_USE = frozenset({OptionState.DROPPED, OptionState.SUPERSEDED})
PROVED_STATES = frozenset(OptionState) - NOT_IN_USE - frozenset(UNTESTED_STATES)

OPTION_REPLACED = N_(
    "A new option replaced this one, so its status cannot change. Change the new one instead."
)
UNTESTED_YET = N_(
    "This option is not fully tested yet. First check each divider and connector, and your own "
    "staff. Then mark it as tested."
)
NOT_FROM_HERE = N_(
    "This option cannot change to that status now. Perhaps someone has just changed it: check "
    "it and choose from its list. Nothing was changed."
)


def origins_of(state: OptionState, by: MovedBy) -> tuple[OptionState, ...]:
    """Return the states from which `by` moves an option to `state`."""
    return tuple(origin for origin, targets in OPTION_MOVES[by].items() if state in targets)


def refusal_of(origin: str) -> str:
    """Return why an option that stands at `origin` cannot go where it was sent."""
    return OPTION_REPLACED if origin == OptionState.SUPERSEDED else NOT_FROM_HERE
