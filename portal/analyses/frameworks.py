"""The ways to work through an analysis, as one table: which steps each has, and what they hold.

An analysis keeps the framework it was started with, and whatever shows or counts its steps reads
them from here, so that numbers of one framework never stand for steps of another (domain: Steps).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from portal.analyses.kinds import REGISTERS
from portal.analyses.vocabulary import FrameworkVersion
from portal.errors import NotFound
from portal.language.i18n import N_

DEFAULT_FRAMEWORK = FrameworkVersion.HANDBOOK
# Rows of these kinds are read with the last step, but no step waits for them: they come later.
LATER_KINDS = tuple(REGISTERS)


class Step(NamedTuple):
    """One step: its purpose in a sentence and the kinds of rows that it holds.

    `needs` are the steps whose rows this one links to; `handbook_name` is what the handbook of
    2004 calls it, empty where no step of the handbook does the same.
    """

    number: int
    key: str
    title: str
    purpose: str
    kinds: tuple[str, ...]
    needs: tuple[int, ...] = ()
    handbook_name: str = ""


@dataclass(frozen=True)
class Framework:
    """One way to work: `version` is what analyses and revisions carry."""

    version: FrameworkVersion
    name: str
    about: str
    steps: tuple[Step, ...]

    @cached_property
    def numbers(self) -> list[int]:
        """Return the numbers of all steps."""
        return [step.number for step in self.steps]

    @cached_property
    def step_of(self) -> dict[str, int]:
        """Return the number of the step with which rows of a kind are read."""
        later = dict.fromkeys(LATER_KINDS, self.steps[-1].number)
        return later | {kind: step.number for step in self.steps for kind in step.kinds}

    def step(self, number: int) -> Step:
        """Return a step by its number, or raise NotFound."""
        if number not in self.numbers:
            raise NotFound
        return self.steps[number - 1]

    def kinds_of(self, number: int) -> list[str]:
        """Return the kinds of rows that are read with a step, those that come later last."""
        own = self.step(number).kinds
        return [
            *own,
            *(kind for kind in LATER_KINDS if kind not in own and self.step_of[kind] == number),
        ]

    def page_of(self, kind: str) -> str:
        """Return the path of the page of a kind below the address of an analysis."""
        if kind in REGISTERS:
            return REGISTERS[kind].path
        number = self.step_of[kind]
        is_first = kind == self.kinds_of(number)[0]
        return f"steps/{number}" if is_first else f"steps/{number}/{kind}"


_PROGRAMME = N_("Look at your own work in detail")
_DETAILS = N_(
    "The details of a project cause its effects: who receives, who works, when, with whom, how. "
    "One detail is enough to start."
)
_IMPACT = N_("See how your work affects both")
_CHAINS = N_("Link a detail to a divider or connector: which pattern, and worse or better?")
_OTHER_WAYS = N_(
    "There is always another way to do a detail. Find at least two options for each serious "
    "effect, and opportunities where an effect is good."
)
_OPPORTUNITIES = N_("Find options and opportunities")
_DIVIDERS = N_("See what divides people")
_TENSION = N_("What raises tension between people here? Name what happens, not who is to blame.")
_CONNECTORS = N_("See what connects people")
_MEETING = N_("Where do these same people already meet, help or need each other?")
# What the handbook calls its steps; whoever learned it in a workshop knows them by these names.
_NAMED_DIVIDERS = N_("Analyse dividers and sources of tension")
_NAMED_CONNECTORS = N_("Analyse connectors and local capacities for peace")
_NAMED_PROGRAMME = N_("Analyse the assistance programme in detail")
_NAMED_IMPACT = N_("Analyse the programme's impact on dividers and connectors")

FRAMEWORKS: tuple[Framework, ...] = (
    Framework(
        FrameworkVersion.HANDBOOK,
        N_("Handbook: seven steps"),
        N_("The full method, from one place and one tension to tested options."),
        (
            Step(
                1,
                "context",
                N_("Understand the context"),
                N_("Choose one place and one tension that matters there."),
                ("context",),
                handbook_name=N_("Understand the context of conflict"),
            ),
            Step(2, "dividers", _DIVIDERS, _TENSION, ("divider",), handbook_name=_NAMED_DIVIDERS),
            Step(
                3,
                "connectors",
                _CONNECTORS,
                _MEETING,
                ("connector",),
                handbook_name=_NAMED_CONNECTORS,
            ),
            Step(
                4,
                "programme",
                _PROGRAMME,
                _DETAILS,
                ("detail", "constraint"),
                handbook_name=_NAMED_PROGRAMME,
            ),
            Step(
                5,
                "impact",
                _IMPACT,
                _CHAINS,
                ("chain",),
                needs=(2, 3, 4),
                handbook_name=_NAMED_IMPACT,
            ),
            Step(
                6,
                "options",
                _OPPORTUNITIES,
                _OTHER_WAYS,
                ("option",),
                needs=(5,),
                handbook_name=N_("Generate programming options"),
            ),
            Step(
                7,
                "test",
                N_("Test the options and decide"),
                N_(
                    "Who might be worse off? Look at each divider and connector, "
                    "and at your own staff."
                ),
                ("test",),
                needs=(6,),
                handbook_name=N_("Test options and redesign"),
            ),
        ),
    ),
    Framework(
        FrameworkVersion.SHEET,
        N_("Step-by-step sheet: six steps"),
        N_("For teams who know their context well: it starts with dividers and ends with action."),
        (
            Step(1, "dividers", _DIVIDERS, _TENSION, ("divider",), handbook_name=_NAMED_DIVIDERS),
            Step(
                2,
                "connectors",
                _CONNECTORS,
                _MEETING,
                ("connector",),
                handbook_name=_NAMED_CONNECTORS,
            ),
            Step(
                3,
                "programme",
                _PROGRAMME,
                _DETAILS,
                ("detail", "constraint"),
                handbook_name=_NAMED_PROGRAMME,
            ),
            Step(
                4,
                "impact",
                _IMPACT,
                _CHAINS,
                ("chain",),
                needs=(1, 2, 3),
                handbook_name=_NAMED_IMPACT,
            ),
            Step(
                5,
                "options",
                N_("Find options and check them"),
                N_(
                    "Find another way to do a detail. Then check it against the other dividers "
                    "and connectors, and your own staff."
                ),
                ("option", "test"),
                needs=(4,),
            ),
            Step(
                6,
                "repeat",
                N_("Act and repeat"),
                N_("Write down what you changed. When the context changes, start a new round."),
                (),
            ),
        ),
    ),
    Framework(
        FrameworkVersion.LOOP,
        N_("Action loop: six quick steps"),
        N_("A quick check between two full analyses, repeated often: only a few things to track."),
        (
            Step(
                1,
                "priorities",
                N_("Choose what to track"),
                N_("Five or six dividers and as many connectors are enough. Take the strongest."),
                ("divider", "connector"),
            ),
            Step(
                2,
                "movement",
                N_("See what drives them"),
                N_("What gets worse or better, and which details of your work contribute to it?"),
                ("detail", "constraint"),
            ),
            Step(
                3,
                "patterns",
                N_("Find the pattern"),
                _CHAINS,
                ("chain",),
                needs=(1, 2),
            ),
            Step(
                4,
                "options",
                _OPPORTUNITIES,
                N_("Options reduce what gets worse. Opportunities strengthen what gets better."),
                ("option",),
                needs=(3,),
            ),
            Step(
                5,
                "check",
                N_("Check each option"),
                N_("Does it change the pattern? Could anyone be worse off, including your staff?"),
                ("test",),
                needs=(4,),
            ),
            Step(
                6,
                "repeat",
                N_("Act and check again"),
                N_("Write down what you changed, and check again in a week."),
                (),
            ),
        ),
    ),
)
FRAMEWORK_BY_VERSION: dict[str, Framework] = {
    framework.version: framework for framework in FRAMEWORKS
}
MOST_STEPS = max(len(framework.steps) for framework in FRAMEWORKS)


def framework_of(record: Mapping[str, Any]) -> Framework:
    """Return the framework of a snapshot; the oldest ones follow the handbook without saying so."""
    return FRAMEWORK_BY_VERSION[record.get("framework_version", DEFAULT_FRAMEWORK)]
