"""Every role in every state: the button leads to where that role can do what it says."""

from collections.abc import Callable
from datetime import date

import pytest

from portal.analyses.vocabulary import FrameworkVersion
from portal.coaching.comments.drafts import CommentAnchor
from portal.coaching.comments.replies import ReplyWords, answer
from portal.coaching.moves import move
from portal.coaching.workflow import ReviewAction
from portal.projects import services
from portal.projects.ledger import ProjectRef
from tests.analyses.option_scenes import make_weekend
from tests.analyses.scenes import make_analysis, make_framed, write, write_all
from tests.coaching.scenes import comment, form_view, hand_in, judge, make_coached, send
from tests.factories import assign_coach, make_project
from tests.projects.following import card_of, check_page
from tests.projects.scenes import close_stage, put
from tests.sessions.scenes import PROMISED, SEEN, hold
from tests.tracking.scenes import make_tracked
from tests.walk.extent import sample
from tests.world import World

Scene = Callable[[World], ProjectRef]
NAMES = ("lotus_manager", "lotus_writer", "lotus_viewer", "coach", "other_coach")
SOON = "UPDATE milestones SET due_on = '2026-11-30' WHERE due_on IS NOT NULL"


def _new(world: World) -> ProjectRef:
    return make_project(world)


def _coached(world: World) -> ProjectRef:
    project = make_project(world)
    assign_coach(world, project)
    return project


def _begun(world: World) -> ProjectRef:
    project = _coached(world)
    make_analysis(world, project)
    return project


def _half_written(world: World) -> ProjectRef:
    project = _begun(world)
    analysis = world.one("SELECT max(id) FROM analyses")
    write(world, analysis, "divider", {"title": "A fee"})
    write(world, analysis, "connector", {})
    return project


def _tested_in_part(world: World) -> ProjectRef:
    case = make_weekend(world)
    values = {"option_id": case.weekend, "factor_id": case.divider, "effect": 1}
    write(world, case.analysis, "test", values)
    return case.project


def _option_due(world: World) -> ProjectRef:
    case = make_weekend(world)
    assign_coach(world, case.project)
    world.admin.execute("UPDATE options SET review_on = '2026-11-01'")
    return case.project


def _unchecked(world: World) -> ProjectRef:
    project, _analysis, *_factors = make_tracked(world)
    assign_coach(world, project)
    world.admin.execute("UPDATE factors SET created_at = created_at - interval '91 days'")
    return project


def _unchecked_when_accepted(world: World) -> ProjectRef:
    project = _accepted(world)
    world.admin.execute("UPDATE factors SET created_at = created_at - interval '91 days'")
    return project


def _framed(version: FrameworkVersion, *, is_written: bool) -> Scene:
    def make(world: World) -> ProjectRef:
        project = _coached(world)
        analysis = make_framed(world, project, version)
        if is_written:
            write_all(world, analysis)
        return project

    return make


def _ready(world: World) -> ProjectRef:
    return make_coached(world)[0]


def _sent(world: World) -> ProjectRef:
    project, analysis = make_coached(world)
    send(world, analysis)
    return project


def _read(world: World) -> ProjectRef:
    project, analysis = make_coached(world)
    send(world, analysis)
    with world.acting("coach", "lotus") as coach:
        move(analysis, ReviewAction.START_REVIEW, by=coach)
    return project


def _taken_back(world: World) -> ProjectRef:
    project, analysis = make_coached(world)
    send(world, analysis)
    with world.acting("lotus_writer", "lotus") as writer:
        move(analysis, ReviewAction.WITHDRAW, by=writer)
    return project


def _handed_in(world: World) -> ProjectRef:
    project, analysis = make_coached(world, "coach", "other_coach")
    send(world, analysis)
    form_view(world, analysis)
    hand_in(world, analysis)
    return project


def _all_handed_in(world: World) -> ProjectRef:
    project = _handed_in(world)
    analysis = world.one("SELECT max(id) FROM analyses")
    form_view(world, analysis, "other_coach")
    hand_in(world, analysis, "other_coach")
    return project


def _sent_back(*, is_required: bool) -> Scene:
    def make(world: World) -> ProjectRef:
        project, analysis = make_coached(world)
        send(world, analysis)
        comment(world, analysis, "Who decides?", is_required=is_required)
        judge(world, analysis)
        return project

    return make


def _asked_about_a_row(*, is_removed: bool) -> Scene:
    def make(world: World) -> ProjectRef:
        project, analysis = make_coached(world)
        send(world, analysis)
        row = world.one("SELECT id FROM factors WHERE kind = 'divider'")
        comment(world, analysis, "How?", CommentAnchor(2, "divider", row, "how"), is_required=True)
        comment(world, analysis, "And who?", CommentAnchor(1))
        judge(world, analysis)
        if is_removed:
            world.admin.execute("UPDATE factors SET removed_at = now() WHERE id = %s", [row])
        return project

    return make


def _answered(world: World) -> ProjectRef:
    project = _sent_back(is_required=True)(world)
    analysis, asked = (
        world.one("SELECT max(id) FROM analyses"),
        world.one("SELECT max(id) FROM comments"),
    )
    with world.acting("lotus_writer", "lotus") as writer:
        answer(analysis, asked, ReplyWords("The elders.", "token", writer))
    return project


def _accepted(world: World) -> ProjectRef:
    project, analysis = make_coached(world)
    close_stage(world, project, "introductory")
    close_stage(world, project, "application")
    put(world, project, stage="coaching")
    send(world, analysis)
    judge(world, analysis, ReviewAction.ACCEPT)
    return project


def _accepted_with_an_option_due(world: World) -> ProjectRef:
    project = _coached(world)
    analysis = make_framed(world, project, FrameworkVersion.HANDBOOK)
    write_all(world, analysis)
    send(world, analysis)
    judge(world, analysis, ReviewAction.ACCEPT)
    world.admin.execute("UPDATE options SET review_on = '2026-11-01'")
    return project


def _opened_again(world: World) -> ProjectRef:
    project = _accepted(world)
    with world.acting("lotus_writer", "lotus") as writer:
        analysis = world.one("SELECT max(id) FROM analyses")
        move(analysis, ReviewAction.REOPEN, by=writer, note="A new season.")
    return project


def _agreed(world: World) -> ProjectRef:
    project = _sent(world)
    hold(world, project, SEEN, PROMISED)
    return project


def _stage_complete(world: World) -> ProjectRef:
    project = _sent(world)
    close_stage(world, project, "introductory")
    return project


def _finished(world: World) -> ProjectRef:
    project = make_project(world)
    for stage in ("introductory", "application", "coaching", "forum"):
        close_stage(world, project, stage)
    put(world, project, stage="forum")
    return project


def _paused(world: World) -> ProjectRef:
    project = _sent_back(is_required=True)(world)
    with world.acting("lotus_manager", "lotus") as manager:
        services.pause_project(project, "The rains.", by=manager)
    return project


def _ended(world: World) -> ProjectRef:
    project = _half_written(world)
    with world.acting("lotus_manager", "lotus") as manager:
        services.end_project(project, "The money ended.", by=manager)
    return project


SCENES: dict[str, Scene] = {
    "new": _new,
    "coached": _coached,
    "begun": _begun,
    "half written": _half_written,
    "tested in part": _tested_in_part,
    "option due": _option_due,
    "unchecked": _unchecked,
    "unchecked, accepted": _unchecked_when_accepted,
    **{
        f"{version.value}, {'written' if done else 'empty'}": _framed(version, is_written=done)
        for version in FrameworkVersion
        for done in (True, False)
    },
    "ready": _ready,
    "sent": _sent,
    "read": _read,
    "taken back": _taken_back,
    "handed in": _handed_in,
    "all handed in": _all_handed_in,
    "sent back": _sent_back(is_required=True),
    "sent back, free": _sent_back(is_required=False),
    "a row": _asked_about_a_row(is_removed=False),
    "a removed row": _asked_about_a_row(is_removed=True),
    "answered": _answered,
    "accepted": _accepted,
    "accepted, option due": _accepted_with_an_option_due,
    "opened again": _opened_again,
    "agreed": _agreed,
    "stage complete": _stage_complete,
    "finished": _finished,
    "paused": _paused,
    "ended": _ended,
}
# In each of these a writer has something to do that no manager is needed for.
WRITING = (
    *("new", "coached", "begun", "half written", "tested in part", "option due", "ready"),
    *("unchecked", "unchecked, accepted"),
    *("taken back", "sent back", "sent back, free", "a row", "a removed row", "answered"),
    *("accepted", "accepted, option due", "opened again", "agreed"),
)


@pytest.mark.parametrize("is_soon", [False, True])
@pytest.mark.parametrize("scene", sample(SCENES, 3, "scenes"))
def test_the_card_leads_to_where_it_can_be_done(world: World, scene: str, is_soon: bool) -> None:  # noqa: FBT001
    project = SCENES[scene](world)
    if is_soon:
        world.admin.execute(SOON)
    coaches = [row[0] for row in world.admin.execute("SELECT coach_id FROM coach_assignments")]
    for name in NAMES:
        if "coach" not in name or world.people[name] in coaches:
            _follow_all(world, scene, project, name)


def _follow_all(world: World, scene: str, project: ProjectRef, name: str) -> None:
    client = world.sign_in(name)
    home = check_page(client, "/o/lotus/")
    here = check_page(client, f"/o/lotus/projects/{project.id}")
    for (analysis,) in world.admin.execute("SELECT id FROM analyses").fetchall():
        check_page(client, f"/o/lotus/analyses/{analysis}")
    if "coach" in name:
        assert check_page(client, "/coach/") == here or scene in ("paused", "ended", "finished")
    assert home == here or scene in ("paused", "ended", "finished"), "they say the same"
    assert home or name != "lotus_writer" or scene not in WRITING, "a writer can write"
    assert not home or name != "lotus_viewer"


def test_the_stage_is_left_by_the_button(world: World) -> None:
    project = _stage_complete(world)
    client = world.sign_in("lotus_manager")
    card = card_of(client.get(f"/o/lotus/projects/{project.id}").text)
    assert card
    assert client.post(card.action, data=card.sent).status_code == 303
    assert world.one("SELECT stage FROM projects") == "application"


def test_a_day_that_has_come_is_a_day_of_the_network(world: World) -> None:
    case = make_weekend(world)
    for day, is_due in ((date(2026, 11, 24), True), (date(2026, 11, 25), False)):
        world.admin.execute("UPDATE options SET review_on = %s", [day])
        text = world.sign_in("lotus_writer").get(f"/o/lotus/projects/{case.project.id}").text
        assert ("Check your options again" in text) is is_due
