"""The kinds of rows as one table: what each is made of, whatever steps an analysis follows.

Forms, required fields, snapshots, labels and the reader's view are all derived from it
(docs/domain.md); the steps that hold the rows are in `portal.analyses.frameworks`.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from sqlalchemy import Integer

from portal.analyses import labels, models, monitoring_labels, monitoring_models
from portal.analyses.labels import Choices
from portal.analyses.models import RowMixin
from portal.language.i18n import N_


class Widget(StrEnum):
    """How a field is written."""

    LINE = "line"
    TEXT = "text"
    SELECT = "select"
    PILLS = "pills"
    DATE = "date"
    NUMBER = "number"
    LINK = "link"


# Each is one of a kind, and known by being it: what they are made of is never compared.
@dataclass(frozen=True, eq=False)
class Field:
    """One field of a row; `targets` are the kinds of rows that a LINK may point at.

    `blank` is what an empty choice means. A field that stands `apart` is not on the row's form:
    it has a button of its own and may change while the rest of the row is closed. One of a
    `message` is asked only where the pattern of the row is a message. A DATE that `is_past` is of
    something that happened, and cannot be in the future.
    """

    name: str
    label: str
    widget: Widget = Widget.TEXT
    required: bool = False
    hint: str = ""
    choices: Choices = ()
    targets: tuple[str, ...] = ()
    blank: str = N_("Choose")
    apart: bool = False
    message: bool = False
    is_past: bool = False


@dataclass(frozen=True, eq=False)
class Kind:
    """One kind of row, called `title` for one and `many` for all; `fixed` are values that every row of the kind has.

    A step that has an optional kind does not wait for rows of it. Kinds that stay open may be written while the coach reads and after: tests go on, and changes
    happen later. An option made from one that failed stays open too. An analysis holds `most`
    rows of a kind: more are not read by anybody, and make every page of them slow.
    """

    name: str
    model: type[RowMixin]
    title: str
    many: str
    add: str
    fields: tuple[Field, ...]
    fixed: tuple[tuple[str, str | bool], ...] = ()
    stays_open: bool = False
    one_only: bool = False
    is_optional: bool = False
    most: int = 300


L, T, S, P, D, N, K = Widget

# fmt: off
_FACTOR = (
    Field("title", N_("The divider in a few words"), L, True, N_("What happens, such as: paying for what should be free.")),
    Field("how", N_("How does it divide people?"), T, True, N_("Say what people do or stop doing.")),
    Field("groups", N_("Between whom?"), L, True, N_("Name the groups, not single people.")),
    Field("category", N_("What kind is it?"), S, True, "", labels.DIVIDER_CATEGORIES),
    Field("evidence", N_("How do you know?"), T, False, N_("What you saw, heard or counted.")),
    Field("indicator", N_("How would you notice that it gets better or worse?"), L, True, N_("Something that you can see or count.")),
    Field("rank", N_("How important is it? 1 is most important"), N, False),
)

KINDS: dict[str, Kind] = {kind.name: kind for kind in (
    Kind("context", models.Context, N_("Context"), N_("Context"), N_("Describe the context"), (
        Field("area", N_("Where? Name one place"), L, True),
        Field("period", N_("Which period?"), L, True, N_("For example: this school year.")),
        Field("groups", N_("Which groups of people live or work there?"), T, True),
        Field("tension", N_("Tension between whom, here, now?"), T, True, N_("A few sentences about one tension are better than a page about the country.")),
        Field("level", N_("How far does it reach?"), P, False, "", labels.LEVELS),
        Field("took_part", N_("Who took part in this analysis? Roles, not names"), L, True),
        Field("analysed_on", N_("When?"), D, is_past=True),
    ), one_only=True),
    Kind("divider", models.Factor, N_("Divider"), N_("Dividers"), N_("Add a divider"), _FACTOR, (("kind", "divider"),)),
    Kind("connector", models.Factor, N_("Connector"), N_("Connectors"), N_("Add a connector"), (
        Field("title", N_("The connector in a few words"), L, True, N_("What is there already, such as: meals that all families share.")),
        Field("how", N_("How does it connect people?"), T, True, N_("Say where and when they meet or need each other.")),
        Field("groups", N_("Between whom?"), L, True, N_("Name the groups, not single people.")),
        Field("category", N_("What kind is it?"), S, True, "", labels.CONNECTOR_CATEGORIES),
        *_FACTOR[4:],
    ), (("kind", "connector"),)),
    Kind("detail", models.Detail, N_("Detail"), N_("Details"), N_("Add a detail"), (
        Field("detail_key", N_("Which detail of your work?"), S, True, "", labels.DETAIL_OR_CIRCUMSTANCE),
        Field("choice", N_("What did you choose to do?"), T, True),
        Field("criterion", N_("By which rule?"), L),
        Field("why", N_("Why?"), T, True),
        Field("why_2", N_("And why that?"), T),
        Field("why_3", N_("And why that again?"), T, False, N_("At the third why you often find what could be done in another way.")),
        Field("excluded", N_("Who or what is left out?"), L),
        Field("why_excluded", N_("Why are they left out?"), L),
        Field("explanation", N_("Could you explain it to everybody in public?"), L),
    ), (("is_constraint", False),)),
    Kind("constraint", models.Detail, N_("Limit"), N_("Limits"), N_("Add a limit"), (
        Field("choice", N_("What limits your choices?"), T, True, N_("For example: food may be given to families on one list only.")),
        Field("criterion", N_("Who or what sets this limit?"), L, True, N_("Your mandate, the funds, headquarters, a law.")),
        Field("why", N_("Why is it so?"), T),
        Field("explanation", N_("What can you still choose?"), T, False, N_("Limits were chosen once, and can be chosen again.")),
    ), (("is_constraint", True),), is_optional=True),
    Kind("chain", models.Chain, N_("Effect"), N_("Effects"), N_("Add an effect"), (
        Field("detail_id", N_("Which detail causes it?"), K, True, "", (), ("detail",)),
        Field("pattern", N_("Through which pattern?"), S, True, "", labels.PATTERNS),
        Field("factor_id", N_("On which divider or connector?"), K, True, "", (), ("divider", "connector")),
        Field("sign", N_("Does it make things worse or better?"), P, True, "", labels.SIGNS),
        Field("explanation", N_("How does it happen?"), T, True),
        Field("evidence", N_("How do you know?"), T),
        Field("behaviour", N_("Which behaviour did you see?"), T, False, N_("What people of your organisation did or said."), message=True),
        Field("perceived_by", N_("Who sees it that way?"), L, False, N_("Groups or roles, not names."), message=True),
        Field("message_tag", N_("Which implicit ethical message (IEM) is it?"), S, False, N_("From the older list of seven, if you know it."), labels.MESSAGE_TAGS, blank=N_("None of these"), message=True),
    )),
    Kind("option", models.Option, N_("Option"), N_("Options"), N_("Add an option"), (
        Field("description", N_("What could you do in another way?"), T, True, N_("A small change of a detail is often enough.")),
        Field("chain_id", N_("Which effect does it answer?"), K, True, N_("An option answers what gets worse. An opportunity makes stronger what gets better."), (), ("chain",)),
        Field("parent_id", N_("Made from an option that did not work"), K, False, "", (), ("option",), apart=True),
        Field("pattern_fit", N_("Does it change the pattern, or only the activity?"), P, False, "", labels.PATTERN_FITS),
        Field("time_to_result", N_("How soon would you notice it?"), P, False, "", labels.TIMES_TO_RESULT),
        Field("resources", N_("How much work and means does it take?"), P, False, "", labels.RESOURCES),
        Field("budget_effect", N_("What does it do to the budget?"), P, False, "", labels.BUDGET_EFFECTS),
        Field("owner", N_("Who takes care of it? A role, not a name"), L),
        Field("review_on", N_("When will you look at it again?"), D),
        Field("backup", N_("What if it does not work?"), L),
        Field("failed_because", N_("What did not work, and why?"), T, apart=True),
        Field("state", N_("Where does it stand?"), S, False, "", labels.OPTION_STATES, apart=True),
    )),
    Kind("test", models.OptionTest, N_("Test"), N_("Tests"), N_("Add a test"), (
        Field("option_id", N_("Which option do you test?"), K, True, "", (), ("option",)),
        Field("factor_id", N_("On what or whom could it act?"), K, False, "", (), ("divider", "connector"), blank=N_("Your own staff")),
        Field("effect", N_("Would it get worse or better?"), P, False, "", labels.EFFECTS),
        Field("note", N_("Why do you think so?"), T, False, N_("Needed when something gets worse.")),
    ), stays_open=True, most=1500),
    Kind("change", models.Change, N_("Change"), N_("Changes"), N_("Record a change"), (
        Field("kind", N_("Where did you change something?"), P, True, "", labels.CHANGE_KINDS),
        Field("before", N_("How was it before?"), T, True),
        Field("after", N_("How is it now?"), T, True),
        Field("evidence", N_("How can you show it?"), T, True, N_("A page of the plan, a list, a photo that you keep.")),
        Field("option_id", N_("Which option led to it?"), K, False, "", (), ("option",), blank=N_("None of them")),
        Field("changed_on", N_("Since when?"), D, is_past=True),
    ), stays_open=True),
    Kind("rating", monitoring_models.Rating, N_("Rating"), N_("Ratings"), N_("Rate it"), (
        Field("criterion_key", N_("What do you rate?"), S, True, "", monitoring_labels.CRITERION_KEYS),
        Field("level", N_("How well is it met?"), P, True, "", monitoring_labels.LEVELS),
        Field("evidence", N_("How do you know?"), T, True, N_("A rating counts only with what shows it.")),
        Field("recommendation", N_("What would make it better?"), T),
        Field("rated_by", N_("Who rated it? A role, not a name"), L),
        Field("rated_on", N_("When?"), D, is_past=True),
    ), stays_open=True),
    Kind("learning", monitoring_models.Learning, N_("What people learned"), N_("What people learned"), N_("Write down what changed in people"), (
        Field("kind", N_("What changed?"), P, True, "", monitoring_labels.LEARNED),
        Field("level", N_("In whom?"), P, True, "", monitoring_labels.WHOSE),
        Field("before", N_("How was it before?"), T, True),
        Field("after", N_("How is it now?"), T, True),
        Field("evidence", N_("How does it show?"), T, True, N_("What you saw, heard or counted.")),
        Field("shows_in", N_("Where did it change your work?"), P, False, "", monitoring_labels.SHOWS_IN),
        Field("noticed_on", N_("When did you notice it?"), D, is_past=True),
    ), stays_open=True),
    Kind("influence", monitoring_models.Influence, N_("What helped or hindered"), N_("What helped, what hindered"), N_("Add what helped or hindered"), (
        Field("effect", N_("Did it help?"), P, True, "", monitoring_labels.EFFECTS),
        Field("source", N_("Where did it come from?"), S, True, "", monitoring_labels.SOURCES),
        Field("note", N_("In what way?"), T, True),
    ), stays_open=True),
)}
# fmt: on


def columns_of(kind: Kind) -> tuple[str, ...]:
    """Return the names of a kind's fields, in order."""
    return tuple(field.name for field in kind.fields)


@cache
def is_number(kind: Kind, field: Field) -> bool:
    """Tell whether a field's column holds whole numbers, such as a link: its type says so."""
    return isinstance(getattr(kind.model, field.name).type, Integer)


def targets_of(kind: Kind) -> tuple[str, ...]:
    """Return the kinds of rows that rows of `kind` may point at."""
    return tuple(target for field in kind.fields for target in field.targets)
