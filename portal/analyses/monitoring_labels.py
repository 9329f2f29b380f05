"""What is asked of ratings, of what people learned and of what helped, in words."""

from enum import StrEnum
from typing import NamedTuple

from portal.analyses.labels import CHANGE_KINDS, Choices
from portal.language.i18n import N_


class CriterionLevel(StrEnum):
    """How well a criterion is met: high is well met (domain: Monitoring table)."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Learned(StrEnum):
    """What changed in people (domain: Learning)."""

    KNOWLEDGE = "knowledge"
    ATTITUDE = "attitude"
    PRACTICE = "practice"


class ChangedIn(StrEnum):
    """In whom it changed (domain: Learning)."""

    PERSON = "person"
    TEAM = "team"
    ORGANISATION = "organisation"
    COMMUNITY = "community"


class Effect(StrEnum):
    """Whether something made a change easier or harder."""

    HELPS = "helps"
    HINDERS = "hinders"


class Criterion(NamedTuple):
    """One line of the monitoring table; `look_for` is what often shows that it is not met."""

    key: str
    name: str
    look_for: str


CRITERIA: tuple[Criterion, ...] = (
    Criterion(
        "C1",
        N_("Your work is planned and done with conflict and unintended harm in mind"),
        N_(
            "Did the work have unintended bad effects? Did you check the usual causes: the "
            "choice of partners, contractors, suppliers and places, who benefits, and when?"
        ),
    ),
    Criterion(
        "C2",
        N_("You know the effects of what your work brings, in five areas"),
        N_("Has anyone checked this work against the five areas below, one by one?"),
    ),
    Criterion(
        "C2a",
        N_("Theft or diversion (deviation): you know where goods or money go"),
        N_("Are goods or money taken by those in conflict, or used for violence?"),
    ),
    Criterion(
        "C2b",
        N_("Market: you know what your work does to trade and prices"),
        N_("Do local sellers lose their buyers? Can local people no longer pay the price?"),
    ),
    Criterion(
        "C2c",
        N_("Distribution: what you give does not follow the lines of a conflict"),
        N_("Does one side of a tension receive more than the other?"),
    ),
    Criterion(
        "C2d",
        N_("Substitution: you support what people and the state do, instead of replacing it"),
        N_("Does the state become less able to deal with conflict, disaster or its own tasks?"),
    ),
    Criterion(
        "C2e",
        N_("Legitimisation: you do not lend your good name by accident"),
        N_("Does your work accidentally make a government, an institution or a leader look right?"),
    ),
    Criterion(
        "C3",
        N_("Your monitoring looks for unintended harm"),
        N_(
            "Does it ask how details of your work fit the context? Are people thanked for "
            "reporting harm, and is something done?"
        ),
    ),
)
CRITERION_KEYS: Choices = tuple((one.key, one.name) for one in CRITERIA)
CRITERION_LEVELS: Choices = (
    (CriterionLevel.HIGH, N_("High: largely met")),
    (CriterionLevel.MEDIUM, N_("Medium: partly met")),
    (CriterionLevel.LOW, N_("Low: hardly met")),
)
SHORT_LEVELS = {
    CriterionLevel.HIGH: N_("High"),
    CriterionLevel.MEDIUM: N_("Medium"),
    CriterionLevel.LOW: N_("Low"),
}
LEARNING_KINDS: Choices = (
    (Learned.KNOWLEDGE, N_("Knowledge: what people know")),
    (Learned.ATTITUDE, N_("Attitude: how people think and feel")),
    (Learned.PRACTICE, N_("Practice: what people do")),
)
WHO_CHANGED: Choices = (
    (ChangedIn.PERSON, N_("One person")),
    (ChangedIn.TEAM, N_("A team")),
    (ChangedIn.ORGANISATION, N_("The organisation")),
    (ChangedIn.COMMUNITY, N_("The community")),
)
SHOWS_IN: Choices = (*CHANGE_KINDS, ("none", N_("In none of these yet")))
INFLUENCE_EFFECTS: Choices = (
    (Effect.HELPS, N_("It helped")),
    (Effect.HINDERS, N_("It got in the way")),
)
INTERNAL_SOURCES: Choices = (
    ("shared_understanding", N_("Inside: a shared understanding in the team")),
    ("leadership_support", N_("Inside: support from leadership")),
    ("resources", N_("Inside: time, people and money")),
    ("staff_commitment", N_("Inside: staff commitment")),
)
EXTERNAL_SOURCES: Choices = (
    ("donor_encouragement", N_("Outside: encouragement from donors")),
    ("funds", N_("Outside: funds for changed work")),
    ("clear_messages", N_("Outside: clear messages, so that no one misunderstands")),
)
INFLUENCE_SOURCES: Choices = (*INTERNAL_SOURCES, *EXTERNAL_SOURCES, ("other", N_("Something else")))
