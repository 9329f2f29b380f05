"""Examples beside the rows of each kind: what organisations told at a forum, and made-up ones.

What stands under a teller is what the minutes of the forum say, and no more; whatever else is
needed to show how a row is written is marked as made up.
"""

from dataclasses import dataclass

from portal.language.i18n import N_

MADE_UP = N_("A made-up example")
CARE = N_("Told at a forum in 2019 by an organisation for people who live with HIV")
CHILDREN = N_("Told at a forum in 2019 by an organisation for children who were abused")
MINDS = N_("Told at a forum in 2019 by an organisation for mental health")


@dataclass(frozen=True)
class Example:
    """One example: what somebody wrote or saw, and who told it."""

    text: str
    who: str = MADE_UP


# fmt: off
EXAMPLES: dict[str, tuple[Example, ...]] = {
    "context": (
        Example(N_("One lake with three villages, this dry season: families who fish for sale, families who fish to eat.")),
        Example(N_("People who live with HIV receive support, and neighbours who are poor but not ill do not."), CARE),
    ),
    "divider": (
        Example(N_("Jealousy between people who receive support and people who do not."), CARE),
        Example(N_("The local authority wants to hand out the budget itself."), CARE),
        Example(N_("Long nets across the mouth of the lake: families further in catch nothing and stop greeting the owners.")),
    ),
    "connector": (
        Example(N_("An association of elderly people that was there before the project."), MINDS),
        Example(N_("All families bring food to the pagoda on holy days and share it.")),
        Example(N_("Boats go out together after a storm to look for whoever is missing, from whichever village.")),
    ),
    "detail": (
        Example(N_("Authorities: two dollars to officials for a stamp on letters. Why? To keep good relations. No law asks for it."), CHILDREN),
        Example(N_("When: training for children from Monday to Friday. Children who come miss half a day or a day of school."), CHILDREN),
        Example(N_("Who receives: owners of a boat. Why? They are on the list of the fishery office. Left out: families who fish on foot.")),
    ),
    "constraint": (
        Example(N_("The donor pays for wells and not for pipes. Still open: where the wells are dug, and who looks after them.")),
        Example(N_("The project ends in twelve months. Still open: with whom we leave the work.")),
    ),
    "chain": (
        Example(N_("Two dollars for a stamp, by legitimisation, make a payment look right that no law asks for."), CHILDREN),
        Example(N_("Support for some people and not for others who are as poor, by distribution: jealousy, a divider, gets worse."), CARE),
        Example(N_("Prices read aloud in all three villages, by transparency: trust between fishers and traders, a connector, gets stronger.")),
    ),
    "option": (
        Example(N_("Take the two dollars for stamps out of the budget."), CHILDREN),
        Example(N_("Hold the training at weekends or in holidays, so that children miss no school."), CHILDREN),
        Example(N_("Ask people to go on with the association that is there, instead of founding a new one."), MINDS),
        Example(N_("An opportunity: the shared meals work well, so hold the next village meeting after one of them.")),
    ),
    "test": (
        Example(N_("Weekends help the children, but staff come on free days as volunteers. So a new option has to be found and tested."), CHILDREN),
        Example(N_("With a boat for each village nobody waits any more, but somebody has to keep the key: worse for our own staff at first.")),
    ),
    "change": (
        Example(N_("In the plan: the two dollars for stamps are gone from the budget."), CHILDREN),
        Example(N_("In the work: men are in the target group too, and people outside the project come to the meetings."), CARE),
        Example(N_("In monitoring: reports begin with steps 1 to 3, to show how the context changes."), CHILDREN),
        Example(N_("In the work: the price list hangs at each landing place. To show: a photo of the three boards.")),
    ),
}
# fmt: on
