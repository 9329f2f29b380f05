"""What every task stands on: one transaction, in a worker's scope."""

import pytest
from celery import Celery
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from portal.extensions import db
from portal.notifications.models import Mail
from portal.notifications.services import Cause, queue_mail
from portal.organisations.models import Membership
from portal.projects.models import Project
from tests.factories import make_project
from tests.notifications.outbox import rows
from tests.world import World
from workers.celery_app import PortalTask

tasks = Celery("tests", task_cls=PortalTask, set_as_current=False)


@tasks.task
def write(fails: str = "") -> None:
    """Queue a mail, and fail if told to."""
    queue_mail(Cause("password_reset", "person:1", "once"), "a@b.example", recipient_id=None)
    if fails:
        raise ValueError(fails)


@tasks.task
def look(organisation_id: int | None = None) -> list[int]:
    """Count what can be seen of mails, memberships and projects."""
    return [
        db.session.execute(select(func.count()).select_from(table)).scalar_one()
        for table in (Mail, Membership, Project)
    ]


def test_a_task_commits_what_it_wrote(world: World) -> None:
    with world.app.app_context():
        write()
    assert len(rows(world)) == 1


def test_a_task_that_fails_writes_nothing(world: World) -> None:
    with world.app.app_context():
        with pytest.raises(ValueError, match="half way"):
            write("half way")
        db.session.commit()
    assert rows(world) == []


def test_a_task_sees_its_organisation_alone(world: World) -> None:
    make_project(world, "lotus")
    make_project(world, "river")
    with world.app.app_context():
        write()
        assert look(organisation_id=world.organisations["lotus"]) == [1, 3, 1]
        assert look(organisation_id=world.organisations["river"]) == [1, 2, 1]
        assert look() == [1, 0, 0]


def test_nothing_of_a_task_is_left_for_the_next_one(world: World) -> None:
    make_project(world, "lotus")
    with world.app.app_context():
        look(organisation_id=world.organisations["lotus"])
        count = db.session.execute(select(func.count()).select_from(Project)).scalar_one()
    assert count == 0


def test_a_database_that_was_restarted_costs_one_run(world: World) -> None:
    with world.app.app_context():
        write()
        world.admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE usename = 'portal_app' AND datname = current_database()"
        )
        with pytest.raises(OperationalError):
            look()
        assert look() == [1, 0, 0]
