"""Behind the database's own policies: a story is its organisation's alone."""

import psycopg
import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import ProgrammingError

from portal.extensions import db
from portal.reports.models import Report, ReportFile
from portal.reports.services import request_story
from portal.story.models import StoryRecord, StorySentence
from portal.tenancy import take_network_role
from tests.factories import assign_coach
from tests.story.scenes import edit, make_files, make_story
from tests.world import World

TABLES = (StoryRecord, StorySentence, Report, ReportFile)


def test_an_assigned_coach_reads_no_row_of_it(world: World) -> None:
    story = make_story(world)
    assign_coach(world, story.project)
    edit(world, story, f"divider_{story.rows['divider']}", "Ours alone.", "Made")
    make_files(world, story)
    with world.acting("coach", "lotus"):
        seen = [db.session.execute(select(func.count(one.id))).scalar_one() for one in TABLES]
        changed = db.session.execute(update(StorySentence).values(text="Theirs"))
        assert changed.rowcount == 0  # type: ignore[attr-defined]
    assert seen == [0, 0, 0, 0]
    with world.acting("river_manager", "river"):
        seen = [db.session.execute(select(func.count(one.id))).scalar_one() for one in TABLES]
    assert seen == [0, 0, 0, 0]
    with world.acting("lotus_viewer", "lotus"):
        seen = [db.session.execute(select(func.count(one.id))).scalar_one() for one in TABLES]
    assert seen == [1, 1, 1, 4]


def test_a_coach_cannot_ask_for_its_files(world: World) -> None:
    story = make_story(world)
    assign_coach(world, story.project)
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        world.acting("coach", "lotus") as coach,
    ):
        request_story(story.project.organisation_id, story.analysis, seen=0, by=coach)
    assert world.one("SELECT count(*) FROM reports") == 0


@pytest.mark.parametrize("table", ["stories", "story_sentences"])
@pytest.mark.parametrize("role", ["portal_network", "portal_coordinator"])
def test_no_role_of_the_network_may_read_or_write_it(world: World, table: str, role: str) -> None:
    for verb in ("SELECT", "INSERT", "UPDATE", "DELETE"):
        assert not world.one("SELECT has_table_privilege(%s, %s, %s)", role, table, verb)
    world.admin.execute(f"SET ROLE {role}")
    try:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            world.admin.execute(f"SELECT id FROM {table}")
    finally:
        world.admin.execute("RESET ROLE")


def test_the_network_knows_that_files_were_made_and_reads_none(world: World) -> None:
    story = make_story(world)
    make_files(world, story)
    with world.app.app_context():
        take_network_role(db.session)
        assert db.session.execute(select(Report.analysis_id)).scalar_one() == story.analysis
        with pytest.raises(ProgrammingError, match="permission denied"):
            db.session.execute(select(Report.snapshot))
        db.session.rollback()
