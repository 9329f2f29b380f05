"""What the next coach is shown: words that were handed over and threads that go on."""

from datetime import timedelta

from portal import clock
from portal.coaching.comments.drafts import CommentAnchor
from portal.partnership import handovers, notes
from portal.partnership.handovers import Leaving
from tests.coaching.scenes import comment, make_analysis, make_coached, send
from tests.conftest import MOMENT
from tests.factories import assign_coach, make_project
from tests.partnership.scenes import assignment_of
from tests.world import World

REMARK = (
    "INSERT INTO comments (organisation_id, project_id, analysis_id, token, revision, step, "
    "by_coach, body, author_id, sent_at, parent_id) SELECT organisation_id, project_id, id, %s, 1, "
    "%s, %s, 'Words', created_by, now(), %s FROM analyses WHERE id = %s RETURNING id"
)


def test_words_that_were_handed_over_are_told_latest_first_in_their_own_project(
    world: World,
) -> None:
    project, other = make_project(world), make_project(world)
    for days, (who, one) in enumerate(
        (("coach", project), ("coach", other), ("other_coach", project))
    ):
        clock.hold(MOMENT + timedelta(days=days))
        assign_coach(world, one, who)
        with world.acting(who, "lotus") as by:
            notes.save_notes(one, f"Of {who}", version=0, by=by)
            handovers.write(one, Leaving("Words", hands_notes=True), version=0, by=by)
        with world.coordinating():
            handovers.hand_words(one, assignment_of(world, one, who), world.people[who])
    assign_coach(world, other, "other_coach")
    with world.acting("other_coach", "lotus"):
        found = [tuple(row) for row in handovers.handed_words(project.id)]
    assert found == [
        (world.people[who], f"Of {who}", [], MOMENT + timedelta(days=days), who.replace("_", " "))
        for who, days in (("other_coach", 2), ("coach", 0))
    ]


def test_open_threads_are_in_the_order_of_steps_and_of_one_project(world: World) -> None:
    project, analysis = make_coached(world)
    _, other = make_coached(world)
    for one in (analysis, other):
        send(world, one)
    later = comment(world, analysis, "Between whom?", CommentAnchor(3))
    comment(world, other, "Not theirs.")
    first = comment(world, analysis, "Since when?", CommentAnchor(2))
    second = comment(world, analysis, "And where?", CommentAnchor(2))
    world.admin.execute("UPDATE comments SET body = 'When?' WHERE id = %s", [first])
    with world.acting("coach", "lotus"):
        found = handovers.open_threads(project.id)
    assert [(row.id, row.step, row.sent_at, row.is_answered) for row in found] == [
        (first, 2, None, False),
        (second, 2, None, False),
        (later, 3, None, False),
    ]
    assert {(row.title, row.state, row.who) for row in found} == {
        (world.one("SELECT title FROM analyses WHERE id = %s", analysis), "in_review", "coach")
    }


def test_a_thread_is_what_a_coach_began_and_answered_by_the_organisation_alone(
    world: World,
) -> None:
    project = make_project(world)
    assign_coach(world, project)
    first, second = make_analysis(world, project), make_analysis(world, project)

    def remark(analysis: int, step: int, parent: int | None = None, *, by_coach: bool) -> int:
        token = str(world.one("SELECT count(*) FROM comments"))
        return int(world.one(REMARK, token, step, by_coach, parent, analysis))

    of_second = remark(second, 1, by_coach=True)
    of_first = remark(first, 3, by_coach=True)
    remark(first, 1, by_coach=False)
    remark(first, 3, of_first, by_coach=True)
    remark(second, 1, of_second, by_coach=False)
    with world.acting("coach", "lotus"):
        found = [(one.id, one.is_answered) for one in handovers.open_threads(project.id)]
    assert found == [(of_first, False), (of_second, True)]
