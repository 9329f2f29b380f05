"""Loads the demo network: people first, then what they did, day by day."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from operator import itemgetter
from pathlib import Path
from typing import Any
from uuid import uuid4

import yaml
from sqlalchemy import select, update

from portal import clock
from portal.demo import acts, people
from portal.demo.coaching import Coaching, describe
from portal.demo.days import day_of, today
from portal.demo.events import plan_events, register_people
from portal.demo.scopes import as_coach, as_member, as_worker, at
from portal.extensions import db
from portal.language.i18n import gettext, speak
from portal.notifications.models import Mail
from portal.organisations.models import Organisation
from portal.projects.ledger import ProjectRef
from portal.projects.milestones import MILESTONE_BY_KEY, MILESTONES
from portal.projects.services import ProjectDetails, start_project
from portal.reports.period import Period
from portal.reports.services import request_report

THREE_YEARS = timedelta(days=3 * 365)
STORIES_FOLDER = Path(__file__).with_name("stories")
Act = tuple[date, Callable[[], None]]


@dataclass
class Cast:
    """Ids of the demo's people by address, of its organisations by acronym, of events by ref."""

    people: dict[str, int] = field(default_factory=dict)
    organisations: dict[str, int] = field(default_factory=dict)
    events: dict[str, int] = field(default_factory=dict)


def read_story() -> dict[str, Any]:
    """Return the demo's data: the network, and in `organisations` each of its stories."""
    story = _read("network")
    told = [one for name in story["organisations"] for one in _read(name)]
    return {**story, "organisations": told, "events": _read("events")}


def _read(name: str) -> Any:  # noqa: ANN401  as the file has it
    return yaml.safe_load((STORIES_FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))


def is_loaded() -> bool:
    """Tell whether there is any organisation already."""
    return db.session.execute(select(Organisation.id).limit(1)).scalar_one_or_none() is not None


def load(story: dict[str, Any]) -> None:
    """Load a whole story into an empty database, or nothing."""
    with at(today()):
        cast = _add_cast(story)
        people.record_network_reach(story["reach"], by=cast.people["coordinator@ccc.example"])
        describe(story.get("profiles", {}), cast.people)
    cast.events = plan_events(story.get("events", []), by=cast.people["coordinator@ccc.example"])
    register_people(story.get("events", []), cast.events, cast.organisations, cast.people)
    acts_of_all = [act for told in story["organisations"] for act in _acts_of(told, cast)]
    for day, act in sorted(acts_of_all, key=itemgetter(0)):
        with at(day):
            act()
    with at(today()):
        as_worker()
        # The story is history: nobody gets its mails.
        db.session.execute(update(Mail).values(dropped_at=clock.now(), secret=""))
    db.session.commit()


def _add_cast(story: dict[str, Any]) -> Cast:
    cast, hashed = Cast(), people.hash_demo_password()
    for email, told in story["staff"].items():
        cast.people[email] = people.add_person(email, told["name"], hashed)
        people.add_network_role(cast.people[email], told["role"])
    for email, name in story["coaches"].items():
        cast.people[email] = people.add_person(email, name, hashed)
        people.add_network_role(cast.people[email], "coach")
    coordinator = cast.people["coordinator@ccc.example"]
    for told in story["organisations"]:
        acronym = told["acronym"]
        organisation = people.add_organisation(acronym, told["name"])
        cast.organisations[acronym] = organisation
        for role in ("manager", "writer"):
            email = f"{role}@{acronym.lower()}.example"
            cast.people[email] = people.add_person(
                email, f"{acronym} {role}", hashed, told.get("locale", "en")
            )
            people.add_membership(cast.people[email], email, organisation, role, coordinator)
    return cast


class _Story:
    """One organisation's story; ids become known as its acts are played."""

    def __init__(self, told: dict[str, Any], cast: Cast) -> None:
        self.told = told["project"]
        self.acronym = told["acronym"]
        self.cast = cast
        self.organisation = cast.organisations[self.acronym]
        self.manager = self._person("manager")
        self.writer = self._person("writer")
        self.project = ProjectRef(self.organisation, 0)

    def _person(self, role: str) -> int:
        return self.cast.people[f"{role}@{self.acronym.lower()}.example"]

    def start(self) -> None:
        """Start the project."""
        as_member(self.manager, self.organisation)
        told = self.told
        details = ProjectDetails(
            title=told["title"],
            place=told["place"],
            starts_on=clock.today(),
            ends_on=None if "waived_because" in told else clock.today() + THREE_YEARS,
            funder=told.get("funder", ""),
            scope=told["scope"],
        )
        created = start_project(
            self.organisation, self.acronym, details, token=str(uuid4()), by=self.manager
        )
        self.project = ProjectRef(self.organisation, created)

    def record(self, told: dict[str, Any]) -> None:
        """Record a workshop, or a part in an event of the network."""
        as_member(self.manager, self.organisation)
        if event := told.get("event"):
            acts.take_part(self.organisation, self.cast.events[event], told, by=self.manager)
        else:
            acts.record(self.organisation, told, by=self.manager)

    def state(self, told: dict[str, Any]) -> None:
        """State a milestone."""
        as_member(self.manager, self.organisation)
        acts.state(self.project, told, by=self.manager)

    def waive_rest(self) -> None:
        """Go on without the milestones before the forum of which nothing is told."""
        as_member(self.manager, self.organisation)
        acts.waive_open(self.project, self.told["waived_because"], by=self.manager)

    def ask_for_report(self, told: dict[str, Any]) -> None:
        """Ask for a report on the days before today; a worker makes it."""
        as_member(self.manager, self.organisation)
        period = Period(clock.today() - timedelta(days=told["days"]), clock.today())
        request_report(self.organisation, period, seen=0, by=self.manager)

    def person(self, email: str) -> int:
        """Return the id of one of the demo's people."""
        return self.cast.people[email]


class _AnalysisStory:
    """One analysis of a story."""

    def __init__(self, story: _Story, told: dict[str, Any]) -> None:
        self.story = story
        self.told = told
        self.names: acts.Names = {}
        self.id = 0

    def begin(self) -> None:
        """Write the analysis."""
        self._as_writer()
        by = self.story.writer
        self.id = acts.start(self.story.project, self.told, self.names, by=by)

    def review(self, told: dict[str, Any]) -> None:
        """Play one move of the review."""
        by = self.story.writer
        if told["do"] in ("submit", "answer", "rewrite"):
            self._as_writer()
        else:
            who = told.get("who", self.story.told["coach"]["who"])
            by = self.story.cast.people[who]
            as_coach(by)
        acts.review(self.id, told, self.names, by=by)

    def change(self, told: dict[str, Any]) -> None:
        """Play what came of it."""
        self._as_writer()
        acts.change(self.story.project, self.id, told, self.names, by=self.story.writer)

    def _as_writer(self) -> None:
        as_member(self.story.writer, self.story.organisation)


def _acts_of(told: dict[str, Any], cast: Cast) -> Iterator[Act]:
    story, project = _Story(told, cast), told["project"]
    is_history = "waived_because" in project
    recorded = [(day_of(one["day"]), partial(story.record, one)) for one in project["workshops"]]
    # What was told at the forum begins with trainings of earlier years and ends with the forum.
    yield from recorded[:-1] if is_history else ()
    yield day_of(project["started"]), story.start
    yield from () if is_history else recorded
    stated = project.get("statements", [])
    for statement in stated if is_history else _completed(stated, told.get("locale", "en")):
        yield day_of(statement["day"]), partial(story.state, statement)
    yield from Coaching(story).acts()
    for analysis in project.get("analyses", []):
        yield from _acts_of_analysis(_AnalysisStory(story, analysis))
    for report in project.get("reports", []):
        yield day_of(report["day"]), partial(story.ask_for_report, report)
    if is_history:
        yield day_of(project["started"]), story.waive_rest
        yield recorded[-1]


def _completed(stated: list[dict[str, Any]], locale: str) -> Iterator[dict[str, Any]]:
    """Yield what a story states; before it, in the words of its example, what it leaves out.

    No story would leave the stage of a milestone that is younger than the story.
    """
    told = {one["key"] for one in stated}
    for statement in stated:
        for one in MILESTONES[: MILESTONES.index(MILESTONE_BY_KEY[statement["key"]])]:
            if one.question and one.key not in told:
                told.add(one.key)
                with speak(locale):
                    example = gettext(one.question.example)
                yield {"day": statement["day"], "key": one.key, "text": example}
        yield statement


def _acts_of_analysis(analysis: _AnalysisStory) -> Iterator[Act]:
    yield day_of(analysis.told["day"]), analysis.begin
    for move in analysis.told.get("review", []):
        yield day_of(move["day"]), partial(analysis.review, move)
    for deed in analysis.told.get("after", []):
        yield day_of(deed["day"]), partial(analysis.change, deed)
