"""The words of an analysis as enumerations (domain 1.2 to 1.7)."""

from enum import StrEnum


class State(StrEnum):
    """Where an analysis is in its review; the moves are in `portal.coaching.workflow`."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    CHANGES_REQUESTED = "changes_requested"
    ACCEPTED = "accepted"


class FrameworkVersion(StrEnum):
    """Which steps an analysis follows; the steps are in `portal.analyses.frameworks`."""

    HANDBOOK = "handbook-2004"
    SHEET = "lcp-6"
    LOOP = "action-loop"


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


class Layout(StrEnum):
    """How the details of a programme are laid out; the rows are the same (domain 1.4)."""

    DETAILS = "details"
    CIRCUMSTANCES = "circumstances"


class DetailKey(StrEnum):
    """The six critical details of a programme, then what only the seven circumstances have."""

    TARGETING = "targeting"
    WHAT = "what"
    STAFFING = "staffing"
    PARTNERING = "partnering"
    AUTHORITIES = "authorities"
    HOW = "how"
    WHO = "who"
    WHEN = "when"
    WHERE = "where"
    WHY = "why"
    BY_WHOM = "by_whom"


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


class MessageTag(StrEnum):
    """The older list of implicit messages, kept as a second word for a message (domain 1.6)."""

    ARMS_POWER = "arms_power"
    COMPETITION = "competition"
    IMPUNITY = "impunity"
    VALUE_OF_LIVES = "value_of_lives"
    POWERLESSNESS = "powerlessness"
    SUSPICION = "suspicion"
    PUBLICITY = "publicity"


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


class PatternFit(StrEnum):
    """How far an option changes the pattern and not only the activity (domain 1.7)."""

    FULL = "full"
    PART = "part"
    NONE = "none"


class TimeToResult(StrEnum):
    """How soon one would notice an option (domain 1.7)."""

    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"


class Resources(StrEnum):
    """How much work and means an option takes (domain 1.7)."""

    LITTLE = "little"
    SOME = "some"
    MUCH = "much"


class ChangeKind(StrEnum):
    """The three kinds by which the programme defines success (domain, finding 4)."""

    PLAN = "plan"
    IMPLEMENTATION = "implementation"
    MONITORING = "monitoring"


MESSAGES = frozenset(
    {Pattern.RESPECT, Pattern.ACCOUNTABILITY, Pattern.FAIRNESS, Pattern.TRANSPARENCY}
)
# In these states the organisation writes; in the others its words are with the coach or accepted.
WRITABLE = frozenset({State.DRAFT, State.CHANGES_REQUESTED})
# What a change must say before it counts (domain, finding 4).
PROVED_BY = ("kind", "before", "after", "evidence")
