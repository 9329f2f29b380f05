"""The words of an analysis as enumerations (domain 1.2 to 1.7)."""

from enum import StrEnum


class State(StrEnum):
    """Where an analysis is in its review; the moves are in `portal.coaching.workflow`."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    CHANGES_REQUESTED = "changes_requested"
    ACCEPTED = "accepted"


class Reach(StrEnum):
    """How much of the organisation's work an analysis looks at (domain, finding 2)."""

    ORGANISATION = "organisation"
    PROGRAMME = "programme"
    PROJECT = "project"
    ACTIVITY = "activity"


class FactorKind(StrEnum):
    """A factor divides or connects (domain 1.3)."""

    DIVIDER = "divider"
    CONNECTOR = "connector"


class Category(StrEnum):
    """SAVES, the same five for dividers and connectors (domain 1.3)."""

    SYSTEMS_INSTITUTIONS = "systems_institutions"
    ATTITUDES_ACTIONS = "attitudes_actions"
    VALUES_INTERESTS = "values_interests"
    EXPERIENCES = "experiences"
    SYMBOLS_OCCASIONS = "symbols_occasions"


class DetailKey(StrEnum):
    """The six critical details of a programme (domain 1.4)."""

    TARGETING = "targeting"
    WHAT = "what"
    STAFFING = "staffing"
    PARTNERING = "partnering"
    AUTHORITIES = "authorities"
    HOW = "how"


class Pattern(StrEnum):
    """Resource-transfer patterns (domain 1.5), then message patterns, RAFT (domain 1.6)."""

    THEFT = "theft"
    MARKET = "market"
    DISTRIBUTION = "distribution"
    SUBSTITUTION = "substitution"
    LEGITIMIZATION = "legitimization"
    RESPECT = "respect"
    ACCOUNTABILITY = "accountability"
    FAIRNESS = "fairness"
    TRANSPARENCY = "transparency"


class Sign(StrEnum):
    """Whether a chain makes its divider or connector worse or better (domain 1.5)."""

    WORSE = "worse"
    BETTER = "better"


class OptionState(StrEnum):
    """The life of an option (domain 1.7)."""

    IDEA = "idea"
    SHORTLISTED = "shortlisted"
    TESTED_ON_PAPER = "tested_on_paper"
    APPROVED = "approved"
    TRYING = "trying"
    KEPT = "kept"
    DROPPED = "dropped"
    SUPERSEDED = "superseded"


class BudgetEffect(StrEnum):
    """What an option does to the budget (domain 1.7)."""

    NONE = "none"
    SAVES = "saves"
    COSTS = "costs"


class ChangeKind(StrEnum):
    """The three kinds by which the programme defines success (domain, finding 4)."""

    PLAN = "plan"
    IMPLEMENTATION = "implementation"
    MONITORING = "monitoring"


# In these states the organisation writes; in the others its words are with the coach or accepted.
WRITABLE = frozenset({State.DRAFT, State.CHANGES_REQUESTED})
