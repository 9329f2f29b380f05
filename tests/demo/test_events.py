"""The network's events in the demo: the forum of 2019 by its minutes, and one to come."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from flask import Flask

from portal.demo.scopes import as_coordinator
from portal.events.planning.agenda import check_agenda, minutes_of
from portal.events.planning.details import EventCount
from portal.events.planning.queries import agenda_of, days_of, event_head, parts_in
from tests.isolation.canaries import personal_columns

FORUM, COMING = 1, 2


@pytest.fixture
def _as_coordinator(built_app: Flask, told: psycopg.Connection[Any]) -> Iterator[None]:
    with built_app.app_context():
        as_coordinator()
        yield


@pytest.mark.usefixtures("_as_coordinator")
def test_the_forum_of_2019_is_as_its_minutes_say() -> None:
    days, agenda = days_of(FORUM), agenda_of(FORUM)
    assert len(agenda) == 12
    assert minutes_of(agenda) == 540
    assert check_agenda(days, agenda) == []
    assert event_head(FORUM).counted == EventCount(organisations=13, people=25, women=16)
    assert parts_in(FORUM).organisations == parts_in(FORUM).uncounted == 7


@pytest.mark.usefixtures("_as_coordinator")
def test_one_is_to_come_and_has_something_to_mend() -> None:
    assert check_agenda(days_of(COMING), agenda_of(COMING))


def test_nobody_is_named_at_an_event_who_is_not_made_up(told: psycopg.Connection[Any]) -> None:
    for column in personal_columns():
        query = (
            f"SELECT 1 FROM {column.table.name} "
            f"WHERE {column.name} <> '' AND {column.name} !~ 'example|ឧទាហរណ៍'"
        )
        assert told.execute(query).fetchone() is None
