"""The demo's figures are those of the minutes, none of them divided by another."""

from datetime import date

from portal.demo.load import read_story
from portal.network.reach import ReachKind, ReachLine

FORUM = date(2019, 8, 20)


def test_the_demo_tells_what_the_minutes_tell() -> None:
    told = {ReachKind(kind): ReachLine(**line) for kind, line in read_story()["reach"].items()}
    counted = {kind.value: (line.organisations, line.people) for kind, line in told.items()}
    assert counted == {
        "members": (206, None),
        "awareness": (200, 300),
        "introductory": (70, None),
        "application": (30, None),
        "training_of_trainers": (16, None),
        "forum": (13, 25),
    }
    assert told[ReachKind.FORUM] == ReachLine(13, 25, 16, FORUM, FORUM)
