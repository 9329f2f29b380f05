"""What a good coach looks for in each kind of row, with questions to ask (domain: Coaching)."""

from typing import NamedTuple

from portal.analyses.frameworks import Framework, framework_of
from portal.analyses.rows.snapshot import Snapshot
from portal.language.i18n import N_


class RowGuidance(NamedTuple):
    """Help beside rows of one kind: what is good to find, what to comment on, what to ask."""

    look_for: tuple[str, ...]
    red_flags: tuple[str, ...]
    questions: tuple[str, ...]


ROW_GUIDANCE: dict[str, RowGuidance] = {
    "context": RowGuidance(
        (
            N_("One place, one period and one tension between groups."),
            N_("Local staff took part, and people from more than one side were heard."),
            N_("It is current: what happened this year is included."),
        ),
        (
            N_("It is about the whole country, or no groups are named."),
            N_("It reads like the background chapter of a proposal."),
        ),
        (
            N_("Tension between whom, here, this year?"),
            N_("Who was in the room when you wrote this, and who was not?"),
            N_("What would people of the other group say about it?"),
        ),
    ),
    "divider": RowGuidance(
        (
            N_("Each divider shows how it divides, and between whom."),
            N_("It explains how you know, and how you would notice a change."),
            N_("The most important ones are chosen, five or six at most."),
        ),
        (
            N_("A person, “poverty” or the organisation itself is listed."),
            N_("Something bad for everyone is listed, but it divides no one."),
        ),
        (
            N_("If this were gone tomorrow, what would people stop doing?"),
            N_("Between whom does it raise tension? Who gains from it?"),
            N_("What would you see in three months if it got worse?"),
        ),
    ),
    "connector": RowGuidance(
        (
            N_("Existing connectors, at least one of them from daily life."),
            N_("Each one shows how it connects people, not only that it exists."),
            N_("It connects the same groups that the dividers keep apart."),
        ),
        (
            N_("The list is empty, or everything on it was made by the project."),
            N_("A word alone, such as “women”, “religion” or “the market”."),
        ),
        (
            N_("Where do these groups already meet or need each other?"),
            N_("Who is left out when people come together there?"),
            N_("What keeps it alive when no one from outside helps?"),
        ),
    ),
    "detail": RowGuidance(
        (
            N_("Choices with the rule and the reason behind each, after asking more than once."),
            N_("Who and what is left out, and why."),
            N_("Budget lines and daily staff habits are included."),
        ),
        (
            N_("It repeats the goals of the proposal."),
            N_("A choice is explained by “the donor wants it”, with no further questions."),
        ),
        (
            N_("Who was left out, and could you explain it to them?"),
            N_("Who decided this, and when? Could it be decided differently?"),
            N_("How do people see what your staff do, wear and drive?"),
        ),
    ),
    "chain": RowGuidance(
        (
            N_("Whole chains: a detail, a pattern, a divider or connector, worse or better."),
            N_("Both sides of the work: what is given, and how staff behave."),
            N_("Some effects are good, with the reason why."),
        ),
        (
            N_("All effects are bad, or all are good."),
            N_("The pattern is missing, or the same one is used for everything."),
        ),
        (
            N_("Which detail causes that, and through which pattern?"),
            N_("How do you know that it is your work and not something else?"),
            N_("Where does your work already make things better, and why?"),
        ),
    ),
    "option": RowGuidance(
        (
            N_("Two options or more for each serious effect, each tied to its pattern."),
            N_("What already goes well is made stronger too."),
            N_("Most of them change a detail and cost little."),
        ),
        (
            N_("“More money” or “a new committee” is the answer."),
            N_("The option would stop the work instead of changing how it is done."),
        ),
        (
            N_("Does this change the pattern, or only the activity?"),
            N_("What is the smallest change of a detail that would help?"),
            N_("What could people there do themselves, without you?"),
        ),
    ),
    "test": RowGuidance(
        (
            N_("Options are tested on the other dividers and connectors and on your own staff."),
            N_("It is clear who decides, who is responsible, and when it is checked again."),
            N_("There is a way back if it does not work."),
        ),
        (
            N_("An option is used untested, or no one checks it again."),
            N_("Every test says “better”."),
        ),
        (
            N_("Who might be worse off? What if it fails?"),
            N_("What did your own staff say when you asked them?"),
            N_("How will you notice in time that it does not work?"),
        ),
    ),
    "change": RowGuidance(
        (
            N_("What was done differently in plan, work or monitoring, with evidence."),
            N_("The situation before is described as honestly as the situation now."),
        ),
        (
            N_("A tidy form, but nothing has changed."),
            N_("A plan to change something is described as already done."),
        ),
        (
            N_("What did you do differently?"),
            N_("Who noticed the change, and what did they say?"),
            N_("What will keep it alive when people in the team move on?"),
        ),
    ),
}


def kinds_beside(snapshot: Snapshot, step: int) -> list[str]:
    """Return the kinds of rows that a step of a snapshot is about; the first one leads."""
    return kinds_guided(framework_of(snapshot), step)


def kinds_guided(framework: Framework, step: int) -> list[str]:
    """Return the kinds of rows for which a step of a framework has guidance."""
    kinds = framework.step(step).kinds or framework.kinds_of(step)
    return [kind for kind in kinds if kind in ROW_GUIDANCE]


def guide_of(snapshot: Snapshot, step: int) -> RowGuidance:
    """Return the help beside one step of a snapshot: of each kind of row that it holds."""
    guides = [ROW_GUIDANCE[kind] for kind in kinds_beside(snapshot, step)]
    return RowGuidance(
        tuple(line for guide in guides for line in guide.look_for),
        tuple(line for guide in guides for line in guide.red_flags),
        tuple(line for guide in guides for line in guide.questions),
    )


def items_of(snapshot: Snapshot, step: int) -> list[tuple[str, str]]:
    """Return the lines of a step's checklist, each with the name under which its tick is kept."""
    return _named(snapshot, step, "look_for")


def questions_of(snapshot: Snapshot, step: int) -> list[tuple[str, str]]:
    """Return the questions of the bank for a step, each with its name."""
    return _named(snapshot, step, "questions")


def find_question(name: str) -> str:
    """Return the question of the bank named as in `divider-2`; empty for an unknown one."""
    return _find(name, "questions")


def is_item(name: str) -> bool:
    """Tell whether a checklist has a line of this name."""
    return bool(_find(name, "look_for"))


def _named(snapshot: Snapshot, step: int, part: str) -> list[tuple[str, str]]:
    return [
        (f"{kind}-{number}", line)
        for kind in kinds_beside(snapshot, step)
        for number, line in enumerate(getattr(ROW_GUIDANCE[kind], part), 1)
    ]


def _find(name: str, part: str) -> str:
    kind, _, number = name.partition("-")
    lines: tuple[str, ...] = getattr(ROW_GUIDANCE[kind], part) if kind in ROW_GUIDANCE else ()
    is_known = number.isdecimal() and 0 < int(number) <= len(lines)
    return lines[int(number) - 1] if is_known else ""
