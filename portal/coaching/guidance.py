"""What a good coach looks for in each kind of row, with a question to ask (domain 1.8)."""

from dataclasses import dataclass
from typing import Any

from portal.analyses.frameworks import framework_of
from portal.wording import N_


@dataclass(frozen=True)
class Guide:
    """Help beside rows of one kind: what is good to find, what to comment on, what to ask."""

    look_for: str
    red_flag: str
    question: str


GUIDES: dict[str, Guide] = {
    "context": Guide(
        N_("One place, one period and one tension between groups. Local staff took part."),
        N_("It is about the whole country, or no groups are named."),
        N_("Tension between whom, here, this year?"),
    ),
    "divider": Guide(
        N_("Each divider says how it divides, how you know, and how one would notice a change."),
        N_("A person, “poverty” or the organisation itself is listed."),
        N_("If this were gone tomorrow, what would people stop doing?"),
    ),
    "connector": Guide(
        N_("Connectors that exist already, at least one of them in daily life."),
        N_("The list is empty, or everything on it was made by the project."),
        N_("Where do these groups already meet or need each other?"),
    ),
    "detail": Guide(
        N_("What was chosen, by which rule and why; and who is left out."),
        N_("It repeats the goals of the proposal."),
        N_("Who was left out, and could you explain it to them?"),
    ),
    "chain": Guide(
        N_("Whole chains: a detail, a pattern, a divider or connector, worse or better."),
        N_("All effects are bad, or all are good; or the pattern is missing."),
        N_("Which detail causes that, and through which pattern?"),
    ),
    "option": Guide(
        N_("Two options or more for each serious effect, each tied to its pattern."),
        N_("“More money” or “a new committee” is the answer."),
        N_("Does this change the pattern, or only the activity?"),
    ),
    "test": Guide(
        N_("Options are tested on the other dividers and connectors and on staff; a date is set."),
        N_("An option is used untested, or nobody looks at it again."),
        N_("Who might be worse off? What if it fails?"),
    ),
    "change": Guide(
        N_("What was done differently in plan, work or monitoring, with something that shows it."),
        N_("A tidy form, but nothing has changed."),
        N_("What did you do differently?"),
    ),
}
LAST_QUESTION = N_("What will they do differently?")


def guides_of(snapshot: dict[str, Any], step: int) -> list[Guide]:
    """Return the help beside one step of a snapshot: one for each kind of row that it holds."""
    framework = framework_of(snapshot)
    kinds = framework.step(step).kinds or framework.kinds_of(step)
    return [GUIDES[kind] for kind in kinds if kind in GUIDES]
