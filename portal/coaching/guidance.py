"""What a good coach looks for, step by step, with a question to ask (domain 1.8)."""

from dataclasses import dataclass

from portal.wording import N_


@dataclass(frozen=True)
class Guide:
    """Help beside one step: what is good to find, what calls for a comment, a question to ask."""

    look_for: str
    red_flag: str
    question: str


GUIDES: dict[int, Guide] = {
    1: Guide(
        N_("One place, one period and one tension between groups. Local staff took part."),
        N_("It is about the whole country, or no groups are named."),
        N_("Tension between whom, here, this year?"),
    ),
    2: Guide(
        N_("Each divider says how it divides, how you know, and how one would notice a change."),
        N_("A person, “poverty” or the organisation itself is listed."),
        N_("If this were gone tomorrow, what would people stop doing?"),
    ),
    3: Guide(
        N_("Connectors that exist already, at least one of them in daily life."),
        N_("The list is empty, or everything on it was made by the project."),
        N_("Where do these groups already meet or need each other?"),
    ),
    4: Guide(
        N_("What was chosen, by which rule and why; and who is left out."),
        N_("It repeats the goals of the proposal."),
        N_("Who was left out, and could you explain it to them?"),
    ),
    5: Guide(
        N_("Whole chains: a detail, a pattern, a divider or connector, worse or better."),
        N_("All effects are bad, or all are good; or the pattern is missing."),
        N_("Which detail causes that, and through which pattern?"),
    ),
    6: Guide(
        N_("Two options or more for each serious effect, each tied to its pattern."),
        N_("“More money” or “a new committee” is the answer."),
        N_("Does this change the pattern, or only the activity?"),
    ),
    7: Guide(
        N_("Options are tested on the other dividers and connectors and on staff; a date is set."),
        N_("An option is used untested, or nobody looks at it again."),
        N_("Who might be worse off? What if it fails?"),
    ),
}
LAST_QUESTION = N_("What will they do differently?")
