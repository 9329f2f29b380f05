"""Charts of a report that are made of counts: bars, and analyses by their framework."""

from collections.abc import Iterable, Mapping
from typing import Any

from portal.coaching.workflow import STATE_TITLES
from portal.reports.document import Bar, Chart
from portal.reports.labels import FRAMEWORK_TITLES
from portal.reports.snapshot import Snapshot
from portal.wording import gettext


def framework_charts(snapshot: Snapshot, today: str) -> Iterable[Chart]:
    """Yield how many analyses follow each framework, and how those of each one stand."""
    # Numbers of steps differ between frameworks, so analyses are told apart by theirs. A report
    # that was frozen before there were frameworks has none of these.
    counted: Mapping[str, Mapping[str, int]] = snapshot.get("analyses_by_framework", {})
    if not counted:
        return
    title = gettext("Analyses by way of working")
    yield Chart("frameworks", title, today, bars_of(snapshot["frameworks"], FRAMEWORK_TITLES))
    for version, name in FRAMEWORK_TITLES.items():
        if sum(counted[version].values()):
            title = gettext("Analyses by state, %(way)s", way=gettext(name))
            bars = bars_of(counted[version], STATE_TITLES)
            yield Chart(f"analyses_{version}", title, today, bars)


def bars_of(counts: Mapping[str, int], titles: Mapping[Any, str]) -> tuple[Bar, ...]:
    """Return a bar for each title, as long as its part of the longest."""
    longest = max([*counts.values(), 1])
    return tuple(
        Bar(str(key), gettext(title), counts.get(str(key), 0), counts.get(str(key), 0) / longest)
        for key, title in titles.items()
    )
