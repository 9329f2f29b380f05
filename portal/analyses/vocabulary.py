"""The words of an analysis as enumerations (docs/domain.md)."""

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


class FactorKind(StrEnum):
    """A factor divides or connects (domain: Dividers and connectors)."""

    DIVIDER = "divider"
    CONNECTOR = "connector"


class FactorCategory(StrEnum):
    """SAVES, the same five for dividers and connectors (domain: Dividers and connectors)."""

    SYSTEMS_INSTITUTIONS = "systems_institutions"
    ATTITUDES_ACTIONS = "attitudes_actions"
    VALUES_INTERESTS = "values_interests"
    EXPERIENCES = "experiences"
    SYMBOLS_OCCASIONS = "symbols_occasions"


class Layout(StrEnum):
    """How the details of a programme are laid out; the rows are the same (domain: Details)."""

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
    """Resource-transfer patterns, then message patterns, RAFT (domain: Patterns)."""

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
    """The older list of implicit messages, kept as a second word for one (domain: Messages)."""

    ARMS_POWER = "arms_power"
    COMPETITION = "competition"
    IMPUNITY = "impunity"
    VALUE_OF_LIVES = "value_of_lives"
    POWERLESSNESS = "powerlessness"
    SUSPICION = "suspicion"
    PUBLICITY = "publicity"


class Sign(StrEnum):
    """Whether a chain makes its divider or connector worse or better (domain: Patterns)."""

    WORSE = "worse"
    BETTER = "better"


class OptionState(StrEnum):
    """The life of an option (domain: Options)."""

    IDEA = "idea"
    SHORTLISTED = "shortlisted"
    TESTED_ON_PAPER = "tested_on_paper"
    APPROVED = "approved"
    TRYING = "trying"
    KEPT = "kept"
    DROPPED = "dropped"
    SUPERSEDED = "superseded"


class BudgetEffect(StrEnum):
    """What an option does to the budget (domain: Options)."""

    NONE = "none"
    SAVES = "saves"
    COSTS = "costs"


class PatternFit(StrEnum):
    """How far an option changes the pattern and not only the activity (domain: Options)."""

    FULL = "full"
    PART = "part"
    NONE = "none"


class TimeToResult(StrEnum):
    """How soon one would notice an option (domain: Options)."""

    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"


class Resources(StrEnum):
    """How much work and means an option takes (domain: Options)."""

    LITTLE = "little"
    SOME = "some"
    MUCH = "much"


class ChangeKind(StrEnum):
    """The three kinds by which the programme defines success (domain: What counts)."""

    PLAN = "plan"
    IMPLEMENTATION = "implementation"
    MONITORING = "monitoring"


RAFT_PATTERNS = frozenset(
    {Pattern.RESPECT, Pattern.ACCOUNTABILITY, Pattern.FAIRNESS, Pattern.TRANSPARENCY}
)
# In these states the organisation writes; in the others its words are with the coach or accepted.
WRITABLE_STATES = frozenset({State.DRAFT, State.CHANGES_REQUESTED})
SENT_STATES = frozenset({State.SUBMITTED, State.IN_REVIEW})
# What a change must say before it counts (domain: What counts).
PROVED_BY = ("kind", "before", "after", "evidence")
