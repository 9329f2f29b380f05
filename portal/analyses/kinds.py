"""The kinds of rows as one table: what each is made of, whatever steps an analysis follows.

Forms, required fields, names, snapshots, labels and the reader's view are all derived from it
(docs/domain.md); the steps that hold the rows are in `portal.analyses.frameworks`.

Examples are what organisations told at a forum, and made-up ones. What stands under a teller is
what the minutes of the forum say, and no more; whatever else is needed to show how a row is
written is marked as made up.
"""

from collections.abc import Mapping
from typing import Any

from portal.analyses import labels, models, monitoring_labels, monitoring_models
from portal.analyses.kind import Example, Field, Kind, Register, Widget
from portal.analyses.option_states import MovedBy
from portal.language.i18n import N_, gettext

FORUM_HIV = N_("Told at a forum in 2019 by an organisation for people who live with HIV")
FORUM_CHILDREN = N_("Told at a forum in 2019 by an organisation for children who were abused")
FORUM_MENTAL_HEALTH = N_("Told at a forum in 2019 by an organisation for mental health")
OWN_STAFF = N_("Your own staff")


def _pattern(row: Mapping[str, Any], _numbers: Mapping[int, int]) -> str:
    pattern = labels.SHORT_PATTERNS.get(row["pattern"])
    return gettext(pattern) if pattern else ""


def _made_from(row: Mapping[str, Any], numbers: Mapping[int, int]) -> str:
    parent = numbers.get(row["parent_id"] or 0)
    return gettext("based on option %(number)s", number=parent) if parent else ""


def _uncounted(row: Mapping[str, Any], _numbers: Mapping[int, int]) -> str:
    return "" if row["evidence"] else gettext("does not count: no evidence yet")


L, T, S, P, D, N, K = Widget

# fmt: off
_FACTOR = (
    Field("title", N_("The divider in a few words"), L, True, N_("What happens, such as: paying for what should be free.")),
    Field("how", N_("How does it divide people?"), T, True, N_("Say what people do or stop doing.")),
    Field("groups", N_("Between whom?"), L, True, N_("Name the groups, not single people.")),
    Field("category", N_("What kind is it?"), S, True, "", labels.DIVIDER_CATEGORIES),
    Field("evidence", N_("How do you know?"), T, False, N_("What you saw, heard or counted.")),
    Field("indicator", N_("How would you notice if it got better or worse?"), L, True, N_("Something you can see or "
                                                                                             "count.")),
    Field("rank", N_("Rank (1 = most important)"), N, False),
)

KINDS: dict[str, Kind] = {kind.name: kind for kind in (
    Kind("context", models.Context, N_("Context"), N_("Context"), N_("Describe the context"), (
        Field("area", N_("Where? Name one place"), L, True),
        Field("period", N_("Which period?"), L, True, N_("For example: this school year.")),
        Field("groups", N_("Which groups of people live or work there?"), T, True),
        Field("tension", N_("Tension between whom, here, now?"), T, True, N_("A few sentences about one tension are better than a page about the country.")),
        Field("level", N_("How far does it reach?"), P, False, "", labels.CONTEXT_LEVELS),
        Field("took_part", N_("Who took part in this analysis? Roles, not names"), L, True),
        Field("analysed_on", N_("When?"), D, is_past=True),
    ), titled_by="area", in_view=("area", "tension"),
    one_only=True,
    examples=(
        Example(N_("One lake with three villages, this dry season: families who fish for sale, families who fish to eat.")),
        Example(N_("People who live with HIV receive support, and neighbours who are poor but not ill do not."), FORUM_HIV),
    ),
    ),
    Kind("divider", models.Factor, N_("Divider"), N_("Dividers"), N_("Add a divider"), _FACTOR, titled_by="title", list_label=N_("One line, one divider"), summary=("groups",),
    hints=("DC1", "DC3", "DC2", "DC6", "DC4", "DC5", "DC9"), compared_with=("connector",), fixed=(("kind", "divider"),),
    takes_files=True,
    examples=(
        Example(N_("Jealousy between people who receive support and people who do not."), FORUM_HIV),
        Example(N_("The local authority wants to hand out the budget itself."), FORUM_HIV),
        Example(N_("Long nets across the mouth of the lake: families further in catch nothing and stop greeting the owners.")),
    ),
    ),
    Kind("connector", models.Factor, N_("Connector"), N_("Connectors"), N_("Add a connector"), (
        Field("title", N_("The connector in a few words"), L, True, N_("What is there already, such as: meals that all families share.")),
        Field("how", N_("How does it connect people?"), T, True, N_("Say where and when they meet or need each other.")),
        Field("groups", N_("Between whom?"), L, True, N_("Name the groups, not single people.")),
        Field("category", N_("What kind is it?"), S, True, "", labels.CONNECTOR_CATEGORIES),
        *_FACTOR[4:],
    ), titled_by="title", list_label=N_("One line, one connector"), summary=("groups",),
    hints=("DC1", "DC3", "DC2", "DC6"), compared_with=("divider",), fixed=(("kind", "connector"),),
    takes_files=True,
    examples=(
        Example(N_("An association of elderly people that was there before the project."), FORUM_MENTAL_HEALTH),
        Example(N_("All families bring food to the pagoda on holy days and share it.")),
        Example(N_("Boats go out together after a storm to look for whoever is missing, from whichever village.")),
    ),
    ),
    Kind("detail", models.Detail, N_("Detail"), N_("Details"), N_("Add a detail"), (
        Field("detail_key", N_("Which detail of your work?"), S, True, "", labels.DETAIL_OR_CIRCUMSTANCE),
        Field("choice", N_("What did you choose to do?"), T, True),
        Field("criterion", N_("By which rule?"), L),
        Field("why", N_("Why?"), T, True),
        Field("why_2", N_("And why that?"), T),
        Field("why_3", N_("And why that again?"), T, False, N_("By the third why, you often "
                                                               "find something that could be "
                                                               "done differently.")),
        Field("excluded", N_("Who or what is left out?"), L),
        Field("why_excluded", N_("Why are they left out?"), L),
        Field("explanation", N_("Could you explain it to everyone in public?"), L),
    ), titled_by="choice", list_label=N_("One line, one detail"), summary=("detail_key",),
    fixed=(("is_constraint", False),),
    examples=(
        Example(N_("Authorities: two dollars to officials for a stamp on letters. Why? To keep good relations. No law asks for it."), FORUM_CHILDREN),
        Example(N_("When: training for children from Monday to Friday. Children who come miss half a day or a day of school."), FORUM_CHILDREN),
        Example(N_("Who receives: owners of a boat. Why? They are on the list of the fishery office. Left out: families who fish on foot.")),
    ),
    ),
    Kind("constraint", models.Detail, N_("Limit"), N_("Limits"), N_("Add a limit"), (
        Field("choice", N_("What limits your choices?"), T, True, N_("For example: food may be given to families on one list only.")),
        Field("criterion", N_("Who or what sets this limit?"), L, True, N_("Your mandate, the funds, headquarters, a law.")),
        Field("why", N_("Why is it so?"), T),
        Field("explanation", N_("What can you still choose?"), T, False, N_("Limits were decided once, "
                                                                            "and can be decided again.")),
    ), titled_by="choice", list_label=N_("One line, one limit"), summary=("criterion",),
    fixed=(("is_constraint", True),),
    is_optional=True,
    examples=(
        Example(N_("The donor pays for wells and not for pipes. Still open: where the wells are dug, and who looks after them.")),
        Example(N_("The project ends in twelve months. Still open: with whom we leave the work.")),
    ),
    ),
    Kind("chain", models.Chain, N_("Effect"), N_("Effects"), N_("Add an effect"), (
        Field("detail_id", N_("Which detail causes it?"), K, True, "", (), ("detail",)),
        Field("pattern", N_("How does it work?"), S, True, "", labels.PATTERNS),
        Field("factor_id", N_("Which divider or connector?"), K, True, "", (), ("divider", "connector")),
        Field("sign", N_("Does it make things worse or better?"), P, True, "", labels.SIGNS),
        Field("explanation", N_("How does it happen?"), T, True),
        Field("evidence", N_("How do you know?"), T),
        Field("behaviour", N_("Which behaviour did you see?"), T, False, N_("Something your own staff "
                                                                            "did or said."), message=True),
        Field("perceived_by", N_("Who sees it this way?"), L, False, N_("Groups or roles, not names."), message=True),
        Field("message_tag", N_("Which implicit ethical message (IEM) is it?"), S, False, N_("From the older list of seven, if you know it."), labels.MESSAGE_TAGS, blank=N_("None of these"), message=True),
    ), titled_by="explanation", in_view=("detail_id", "factor_id"), named_by=("detail_id", "factor_id"), summary=("sign", _pattern),
    takes_files=True,
    examples=(
        Example(N_("A two-dollar stamp fee, through legitimisation: a payment that no law asks "
                   "for looks right."), FORUM_CHILDREN),
        Example(N_("Support for some people and not for others who are as poor, through "
                   "distribution: jealousy, a divider, gets worse."), FORUM_HIV),
        Example(N_("Prices read aloud in all three villages, through transparency: trust "
                   "between fishers and traders, a connector, gets stronger.")),
    ),
    ),
    Kind("option", models.Option, N_("Option"), N_("Options"), N_("Add an option"), (
        Field("description", N_("What could you do differently?"), T, True, N_("A small change to a detail "
                                                                                  "is often enough.")),
        Field("chain_id", N_("Which effect does it answer?"), K, True, N_("An option reduces what gets "
                                                                          "worse. An opportunity "
                                                                          "strengthens what gets "
                                                                          "better."), (), ("chain",)),
        Field("parent_id", N_("Based on an option that did not work"), K, False, "", (), ("option",), apart=True),
        Field("pattern_fit", N_("Does it change the pattern, or only the activity?"), P, False, "", labels.PATTERN_FITS),
        Field("time_to_result", N_("How soon would you notice it?"), P, False, "", labels.TIMES_TO_RESULT),
        Field("resources", N_("How much work and money does it take?"), P, False, "", labels.RESOURCES_NEEDED),
        Field("budget_effect", N_("What does it do to the budget?"), P, False, "", labels.BUDGET_EFFECTS),
        Field("owner", N_("Who is responsible? A role, not a name"), L),
        Field("review_on", N_("When will you check again?"), D),
        Field("backup", N_("What if it does not work?"), L),
        Field("failed_because", N_("What did not work, and why?"), T, apart=True),
        Field("state", N_("Status"), S, False, "", labels.OPTION_STATES, apart=True),
    ), titled_by="description", list_label=N_("One line, one option"), summary=("state", _made_from),
    hints=("DC7",), compared_with=("detail", "divider", "connector"), moves=MovedBy.SUCCESSOR,
    takes_files=True,
    examples=(
        Example(N_("Take the two dollars for stamps out of the budget."), FORUM_CHILDREN),
        Example(N_("Hold the training at weekends or in holidays, so that children miss no school."), FORUM_CHILDREN),
        Example(N_("Ask people to continue with the existing association instead of founding a "
                   "new one."), FORUM_MENTAL_HEALTH),
        Example(N_("An opportunity: the shared meals work well, so hold the next village meeting after one of them.")),
    ),
    ),
    Kind("test", models.OptionTest, N_("Test"), N_("Tests"), N_("Add a test"), (
        Field("option_id", N_("Which option are you testing?"), K, True, "", (), ("option",)),
        Field("factor_id", N_("Who or what could it affect?"), K, False, "", (), ("divider", "connector"), blank=OWN_STAFF),
        Field("effect", N_("Would it get worse or better?"), P, False, "", labels.TEST_EFFECTS),
        Field("note", N_("Why do you think so?"), T, False, N_("Needed if something gets worse.")),
    ), titled_by="note", named_by=("factor_id",), summary=("effect",),
    moves=MovedBy.TEST,
    stays_open=True, is_matrix=True, merges_as_one=True, most=1500,
    examples=(
        Example(N_("Weekends suit the children, but staff come on free days as volunteers. So "
                   "a new option has to be found and tested."), FORUM_CHILDREN),
        Example(N_("With one boat per village no one waits any more, but someone has to keep "
                   "the key: worse for our own staff at first.")),
    ),
    ),
    Kind("change", models.Change, N_("Change"), N_("Changes"), N_("Record a change"), (
        Field("kind", N_("Where did you make a change?"), P, True, "", labels.CHANGE_KINDS),
        Field("before", N_("How was it before?"), T, True),
        Field("after", N_("How is it now?"), T, True),
        Field("evidence", N_("How can you show it?"), T, True, N_("A page from the plan, a "
                                                                  "list, a photo.")),
        Field("option_id", N_("Which option led to it?"), K, False, "", (), ("option",), blank=N_("None of them")),
        Field("changed_on", N_("Since when?"), D, is_past=True),
    ), titled_by="after", in_view=("before", "after"), summary=("kind",),
    proves="change_recorded",
    register=Register("changes", N_("Changes"), N_("What you changed"), N_("Changes in plan, work and "
                                                                           "monitoring, with evidence")),
    takes_files=True, stays_open=True,
    examples=(
        Example(N_("In the plan: the two dollars for stamps are no longer in the budget."), FORUM_CHILDREN),
        Example(N_("In the work: men are in the target group too, and people outside the project come to the meetings."), FORUM_HIV),
        Example(N_("In monitoring: reports start with steps 1 to 3, to show how the context "
                   "changes."), FORUM_CHILDREN),
        Example(N_("In the work: the price list hangs at each landing place. Evidence: a photo "
                   "of the three boards.")),
    ),
    ),
    Kind("rating", monitoring_models.Rating, N_("Rating"), N_("Ratings"), N_("Rate it"), (
        Field("criterion_key", N_("What do you rate?"), S, True, "", monitoring_labels.CRITERION_KEYS),
        Field("level", N_("How well does your work do this?"), P, True, "", monitoring_labels.CRITERION_LEVELS),
        Field("evidence", N_("How do you know?"), T, True, N_("A rating counts only with "
                                                              "evidence.")),
        Field("recommendation", N_("What would improve it?"), T),
        Field("rated_by", N_("Who rated it? A role, not a name"), L),
        Field("rated_on", N_("When?"), D, is_past=True),
    ), titled_by="criterion_key", in_view=("level", "evidence"), summary=("level", "rated_on", _uncounted),
    register=Register(
        "monitoring", N_("Monitoring"), N_("How careful is your work?"),
        N_("Rate each line, say how you know, and what would improve it. You can rate again "
           "later: the newest rating with evidence counts, and the earlier ones are kept."),
        N_("The monitoring table: how careful is your work?"),
    ),
    takes_files=True, stays_open=True,
    ),
    Kind("learning", monitoring_models.Learning, N_("What people learned"), N_("What people learned"), N_("Record a change in people"), (
        Field("kind", N_("What changed?"), P, True, "", monitoring_labels.LEARNING_KINDS),
        Field("level", N_("Who changed?"), P, True, "", monitoring_labels.WHO_CHANGED),
        Field("before", N_("How was it before?"), T, True),
        Field("after", N_("How is it now?"), T, True),
        Field("evidence", N_("How can you tell?"), T, True, N_("What you saw, heard or counted.")),
        Field("shows_in", N_("Where did it change your work?"), P, False, "", monitoring_labels.SHOWS_IN),
        Field("noticed_on", N_("When did you notice it?"), D, is_past=True),
    ), titled_by="after", in_view=("before", "after"), summary=("kind", "level"),
    register=Register(
        "learning", N_("What people learned"), N_("What people know, think and do now"),
        N_("A person, a team, the organisation or the community: before, now, and how you can "
           "tell."),
        N_("What people know, think and do now"),
    ),
    takes_files=True, stays_open=True,
    ),
    Kind("influence", monitoring_models.Influence, N_("What helped or hindered"), N_(
        "What helped or hindered"
    ), N_("Add what helped or hindered"), (
        Field("effect", N_("Did it help?"), P, True, "", monitoring_labels.INFLUENCE_EFFECTS),
        Field("source", N_("What did it come from?"), S, True, "", monitoring_labels.INFLUENCE_SOURCES),
        Field("note", N_("In what way?"), T, True),
    ), titled_by="note", in_view=("effect", "note"), summary=("effect", "source"),
    register=Register(
        "influences", N_("What helped or hindered"), N_("What helped or hindered"),
        N_("Inside and outside your organisation. It shows others what a change needs."),
        N_("What helped or hindered"),
    ),
    stays_open=True,
    ),
)}
# fmt: on
REGISTERS: dict[str, Register] = {
    kind.name: kind.register for kind in KINDS.values() if kind.register
}
