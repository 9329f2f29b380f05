"""The programme's figures as charts: numbers beside bars, none a share of another."""

from collections.abc import Iterable
from typing import NamedTuple

from flask_babel import ngettext

from portal.analyses.vocabulary import ChangeKind
from portal.events.kinds import KIND_TITLES
from portal.language.i18n import N_, gettext
from portal.network.figures import AgeGroup, Figures
from portal.projects.journey import STAGE_TITLES, Actor
from portal.reports.labels import SEX_TITLES

_ACTORS = {
    Actor.ORGANISATION: N_("Organisations"),
    Actor.COACH: N_("Coaches"),
    Actor.NETWORK: N_("The network"),
}
_AGES = {
    AgeGroup.WEEK: N_("Up to 7 days"),
    AgeGroup.FORTNIGHT: N_("8 to 14 days"),
    AgeGroup.MONTH: N_("15 to 30 days"),
    AgeGroup.LONGER: N_("More than 30 days"),
}
_KINDS = {
    ChangeKind.PLAN: N_("In plans"),
    ChangeKind.IMPLEMENTATION: N_("In the work itself"),
    ChangeKind.MONITORING: N_("In monitoring"),
}


class FigureBar(NamedTuple):
    """One number; `second` is a part of it shown in another colour and said in `note`."""

    label: str
    value: int
    second: int = 0
    note: str = ""


class FigureChart(NamedTuple):
    """Bars under a caption; `label` heads their names, `number` their numbers."""

    caption: str
    label: str
    number: str
    bars: tuple[FigureBar, ...]
    note: str = ""


def charts_of(figures: Figures) -> tuple[FigureChart, ...]:
    """Return the charts of the programme page, in the language of the request."""
    stages = [(gettext(STAGE_TITLES[stage]), found) for stage, found in figures.stages]
    late = [(_ACTORS[actor], number) for actor, number in figures.late]
    reviews = [(_AGES[age], number) for age, number in figures.reviews]
    changes = [(_KINDS[kind], number) for kind, number in figures.changes]
    return (
        FigureChart(
            gettext("Projects, by stage"),
            gettext("Stage"),
            gettext("Projects"),
            tuple(
                FigureBar(title, found.projects, found.paused, _paused(found.paused))
                for title, found in stages
            ),
        ),
        FigureChart(
            gettext("Organisations, by project stage"),
            gettext("Stage"),
            gettext("Organisations"),
            tuple(FigureBar(title, found.organisations) for title, found in stages),
        ),
        FigureChart(
            gettext("Late milestones, by who is responsible"),
            gettext("Who"),
            gettext("Late"),
            _bars(late),
        ),
        FigureChart(
            gettext("Analyses waiting for a coach, by waiting time"),
            gettext("Waiting time"),
            gettext("Analyses"),
            _bars(reviews),
        ),
        FigureChart(
            gettext("Changes made by organisations"),
            gettext("Kind"),
            gettext("Changes"),
            _bars(changes),
        ),
        _people(dict(figures.people)),
        FigureChart(
            gettext("Workshop participants, by kind"),
            gettext("Kind"),
            gettext("All participants"),
            _bars((KIND_TITLES[kind], many) for kind, many in figures.people_by_kind),
        ),
    )


def _people(found: dict[str, int]) -> FigureChart:
    uncounted = found["uncounted"]
    note = ngettext(
        "At %(num)d workshop no one recorded how many took part.",
        "At %(num)d workshops no one recorded how many took part.",
        uncounted,
    )
    return FigureChart(
        gettext("People trained, by sex"),
        gettext("Sex"),
        gettext("Participants"),
        _bars((title, found[sex]) for sex, title in SEX_TITLES.items()),
        note if uncounted else "",
    )


def _bars(numbers: Iterable[tuple[str, int]]) -> tuple[FigureBar, ...]:
    return tuple(FigureBar(gettext(title), number) for title, number in numbers)


def _paused(number: int) -> str:
    return ngettext("%(num)d paused", "%(num)d paused", number) if number else ""
