"""What coaches do in the demo's story beside reviews: profiles, sessions, a handover, notes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any, Protocol
from uuid import uuid4

from portal import clock
from portal.coaching.assignments import assign_coach, current_assignment
from portal.demo.days import day_of
from portal.demo.scopes import as_coach, as_coordinator, as_member
from portal.partnership import assigning, handovers, notes
from portal.partnership.matching.needs import NeedsDetails, save_needs
from portal.partnership.profiles import ProfileDetails, save_profile
from portal.projects.agreed_actions import AgreedAction
from portal.projects.journey import Actor
from portal.projects.ledger import ProjectRef
from portal.sessions import queries, services
from portal.sessions.details import SessionDetails

Acts = Iterator[tuple[date, Any]]


class Story(Protocol):
    """What is needed of an organisation's story."""

    told: dict[str, Any]
    manager: int
    writer: int
    project: ProjectRef

    def person(self, email: str) -> int:
        """Return the id of one of the demo's people."""


@dataclass(frozen=True)
class Coaching:
    """The part of a story that its coaches and coordinators play."""

    story: Story

    def acts(self) -> Acts:
        """Return days and acts, in the order of the story."""
        told = self.story.told
        handover = told.get("handover")
        if "needs" in told:
            yield day_of(told["started"]), self.need
        if "coach" in told:
            first = handover["from"] if handover else told["coach"]["who"]
            yield day_of(told["coach"]["day"]), partial(self.assign, first)
        if handover:
            yield day_of(handover["day"]), self.hand_over
        if "other_coach" in told:
            other = told["other_coach"]
            yield day_of(other["day"]), partial(self.assign, other["who"])
        for session in told.get("sessions", []):
            yield day_of(session["day"]), partial(self.hold, session)
            yield from self._completions(session.get("actions", []))

    def assign(self, email: str) -> None:
        """Give the project a coach."""
        as_coordinator()
        assign_coach(self.story.project, self.story.person(email), by=self._coordinator())

    def need(self) -> None:
        """Say what helps to find a coach."""
        as_member(self.story.manager, self.story.project.organisation_id)
        details = NeedsDetails(**self.story.told["needs"])
        save_needs(self.story.project, details, version=0, by=self.story.manager)

    def hold(self, told: dict[str, Any]) -> None:
        """Hold a session."""
        coach = self.story.person(told["who"])
        as_coach(coach)
        details = SessionDetails(
            held_on=clock.today(),
            mode=told["mode"],
            minutes=int(told["hours"] * 60),
            women=told["women"],
            men=told["men"],
            undisclosed=told.get("undisclosed", 0),
            unrecorded=told.get("unrecorded", 0),
            summary=told["summary"],
            next_on=_later(told["next"]) if "next" in told else None,
        )
        agreed = [
            AgreedAction(Actor(one["by"]), one["words"], _later(one["within"]))
            for one in told.get("actions", [])
        ]
        services.record_session(self.story.project, details, agreed, token=str(uuid4()), by=coach)
        if "note" in told:
            kept = notes.read_notes(self.story.project.id, coach)
            body = "\n".join(filter(None, (kept.body, told["note"])))
            notes.save_notes(self.story.project, body, version=kept.version, by=coach)

    def complete(self, told: dict[str, Any]) -> None:
        """Say that an agreed action is done."""
        side = Actor(told["by"])
        by = self.story.writer
        if side is Actor.COACH:
            by = self.story.person(self.story.told["coach"]["who"])
            as_coach(by)
        else:
            as_member(by, self.story.project.organisation_id)
        rows = queries.agreed_in(self.story.project.id)
        row = next(row.id for row in rows if row.words == told["words"])
        services.complete(self.story.project, row, told.get("evidence", ""), side=side, by=by)

    def hand_over(self) -> None:
        """Leave a summary, then let the coordinator change the coach."""
        told = self.story.told["handover"]
        old, project = self.story.person(told["from"]), self.story.project
        as_coach(old)
        handovers.write(project, handovers.Leaving(told["summary"]), version=0, by=old)
        as_coordinator()
        assignment = current_assignment(project.id, old)
        new = self.story.person(self.story.told["coach"]["who"])
        assigning.reassign(assignment, new, by=self._coordinator())

    def _completions(self, actions: list[dict[str, Any]]) -> Acts:
        for action in actions:
            if "done" in action:
                yield day_of(action["done"]), partial(self.complete, action)

    def _coordinator(self) -> int:
        return self.story.person("coordinator@ccc.example")


def describe(profiles: dict[str, dict[str, Any]], people: dict[str, int]) -> None:
    """Let coaches say what they can do and where they should not."""
    for email, told in profiles.items():
        as_coach(people[email])
        save_profile(people[email], ProfileDetails(**told), version=0, by=people[email])


def _later(days: int) -> date:
    return clock.today() + timedelta(days=days)
