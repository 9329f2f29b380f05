"""The demo's figures are those of the minutes, none of them divided by another."""

from datetime import date

from portal.demo.load import read_story
from portal.network.reach import Reach, ReachKind

FORUM = date(2019, 8, 20)


def test_the_demo_tells_what_the_minutes_tell() -> None:
    told = {ReachKind(kind): Reach(**line) for kind, line in read_story()["reach"].items()}
    counted = {kind.value: (line.organisations, line.people) for kind, line in told.items()}
    assert counted == {
        "members": (206, None),
        "awareness": (200, 300),
        "introductory": (70, None),
        "application": (30, None),
        "training_of_trainers": (16, None),
        "forum": (13, 25),
    }
    assert told[ReachKind.FORUM] == Reach(13, 25, 16, FORUM, FORUM)


def test_every_organisation_of_the_demo_has_its_case_as_an_analysis() -> None:
    kinds = {
        told["acronym"]: {
            row["kind"] for one in told["project"].get("analyses", []) for row in one["rows"]
        }
        for told in read_story()["organisations"]
    }
    assert len(kinds) == 7
    lacking = {
        name
        for name, found in kinds.items()
        if not {"context", "divider", "connector", "detail"} <= found
    }
    assert lacking == set()
