"""Examples from practice beside the rows of each kind: who told it, and what, in our own words.

They come from cases that organisations told at a forum of practice; people are named by role.
"""

from dataclasses import dataclass

from portal.wording import N_


@dataclass(frozen=True)
class Example:
    """One example: the organisation or role that it comes from, and what they wrote or saw."""

    who: str
    text: str


CARE = N_("An organisation for people who live with HIV")
CHILDREN = N_("An organisation that stands beside children in court")
TRAINERS = N_("The same organisation, about its training")
MINDS = N_("An organisation for mental health, in its last year in a village")

# fmt: off
EXAMPLES: dict[str, tuple[Example, ...]] = {
    "context": (
        Example(CARE, N_("Two districts, this year: some poor families receive support and their neighbours do not.")),
        Example(CHILDREN, N_("District offices where letters for the court are stamped: who can pay is served first.")),
        Example(MINDS, N_("Six villages after the project: two groups could both claim to speak for the elderly.")),
    ),
    "divider": (
        Example(CARE, N_("Jealousy between families who receive support and neighbours who are as poor.")),
        Example(CHILDREN, N_("A fee for a stamp that is free by law. Families who cannot pay wait, and trust the office less.")),
        Example(TRAINERS, N_("Some children miss lessons for our training, and classmates call it a privilege.")),
    ),
    "connector": (
        Example(CARE, N_("All families bring food to the pagoda on holy days and share it.")),
        Example(MINDS, N_("An association of elderly people that everybody knows: it helps at funerals and lends rice.")),
        Example(CHILDREN, N_("Officers who call when a child arrives, whoever the family is.")),
    ),
    "detail": (
        Example(CARE, N_("Who receives: by the list of a health centre, not by need. Left out: families as poor without the illness.")),
        Example(CHILDREN, N_("Authorities: two dollars for each stamp. Why? To keep a good relationship. And why that? Everybody pays.")),
        Example(TRAINERS, N_("When: from Monday to Friday. Why? Trainers are paid on weekdays. Left out: children who may not miss class.")),
    ),
    "constraint": (
        Example(CARE, N_("The donor's funds may be spent on people with one illness only. Still open: how we speak with their neighbours.")),
        Example(MINDS, N_("The project ends in twelve months. Still open: with whom we leave the work.")),
    ),
    "chain": (
        Example(CHILDREN, N_("Paying for the stamp, by legitimisation, makes the fee look right: a divider gets worse.")),
        Example(MINDS, N_("A new association, by substitution, weakens the one that people built themselves: a connector gets worse.")),
        Example(CARE, N_("Talks with the local authority about the budget, by transparency: working together, a connector, gets stronger.")),
    ),
    "option": (
        Example(CHILDREN, N_("Take the fee out of the budget and explain why in a letter. It costs nothing.")),
        Example(TRAINERS, N_("Hold the training at weekends or in the holidays, so that nobody misses school.")),
        Example(MINDS, N_("Work with the association that is there, if its members agree.")),
    ),
    "test": (
        Example(TRAINERS, N_("Weekends help the children, but staff work on their free days. So a new option was made: shifts, with a free weekday.")),
        Example(CHILDREN, N_("Without the fee, officers may let staff wait at first: worse for our own staff, better for all families.")),
    ),
    "change": (
        Example(CHILDREN, N_("In the plan: the line for stamps is gone from the budget. To show: both budgets.")),
        Example(CARE, N_("In the work: men take part too, and families outside the project. To show: lists of meetings, by number and group.")),
        Example(CHILDREN, N_("In monitoring: each report begins with steps 1 to 3, so that changes in the context are seen. To show: the last report.")),
    ),
}
# fmt: on
