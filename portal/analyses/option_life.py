"""The life of an option as one table: from an idea to what is kept, or to its successor."""

from portal.analyses.vocabulary import OptionState
from portal.wording import N_

_IDEA, _SHORT, _TESTED, _APPROVED, _TRYING, _KEPT, _STORE, _REPLACED = OptionState

# fmt: off
MOVES: dict[OptionState, tuple[OptionState, ...]] = {
    _IDEA:     (_SHORT, _TESTED, _STORE),
    _SHORT:    (_TESTED, _IDEA, _STORE),
    _TESTED:   (_APPROVED, _SHORT, _STORE),
    _APPROVED: (_TRYING, _TESTED, _STORE),
    _TRYING:   (_KEPT, _APPROVED, _STORE),
    _KEPT:     (_TRYING, _STORE),
    _STORE:    (_IDEA,),
    # A replaced option stays as it is; one is replaced by making a new one from it, at any time.
    _REPLACED: (),
}
# fmt: on
UNTESTED = (OptionState.IDEA, OptionState.SHORTLISTED)
IN_USE = frozenset({OptionState.TRYING, OptionState.KEPT})
LEFT = frozenset({OptionState.DROPPED, OptionState.SUPERSEDED})

REPLACED = N_(
    "A new option took the place of this one, so it stays as it is. Move the new one instead."
)
UNTESTED_YET = N_(
    "Nothing was tested for this option yet. First look at who might be worse off; "
    "then say that it was tested."
)
NOT_FROM_HERE = N_(
    "An option cannot go there from where this one stands now. Perhaps somebody moved it "
    "meanwhile: look at it again and choose from its list. Nothing was changed."
)


def origins_of(state: OptionState) -> tuple[OptionState, ...]:
    """Return the states from which an option may go to `state`; staying is always allowed."""
    return (state, *(origin for origin, targets in MOVES.items() if state in targets))


def refusal_of(origin: str) -> str:
    """Return why an option that stands at `origin` cannot go where it was sent."""
    return REPLACED if origin == OptionState.SUPERSEDED else NOT_FROM_HERE
