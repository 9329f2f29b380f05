"""Analyses for tests of a review: in any state, sent, commented; and what a request cost."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from sqlalchemy import event

from portal.coaching.comments.drafts import CommentAnchor, CommentDraft, save_draft
from portal.coaching.moves import hold_sent
from portal.coaching.review import drafts, verdicts
from portal.coaching.review.models import ReviewKind, StepLevel
from portal.coaching.review.rounds import RoundWords, read_review_round
from portal.coaching.submission import services
from portal.coaching.workflow import ReviewAction, State
from portal.extensions import db
from portal.projects.ledger import ProjectRef
from tests.analyses import scenes
from tests.factories import assign_coach
from tests.world import World

SAID = RoundWords("You name who decides.", "Ask two more families.", "Say more of how you know.")
WATCHED = (
    *("analyses", "revisions", "review_moves", "outbox", "milestones", "comments"),
    *("reviews", "review_words", "step_ratings", "review_checks"),
)
EMPTY = {"framework_version": "handbook-2004", "title": "", "declared_steps": [1], "rows": {}}


def make_analysis(world: World, project: ProjectRef, slug: str = "lotus") -> int:
    """Begin an analysis with nothing in it and return its id."""
    return scenes.make_analysis(world, project, (1,), slug)


def put(world: World, analysis_id: int, state: State) -> None:
    """Set a state as if the moves before it had been made."""
    revisions = 0 if state is State.DRAFT else 1
    world.admin.execute(
        "UPDATE analyses SET state = %s, revisions = %s WHERE id = %s",
        [state, revisions, analysis_id],
    )
    world.admin.execute("DELETE FROM revisions WHERE analysis_id = %s", [analysis_id])
    if revisions:
        write_revision(world, analysis_id)


def write_revision(world: World, analysis_id: int) -> None:
    """Write the first revision of an analysis, with nothing in it."""
    world.admin.execute(
        "INSERT INTO revisions (organisation_id, project_id, analysis_id, submitted_by, number, "
        "snapshot, sha256) SELECT organisation_id, project_id, id, created_by, 1, %s, '' "
        "FROM analyses WHERE id = %s",
        [json.dumps(EMPTY), analysis_id],
    )


def make_coached(world: World, *coaches: str) -> tuple[ProjectRef, int]:
    """Return a project with its coaches and a complete analysis of steps 1 to 3."""
    project, analysis = scenes.make_complete(world)
    for coach in coaches or ("coach",):
        assign_coach(world, project, coach)
    return project, analysis


def send(world: World, analysis: int, number: int = 1, name: str = "lotus_writer") -> None:
    """Send an analysis to its coach."""
    with world.acting(name, "lotus") as writer:
        services.submit(analysis, number=number, by=writer)


def comment(
    world: World,
    analysis: int,
    text: str,
    anchor: CommentAnchor = CommentAnchor(2),  # noqa: B008  it is frozen
    *,
    name: str = "coach",
    is_required: bool = False,
) -> int:
    """Write a comment that is not sent yet and return its id."""
    with world.acting(name, "lotus") as coach:
        save_draft(analysis, CommentDraft(str(uuid4()), anchor, text, is_required), by=coach)
    return int(world.one("SELECT max(id) FROM comments"))


def form_view(
    world: World,
    analysis: int,
    name: str = "coach",
    said: RoundWords = SAID,
    level: StepLevel = StepLevel.SOLID,
) -> None:
    """Let a coach form a view of all that was sent, and keep it to themself."""
    with world.acting(name, "lotus") as coach:
        for step in drafts.declared_steps(hold_sent(analysis)):
            drafts.rate(analysis, step, level, kind=ReviewKind.OWN, by=coach)
        kept = world.one(
            "SELECT count(*) FROM review_words w JOIN reviews r ON r.id = review_id"
            " WHERE r.analysis_id = %s AND author_id = %s AND closed_at IS NULL",
            *(analysis, coach),
        )
        if not kept:
            drafts.write(analysis, said, version=0, kind=ReviewKind.OWN, by=coach)


def judge(
    world: World,
    analysis: int,
    action: ReviewAction = ReviewAction.REQUEST_CHANGES,
    name: str = "coach",
) -> None:
    """Give a verdict with all that belongs to it, alone or together with the other coaches."""
    names = {world.people[one]: one for one in world.people}
    coaches = world.admin.execute(
        "SELECT coach_id FROM coach_assignments c JOIN analyses a USING (project_id)"
        " WHERE a.id = %s AND ended_at IS NULL",
        [analysis],
    ).fetchall()
    seen = None
    for (coach,) in coaches:
        form_view(world, analysis, names[coach])
    if len(coaches) > 1:
        for (coach,) in coaches:
            hand_in(world, analysis, names[coach])
        seen = join(world, analysis, name)
    with world.acting(name, "lotus") as by:
        verdicts.give_verdict(analysis, action, by=by, seen=seen)


def hand_in(world: World, analysis: int, name: str = "coach") -> None:
    """Hand in a view that was formed."""
    with world.acting(name, "lotus") as coach:
        verdicts.hand_in(analysis, by=coach)


def join(world: World, analysis: int, name: str = "coach") -> int:
    """Begin the joint feedback, choose words where coaches differ; return what was seen."""
    with world.acting(name, "lotus") as coach:
        verdicts.join(analysis, by=coach)
        held = hold_sent(analysis)
        round_ = read_review_round(analysis, held.project_id, me=coach, is_overdue=False)
        assert round_.joint is not None
        for step in set(drafts.declared_steps(held)) - set(round_.joint.ratings):
            drafts.rate(analysis, step, StepLevel.SOLID, kind=ReviewKind.JOINT, by=coach)
        return read_review_round(analysis, held.project_id, me=coach, is_overdue=False).seen


@contextmanager
def counted(world: World) -> Iterator[list[str]]:
    """Collect the statements that are sent to the database."""
    sent: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_more: object) -> None:
        sent.append(statement)

    with world.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


def everything(world: World) -> list[object]:
    """Return all that a move could change."""
    return [world.one(f"SELECT json_agg(t ORDER BY id) FROM {table} t") for table in WATCHED]
