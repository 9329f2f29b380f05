"""The day and the length of a workshop in words, and what recording one did."""

from collections.abc import Mapping
from datetime import date

from flask_babel import ngettext

from portal.events.details import Correction
from portal.events.kinds import KnownTo, WorkshopKind
from portal.events.lengths import LengthRule, rule_of
from portal.events.queries import WorkshopFacts
from portal.language.dates import DAY_FORMAT, say_date
from portal.language.i18n import gettext

DAY_FORMATS: Mapping[KnownTo, str] = {
    KnownTo.DAY: DAY_FORMAT,
    KnownTo.MONTH: "MMM y",
    KnownTo.YEAR: "y",
}


def day_known(held_on: date, known_to: str) -> str:
    """Return the day, its month or its year in the language of the request."""
    return say_date(held_on, DAY_FORMATS[KnownTo(known_to)])


def say_length(rule: LengthRule) -> str:
    """Return how many days a kind of workshop takes, in the language of the request."""
    if rule.most == rule.least:
        return str(ngettext("%(num)d day", "%(num)d days", rule.least))
    if rule.most:
        return str(gettext("%(least)d to %(most)d days", least=rule.least, most=rule.most))
    if rule.least == 1:
        return str(gettext("Any length"))
    return str(ngettext("%(num)d day or more", "%(num)d days or more", rule.least))


def say_recorded(workshop: WorkshopFacts, waiting: list[str]) -> str:
    """Return what recording a workshop did for the projects that waited for its kind."""
    if workshop.is_long_enough and not waiting:
        return str(gettext("Recorded."))
    projects = ", ".join(waiting)
    if workshop.is_long_enough:
        return str(
            gettext("Recorded. It completes a milestone in %(projects)s.", projects=projects)
        )
    if workshop.days is None:
        said = gettext(
            "Recorded. It completes no milestone until its length is known: correct it and enter "
            "the number of days."
        )
        return str(said)
    said = gettext(
        "Recorded, but it completes no milestone: this kind of workshop takes %(days)s. "
        "Where that was not possible, skip the milestone and say why.",
        days=say_length(rule_of(WorkshopKind(workshop.kind))),
    )
    return str(said)


def say_corrected(done: Correction) -> str:
    """Return what a correction did to the milestones of projects."""
    said = [gettext("Corrected.")]
    if done.reopened:
        projects = ", ".join(done.reopened)
        said += [gettext("A milestone was reopened in %(projects)s.", projects=projects)]
    if done.completed:
        projects = ", ".join(done.completed)
        said += [gettext("It completes a milestone in %(projects)s.", projects=projects)]
    return " ".join(map(str, said))
