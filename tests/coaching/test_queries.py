"""What reads of a review tell: who coaches now, what moved an analysis last, what was sent."""

import pytest

from portal.accounts.models import Person
from portal.coaching.moves import move
from portal.coaching.queries import (
    coaches_project,
    current_coaches,
    last_action,
    last_move,
    last_verdict,
    moves,
    revision,
    revisions,
)
from portal.coaching.workflow import ReviewAction
from portal.errors import NotFound
from portal.extensions import db
from portal.projects.ledger import ProjectRef
from tests.coaching.scenes import judge, make_coached, send
from tests.factories import assign_coach, make_project
from tests.world import World

LEAVE = "UPDATE coach_assignments SET ended_at = now(), ended_by = assigned_by WHERE coach_id = %s"


def coaches(world: World, project: ProjectRef, name: str = "lotus_viewer") -> list[str]:
    with world.acting(name, "lotus"):
        return [one.name for one in current_coaches(project.id)]


def test_coaches_are_told_by_name_and_to_each_other(world: World) -> None:
    project = make_project(world)
    for coach in ("other_coach", "coach"):
        assign_coach(world, project, coach)
    for reader in ("lotus_viewer", "coach", "other_coach"):
        assert coaches(world, project, reader) == ["coach", "other coach"]


@pytest.mark.parametrize(
    "change", [LEAVE, "UPDATE people SET active = false WHERE id = %s"], ids=["left", "closed"]
)
def test_who_left_coaches_no_more(world: World, change: str) -> None:
    project = make_project(world)
    for coach in ("coach", "other_coach"):
        assign_coach(world, project, coach)
    world.admin.execute(change, [world.people["coach"]])
    assert coaches(world, project) == ["other coach"]


def test_a_coach_of_another_project_is_none_of_this_one(world: World) -> None:
    first, second = make_project(world), make_project(world)
    assign_coach(world, first)
    assert (coaches(world, first), coaches(world, second)) == (["coach"], [])
    with world.acting("lotus_viewer", "lotus"):
        asked = db.select(coaches_project(Person.id, second.id)).where(Person.name == "coach")
        assert db.session.scalar(asked) is False
        assert db.session.scalar(db.select(coaches_project(None, first.id))) is False
        assert db.session.scalar(db.select(coaches_project(world.people["coach"], first.id)))


def test_before_the_first_move_there_is_none(world: World) -> None:
    _, analysis = make_coached(world)
    with world.acting("lotus_viewer", "lotus"):
        assert (last_move(analysis), last_verdict(analysis)) == (None, None)
        assert (moves(analysis), revisions(analysis)) == ([], [])
        assert db.session.scalar(db.select(last_action(db.literal(analysis)))) is None
        with pytest.raises(NotFound):
            revision(analysis, 1)


def test_the_last_move_and_the_last_verdict_are_told_apart(world: World) -> None:
    _, analysis = make_coached(world)
    send(world, analysis)
    judge(world, analysis)
    send(world, analysis, 2, "lotus_manager")
    with world.acting("lotus_viewer", "lotus"):
        last, verdict = last_move(analysis), last_verdict(analysis)
        action = db.session.scalar(db.select(last_action(db.literal(analysis))))
    assert last is not None
    assert (last.action, last.revision, last.who) == ("submit", 2, "lotus manager")
    assert last.by == world.people["lotus_manager"]
    assert verdict is not None
    assert (verdict.action, verdict.who) == ("request_changes", "coach")
    assert action == "submit"


def test_a_verdict_is_of_all_who_gave_it(world: World) -> None:
    _, analysis = make_coached(world, "coach", "other_coach")
    send(world, analysis)
    judge(world, analysis, name="other_coach")
    with world.acting("lotus_viewer", "lotus"):
        verdict, last = last_verdict(analysis), last_move(analysis)
    assert verdict is not None
    assert last is not None
    assert (verdict.who, last.who) == ("coach, other coach", "other coach")


def test_moves_come_newest_first_with_those_who_were_told(world: World) -> None:
    _, analysis = make_coached(world)
    send(world, analysis)
    with world.acting("coach", "lotus") as by:
        move(analysis, ReviewAction.START_REVIEW, by=by)
    judge(world, analysis, ReviewAction.ACCEPT)
    with world.acting("lotus_viewer", "lotus"):
        found = [(one.action, one.who, sorted(one.told)) for one in moves(analysis)]
    assert found == [
        ("accept", "coach", ["lotus manager", "lotus writer"]),
        ("start_review", "coach", []),
        ("submit", "lotus writer", ["coach"]),
    ]


def test_each_revision_keeps_its_words_and_who_sent_it(world: World) -> None:
    _, analysis = make_coached(world)
    send(world, analysis)
    judge(world, analysis)
    world.admin.execute("UPDATE factors SET title = 'ថ្លៃត្រា' WHERE kind = 'divider'")
    send(world, analysis, 2, "lotus_manager")
    with world.acting("lotus_viewer", "lotus"):
        listed = [(one.number, one.who) for one in revisions(analysis)]
        sent = [revision(analysis, number) for number in (1, 2)]
    assert listed == [(2, "lotus manager"), (1, "lotus writer")]
    assert [one.snapshot["rows"]["divider"][0]["title"] for one in sent] == [
        *("A fee for a stamp", "ថ្លៃត្រា"),
    ]
    assert sent[0].sha256 != sent[1].sha256


def test_another_organisation_reads_nothing_of_a_review(world: World) -> None:
    _, analysis = make_coached(world)
    send(world, analysis)
    with world.acting("river_writer", "river"):
        assert (last_move(analysis), moves(analysis), revisions(analysis)) == (None, [], [])
        with pytest.raises(NotFound):
            revision(analysis, 1)
