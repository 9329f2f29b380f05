"""The wall around calendars: what the holder of an address sees and writes in the database."""

import pytest
from flask import Flask
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import DBAPIError

from portal import models
from portal.accounts.services import hash_token
from portal.errors import NotFound
from portal.events.calendars.models import CalendarLink
from portal.events.calendars.services import make_link, read_feed, withdraw_link
from portal.extensions import Base, db
from portal.tenancy import ReaderScope, Side, TableKind, name_person, open_scope
from tests.events.calendars.scene import address_of, address_of_event, announced, ask
from tests.events.planning.scene import FIRST_DAY, plan
from tests.factories import make_project
from tests.world import World

assert models.__all__  # fills the metadata


def look(scope: ReaderScope, token: str = "") -> None:
    """Open a scope in the database with the token of an address."""
    open_scope(db.session, scope)
    kept = hash_token(token).hex() if token else ""
    db.session.execute(select(func.set_config("portal.calendar", kept, True)))


def counted() -> dict[str, int]:
    """Return how many rows of each table are seen, of those with any."""
    tables = Base.metadata.tables.values()
    counts = {
        table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
        for table in tables
        if table.name != "agenda_items" and table.info["kind"] is not TableKind.GLOBAL
    }
    agenda = select(func.count(Base.metadata.tables["agenda_items"].c.id))
    counts["agenda_items"] = db.session.scalar(agenda) or 0
    return {name: count for name, count in counts.items() if count}


def test_the_database_shows_a_calendar_and_nothing_else(app: Flask, world: World) -> None:
    event, other = announced(world, days=2), announced(world, "other")
    plan(world, mark="planned")
    make_project(world, "lotus")
    own, shared = (
        one.rpartition("/")[2] for one in (address_of(world), address_of_event(world, event))
    )
    calendar = ReaderScope(side=Side.CALENDAR)
    every = {"workshop_lengths": world.one("SELECT count(*) FROM workshop_lengths")}
    open_rows = {name: count for name, count in every.items() if count}
    with app.app_context():
        look(calendar, own)
        seen = {"calendar_links": 1, "events": 2, "event_days": 3}
        assert counted() == seen | open_rows
        look(calendar, shared)
        assert counted() == {"calendar_links": 1, "events": 1, "event_days": 2} | open_rows
        for scope, token in (
            (calendar, ""),
            (calendar, "guess"),
            (ReaderScope(), own),
            (ReaderScope(side=Side.INVITATION), own),
        ):
            look(scope, token)
            assert counted() == open_rows
        # Their own link is theirs; it opens no events without its token.
        look(calendar, "guess")
        name_person(db.session, world.people["lotus_viewer"])
        assert {"events", "event_days", "agenda_items"} & set(counted()) == set()
    assert other != event


def test_the_database_lets_nobody_else_write_an_address(app: Flask, world: World) -> None:
    event = announced(world)
    address_of_event(world, event)
    token = address_of(world).rpartition("/")[2]
    viewer, writer = world.people["lotus_viewer"], world.people["lotus_writer"]
    row = {"token_hash": b"x", "made_by": writer}
    attempts = [
        (ReaderScope(writer, side=Side.MEMBER), row | {"person_id": viewer}),
        (ReaderScope(writer, side=Side.MEMBER), row | {"event_id": event}),
        (ReaderScope(side=Side.CALENDAR), row | {"person_id": writer}),
    ]
    for scope, values in attempts:
        with app.app_context():
            look(scope, token)
            with pytest.raises(DBAPIError, match="row-level security"):
                db.session.execute(insert(CalendarLink).values(**values))
    for scope in (ReaderScope(writer, side=Side.MEMBER), ReaderScope(side=Side.CALENDAR)):
        with app.app_context():
            look(scope, token)
            taken = delete(CalendarLink).returning(CalendarLink.id)
            changed = update(CalendarLink).values(made_by=writer).returning(CalendarLink.id)
            assert [db.session.scalar(one) for one in (taken, changed)] == [None, None]
            db.session.commit()
    with app.app_context():
        db.session.execute(select(func.set_config("role", "portal_network", True)))
        with pytest.raises(DBAPIError, match="permission denied"):
            db.session.execute(select(CalendarLink))
    with world.coordinating():
        assert [one.event_id for one in db.session.scalars(select(CalendarLink))] == [event]


def test_whoever_names_nothing_changes_nothing(world: World) -> None:
    event = announced(world)
    shared, own = address_of_event(world, event), address_of(world)
    with world.coordinating():
        withdraw_link()
    assert [ask(world, one).status_code for one in (shared, own)] == [200, 200]


def test_a_link_is_made_and_read_without_pages(world: World) -> None:
    event = announced(world)
    with world.coordinating() as by:
        token = make_link(event_id=event, by=by)
        with pytest.raises(NotFound):
            make_link(event_id=event + 1, by=by)
    with world.app.app_context():
        found = read_feed(token)
        assert (found.title, found.locale) == ("Community practice forum", "km")
        assert [one.day.hours.held_on for one in found.days] == [FIRST_DAY]
        with pytest.raises(NotFound):
            read_feed(f"{token}=")
