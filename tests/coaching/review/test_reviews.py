"""The coaches' views of a round: private, handed in, put together, sent once, kept for ever."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from threading import Barrier

import pytest
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from portal import clock
from portal.coaching.moves import MoveRefused
from portal.coaching.review import drafts, rubric, verdicts
from portal.coaching.review.drafts import StaleWords
from portal.coaching.review.models import ReviewKind, StepLevel
from portal.coaching.review.rounds import (
    ReviewRound,
    RoundWords,
    is_feedback_late,
    read_review_round,
    read_sent,
)
from portal.coaching.review.rubric import RUBRICS, Rubric
from portal.coaching.review.verdicts import VerdictWords
from portal.coaching.workflow import ReviewAction
from portal.errors import Incomplete, NotFound, Refused
from portal.extensions import db
from tests.coaching.scenes import (
    SAID,
    comment,
    everything,
    form_view,
    hand_in,
    join,
    judge,
    make_coached,
    send,
)
from tests.factories import assign_coach
from tests.world import World

OTHERS = RoundWords("They name the groups.", "Look at the market.", "Say who was asked.")
OWN, JOINT = ReviewKind.OWN, ReviewKind.JOINT


@pytest.fixture
def alone(world: World) -> int:
    """Return an analysis that was sent to one coach."""
    _, analysis = make_coached(world)
    send(world, analysis)
    return analysis


@pytest.fixture
def shared(world: World) -> int:
    """Return an analysis that was sent to two coaches."""
    _, analysis = make_coached(world, "coach", "other_coach")
    send(world, analysis)
    return analysis


@contextmanager
def looking(world: World, analysis: int, name: str = "coach") -> Iterator[ReviewRound]:
    """Yield how the round stands in the eyes of a coach."""
    project = world.one("SELECT project_id FROM analyses WHERE id = %s", analysis)
    with world.acting(name, "lotus") as me:
        is_late = is_feedback_late(analysis)
        yield read_review_round(analysis, project, me=me, is_overdue=is_late)


def give(world: World, analysis: int, name: str = "coach", seen: int | None = None) -> None:
    with world.acting(name, "lotus") as by:
        verdicts.give_verdict(analysis, ReviewAction.REQUEST_CHANGES, by=by, seen=seen)


def end(world: World, name: str) -> None:
    world.admin.execute(
        "UPDATE coach_assignments SET ended_at = now() WHERE coach_id = %s", [world.people[name]]
    )


def late(world: World) -> None:
    """Let the day on which feedback was due be over."""
    due_on = clock.today() - timedelta(days=1)
    world.admin.execute("UPDATE milestones SET due_on = %s WHERE key = 'feedback_given'", [due_on])


@pytest.mark.parametrize("gap", ["strength", "next_step", "text", "ratings"])
def test_a_verdict_needs_a_strength_a_next_step_and_a_word_on_each_step(
    world: World, alone: int, gap: str
) -> None:
    said = {"strength": "A.", "next_step": "B.", "note": "C."} | {
        {"text": "note"}.get(gap, gap): ""
    }
    said.pop("ratings", None)
    form_view(world, alone, said=RoundWords(**said))
    if gap == "ratings":
        world.admin.execute("DELETE FROM step_ratings WHERE step = 2")
    before = everything(world)
    with pytest.raises(Incomplete) as incomplete:
        give(world, alone)
    assert list(incomplete.value.details["gaps"]) == [gap]  # type: ignore[call-overload]
    assert everything(world) == before


def test_a_comment_that_must_be_answered_asks_for_changes_by_itself(
    world: World, alone: int
) -> None:
    comment(world, alone, "Who told you so?", is_required=True)
    before = everything(world)
    with world.acting("coach", "lotus") as by, pytest.raises(Incomplete) as incomplete:
        verdicts.give_verdict(alone, ReviewAction.ACCEPT, by=by)
    assert set(incomplete.value.details["gaps"]) == {"ratings", "strength", "next_step"}  # type: ignore[call-overload]
    assert everything(world) == before
    give(world, alone)
    with world.acting("lotus_writer", "lotus"):
        (sent,) = read_sent(alone)
    assert (sent.words, sent.by, sent.ratings) == (RoundWords(), "coach", {})
    assert world.one("SELECT state FROM analyses") == "changes_requested"
    assert world.one("SELECT count(*) FROM comments WHERE sent_at IS NULL") == 0


def test_the_joint_feedback_asks_with_a_comment_alone_too(world: World, shared: int) -> None:
    comment(world, shared, "Who told you so?", is_required=True)
    for name in ("coach", "other_coach"):
        form_view(world, shared, name)
        hand_in(world, shared, name)
    join(world, shared)
    world.admin.execute("UPDATE review_words SET strength = ''")
    with looking(world, shared) as round_:
        seen = round_.seen
    give(world, shared, seen=seen)
    assert world.one("SELECT state FROM analyses") == "changes_requested"


def test_what_goes_out_is_one_feedback_with_the_words_of_its_rubric(
    world: World, alone: int
) -> None:
    comment(world, alone, "Who told you so?")
    form_view(world, alone, level=StepLevel.EMERGING)
    give(world, alone)
    with world.acting("lotus_viewer", "lotus"):
        (sent,) = read_sent(alone)
    assert (sent.words, sent.by, sent.revision, sent.without) == (SAID, "coach", 1, [])
    assert sent.ratings == {1: "emerging", 2: "emerging", 3: "emerging"}
    assert sent.title(2) == "Emerging"
    assert sent.meaning(2, "divider").startswith("Some rows say between whom")
    assert world.one("SELECT count(*) FROM comments WHERE sent_at IS NULL") == 0


def test_a_new_rubric_leaves_old_reviews_in_their_own_words(
    world: World, alone: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    judge(world, alone)
    words = {level: f"New {level}" for level in StepLevel}
    monkeypatch.setattr(rubric, "RUBRICS", (*RUBRICS, Rubric(2, words, {"divider": words})))
    send(world, alone, 2)
    judge(world, alone)
    with world.acting("lotus_writer", "lotus"):
        new, old = read_sent(alone)
    assert (old.rubric, old.title(2)) == (1, "Solid")
    assert (new.rubric, new.title(2)) == (2, "New solid")
    assert old.meaning(2, "divider").startswith("Each row shows how it divides")


def test_the_rubric_names_every_level_for_every_kind_without_a_number() -> None:
    assert [one.version for one in RUBRICS] == list(range(1, len(RUBRICS) + 1))
    for one in RUBRICS:
        told = [*one.titles.values()]
        for kind in rubric.current_rubric().meanings:
            assert list(one.meanings[kind]) == list(StepLevel)
            told += one.meanings[kind].values()
        assert [words for words in told if any(sign.isdigit() for sign in words)] == []


def test_the_last_press_counts_and_an_unknown_step_is_not_there(world: World, alone: int) -> None:
    with world.acting("coach", "lotus") as coach:
        for level in (StepLevel.NOT_YET, StepLevel.SOLID, StepLevel.SOLID):
            drafts.rate(alone, 2, level, kind=OWN, by=coach)
        with pytest.raises(NotFound):
            drafts.rate(alone, 7, StepLevel.SOLID, kind=OWN, by=coach)
    assert world.admin.execute("SELECT step, level FROM step_ratings").fetchall() == [(2, "solid")]
    assert world.one("SELECT state FROM analyses") == "in_review"


def test_a_stale_window_does_not_write_over_words(world: World, alone: int) -> None:
    with world.acting("coach", "lotus") as coach:
        version = drafts.write(alone, RoundWords("First."), version=0, kind=OWN, by=coach)
        with pytest.raises(StaleWords) as stale:
            drafts.write(alone, RoundWords("Second."), version=0, kind=OWN, by=coach)
        assert stale.value.kept == RoundWords("First.")
        assert drafts.write(alone, RoundWords("First."), version=0, kind=OWN, by=coach) == version
        drafts.write(alone, RoundWords("Second."), version=version, kind=OWN, by=coach)
    assert world.one("SELECT strength FROM review_words") == "Second."


def test_each_coach_writes_apart_until_both_have_handed_in(world: World, shared: int) -> None:
    comment(world, shared, "From one.")
    comment(world, shared, "From the other.", name="other_coach")
    form_view(world, shared)
    form_view(world, shared, "other_coach", OTHERS, StepLevel.EMERGING)
    with pytest.raises(Refused, match="hand in your review"):
        give(world, shared)
    hand_in(world, shared)
    with looking(world, shared, "other_coach") as before:
        assert [(one.by, one.words, one.ratings) for one in before.others] == [
            ("coach", RoundWords(), {})
        ]
        assert not before.may_join
    with looking(world, shared) as waiting:
        assert [one.name for one in waiting.missing] == ["other coach"]
        assert not waiting.may_join
    with pytest.raises(Refused, match="has not handed in"):
        join(world, shared)
    hand_in(world, shared, "other_coach")
    with looking(world, shared) as both:
        assert [view.words for view in both.views] == [SAID, OTHERS]
        assert both.others[0].ratings == dict.fromkeys((1, 2, 3), "emerging")


def test_the_other_coaches_are_told_once_that_a_review_was_handed_in(
    world: World, shared: int
) -> None:
    told = "SELECT address FROM outbox WHERE kind = 'review_handed_in'"
    form_view(world, shared)
    hand_in(world, shared)
    with world.acting("coach", "lotus") as coach:
        verdicts.take_back(shared, by=coach)
    hand_in(world, shared)
    assert world.admin.execute(told).fetchall() == [("other-coach@test.example",)]


def test_the_joint_feedback_is_sent_with_the_comments_of_both(world: World, shared: int) -> None:
    comment(world, shared, "From one.")
    comment(world, shared, "From the other.", name="other_coach")
    form_view(world, shared)
    form_view(world, shared, "other_coach", OTHERS, StepLevel.EMERGING)
    hand_in(world, shared)
    hand_in(world, shared, "other_coach")
    seen = join(world, shared, "other_coach")
    give(world, shared, seen=seen)
    assert world.one("SELECT count(*) FROM comments WHERE sent_at IS NULL") == 0
    assert world.one("SELECT count(*) FROM reviews WHERE closed_at IS NULL") == 0
    with world.acting("lotus_writer", "lotus"):
        (sent,) = read_sent(shared)
        assert sent.is_joint
        assert sent.words.strength == f"{OTHERS.strength}\n\n{SAID.strength}"
        said = db.session.execute(text("SELECT strength FROM review_words")).scalars().all()
    assert said == [sent.words.strength], "the organisation reads the joint words alone"
    assert world.one("SELECT count(*) FROM review_words") == 3, "the coaches' own are kept"


def test_a_verdict_on_a_joint_feedback_that_changed_meanwhile_is_refused(
    world: World, shared: int
) -> None:
    for name in ("coach", "other_coach"):
        form_view(world, shared, name)
        hand_in(world, shared, name)
    seen = join(world, shared)
    with world.acting("other_coach", "lotus") as other:
        drafts.rate(shared, 1, StepLevel.EXEMPLARY, kind=JOINT, by=other)
    before = everything(world)
    with pytest.raises(Refused, match="changed the joint feedback"):
        give(world, shared, seen=seen)
    assert everything(world) == before


def test_what_is_handed_in_is_fixed_and_comes_back_while_nobody_can_have_read_it(
    world: World, shared: int
) -> None:
    form_view(world, shared)
    hand_in(world, shared)
    hand_in(world, shared)  # a double click
    with world.acting("coach", "lotus") as coach:
        with pytest.raises(Refused, match="take it back first"):
            drafts.rate(shared, 1, StepLevel.NOT_YET, kind=OWN, by=coach)
        with pytest.raises(Refused, match="take it back first"):
            drafts.write(shared, OTHERS, version=SAID.version, kind=OWN, by=coach)
        verdicts.take_back(shared, by=coach)
        drafts.rate(shared, 1, StepLevel.NOT_YET, kind=OWN, by=coach)
    hand_in(world, shared)
    form_view(world, shared, "other_coach")
    hand_in(world, shared, "other_coach")
    with (
        world.acting("coach", "lotus") as coach,
        pytest.raises(Refused, match="may have read your review"),
    ):
        verdicts.take_back(shared, by=coach)


def test_after_the_due_day_one_may_go_on_alone_and_that_is_recorded(
    world: World, shared: int
) -> None:
    comment(world, shared, "Not finished.", name="other_coach")
    form_view(world, shared, "other_coach", OTHERS)
    form_view(world, shared)
    hand_in(world, shared)
    late(world)
    give(world, shared, seen=join(world, shared))
    with world.acting("lotus_viewer", "lotus"):
        (sent,) = read_sent(shared)
    assert (sent.without, sent.words) == (["other coach"], SAID)
    send(world, shared, 2)
    with looking(world, shared, "other_coach") as kept:
        assert kept.mine is not None
        assert (kept.mine.words, kept.mine.revision) == (OTHERS, 1), "what was begun is kept"
    assert world.one("SELECT body FROM comments WHERE sent_at IS NULL") == "Not finished."


def test_a_coach_who_leaves_is_not_waited_for_and_what_was_handed_in_stays(
    world: World, shared: int
) -> None:
    comment(world, shared, "From the other.", name="other_coach")
    form_view(world, shared, "other_coach", OTHERS)
    hand_in(world, shared, "other_coach")
    end(world, "other_coach")
    form_view(world, shared)
    with pytest.raises(Refused):
        give(world, shared)
    hand_in(world, shared)
    with looking(world, shared) as round_:
        assert (round_.missing, [view.words for view in round_.others]) == ([], [OTHERS])
    give(world, shared, seen=join(world, shared))
    assert world.one("SELECT count(sent_at) FROM comments") == 1


def test_with_one_coach_left_the_flow_is_simple_again(world: World, shared: int) -> None:
    form_view(world, shared, "other_coach", OTHERS)
    end(world, "other_coach")
    form_view(world, shared)
    with looking(world, shared) as round_:
        assert not round_.is_shared
    give(world, shared)
    assert world.one("SELECT count(*) FROM reviews WHERE closed_at IS NULL") == 1


def test_a_coach_who_comes_in_the_middle_has_a_say(world: World) -> None:
    project, analysis = make_coached(world)
    send(world, analysis)
    form_view(world, analysis)
    assign_coach(world, project, "other_coach")
    with pytest.raises(Refused, match="another coach too"):
        give(world, analysis)
    hand_in(world, analysis)
    form_view(world, analysis, "other_coach", OTHERS)
    hand_in(world, analysis, "other_coach")
    give(world, analysis, seen=join(world, analysis))


def test_words_outlive_a_withdrawal(world: World, shared: int) -> None:
    form_view(world, shared, "other_coach", OTHERS)
    form_view(world, shared)
    hand_in(world, shared)
    late(world)
    give(world, shared, seen=join(world, shared))
    send(world, shared, 2)
    client = world.sign_in("lotus_writer")
    assert client.post(f"/o/lotus/analyses/{shared}/withdrawal").status_code == 303
    with world.acting("other_coach", "lotus") as other, pytest.raises(MoveRefused):
        verdicts.hand_in(shared, by=other)
    world.admin.execute("UPDATE factors SET title = 'Stamps and fees' WHERE kind = 'divider'")
    send(world, shared, 3)
    hand_in(world, shared, "other_coach")
    assert (
        world.one(
            "SELECT revision FROM reviews WHERE closed_at IS NULL AND author_id = %s",
            world.people["other_coach"],
        )
        == 3
    )


def test_both_hand_in_and_both_begin_at_once(world: World, shared: int) -> None:
    names = ("coach", "other_coach")
    for name in names:
        form_view(world, shared, name)
    start = Barrier(2, timeout=30)

    def act(name: str) -> None:
        start.wait()
        hand_in(world, shared, name)
        start.wait()
        with world.acting(name, "lotus") as coach:
            verdicts.join(shared, by=coach)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(act, names))
    kinds = "SELECT array_agg(kind ORDER BY id) FROM reviews WHERE handed_in_at IS NOT NULL"
    assert world.one(kinds) == ["own", "own", "joint"]


def test_going_on_alone_while_the_other_hands_in_sends_nothing_unseen(
    world: World, shared: int
) -> None:
    for name in ("coach", "other_coach"):
        form_view(world, shared, name)
    hand_in(world, shared)
    late(world)
    seen = join(world, shared)
    start = Barrier(2, timeout=30)

    def run(act: str) -> str:
        start.wait()
        try:
            if act == "verdict":
                give(world, shared, seen=seen)
            else:
                hand_in(world, shared, "other_coach")
        except Refused as refused:
            return type(refused).__name__
        return "done"

    with ThreadPoolExecutor(2) as pool:
        verdict, handed = pool.map(run, ("verdict", "hand in"))
    assert (verdict, handed) in [("done", "MoveRefused"), ("Overtaken", "done")]
    assert world.one("SELECT count(*) FROM review_words") == 3


def test_a_verdict_pressed_twice_is_sent_once(world: World, alone: int) -> None:
    form_view(world, alone)
    client = world.sign_in("coach")
    said = {
        "strength": SAID.strength,
        "next_step": SAID.next_step,
        "text": SAID.note,
        "version": SAID.version,
        "number": 1,
    }
    path = f"/o/lotus/analyses/{alone}/change-request"
    assert [client.post(path, data=said).status_code for _ in range(2)] == [303, 303]
    assert world.one("SELECT count(*) FROM review_moves WHERE action = 'request_changes'") == 1
    assert client.post(path, data=said | {"number": 2}).status_code == 409


def rows(world: World, name: str, table: str = "review_words") -> list[int]:
    """Return the ids of reviews whose words or ratings the database shows to somebody."""
    with world.acting(name, "lotus"):
        found = db.session.execute(text(f"SELECT DISTINCT review_id FROM {table} ORDER BY 1"))
        return list(found.scalars())


@pytest.mark.parametrize("table", ["review_words", "step_ratings"])
def test_the_database_itself_keeps_views_apart(world: World, shared: int, table: str) -> None:
    names = ("coach", "other_coach", "lotus_manager", "lotus_viewer")

    def seen() -> list[list[int]]:
        return [rows(world, name, table) for name in names]

    form_view(world, shared)
    form_view(world, shared, "other_coach", OTHERS)
    assert seen() == [[1], [2], [], []]
    hand_in(world, shared)
    assert seen() == [[1], [2], [], []], "only who has handed in reads what is handed in"
    hand_in(world, shared, "other_coach")
    assert seen() == [[1, 2], [1, 2], [], []]
    joint_seen = join(world, shared)
    assert seen() == [[1, 2, 3], [1, 2, 3], [], []]
    give(world, shared, seen=joint_seen)
    assert seen() == [[1, 2, 3], [1, 2, 3], [3], [3]]
    end(world, "other_coach")
    assert rows(world, "other_coach", table) == []
    with world.acting("river_manager", "river"):
        assert db.session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == 0


WRITES = {
    "words": "UPDATE review_words SET strength = 'Mine' WHERE review_id = 1",
    "ratings": "UPDATE step_ratings SET level = 'not_yet' WHERE review_id = 1",
    "hand-in": "UPDATE reviews SET handed_in_at = now() WHERE id = 1 AND handed_in_at IS NULL",
    "sending": "UPDATE reviews SET closed_at = now(), sent_at = now() WHERE id = 1",
}


@pytest.mark.parametrize("write", WRITES)
@pytest.mark.parametrize("name", ["other_coach", "lotus_manager"])
def test_the_database_lets_nobody_write_over_anothers_view(
    world: World, shared: int, name: str, write: str
) -> None:
    form_view(world, shared)
    before = everything(world)
    with world.acting(name, "lotus"):
        db.session.execute(text(WRITES[write]))
    assert everything(world) == before


@pytest.mark.parametrize("table", ["review_words", "step_ratings"])
def test_not_even_the_author_changes_what_went_out(world: World, alone: int, table: str) -> None:
    judge(world, alone)
    before = everything(world)
    column = {"review_words": "strength = 'Else'", "step_ratings": "level = 'not_yet'"}[table]
    with world.acting("coach", "lotus"):
        db.session.execute(text(f"UPDATE {table} SET {column}"))
        db.session.execute(text("UPDATE reviews SET sent_at = NULL"))
    assert everything(world) == before


@pytest.mark.parametrize(
    "table", ["reviews", "review_words", "step_ratings", "review_checks", "saved_questions"]
)
def test_the_network_may_not_even_ask(world: World, table: str) -> None:
    with (
        world.coordinating(),
        pytest.raises(ProgrammingError) as refused,
    ):
        db.session.execute(text(f"SELECT count(*) FROM {table}"))
    assert isinstance(refused.value.orig, InsufficientPrivilege)


def test_said_words_are_kept_with_the_verdict(world: World, alone: int) -> None:
    form_view(world, alone)
    with world.acting("coach", "lotus") as by:
        said = VerdictWords(OTHERS, SAID.version, OWN)
        verdicts.give_verdict(alone, ReviewAction.ACCEPT, by=by, said=said)
    assert world.one("SELECT strength FROM review_words") == OTHERS.strength
