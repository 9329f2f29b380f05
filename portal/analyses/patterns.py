"""What each pattern means, what harm it often does and what good it can do (domain: Patterns)."""

from typing import NamedTuple, TypeAlias

from portal.analyses.vocabulary import Pattern
from portal.language.i18n import N_


class ExplainedPattern(NamedTuple):
    """A pattern at the place where it is chosen; `also` is another name that people know."""

    pattern: Pattern
    name: str
    sentence: str
    harm: str
    good: str
    also: str = ""


RESOURCE_PATTERNS: tuple[ExplainedPattern, ...] = (
    ExplainedPattern(
        Pattern.THEFT,
        N_("Theft or diversion"),
        N_("What we bring is taken, or used for something else."),
        N_("Goods or money keep a conflict going."),
        N_("Close the gaps where things get lost, and tell everyone what should arrive."),
        N_("Deviation"),
    ),
    ExplainedPattern(
        Pattern.MARKET,
        N_("Market"),
        N_("Prices, wages or profits shift: some win and some lose."),
        N_("Local sellers close, or people can no longer pay."),
        N_("Buy and hire in a way that is open to all groups."),
    ),
    ExplainedPattern(
        Pattern.DISTRIBUTION,
        N_("Distribution"),
        N_("Some receive and others do not."),
        N_("The line between those who receive and those who do not follows an existing tension."),
        N_("Choose by a rule that all groups find fair, or give what they use together."),
    ),
    ExplainedPattern(
        Pattern.SUBSTITUTION,
        N_("Substitution"),
        N_("We do what people or authorities can do themselves."),
        N_("They stop doing it, and no one continues when we leave."),
        N_("Let those responsible do it, and help them with it."),
    ),
    ExplainedPattern(
        Pattern.LEGITIMIZATION,
        N_("Legitimisation"),
        N_("Our work makes someone or something look right."),
        N_("An unfair rule, fee or leader looks normal because we accept it."),
        N_("Support those who do good, and help others do better."),
    ),
)
MESSAGE_PATTERNS: tuple[ExplainedPattern, ...] = (
    ExplainedPattern(
        Pattern.RESPECT,
        N_("Respect"),
        N_("How we behave shows how much people are worth to us."),
        N_("People feel looked down upon, or played against one another."),
        N_("Listen first, come when you said you would, ask before you decide."),
    ),
    ExplainedPattern(
        Pattern.ACCOUNTABILITY,
        N_("Accountability"),
        N_("How we behave shows whether we answer for what we do."),
        N_("Mistakes have no consequences, so rules seem to be for others only."),
        N_("Say what went wrong, put it right, and let people complain safely."),
    ),
    ExplainedPattern(
        Pattern.FAIRNESS,
        N_("Fairness"),
        N_("How we behave shows whether the same rule applies to all."),
        N_("Some lives seem to count more than others."),
        N_("Use the same rule for all groups, and for our own staff."),
    ),
    ExplainedPattern(
        Pattern.TRANSPARENCY,
        N_("Transparency"),
        N_("How we behave shows whether we have something to hide."),
        N_("People guess, and rumours fill the gap."),
        N_("Show budgets, lists and reasons where everyone can see them."),
    ),
)
PatternGroups: TypeAlias = tuple[tuple[str, tuple[ExplainedPattern, ...]], ...]
PATTERN_GROUPS: PatternGroups = (
    (N_("By what we bring: resources"), RESOURCE_PATTERNS),
    (N_("By how we behave: messages (RAFT, or implicit ethical messages, IEM)"), MESSAGE_PATTERNS),
)
