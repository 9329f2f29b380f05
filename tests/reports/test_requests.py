"""Asking for a report: once however often one clicks, again after a failure, anew later."""

import pytest
from sqlalchemy import update

from portal.errors import NotFound, Refused
from portal.extensions import db
from portal.projects.models import Project
from portal.reports.services import try_again
from tests.reports.scenes import (
    ask,
    at,
    compile_as_worker,
    later,
    make_record,
    make_report,
    snapshot_in,
)
from tests.world import World

EDITIONS = "SELECT array_agg(edition ORDER BY id) FROM reports"


def test_the_same_form_twice_asks_for_one_report(world: World) -> None:
    make_record(world)
    first = ask(world)
    compile_as_worker(world, first)
    assert ask(world) == first
    assert world.one(EDITIONS) == [1]


def test_while_one_is_being_made_no_other_is_asked_for(world: World) -> None:
    first = ask(world)
    assert ask(world, seen=first) == first
    assert world.one(EDITIONS) == [1]


def test_a_form_that_knows_the_first_edition_asks_for_the_second(world: World) -> None:
    make_record(world)
    first = make_report(world)
    second = ask(world, seen=first)
    assert second != first
    assert world.one(EDITIONS) == [1, 2]


def test_a_late_edit_does_not_alter_an_issued_report(world: World) -> None:
    project, _ = make_record(world)
    first = make_report(world)
    before = snapshot_in(world, first)
    with at(later(days=1)):
        with world.acting("lotus_manager", "lotus"):
            db.session.execute(
                update(Project).where(Project.id == project.id).values(title="Wells")
            )
        second = ask(world, seen=first)
        compile_as_worker(world, second)
    assert snapshot_in(world, first) == before
    assert snapshot_in(world, second)["projects"][0]["title"] == "Wells"
    assert before["projects"][0]["title"] == "Water for two villages"
    hashes = world.admin.execute("SELECT DISTINCT sha256 FROM reports").fetchall()
    assert len(hashes) == 2


def test_only_a_failed_report_can_be_tried_again(world: World) -> None:
    report_id = ask(world)
    world.admin.execute("UPDATE reports SET state = 'failed', attempts = 3, error = 'It broke'")
    with world.acting("lotus_manager", "lotus"):
        try_again(report_id)
    row = world.admin.execute("SELECT state, attempts, error FROM reports").fetchone()
    assert row == ("queued", 0, "")
    with world.acting("lotus_manager", "lotus"), pytest.raises(Refused):
        try_again(report_id)


def test_a_report_of_others_is_not_there_to_be_tried_again(world: World) -> None:
    report_id = ask(world)
    world.admin.execute("UPDATE reports SET state = 'failed'")
    with world.acting("river_manager", "river"), pytest.raises(NotFound):
        try_again(report_id)
    assert world.one("SELECT state FROM reports") == "failed"


def test_two_organisations_have_editions_of_their_own(world: World) -> None:
    first, second = ask(world), ask(world, slug="river", seen=10**6)
    assert first != second
    assert world.one(EDITIONS) == [1, 1]
