"""Pages of projects: the organisation's home, a new project, one project, editing it."""

from uuid import uuid4

import pytest

from portal.analyses.vocabulary import State
from portal.coaching.moves import move
from portal.coaching.workflow import ReviewAction
from portal.projects import ledger, services, turns
from portal.projects.ledger import ProjectRef
from portal.projects.milestones import MILESTONES
from portal.projects.selects import PROJECTS_PER_PAGE
from tests.coaching.scenes import counted, make_analysis, make_coached, send
from tests.coaching.scenes import put as put_state
from tests.factories import assign_coach, make_project
from tests.projects.scenes import AT_THE_START, close_stage, put, row_id
from tests.world import World

# What a project in coaching does with its analysis, and what follows from that alone.
OF_THE_REVIEW = ("analysis_submitted", "analysis_accepted", "option_tested", "change_recorded")
NEW = {
    "title": "Fish for one commune",
    "place": "Pursat",
    "starts_on": "2026-02-01",
    "ends_on": "",
    "scope": "activity",
    "funder": "BfdW",
}
HOME = "/o/lotus/"
FORM = {**NEW, "title": "Water for three villages", "place": "Kampong Chhnang", "funder": ""}


def test_an_empty_home_names_the_first_step(world: World) -> None:
    manager = world.sign_in("lotus_manager").get(HOME)
    assert manager.status_code == 200
    assert 'href="/o/lotus/projects/new"' in manager.text
    writer = world.sign_in("lotus_writer").get(HOME)
    assert 'href="/o/lotus/projects/new"' not in writer.text
    assert "a manager of your organisation starts one" in writer.text


@pytest.mark.parametrize("many", [1, 3, 200])
def test_a_home_costs_the_same_for_any_number_of_projects(world: World, many: int) -> None:
    for _ in range(min(many, 3)):
        make_project(world)
    if many > 3:
        _multiply(world, many)
    client = world.sign_in("lotus_manager")
    client.get(HOME)
    with counted(world) as statements:
        page = client.get(HOME)
    assert len(statements) == 5
    assert page.text.count('<th scope="row"><a href="/o/lotus/projects/') == min(
        many, PROJECTS_PER_PAGE
    )
    assert ("?page=2" in page.text) is (many > 50)


def test_a_home_says_what_waits_for_whom(world: World) -> None:
    project = make_project(world)
    text = world.sign_in("lotus_manager").get(HOME).text
    assert "LOTUS-1" in text
    assert "Take part in the introductory workshop" in text
    assert "Thu 24 Dec (30 days left)" in text
    assert f'button--go" href="/o/lotus/projects/{project.id}/analyses/new"' in text
    first_stage = [one for one in MILESTONES if one.stage == "introductory"]
    assert f"and {len(first_stage)} more" in text
    close_stage(world, project, "introductory")
    close_stage(world, project, "application")
    put(world, project, stage="coaching")
    with world.acting("lotus_manager", "lotus") as manager:
        ledger.meet(project, "analysis_submitted", by=manager)
        turns.open_turn(project, "feedback_given", 7)
    text = world.sign_in("lotus_manager").get(HOME).text
    assert "A coach, once the network has assigned one" in text
    assert "Your coach, since" not in text
    assign_coach(world, project)
    assert "Your coach, since" in world.sign_in("lotus_manager").get(HOME).text


def test_the_project_due_first_stands_first(world: World) -> None:
    late, early = make_project(world), make_project(world)
    world.admin.execute(
        "UPDATE milestones SET due_on = '2026-11-20' WHERE project_id = %s AND key = 'commitment'",
        [early.id],
    )
    text = world.sign_in("lotus_manager").get(HOME).text
    links = [text.index(f'projects/{one.id}">Water') for one in (early, late)]
    assert links == sorted(links)


def test_what_is_late_or_soon_is_marked_as_in_every_list(world: World) -> None:
    project = make_project(world)
    for due_on, mark in [
        ("2026-11-23", '"due due--late"'),
        ("2026-11-24", '"due due--soon"'),
        ("2026-12-01", '"due due--soon"'),
        ("2026-12-02", '"due"'),
    ]:
        world.admin.execute("UPDATE milestones SET due_on = %s WHERE due_on IS NOT NULL", [due_on])
        text = world.sign_in("lotus_manager").get(HOME).text
        assert f'<time class={mark} datetime="{due_on}">' in text
        assert f'<time class={mark} datetime="{due_on}">' in _page(world, "lotus_manager", project)


def test_a_coach_sees_only_projects_of_their_own(world: World) -> None:
    coached, other = make_project(world), make_project(world)
    assign_coach(world, coached)
    text = world.sign_in("coach").get(HOME).text
    assert f"/o/lotus/projects/{coached.id}" in text
    assert f"/o/lotus/projects/{other.id}" not in text
    assert world.sign_in("other_coach").get(HOME).status_code == 404
    assert world.sign_in("coach").get(f"{HOME}projects/{other.id}").status_code == 404


@pytest.mark.parametrize("page", ["0", "-3", "x", "99999999999999999999"])
def test_a_page_that_is_none_is_the_first_or_an_empty_one(world: World, page: str) -> None:
    make_project(world)
    assert world.sign_in("lotus_manager").get(f"{HOME}?page={page}").status_code == 200


def test_a_project_is_started_once_for_each_form(world: World) -> None:
    client = world.sign_in("lotus_manager")
    form = {**NEW, "token": str(uuid4())}
    answers = [client.post("/o/lotus/projects", data=form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].location == answers[1].location
    assert world.one("SELECT count(*) FROM projects") == 1
    assert world.one("SELECT count(*) FROM milestones") == len(AT_THE_START)
    told = "SELECT (title, place, scope, funder, ends_on)::text FROM projects"
    assert world.one(told) == '("Fish for one commune",Pursat,activity,BfdW,)'


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": " "}, "Enter a name for the project."),
        ({"title": "x" * 201}, "at most 200 characters"),
        ({"place": ""}, "Name the province, district or village."),
        ({"starts_on": ""}, "Enter its first day."),
        ({"starts_on": "tomorrow"}, "Enter a date, such as"),
        ({"starts_on": "0206-02-01"}, "Check the year"),
        ({"ends_on": "2026-01-31"}, "The last day is before the first."),
        ({"scope": "world"}, "Choose one from the list."),
        ({"funder": "x" * 41}, "at most 40 characters"),
    ],
)
def test_a_wrong_field_is_named_and_the_rest_is_kept(
    world: World, wrong: dict[str, str], said: str
) -> None:
    answer = world.sign_in("lotus_manager").post("/o/lotus/projects", data={**NEW, **wrong})
    assert answer.status_code == 422
    assert said in answer.text
    kept = "Pursat" if "title" in wrong else "Fish for one commune"
    assert kept in answer.text
    assert world.one("SELECT count(*) FROM projects") == 0


def test_text_is_kept_composed_and_without_what_no_text_may_hold(world: World) -> None:
    form = {**NEW, "title": " Cafe\u0301\x00 \n in Pursat "}
    world.sign_in("lotus_manager").post("/o/lotus/projects", data=form)
    assert world.one("SELECT title FROM projects") == "Caf\u00e9 in Pursat"


@pytest.mark.parametrize("name", ["lotus_writer", "lotus_viewer"])
def test_only_a_manager_starts_or_edits_a_project(world: World, name: str) -> None:
    project = make_project(world)
    client = world.sign_in(name)
    assert client.post("/o/lotus/projects", data=NEW).status_code == 403
    assert client.get("/o/lotus/projects/new").status_code == 403
    assert client.post(f"/o/lotus/projects/{project.id}/edit", data=FORM).status_code == 403
    assert world.one("SELECT count(*) FROM projects") == 1


def test_a_page_tells_a_manager_one_thing_to_do(world: World) -> None:
    project = make_project(world)
    text = _page(world, "lotus_manager", project)
    action = f"/o/lotus/workshops/new?project={project.id}&amp;kind=introductory"
    assert text.count("button--primary") == 1
    assert f'href="{action}"' in text
    assert "3 people in LOTUS" in text
    assert "never what you write" in text


def test_a_page_leads_nobody_to_what_they_may_not_do(world: World) -> None:
    project = make_project(world)
    put_state(world, make_analysis(world, project), State.SUBMITTED)
    world.admin.execute("UPDATE milestones SET due_on = '2026-11-30' WHERE due_on IS NOT NULL")
    for name in ("lotus_writer", "lotus_viewer"):
        text = _page(world, name, project)
        assert "Next for your team" in text
        assert ("Your manager takes this step." in text) == (name == "lotus_writer")
        assert "button--primary" not in text
        assert "/pause" not in text


@pytest.mark.parametrize("who", ["lotus_manager", "lotus_viewer", "coach"])
def test_of_many_tasks_three_are_in_sight_whoever_they_are_for(world: World, who: str) -> None:
    project = make_project(world)
    assign_coach(world, project)
    for _ in range(6):
        make_analysis(world, project)
    page = world.sign_in(who).get(f"/o/lotus/projects/{project.id}").text
    card = page.partition("Who does what next")[2].partition("</section>")[0]
    in_sight, more, folded = card.partition("more task")
    assert in_sight.count("<li>") <= 3
    assert (folded.count("<li>") > 0) == bool(more)


def test_the_next_action_follows_the_ledger(world: World) -> None:
    project = make_project(world)
    assign_coach(world, project)
    with world.acting("lotus_manager", "lotus") as manager:
        ledger.meet(project, "introductory_workshop", by=manager)
    row = row_id(world, project, "commitment")
    assert f"/milestones/{row}/statement" in _page(world, "lotus_manager", project)
    assert "Waiting for: LOTUS" in _page(world, "coach", project)
    close_stage(world, project, "introductory")
    close_stage(world, project, "application")
    put(world, project, stage="coaching")
    start = f'button--go" href="/o/lotus/projects/{project.id}/analyses/new"'
    assert start in _page(world, "lotus_writer", project)


def test_a_page_shows_a_coach_their_turn_and_the_team_that_it_waits(world: World) -> None:
    project, analysis = make_coached(world)
    _reach_coaching(world, project)
    send(world, analysis)
    review = f'button--go" href="/o/lotus/analyses/{analysis}/review"'
    assert review in _page(world, "coach", project)
    shown = _page(world, "lotus_manager", project)
    assert "Waiting for: Your coach, since" in shown
    assert "waits for your comments" in _page(world, "coach", project)
    assert "waits for your comments" not in shown


def test_an_analysis_that_was_taken_back_waits_for_the_team(world: World) -> None:
    project, analysis = make_coached(world)
    _reach_coaching(world, project)
    send(world, analysis)
    assert "Waiting for: Your coach" in _page(world, "lotus_manager", project)
    with world.acting("lotus_writer", "lotus") as writer:
        move(analysis, ReviewAction.WITHDRAW, by=writer)
    text = _page(world, "lotus_writer", project)
    assert f'button--go" href="/o/lotus/analyses/{analysis}/submission"' in text
    assert "Waiting for" not in text


def test_a_finished_journey_is_said_to_be_complete(world: World) -> None:
    project = make_project(world)
    for stage in ("introductory", "application", "coaching", "forum"):
        close_stage(world, project, stage)
    put(world, project, stage="forum")
    assert "The journey is complete" in _page(world, "lotus_manager", project)


@pytest.mark.parametrize("is_draft", [True, False])
def test_a_page_names_the_coach_and_costs_six_statements(world: World, is_draft: bool) -> None:  # noqa: FBT001
    project = make_project(world)
    assign_coach(world, project)
    if is_draft:
        make_analysis(world, project)
    client = world.sign_in("lotus_manager")
    client.get(f"{HOME}projects/{project.id}")
    with counted(world) as statements:
        page = client.get(f"{HOME}projects/{project.id}")
    assert len(statements) == 5 + is_draft
    assert "The coach: coach" in page.text


def test_the_history_tells_who_did_what_when_and_why(world: World) -> None:
    project = make_project(world)
    close_stage(world, project, "introductory", but=("introductory_workshop", "commitment"))
    with world.acting("lotus_manager", "lotus") as manager:
        ledger.meet(project, "introductory_workshop", by=manager)
        row = row_id(world, project, "commitment")
        services.waive_milestone(project, row, "Agreed by mail", by=manager)
    text = _page(world, "lotus_manager", project)
    told = [
        "Added to the portal",
        "Completed: Take part in the introductory workshop",
        "Skipped: Agree with your leadership and team to continue",
        "Moved on to the stage: Application",
        "Agreed by mail",
        "24 Nov 2026",
        "lotus manager",
    ]
    assert [words for words in told if words not in text] == []


def test_an_edit_is_saved_and_counts_up_the_version(world: World) -> None:
    project = make_project(world)
    client = world.sign_in("lotus_manager")
    assert "Water for two villages" in client.get(f"{HOME}projects/{project.id}/edit").text
    answer = client.post(f"{HOME}projects/{project.id}/edit", data={**FORM, "version": 1})
    assert answer.status_code == 303
    assert world.one("SELECT (title, version)::text FROM projects") == (
        '("Water for three villages",2)'
    )


def test_a_stale_edit_shows_both_texts_and_loses_nothing(world: World) -> None:
    project = make_project(world)
    first, second = world.sign_in("lotus_manager"), world.sign_in("lotus_manager")
    path = f"{HOME}projects/{project.id}/edit"
    first.post(path, data={**FORM, "version": 1})
    stale = {**FORM, "version": 1, "title": "Water for everybody"}
    answer = second.post(path, data=stale)
    assert answer.status_code == 409
    assert "Water for everybody" in answer.text
    assert "Water for three villages" in answer.text
    assert 'name="version" value="2"' in answer.text
    assert [name for name in NEW if f'name="{name}"' not in answer.text] == []
    assert world.one("SELECT title FROM projects") == "Water for three villages"
    assert second.post(path, data={**stale, "version": 2}).status_code == 303
    assert world.one("SELECT title FROM projects") == "Water for everybody"


def test_saving_twice_by_a_double_click_is_one_edit(world: World) -> None:
    project = make_project(world)
    client, form = world.sign_in("lotus_manager"), {**FORM, "version": 1}
    answers = [client.post(f"{HOME}projects/{project.id}/edit", data=form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert world.one("SELECT version FROM projects") == 2


def test_a_stage_or_state_that_moved_makes_no_edit_stale(world: World) -> None:
    project = make_project(world)
    with world.acting("lotus_manager", "lotus") as manager:
        services.pause_project(project, "Rain", by=manager)
        services.resume_project(project, by=manager)
    form = {**FORM, "version": 1}
    answer = world.sign_in("lotus_manager").post(f"{HOME}projects/{project.id}/edit", data=form)
    assert answer.status_code == 303


ADDRESSES = ["", "/edit", "/pause", "/ending", "/stage-changes", "/milestones/1/statement"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_foreign_unknown_and_impossible_ids_are_not_found(world: World, address: str) -> None:
    foreign = make_project(world, "river")
    client = world.sign_in("lotus_manager")
    ids = [foreign.id, 424242, 10**18, 10**30, "x"]
    answers = [client.get(f"{HOME}projects/{one}{address}").status_code for one in ids]
    assert answers == [404] * len(ids)


def _page(world: World, name: str, project: ProjectRef) -> str:
    answer = world.sign_in(name).get(f"{HOME}projects/{project.id}")
    assert answer.status_code == 200
    return answer.text


def _reach_coaching(world: World, project: ProjectRef) -> None:
    close_stage(world, project, "introductory")
    close_stage(world, project, "application")
    close_stage(world, project, "coaching", but=OF_THE_REVIEW)
    put(world, project, stage="coaching")
    world.admin.execute(
        "UPDATE milestones SET due_on = '2026-12-01' WHERE stage = 'coaching' AND after IS NULL "
        "AND days IS NOT NULL AND project_id = %s",
        [project.id],
    )


def _multiply(world: World, many: int) -> None:
    have = world.one("SELECT count(*) FROM projects")
    world.admin.execute(
        "INSERT INTO projects (organisation_id, number, reference, token, title, starts_on, stage, "
        "stage_since, state, state_since, created_by) SELECT organisation_id, number + n, "
        "'LOTUS-' || number + n, 't' || n, title, starts_on, stage, stage_since, state, "
        "state_since, created_by FROM projects, generate_series(1, %s) n WHERE number = %s",
        [many - have, have],
    )
