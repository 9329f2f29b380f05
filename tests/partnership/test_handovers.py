"""What an old coach leaves as a service: summaries, wishes, and what is handed over."""

from datetime import timedelta

import pytest

from portal import clock
from portal.coaching.workflow import ReviewAction
from portal.errors import NotFound
from portal.partnership import handovers, notes
from portal.partnership.handovers import Leaving, OwnHandover, StaleHandover
from portal.projects.ledger import ProjectRef
from tests.coaching.scenes import comment, judge, make_coached, send
from tests.conftest import MOMENT
from tests.factories import assign_coach, make_project
from tests.partnership.scenes import assignment_of
from tests.world import World

SUMMARY = Leaving("They know the market well.", hands_notes=True)


@pytest.fixture
def project(world: World) -> ProjectRef:
    """Return a project with its coach."""
    made = make_project(world)
    assign_coach(world, made)
    return made


def write(world: World, project: ProjectRef, leaving: Leaving, version: int = 0) -> None:
    with world.acting("coach", "lotus") as coach:
        handovers.write(project, leaving, version=version, by=coach)


def own(world: World, project: ProjectRef, name: str = "coach") -> OwnHandover:
    with world.acting(name, "lotus") as coach:
        return handovers.own(project.id, coach)


def test_a_summary_is_kept_with_its_wishes_and_counts_its_versions(
    world: World, project: ProjectRef
) -> None:
    assert own(world, project) == OwnHandover()
    write(world, project, SUMMARY)
    assert own(world, project) == OwnHandover(SUMMARY, 1)
    changed = Leaving("They need evidence.", hands_drafts=True)
    write(world, project, changed, version=1)
    assert own(world, project) == OwnHandover(changed, 2)


def test_other_words_from_another_window_are_not_written_over(
    world: World, project: ProjectRef
) -> None:
    write(world, project, SUMMARY)
    write(world, project, SUMMARY)  # the same again, as after a lost answer
    with pytest.raises(StaleHandover, match="in another window"):
        write(world, project, Leaving("Another."))
    assert own(world, project) == OwnHandover(SUMMARY, 1)


def test_an_empty_summary_is_none(world: World, project: ProjectRef) -> None:
    made = assignment_of(world, project)
    for summary, version, is_there in (("", 0, False), ("A word", 1, True), ("", 2, False)):
        write(world, project, Leaving(summary), version=version)
        with world.coordinating():
            assert handovers.is_written(project.id, made) is is_there


def test_who_coaches_no_more_writes_nothing(world: World, project: ProjectRef) -> None:
    world.admin.execute("UPDATE coach_assignments SET ended_at = now()")
    with world.acting("coach") as coach, pytest.raises(NotFound):
        handovers.write(project, SUMMARY, version=0, by=coach)
    with world.acting("other_coach") as coach, pytest.raises(NotFound):
        handovers.write(project, SUMMARY, version=0, by=coach)


def test_a_coordinator_asks_for_a_summary_by_one_mail_a_day(
    world: World, project: ProjectRef
) -> None:
    made, coach = assignment_of(world, project), world.people["coach"]
    with world.coordinating():
        state = handovers.state_of(project.id, made)
        assert (state.wanted_at, state.written_at) == (None, None)
    for hours, mails in ((0, 1), (3, 1), (24, 2)):
        clock.hold(MOMENT + timedelta(hours=hours))
        with world.coordinating():
            handovers.want(project, made, coach)
            assert handovers.state_of(project.id, made).wanted_at == clock.now()
        assert world.one("SELECT count(*) FROM outbox") == mails
    assert world.one("SELECT DISTINCT (kind, subject, address)::text FROM outbox") == (
        f"(handover_wanted,project:{project.id},coach@test.example)"
    )
    # What they write afterwards answers it and takes the wish away from nobody.
    write(world, project, SUMMARY, version=own(world, project).version)
    with world.coordinating():
        state = handovers.state_of(project.id, made)
        assert (state.wanted_at, state.written_at) == (clock.now(), clock.now())


def test_a_handover_opens_the_summary_to_those_who_come_next(
    world: World, project: ProjectRef
) -> None:
    write(world, project, SUMMARY)
    old, new = world.people["coach"], world.people["other_coach"]
    assign_coach(world, project, "other_coach")
    for who in ("coach", "other_coach"):
        with world.acting(who, "lotus"):
            assert handovers.received(project.id) == []
    with world.coordinating() as by:
        handovers.complete(project, assignment_of(world, project), (old, new), by=by)
    with world.acting("other_coach", "lotus"):
        (row,) = handovers.received(project.id)
    assert (row.who, row.to_who, row.summary) == ("coach", "other coach", SUMMARY.summary)
    assert (row.coach_id, row.written_at, row.completed_at) == (old, MOMENT, MOMENT)
    assert row.is_without_summary is False
    assert own(world, project) == OwnHandover()


def test_a_handover_without_a_summary_says_so_and_the_latest_comes_first(
    world: World, project: ProjectRef
) -> None:
    old, new = world.people["coach"], world.people["other_coach"]
    assign_coach(world, project, "other_coach")
    write(world, project, Leaving(""))
    for days, coach, pair in ((0, "other_coach", (new, old)), (2, "coach", (old, new))):
        clock.hold(MOMENT + timedelta(days=days))
        with world.coordinating() as by:
            handovers.complete(project, assignment_of(world, project, coach), pair, by=by)
    with world.acting("coach", "lotus"):
        told = [
            (row.who, row.to_who, row.is_without_summary, row.written_at)
            for row in handovers.received(project.id)
        ]
    assert told == [("coach", "other coach", True, None), ("other coach", "coach", True, None)]


def test_of_two_handovers_at_one_moment_the_second_comes_first(
    world: World, project: ProjectRef
) -> None:
    old, new = world.people["coach"], world.people["other_coach"]
    assign_coach(world, project, "other_coach")
    with world.coordinating() as by:
        for coach, pair in (("coach", (old, new)), ("other_coach", (new, old))):
            handovers.complete(project, assignment_of(world, project, coach), pair, by=by)
    with world.acting("coach", "lotus"):
        assert [row.coach_id for row in handovers.received(project.id)] == [new, old]


@pytest.mark.parametrize(
    ("leaving", "notes_handed", "drafts_handed"),
    [
        (Leaving("Words"), "", 0),
        (Leaving("Words", hands_notes=True), "For me alone", 0),
        (Leaving("Words", hands_drafts=True), "", 1),
        (Leaving("Words", hands_notes=True, hands_drafts=True), "For me alone", 1),
    ],
)
def test_only_what_the_old_coach_wished_to_hand_over_is_copied(
    world: World, leaving: Leaving, notes_handed: str, drafts_handed: int
) -> None:
    project, analysis = make_coached(world)
    send(world, analysis)
    comment(world, analysis, "How do you know that?")
    with world.acting("coach", "lotus") as coach:
        notes.save_notes(project, "For me alone", version=0, by=coach)
    write(world, project, leaving)
    with world.coordinating():
        made = assignment_of(world, project)
        handovers.hand_words(project, made, world.people["coach"])
    assign_coach(world, project, "other_coach")
    world.admin.execute("UPDATE coach_assignments SET ended_at = now() WHERE id = %s", [made])
    with world.acting("other_coach", "lotus"):
        found = [
            (row.who, row.notes, len(row.drafts), row.handed_at)
            for row in handovers.handed_words(project.id)
        ]
    is_handed = leaving.hands_notes or leaving.hands_drafts
    assert found == [("coach", notes_handed, drafts_handed, MOMENT)] * is_handed


def test_open_threads_are_those_that_nobody_settled(world: World) -> None:
    project, analysis = make_coached(world)
    send(world, analysis)
    answered = comment(world, analysis, "Between whom?")
    settled = comment(world, analysis, "Since when?")
    judge(world, analysis, ReviewAction.REQUEST_CHANGES)
    path = f"/o/lotus/analyses/{analysis}/comments/{answered}/answers"
    world.sign_in("lotus_writer").post(path, data={"text": "Two families.", "token": "t" * 36})
    world.admin.execute("UPDATE comments SET resolved_at = now() WHERE id = %s", [settled])
    with world.acting("coach", "lotus"):
        told = [
            (row.id, row.analysis_id, row.step, row.body, row.who, row.is_answered, row.state)
            for row in handovers.open_threads(project.id)
        ]
    assert told == [(answered, analysis, 2, "Between whom?", "coach", True, "changes_requested")]


def test_each_coach_of_each_project_has_a_handover_of_their_own(
    world: World, project: ProjectRef
) -> None:
    other = make_project(world)
    assign_coach(world, other)
    assign_coach(world, project, "other_coach")
    write(world, project, SUMMARY)
    write(world, other, Leaving("They are new."))
    with world.acting("other_coach", "lotus") as by:
        handovers.write(project, Leaving("Ask the monks."), version=0, by=by)
    assert own(world, project) == OwnHandover(SUMMARY, 1)
    assert own(world, other) == OwnHandover(Leaving("They are new."), 1)
    assert own(world, project, "other_coach") == OwnHandover(Leaving("Ask the monks."), 1)
    pairs = ((project, "coach"), (other, "coach"), (project, "other_coach"))
    kept = "SELECT organisation_id, project_id, assignment_id, coach_id FROM handovers ORDER BY id"
    assert world.admin.execute(kept).fetchall() == [
        (one.organisation_id, one.id, assignment_of(world, one, who), world.people[who])
        for one, who in pairs
    ]


def test_who_comes_back_finds_their_last_words_until_they_write_anew(
    world: World, project: ProjectRef
) -> None:
    for words in ("First", "Second"):
        write(world, project, Leaving(words))
        world.admin.execute("UPDATE coach_assignments SET ended_at = now()")
        assign_coach(world, project)
        assert own(world, project) == OwnHandover(Leaving(words), 1)


def test_a_wish_for_a_summary_is_of_one_assignment(world: World, project: ProjectRef) -> None:
    assign_coach(world, project, "other_coach")
    asked, other = (assignment_of(world, project, who) for who in ("coach", "other_coach"))
    write(world, project, SUMMARY)
    with world.coordinating():
        handovers.want(project, other, world.people["other_coach"])
        found = [handovers.state_of(project.id, one) for one in (asked, other)]
        assert [tuple(one) for one in found] == [(None, MOMENT), (MOMENT, None)]
        assert [handovers.is_written(project.id, one) for one in (asked, other)] == [True, False]
        for where in (project.id + 1, project.id):
            for made in (asked, other):
                is_there = (where, made) == (project.id, asked)
                assert handovers.is_written(where, made) is is_there
        assert tuple(handovers.state_of(project.id + 1, other)) == (None, None)
    wanted = "SELECT organisation_id, project_id, coach_id FROM handovers WHERE assignment_id = %s"
    assert world.admin.execute(wanted, [other]).fetchall() == [
        (project.organisation_id, project.id, world.people["other_coach"])
    ]
    mail = "SELECT organisation_id, recipient_id, address FROM outbox"
    assert world.admin.execute(mail).fetchall() == [
        (project.organisation_id, world.people["other_coach"], "other-coach@test.example")
    ]


def test_what_a_handover_says_of_itself_is_kept_beside_the_summary(
    world: World, project: ProjectRef
) -> None:
    old, new = world.people["coach"], world.people["other_coach"]
    other = make_project(world)
    assign_coach(world, other)
    write(world, other, Leaving("They are new."))
    with world.coordinating() as by:
        handovers.complete(project, assignment_of(world, project), (old, new), by=by)
    kept = (
        "SELECT organisation_id, project_id, coach_id, to_coach_id, completed_by, "
        "is_without_summary FROM handovers WHERE completed_at IS NOT NULL"
    )
    assert world.admin.execute(kept).fetchall() == [
        (project.organisation_id, project.id, old, new, world.people["coordinator"], True)
    ]
    with world.acting("coach", "lotus"):
        assert len(handovers.received(project.id)) == 1
        assert handovers.received(other.id) == []
    world.admin.execute("UPDATE handovers SET to_coach_id = NULL")
    with world.acting("coach", "lotus"):
        assert [one.to_who for one in handovers.received(project.id)] == [None]
