"""Comments as they are read: whose they are, what settled their threads, who sees them."""

import pytest

from portal.coaching.comments.drafts import CommentAnchor
from portal.coaching.comments.queries import CommentFacts, read_comments
from tests.coaching.scenes import comment, judge, make_coached, send
from tests.world import World


@pytest.fixture
def analysis(world: World) -> int:
    """Return an analysis that waits for its coach."""
    _, found = make_coached(world)
    send(world, found)
    return found


def read(
    world: World, analysis: int, name: str = "coach", step: int | None = None, slug: str = "lotus"
) -> list[CommentFacts]:
    with world.acting(name, slug):
        return read_comments(analysis, step)


def test_comments_come_in_order_with_their_author_and_revision(world: World, analysis: int) -> None:
    first = comment(world, analysis, "Who?", is_required=True)
    second = comment(world, analysis, "ពេលណា?", CommentAnchor(1))
    found = read(world, analysis)
    assert [(one.id, one.body, one.step, one.who) for one in found] == [
        (first, "Who?", 2, "coach"),
        (second, "ពេលណា?", 1, "coach"),
    ]
    assert [(one.revision, one.by_coach, one.is_required, one.turns) for one in found] == [
        (1, True, True, None),
        (1, True, False, None),
    ]


@pytest.mark.parametrize(("step", "number"), [(None, 2), (1, 1), (2, 1), (3, 0)])
def test_those_of_one_step_can_be_asked_for(
    world: World, analysis: int, step: int | None, number: int
) -> None:
    comment(world, analysis, "Who?")
    comment(world, analysis, "When?", CommentAnchor(1))
    assert len(read(world, analysis, step=step)) == number


def test_a_draft_is_its_authors_alone_until_it_is_sent(world: World, analysis: int) -> None:
    comment(world, analysis, "Who?")
    assert read(world, analysis, "lotus_manager") == []
    judge(world, analysis)
    (sent,) = read(world, analysis, "lotus_manager")
    assert sent.sent_at is not None
    assert read(world, analysis, "river_manager", slug="river") == []


def test_turns_of_a_thread_come_in_their_order_with_who_took_them(
    world: World, analysis: int
) -> None:
    said, other = comment(world, analysis, "Who?"), comment(world, analysis, "When?")
    for action, name in (("settle", "coach"), ("reopen", "lotus_writer")):
        world.admin.execute(
            "INSERT INTO comment_moves (organisation_id, project_id, comment_id, action, by) "
            "SELECT organisation_id, project_id, id, %s, %s FROM comments WHERE id = %s",
            [action, world.people[name], said],
        )
    found = {one.id: one.turns for one in read(world, analysis)}
    assert found[other] is None
    assert [(turn["action"], turn["by"]) for turn in found[said] or ()] == [
        ("settle", "coach"),
        ("reopen", "lotus writer"),
    ]
