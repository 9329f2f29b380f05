"""Puts a snapshot into words of one language; the numbers come from the snapshot alone."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.events.display import day_known
from portal.events.kinds import KIND_TITLES, KnownTo
from portal.language.dates import DAY_IN_TEXT, say_date
from portal.language.i18n import gettext, speak
from portal.projects.journey import STAGE_TITLES, STAGES, ProjectState, Stage, Standing
from portal.projects.journey import STATE_TITLES as PROJECT_STATES
from portal.projects.milestones import MILESTONE_BY_KEY
from portal.reports.coaching import session_figures, session_table
from portal.reports.document.charts import bars_of, charts_of
from portal.reports.document.model import (
    Document,
    Figure,
    ProjectPart,
    ReportedMilestone,
    StageMark,
    Table,
)
from portal.reports.labels import (
    ACTOR_TITLES,
    CHANGE_TITLES,
    STANDING_TITLES,
)
from portal.reports.people import people_cells, people_titles, trained_note, uncounted_note
from portal.reports.snapshot import Snapshot

EN_DASH = "\N{EN DASH}"


@dataclass(frozen=True)
class Imprint:
    """Which issue of a report this is, and how its figures can be told from others."""

    edition: int
    sha256: str
    code_version: str


def compose(snapshot: Snapshot, imprint: Imprint, locale: str) -> Document:
    """Return the report in `locale`, one of `LOCALES`."""
    with speak(locale):
        return _document(snapshot, imprint, locale)


def write_period(starts_on: date, ends_on: date, locale: str) -> str:
    """Return a period as it is written in running text."""
    first, last = (say_date(day, DAY_IN_TEXT, locale) for day in (starts_on, ends_on))
    return f"{first} {EN_DASH} {last}"


def _document(snapshot: Snapshot, imprint: Imprint, locale: str) -> Document:
    starts_on, ends_on = _days(snapshot["period"], "starts_on", "ends_on")
    compiled_on = date.fromisoformat(snapshot["compiled_on"])
    return Document(
        locale=locale,
        title=gettext("Do No Harm progress report"),
        organisation=snapshot["organisation"]["name"],
        acronym=snapshot["organisation"]["acronym"],
        starts_on=starts_on,
        ends_on=ends_on,
        period=write_period(starts_on, ends_on, locale),
        edition=gettext("Edition %(number)s", number=imprint.edition),
        as_of=gettext("Figures as of %(day)s", day=say_date(compiled_on, DAY_IN_TEXT, locale)),
        funded=gettext("Work funded by %(funder)s", funder=snapshot["funder"])
        if "funder" in snapshot
        else "",
        compiled_on=compiled_on,
        figures=_figures(snapshot),
        charts=charts_of(snapshot),
        # A report from before something was counted does not say that there was none of it.
        sections=tuple(
            table_of(snapshot) for key, table_of in REPORT_SECTIONS.items() if key in snapshot
        ),
        projects=tuple(_project(project) for project in snapshot["projects"]),
        notes=(
            *_notes(imprint, is_over=compiled_on > ends_on),
            *trained_note(snapshot),
            *uncounted_note(snapshot),
        ),
        words=_words(),
    )


def _figures(snapshot: Snapshot) -> tuple[Figure, ...]:
    trained = sum(snapshot["people"].values())
    return (
        Figure("projects", gettext("Projects under way"), snapshot["states"][ProjectState.ACTIVE]),
        Figure("met", gettext("Milestones completed in this period"), snapshot["met_in_period"]),
        Figure("late", gettext("Milestones late today"), snapshot["milestones"][Standing.LATE]),
        Figure(
            "changes", gettext("Changes made in this period"), sum(snapshot["changes"].values())
        ),
        Figure("people", gettext("People trained in this period"), trained),
        *session_figures(snapshot),
    )


def _workshops(snapshot: Snapshot) -> Table:
    return Table(
        gettext("Workshops"),
        gettext("Workshops in this period"),
        (
            gettext("Date"), gettext("Workshop"), gettext("Organiser"), gettext("Days"),
            *people_titles(),
        ),
        tuple(
            (
                _held(row), _title(KIND_TITLES, row["kind"]),
                row["given_by"], row["days"], *people_cells(row),
            )
            for row in snapshot["workshops"]
        ),
        gettext("No workshop was recorded in this period."),
        wide=(1, 2),
    )  # fmt: skip


def _held(row: Mapping[str, Any]) -> date | str:
    # A report that was issued before has none whose day is not known.
    day, known_to = date.fromisoformat(row["held_on"]), row.get("known_to", KnownTo.DAY)
    return day if known_to == KnownTo.DAY else day_known(day, known_to)


def _changes(snapshot: Snapshot) -> Table:
    return Table(
        gettext("Changes"),
        gettext("Changes made in this period"),
        (gettext("Date"), gettext("Project"), gettext("Kind of change"), gettext("Evidence")),
        tuple(
            (
                date.fromisoformat(row["made_on"]),
                row["reference"],
                _title(CHANGE_TITLES, row["kind"]),
                # A report from before there were files says neither.
                {True: gettext("With a file"), False: gettext("In words")}.get(
                    row.get("has_file"), ""
                ),
            )
            for row in snapshot["change_rows"]
        ),
        gettext("No change was recorded in this period."),
        wide=(2,),
    )


# Each by the key of the snapshot that it lays out, in their order.
REPORT_SECTIONS: dict[str, Callable[[Snapshot], Table]] = {
    "change_rows": _changes,
    "workshops": _workshops,
    "sessions": session_table,
}


def _project(project: Mapping[str, Any]) -> ProjectPart:
    counts: Mapping[str, int] = project["counts"]
    return ProjectPart(
        reference=project["reference"],
        title=project["title"],
        state=project["state"],
        state_title=_title(PROJECT_STATES, project["state"]),
        stage=_title(STAGE_TITLES, project["stage"]),
        since=date.fromisoformat(project["stage_since"]),
        progress=gettext(
            "%(done)s of %(all)s milestones completed",
            done=counts[Standing.MET],
            all=sum(counts.values()),
        ),
        stages=tuple(_stage_marks(project["stage"])),
        standings=bars_of(counts, STANDING_TITLES),
        steps=tuple(_step(row) for row in project["milestones"]),
    )


def _stage_marks(present: str) -> Iterable[StageMark]:
    at = STAGES.index(Stage(present))
    for position, stage in enumerate(STAGES):
        place = "present" if position == at else "past" if position < at else "coming"
        yield StageMark(gettext(STAGE_TITLES[stage]), place)


def _step(row: Mapping[str, Any]) -> ReportedMilestone:
    known = MILESTONE_BY_KEY.get(row["key"])
    title = gettext(known.title) if known else row["key"]
    due_on, met_on = _days(row, "due_on", "met_on")
    return ReportedMilestone(
        stage=_title(STAGE_TITLES, row["stage"]),
        title=f"{title} ({row['round']})" if row["round"] > 1 else title,
        who=_title(ACTOR_TITLES, row["actor"]),
        due_on=due_on,
        met_on=met_on,
        standing=row["standing"],
        stands=_title(STANDING_TITLES, row["standing"]),
    )


def _notes(imprint: Imprint, *, is_over: bool) -> tuple[str, ...]:
    notes = (
        gettext(
            "Compiled by the portal from the organisation's own records. Stages, milestones, "
            "analyses and options are as they were on the day named at the top."
        ),
        gettext("Someone who took part in two workshops is counted twice."),
        gettext(
            "Figures in an issued report never change. Later records appear in the next edition."
        ),
        gettext(
            "Fingerprint of the figures: %(hash)s. Made by version %(version)s.",
            hash=imprint.sha256[:16],
            version=imprint.code_version,
        ),
    )
    if is_over:
        return notes
    return (gettext("The period was not over when this report was compiled."), *notes)


def _words() -> dict[str, str]:
    return {
        "projects": gettext("Projects"),
        "project": gettext("Project"),
        "reference": gettext("Reference"),
        "title": gettext("Title"),
        "state": gettext("Status"),
        "stage": gettext("Stage"),
        "since": gettext("Since"),
        "step": gettext("Milestone"),
        "who": gettext("Responsible"),
        "due": gettext("Due"),
        "met": gettext("Completed on"),
        "standing": gettext("Status"),
        "figures": gettext("At a glance"),
        "summary": gettext("Summary"),
        "milestones": gettext("Milestones"),
        "notes": gettext("About these figures"),
        "none": gettext("The organisation has no project yet."),
        "number": gettext("Number"),
        "period": gettext("Period"),
        "organisation": gettext("Organisation"),
    }


def _title(titles: Mapping[Any, str], key: str) -> str:
    return gettext(titles[key]) if key in titles else key


def _days(row: Mapping[str, Any], *keys: str) -> list[Any]:
    return [date.fromisoformat(row[key]) if row[key] else None for key in keys]
