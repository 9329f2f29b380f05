"""Every way to work goes through submission and review under its own numbers."""

import json

import pytest

from portal.analyses.frameworks import FRAMEWORKS, Framework
from portal.analyses.vocabulary import FrameworkVersion
from portal.coaching.comments.drafts import CommentAnchor
from tests.analyses.scenes import make_framed, write_all
from tests.coaching.scenes import comment, judge, send
from tests.factories import assign_coach, make_project
from tests.world import World

every_framework = pytest.mark.parametrize("framework", FRAMEWORKS, ids=lambda known: known.version)


@every_framework
def test_it_is_checked_sent_and_reviewed_under_its_own_numbers(
    world: World, framework: Framework
) -> None:
    project = make_project(world)
    assign_coach(world, project)
    analysis = make_framed(world, project, framework.version)
    base = f"/o/lotus/analyses/{analysis}"
    writer, coach = world.sign_in("lotus_writer"), world.sign_in("coach")
    early = writer.post(f"{base}/submission", data={"number": 1})
    assert early.status_code == 422
    asked = {step.number for step in framework.steps if step.kinds}
    assert all(f"Step {number}: Add at least one row" in early.text for number in asked)
    rows = write_all(world, analysis)
    assert writer.get(base).text.count("complete</span>") >= 1
    assert writer.post(f"{base}/submission", data={"number": 1}).status_code == 303
    snapshot = world.one("SELECT snapshot FROM revisions")
    assert snapshot["framework_version"] == framework.version
    assert coach.get(f"{base}/review").status_code == 200
    for step in framework.steps:
        read = coach.get(f"{base}/review/{step.number}")
        assert read.status_code == 200
        assert f"Step {step.number}: " in read.text
        for kind in step.kinds:
            assert kind not in rows or f'id="{kind}-{rows[kind]}"' in read.text
    assert coach.get(f"{base}/review/{len(framework.steps) + 1}").status_code == 404
    sent = writer.get(f"{base}/revisions/1")
    assert sent.text.count("<h2>Step ") == len(framework.steps)


def test_a_comment_on_the_second_kind_of_a_step_leads_to_its_row(world: World) -> None:
    project = make_project(world)
    assign_coach(world, project)
    analysis = make_framed(world, project, FrameworkVersion.LOOP)
    row = write_all(world, analysis)["connector"]
    send(world, analysis)
    said = comment(
        world, analysis, "Since when?", CommentAnchor(1, "connector", row), is_required=True
    )
    judge(world, analysis)
    writer = world.sign_in("lotus_writer")
    path = f"/o/lotus/analyses/{analysis}/steps/1/connector"
    held = writer.post(f"/o/lotus/analyses/{analysis}/submission", data={"number": 2})
    assert f"{path}?row={row}#comment-{said}" in held.text
    assert f"{path}?row={row}#comment-{said}" in writer.get(f"/o/lotus/analyses/{analysis}").text
    assert f'id="comment-{said}"' in writer.get(f"{path}?row={row}").text
    answered = writer.post(
        f"/o/lotus/analyses/{analysis}/comments/{said}/answers", data={"text": "May", "token": "t"}
    )
    assert answered.location == f"{path}?answered={said}&row={row}#comment-{said}"


def test_a_revision_from_before_frameworks_is_read_as_it_was(world: World) -> None:
    project = make_project(world)
    assign_coach(world, project)
    analysis = make_framed(world, project, FrameworkVersion.HANDBOOK)
    write_all(world, analysis)
    send(world, analysis)
    old = world.one("SELECT snapshot FROM revisions")
    del old["framework_version"], old["rows"]["constraint"]
    for row in old["rows"]["detail"] + old["rows"]["chain"]:
        for name in ("why_2", "why_3", "behaviour", "perceived_by", "message_tag"):
            row.pop(name, None)
    # As a superuser, past the trigger that keeps revisions as they are.
    world.admin.execute("SET session_replication_role = replica")
    world.admin.execute("UPDATE revisions SET snapshot = %s", [json.dumps(old)])
    world.admin.execute("SET session_replication_role = origin")
    base = f"/o/lotus/analyses/{analysis}"
    assert "Step 7: " in world.sign_in("lotus_viewer").get(f"{base}/revisions/1").text
    coach = world.sign_in("coach")
    for step in range(1, 8):
        assert coach.get(f"{base}/review/{step}").status_code == 200
