"""Choosing a coach: offered by fit, held back by conflicts, forced only with a reason on record."""

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import ProgrammingError

from portal.extensions import db
from portal.partnership.models import CoachProfile, ForcedAssignment, ProjectNeeds
from portal.tenancy import take_network_role
from tests.factories import make_project
from tests.network.scenes import SECRET, begin, put
from tests.partnership.scenes import add_coach, describe, join
from tests.statements import statements
from tests.world import World

REASON = "No other coach speaks the language of this village."


def choose(world: World, project: int) -> str:
    answer = world.sign_in("coordinator").get(f"/network/projects/{project}/coaches")
    assert answer.status_code == 200
    return answer.text


def assign(world: World, project: int, coach: str, reason: str = "") -> int:
    data = {"coach": str(world.people[coach]), "reason": reason}
    path = f"/network/projects/{project}/assignments"
    return world.sign_in("coordinator").post(path, data=data).status_code


def state_needs(world: World, project: int) -> None:
    data = {"languages": ["km"], "sector": "health", "provinces": ["kandal"], "version": "0"}
    path = f"/o/lotus/projects/{project}/needs"
    assert world.sign_in("lotus_manager").post(path, data=data).status_code == 303


def test_coaches_are_offered_by_fit_with_reasons(world: World) -> None:
    project = begin(world)
    state_needs(world, project.id)
    describe(world, "coach", capacity=2, languages=["en"])
    describe(
        world, "other_coach", capacity=1, languages=["km"], sectors=["health"], provinces=["kandal"]
    )
    page = choose(world, project.id)
    assert page.index("other coach") < page.index("Has not named a language the team speaks")
    for reason in (
        "Speaks a language of the team: Khmer",
        "Has room for 1 more project",
        "Knows this field of work: Health",
        "Can travel there: Kandal",
        "Has room for 2 more projects",
    ):
        assert reason in page
    assert SECRET not in page
    assert assign(world, project.id, "other_coach") == 303
    assert "Speaks a language of the team" not in choose(world, project.id)


@pytest.mark.parametrize(
    ("interest", "said"),
    [
        ({"organisations": [1]}, "has declared an interest in this organisation"),
        ({"funders": ["bfdw "]}, "has declared an interest in the funder of this project"),
        ({}, "belongs to this organisation"),
    ],
)
def test_a_conflict_is_not_offered_and_forced_only_with_a_reason(
    world: World, interest: dict[str, list[object]], said: str
) -> None:
    project = make_project(world)
    put(world, project, funder="BfdW")
    describe(world, "coach", **interest)
    if not interest:
        join(world, "coach", "lotus", "viewer")
    page = choose(world, project.id)
    assert "1 coach is not offered: conflict of interest" in page
    assert f"coach {said}" in page
    assert assign(world, project.id, "coach") == 409
    assert assign(world, project.id, "coach", "  ") == 409
    assert world.one("SELECT count(*) FROM coach_assignments") == 0
    assert assign(world, project.id, "coach", REASON) == 303
    kept = world.admin.execute("SELECT conflicts, reason, by FROM forced_assignments").fetchall()
    assert [(reason, by) for _conflicts, reason, by in kept] == [
        (REASON, world.people["coordinator"])
    ]
    assert assign(world, project.id, "coach", "Another reason.") == 303  # a double click
    assert world.one("SELECT count(*) FROM forced_assignments") == 1
    assert REASON in choose(world, project.id)
    manager = world.sign_in("lotus_manager").get(f"/o/lotus/projects/{project.id}/coach").text
    assert REASON in manager


@pytest.mark.parametrize("role", ["writer", "manager"])
def test_whoever_writes_for_an_organisation_never_coaches_it(world: World, role: str) -> None:
    project = make_project(world)
    join(world, "coach", "lotus", role)
    assert "Anyone who writes for an organisation cannot coach it." in choose(world, project.id)
    assert assign(world, project.id, "coach", REASON) == 409
    assert world.one("SELECT count(*) FROM forced_assignments") == 0


def test_a_viewer_who_coaches_stands_on_one_side_only(world: World) -> None:
    project, other = make_project(world), make_project(world)
    join(world, "coach", "lotus", "viewer")
    coach = world.sign_in("coach")
    assert coach.get(f"/o/lotus/projects/{other.id}").status_code == 200
    assert assign(world, project.id, "coach", REASON) == 303
    assert coach.get(f"/o/lotus/projects/{project.id}").status_code == 200
    assert coach.get(f"/o/lotus/projects/{project.id}/notes").status_code == 200
    assert coach.get(f"/o/lotus/projects/{other.id}").status_code == 404
    assert coach.get("/o/lotus/reports/").status_code == 403
    world.admin.execute("UPDATE coach_assignments SET ended_at = now()")
    assert coach.get(f"/o/lotus/projects/{other.id}").status_code == 200
    assert coach.get(f"/o/lotus/projects/{project.id}/notes").status_code == 403


def test_the_record_of_a_forced_assignment_is_kept_for_ever(world: World) -> None:
    project = make_project(world)
    describe(world, "coach", organisations=[world.organisations["lotus"]])
    assign(world, project.id, "coach", REASON)
    read = select(ForcedAssignment.reason)
    with world.coordinating():
        assert db.session.execute(read).scalars().all() == [REASON]
    with world.coordinating(), pytest.raises(ProgrammingError, match="permission denied"):
        db.session.execute(update(ForcedAssignment).values(reason="None."))
    with world.acting("lotus_manager", "lotus"):
        assert db.session.execute(read).scalars().all() == [REASON]
    for who, slug in (("lotus_writer", "lotus"), ("coach", "lotus"), ("river_manager", "river")):
        with world.acting(who, slug):
            assert db.session.execute(read).scalars().all() == []


def test_profiles_and_needs_are_for_coordinators_not_for_leadership(world: World) -> None:
    project = make_project(world)
    state_needs(world, project.id)
    describe(world, "coach", capacity=2)
    for column in (CoachProfile.capacity, ProjectNeeds.sector):
        with world.coordinating():
            assert db.session.execute(select(column)).scalars().all() != []
        with world.app.app_context():
            take_network_role(db.session)
            with pytest.raises(ProgrammingError, match="permission denied"):
                db.session.execute(select(column))
    with world.acting("other_coach"):
        assert db.session.execute(select(CoachProfile.capacity)).scalars().all() == []
    with world.acting("lotus_manager", "lotus"):
        assert db.session.execute(select(CoachProfile.capacity)).scalars().all() == []


def test_a_coach_and_a_coordinator_edit_one_profile_without_overwriting(world: World) -> None:
    first = {"capacity": "3", "languages": ["km"], "organisations": "RIVER", "version": "0"}
    coach = world.sign_in("coach")
    assert coach.post("/coach/profile", data=first).status_code == 303
    path = f"/network/coaches/{world.people['coach']}/profile"
    coordinator = world.sign_in("coordinator")
    page = coordinator.get(path).text
    assert 'value="3"' in page
    assert "RIVER" in page
    theirs = {"capacity": "2", "languages": ["en"], "sectors": ["land"], "version": "1"}
    assert coordinator.post(path, data=theirs).status_code == 303
    stale = coach.post("/coach/profile", data={"capacity": "5", "version": "1"})
    assert stale.status_code == 409
    assert 'value="5"' in stale.text
    assert 'name="version" type="hidden" value="2"' in stale.text
    told = stale.text.partition("Their text is below")[2].partition("</dl>")[0]
    assert [word in told for word in ("2", "English", "Land, forests and water")] == [True] * 3
    assert world.one("SELECT capacity FROM coach_profiles") == 2
    wrong = coach.post("/coach/profile", data={"organisations": "RIVER, NOWHERE", "version": "2"})
    assert wrong.status_code == 422
    assert "There is no organisation called NOWHERE." in wrong.text
    assert coach.post("/coach/profile", data={"capacity": "-1", "version": "2"}).status_code == 422


def test_needs_are_kept_without_overwriting(world: World) -> None:
    project = make_project(world)
    state_needs(world, project.id)
    path = f"/o/lotus/projects/{project.id}/needs"
    manager = world.sign_in("lotus_manager")
    assert manager.post(path, data={"sector": "land", "version": "1"}).status_code == 303
    stale = manager.post(path, data={"sector": "peace", "version": "1"})
    assert stale.status_code == 409
    assert "Land, forests and water" in stale.text
    assert manager.post(path, data={"sector": "magic", "version": "2"}).status_code == 422
    assert world.sign_in("lotus_writer").get(path).status_code == 403
    assert world.sign_in("river_manager").get(path).status_code == 404


def test_the_page_costs_the_same_with_many_coaches(world: World) -> None:
    project, counts = make_project(world), []
    coordinator = world.sign_in("coordinator")
    for _ in range(2):
        with statements(world.app) as sent:
            coordinator.get(f"/network/projects/{project.id}/coaches")
        counts.append(len(sent))
        for number in range(20):
            add_coach(world, f"c{len(counts)}-{number}")
    assert counts[0] == counts[1] <= 6
