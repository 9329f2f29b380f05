"""What the enumerations are called on the page."""

from portal.analyses.vocabulary import (
    BudgetEffect,
    ChangeKind,
    DetailKey,
    FactorCategory,
    MessageTag,
    OptionState,
    Pattern,
    PatternFit,
    Resources,
    Sign,
    State,
    TimeToResult,
)
from portal.language.i18n import N_
from portal.projects.journey import Scope

Choices = tuple[tuple[str, str], ...]

STATE_TITLES: dict[str, str] = {
    State.DRAFT: N_("Draft"),
    State.SUBMITTED: N_("With the coach"),
    State.IN_REVIEW: N_("In review"),
    State.CHANGES_REQUESTED: N_("Changes requested"),
    State.ACCEPTED: N_("Accepted"),
}
# As one says it where the project is known; `projects.journey` has it of any project.
ANALYSIS_SCOPES: Choices = (
    (Scope.ORGANISATION, N_("The whole organisation")),
    (Scope.PROGRAMME, N_("A programme")),
    (Scope.PROJECT, N_("This project")),
    (Scope.ACTIVITY, N_("One activity")),
)
CONTEXT_LEVELS: Choices = (
    ("local", N_("Local")),
    ("regional", N_("Province or region")),
    ("national", N_("National")),
)
DIVIDER_CATEGORIES: Choices = (
    (FactorCategory.SYSTEMS_INSTITUTIONS, N_("Systems and institutions")),
    (FactorCategory.ATTITUDES_ACTIONS, N_("Attitudes and actions")),
    (FactorCategory.VALUES_INTERESTS, N_("Different values or interests")),
    (FactorCategory.EXPERIENCES, N_("Different experiences")),
    (FactorCategory.SYMBOLS_OCCASIONS, N_("Symbols and occasions")),
)
CONNECTOR_CATEGORIES: Choices = (
    (FactorCategory.SYSTEMS_INSTITUTIONS, N_("Systems and institutions")),
    (FactorCategory.ATTITUDES_ACTIONS, N_("Attitudes and actions")),
    (FactorCategory.VALUES_INTERESTS, N_("Shared values or interests")),
    (FactorCategory.EXPERIENCES, N_("Common experiences")),
    (FactorCategory.SYMBOLS_OCCASIONS, N_("Symbols and occasions")),
)
DETAIL_KEYS: Choices = (
    (DetailKey.TARGETING, N_("Who receives, and how they are chosen")),
    (DetailKey.WHAT, N_("What is given or done")),
    (DetailKey.STAFFING, N_("Who works for us")),
    (DetailKey.PARTNERING, N_("With whom we work")),
    (DetailKey.AUTHORITIES, N_("How we deal with authorities")),
    (DetailKey.HOW, N_("How and when we do it")),
)
CIRCUMSTANCES: Choices = (
    (DetailKey.WHO, N_("Who: the people we work for")),
    (DetailKey.WHAT, N_("What is given or done")),
    (DetailKey.WHEN, N_("When")),
    (DetailKey.WHERE, N_("Where")),
    (DetailKey.WHY, N_("Why: what it is for")),
    (DetailKey.HOW, N_("How we do it")),
    (DetailKey.BY_WHOM, N_("By whom and by what means")),
)
# For those who read a row in no layout: "how" alone is true of both.
DETAIL_OR_CIRCUMSTANCE: Choices = tuple(dict(DETAIL_KEYS + CIRCUMSTANCES).items())
PATTERNS: Choices = (
    (Pattern.THEFT, N_("Theft or diversion (also called deviation)")),
    (Pattern.MARKET, N_("Market: prices, wages or profits shift")),
    (Pattern.DISTRIBUTION, N_("Distribution: some receive, others do not")),
    (Pattern.SUBSTITUTION, N_("Substitution: we replace what people or the state can do")),
    (Pattern.LEGITIMIZATION, N_("Legitimisation: we make someone or something look right")),
    (Pattern.RESPECT, N_("Message: respect")),
    (Pattern.ACCOUNTABILITY, N_("Message: accountability")),
    (Pattern.FAIRNESS, N_("Message: fairness")),
    (Pattern.TRANSPARENCY, N_("Message: transparency")),
)
MESSAGE_TAGS: Choices = (
    (MessageTag.ARMS_POWER, N_("Arms and power")),
    (MessageTag.COMPETITION, N_("Disrespect, mistrust and competition among organisations")),
    (MessageTag.IMPUNITY, N_("Aid workers who answer to no one")),
    (MessageTag.VALUE_OF_LIVES, N_("Some lives count more than others")),
    (MessageTag.POWERLESSNESS, N_("“There is nothing we can do”")),
    (MessageTag.SUSPICION, N_("Anger, tension and suspicion")),
    (MessageTag.PUBLICITY, N_("Publicity that shows suffering")),
)
SHORT_PATTERNS: dict[str, str] = {
    Pattern.THEFT: N_("theft"),
    Pattern.MARKET: N_("market"),
    Pattern.DISTRIBUTION: N_("distribution"),
    Pattern.SUBSTITUTION: N_("substitution"),
    Pattern.LEGITIMIZATION: N_("legitimisation"),
    Pattern.RESPECT: N_("respect"),
    Pattern.ACCOUNTABILITY: N_("accountability"),
    Pattern.FAIRNESS: N_("fairness"),
    Pattern.TRANSPARENCY: N_("transparency"),
}
SIGNS: Choices = ((Sign.WORSE, N_("Worse")), (Sign.BETTER, N_("Better")))
TEST_EFFECTS: Choices = (
    ("", N_("Not known yet")),
    ("-2", N_("Much worse")),
    ("-1", N_("Worse")),
    ("0", N_("No change")),
    ("1", N_("Better")),
    ("2", N_("Much better")),
)
BUDGET_EFFECTS: Choices = (
    ("", N_("Not known yet")),
    (BudgetEffect.NONE, N_("No change")),
    (BudgetEffect.SAVES, N_("Saves money")),
    (BudgetEffect.COSTS, N_("Costs money")),
)
PATTERN_FITS: Choices = (
    ("", N_("Not known yet")),
    (PatternFit.FULL, N_("Yes, the pattern")),
    (PatternFit.PART, N_("Partly")),
    (PatternFit.NONE, N_("Only the activity")),
)
TIMES_TO_RESULT: Choices = (
    ("", N_("Not known yet")),
    (TimeToResult.WEEKS, N_("Within weeks")),
    (TimeToResult.MONTHS, N_("Within months")),
    (TimeToResult.YEARS, N_("A year or more")),
)
RESOURCES_NEEDED: Choices = (
    ("", N_("Not known yet")),
    (Resources.LITTLE, N_("Little")),
    (Resources.SOME, N_("Some")),
    (Resources.MUCH, N_("Much")),
)
OPTION_STATES: Choices = (
    (OptionState.IDEA, N_("Idea")),
    (OptionState.SHORTLISTED, N_("Shortlisted")),
    (OptionState.TESTED_ON_PAPER, N_("Tested on paper")),
    (OptionState.APPROVED, N_("Approved")),
    (OptionState.TRYING, N_("In trial")),
    (OptionState.KEPT, N_("Adopted")),
    (OptionState.DROPPED, N_("Saved for later")),
    (OptionState.SUPERSEDED, N_("Replaced by a new option")),
)
CHANGE_KINDS: Choices = (
    (ChangeKind.PLAN, N_("In the plan")),
    (ChangeKind.IMPLEMENTATION, N_("In the work itself")),
    (ChangeKind.MONITORING, N_("In monitoring")),
)
