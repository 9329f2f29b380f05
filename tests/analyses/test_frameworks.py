"""Every way to work: its own steps and numbers, from the form that starts it to the last step."""

import pytest

from portal.analyses.checks.completeness import problems_in
from portal.analyses.frameworks import (
    DEFAULT_FRAMEWORK,
    FRAMEWORK_BY_VERSION,
    FRAMEWORKS,
    LATER_KINDS,
    MOST_STEPS,
    Framework,
    framework_of,
)
from portal.analyses.kind import targets_of
from portal.analyses.kinds import KINDS
from portal.analyses.vocabulary import FrameworkVersion
from tests.analyses.scenes import make_framed
from tests.factories import make_project
from tests.world import World

every_framework = pytest.mark.parametrize("framework", FRAMEWORKS, ids=lambda known: known.version)


@every_framework
def test_steps_are_numbered_from_one_and_hold_each_kind_once(framework: Framework) -> None:
    assert framework.numbers == list(range(1, len(framework.steps) + 1))
    held = [kind for step in framework.steps for kind in step.kinds]
    assert len(held) == len(set(held))
    assert set(framework.step_of) == {*held, *LATER_KINDS}
    assert len({step.key for step in framework.steps}) == len(framework.steps)


@every_framework
def test_a_step_needs_the_steps_that_its_rows_link_to(framework: Framework) -> None:
    for step in framework.steps:
        links = {
            framework.step_of[target]
            for kind in step.kinds
            for field in KINDS[kind].fields
            if field.required
            for target in field.targets
        }
        ties = {framework.step_of["chain"]} if "option" in step.kinds else set()
        assert set(step.needs) == (links | ties) - {step.number}


@every_framework
def test_every_target_of_a_kind_is_in_the_same_framework(framework: Framework) -> None:
    for kind in framework.step_of:
        assert set(targets_of(KINDS[kind])) <= set(framework.step_of)


def test_there_are_three_and_the_handbook_is_the_first() -> None:
    assert [(known.version, len(known.steps)) for known in FRAMEWORKS] == [
        (FrameworkVersion.HANDBOOK, 7),
        (FrameworkVersion.SHEET, 6),
        (FrameworkVersion.LOOP, 6),
    ]
    assert (FRAMEWORKS[0].version, MOST_STEPS) == (DEFAULT_FRAMEWORK, 7)
    assert [FRAMEWORK_BY_VERSION[one].step_of["divider"] for one in FrameworkVersion] == [2, 1, 1]


def test_a_snapshot_from_before_frameworks_follows_the_handbook() -> None:
    assert (
        framework_of({"declared_steps": [1], "rows": {}}) is FRAMEWORK_BY_VERSION[DEFAULT_FRAMEWORK]
    )
    problems = problems_in({"declared_steps": [1], "rows": {kind: [] for kind in KINDS}})
    assert (1, "context", "steps/1") in [(one.step, one.kind, one.page) for one in problems]
    assert {one.step for one in problems} == {1}


@every_framework
def test_the_start_form_offers_the_steps_of_the_way_that_was_chosen(
    world: World, framework: Framework
) -> None:
    project = make_project(world)
    writer = world.sign_in("lotus_writer")
    base = f"/o/lotus/projects/{project.id}/analyses"
    page = writer.get(f"{base}/new?framework={framework.version}")
    assert page.text.count('name="steps"') == len(framework.steps)
    form = {"title": "Stamps", "scope": "activity", "steps": framework.numbers, "token": "t"}
    made = writer.post(base, data=form | {"framework": framework.version})
    assert made.status_code == 303
    assert world.one("SELECT framework_version FROM analyses") == framework.version
    shown = writer.get(made.location)
    for step in framework.steps:
        assert f"/steps/{step.number}" in shown.text
        opened = writer.get(f"{made.location}/steps/{step.number}")
        assert opened.text.count('<li><a class="step-row__mark') == len(framework.steps)
        here = opened.text.partition('aria-current="step"')
        assert f">Step {step.number}: {step.title}, Not started<" in here[2]
    assert writer.get(f"{made.location}/steps/{len(framework.steps) + 1}").status_code == 404
    assert writer.get(f"{made.location}/edit").text.count('name="steps"') == len(framework.steps)


def test_an_unknown_way_and_its_steps_are_refused(world: World) -> None:
    project = make_project(world)
    writer = world.sign_in("lotus_writer")
    base = f"/o/lotus/projects/{project.id}/analyses"
    assert writer.get(f"{base}/new?framework=other").status_code == 404
    form = {"title": "Stamps", "scope": "activity", "steps": ["7"], "token": "t"}
    refused = writer.post(base, data=form | {"framework": FrameworkVersion.SHEET})
    assert refused.status_code == 422
    alone = writer.post(base, data=form | {"framework": FrameworkVersion.SHEET, "steps": ["4"]})
    assert (alone.status_code, "Step 4 builds on step 1" in alone.text) == (422, True)
    assert world.one("SELECT count(*) FROM analyses") == 0


def test_a_kind_that_no_step_holds_cannot_be_written(world: World) -> None:
    analysis = make_framed(world, make_project(world), FrameworkVersion.SHEET)
    writer = world.sign_in("lotus_writer")
    page = f"/o/lotus/analyses/{analysis}"
    assert writer.post(f"{page}/rows/context", data={"token": "t"}).status_code == 404
    assert writer.get(f"{page}/rows/context").status_code == 404
    assert world.one("SELECT count(*) FROM contexts") == 0


def test_a_step_of_two_kinds_has_a_page_for_each(world: World) -> None:
    analysis = make_framed(world, make_project(world), FrameworkVersion.LOOP)
    writer = world.sign_in("lotus_writer")
    page = f"/o/lotus/analyses/{analysis}"
    first = writer.get(f"{page}/steps/1")
    assert f'href="{page}/steps/1/connector"' in first.text
    added = writer.post(f"{page}/rows/connector", data={"token": "t", "title": "Meals"})
    assert added.location.startswith(f"{page}/steps/1/connector?row=")
    assert 'name="how"' in writer.get(added.location).text
    assert writer.get(f"{page}/rows/chain").location == f"{page}/steps/3"
    assert writer.get(f"{page}/steps/1/chain").status_code == 404
    assert writer.get(f"{page}/steps/6").status_code == 200


@pytest.mark.parametrize("blank", ["", " "])
def test_how_much_one_looks_at_is_one_of_the_list(world: World, blank: str) -> None:
    writer, project = world.sign_in("lotus_writer"), make_project(world)
    page = f"/o/lotus/projects/{project.id}/analyses"
    sent = {
        "title": "Stamps",
        "scope": blank,
        "steps": ["1"],
        "framework": DEFAULT_FRAMEWORK,
        "token": "t",
    }
    refused = writer.post(page, data=sent)
    assert refused.status_code == 422
    assert "Choose one from the list." in refused.text
    assert "Stamps" in refused.text
    assert world.one("SELECT count(*) FROM analyses") == 0
