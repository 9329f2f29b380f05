"""Charts of a report: what is counted, on which base, and the bars."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from portal.coaching.workflow import STATE_TITLES
from portal.events.kinds import KIND_TITLES
from portal.language.i18n import gettext
from portal.projects.journey import STAGE_TITLES
from portal.reports.document.model import Bar, Chart
from portal.reports.labels import (
    CHANGE_TITLES,
    FRAMEWORK_TITLES,
    INFLUENCE_TITLES,
    LEARNED_TITLES,
    LEVEL_TITLES,
    LOOK_TITLES,
    OPTION_TITLES,
    REVIEW_TITLES,
    SEX_TITLES,
    STANDING_TITLES,
)
from portal.reports.snapshot import Snapshot

ChartRow: TypeAlias = tuple[str, str, str, Mapping[Any, str]]


def charts_of(snapshot: Snapshot) -> tuple[Chart, ...]:
    """Return every chart for which the snapshot has counts, in order."""
    in_period = gettext("In this period")
    today = gettext("Today, all projects")
    to_date = gettext("Up to the end of this period")
    analyses, options = gettext("Analyses by status"), gettext("Options by status")
    changes, people = gettext("Changes by kind"), gettext("People trained, by sex")
    at_workshops = gettext("Workshop participants, by kind")
    coached = gettext("People in coaching sessions, by sex")
    rows: tuple[ChartRow, ...] = (
        (
            "stages",
            gettext("Projects by stage"),
            gettext("Projects under way, today"),
            STAGE_TITLES,
        ),
        ("milestones", gettext("Milestones by status"), today, STANDING_TITLES),
        ("analyses", analyses, today, STATE_TITLES),
        ("options", options, today, OPTION_TITLES),
        ("reviews", gettext("Reviews"), in_period, REVIEW_TITLES),
        ("changes", changes, in_period, CHANGE_TITLES),
        *_over_time(in_period, today),
        ("people", people, in_period, SEX_TITLES),
        ("people_to_date", people, to_date, SEX_TITLES),
        ("people_by_kind", at_workshops, in_period, KIND_TITLES),
        ("session_people", coached, in_period, SEX_TITLES),
    )
    charts = [
        Chart(key, title, note, bars_of(snapshot[key], titles))
        for key, title, note, titles in rows
        if key in snapshot
    ]
    place = [chart.key for chart in charts].index("analyses") + 1
    return (*charts[:place], *framework_charts(snapshot, today), *charts[place:])


def _over_time(in_period: str, today: str) -> tuple[ChartRow, ...]:
    # Reports that were issued before these were counted do without them.
    return (
        ("looks", gettext("Trends of dividers and connectors"), in_period, LOOK_TITLES),
        ("ratings", gettext("Care in the work, by criterion"), today, LEVEL_TITLES),
        (
            "learnings",
            gettext("Changes in knowledge, attitude and practice"),
            in_period,
            LEARNED_TITLES,
        ),
        ("influences", gettext("What helped or hindered"), today, INFLUENCE_TITLES),
    )


def framework_charts(snapshot: Snapshot, today: str) -> Iterable[Chart]:
    """Yield how many analyses follow each framework, and how those of each one stand."""
    # Numbers of steps differ between frameworks, so analyses are told apart by theirs. A report
    # that was frozen before there were frameworks has none of these.
    counted: Mapping[str, Mapping[str, int]] = snapshot.get("analyses_by_framework", {})
    if not counted:
        return
    title = gettext("Analyses by format")
    yield Chart("frameworks", title, today, bars_of(snapshot["frameworks"], FRAMEWORK_TITLES))
    for version, name in FRAMEWORK_TITLES.items():
        if sum(counted[version].values()):
            title = gettext("Analyses by status, %(way)s", way=gettext(name))
            bars = bars_of(counted[version], STATE_TITLES)
            yield Chart(f"analyses_{version}", title, today, bars)


def bars_of(counts: Mapping[str, int], titles: Mapping[Any, str]) -> tuple[Bar, ...]:
    """Return a bar for each title, as long as its part of the longest."""
    longest = max([*counts.values(), 1])
    return tuple(
        Bar(str(key), gettext(title), counts.get(str(key), 0), counts.get(str(key), 0) / longest)
        for key, title in titles.items()
    )
