"""Examples from practice beside the rows of each kind, in our own words (forum minutes)."""

from portal.wording import N_

EXAMPLES: dict[str, tuple[str, ...]] = {
    "context": (
        N_("Two districts where some poor families receive support and their neighbours do not."),
        N_("A commune where each meeting needs papers that the law does not ask for."),
    ),
    "divider": (
        N_("Jealousy between families who receive support and neighbours who are as poor."),
        N_("A fee for a stamp that is free by law: those who can pay are served first."),
    ),
    "connector": (
        N_("All families bring food to the pagoda on holy days and share it."),
        N_("An association of elderly people that everybody knows and trusts."),
    ),
    "detail": (
        N_("Support is given by the list of a health centre, not by need."),
        N_("Training for children is held from Monday to Friday."),
    ),
    "chain": (
        N_("Paying the stamp fee makes it look right: a divider gets worse."),
        N_(
            "Reporting at the commune meeting shows that money can be traced: a connector gets "
            "stronger."
        ),
    ),
    "option": (
        N_("Take the fee out of the budget and explain why."),
        N_("Use the association that exists instead of founding a new one."),
    ),
    "test": (
        N_(
            "Weekend training helps the children, but staff work on their free days: make a new "
            "option."
        ),
        N_("Inviting men too eased the tension at home, and cost nothing."),
    ),
}
