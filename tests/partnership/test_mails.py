"""Who is still told of requests, proposals and handovers when a mail is sent, and of how little."""

import pytest

from portal.notifications.composers import Composer, Letter
from portal.partnership import mails
from portal.projects.ledger import ProjectRef
from tests.factories import assign_coach, make_project
from tests.notifications.composing import compose_letter
from tests.notifications.outbox import address_of
from tests.people import CAST
from tests.world import World

FACTS = {"reference", "organisation", "link"}


def compose(world: World, composer: Composer, project: int, name: str) -> Letter | None:
    """Return the letter about a project to somebody."""
    return compose_letter(world, composer, name, f"project:{project}")


@pytest.fixture
def project(world: World) -> ProjectRef:
    found = make_project(world)
    assign_coach(world, found)
    return found


@pytest.mark.parametrize(
    ("composer", "told", "link"),
    [
        (mails.compose_request, {"coordinator"}, "/network/requests"),
        (mails.compose_coordinator_wanted, {"administrator"}, "/network/people"),
        (mails.compose_answer, {"lotus_manager"}, "/o/lotus/projects/{id}/coach"),
        (mails.compose_proposal, {"lotus_manager"}, "/o/lotus/projects/{id}/coach"),
        (
            mails.compose_agreement,
            {"coordinator", "administrator"},
            "/network/projects/{id}/coaches",
        ),
        (mails.compose_wanted, {"coach"}, "/o/lotus/projects/{id}/handover"),
    ],
)
def test_each_letter_reaches_who_can_answer_it_and_nobody_else(
    world: World, project: ProjectRef, composer: Composer, told: set[str], link: str
) -> None:
    world.admin.execute("UPDATE people SET locale = 'km'")
    letters = {name: compose(world, composer, project.id, name) for name in CAST}
    assert {name for name, letter in letters.items() if letter} == told
    for name in told:
        letter = letters[name]
        assert letter is not None
        assert letter.facts["link"] == link.format(id=project.id)
        assert (letter.facts.keys(), letter.facts["reference"]) == (FACTS, "LOTUS-1")
        assert letter.facts["organisation"] == "Lotus Care"
        assert letter.title.startswith("%(reference)s: ")
        assert (letter.address, letter.locale) == (address_of(name), "km")


@pytest.mark.parametrize(
    ("composer", "name", "change"),
    [
        (mails.compose_request, "coordinator", "DELETE FROM network_roles"),
        (mails.compose_answer, "lotus_manager", "UPDATE memberships SET role = 'viewer'"),
        (mails.compose_proposal, "lotus_manager", "UPDATE people SET active = false"),
        (
            mails.compose_wanted,
            "coach",
            "UPDATE coach_assignments SET ended_at = now(), ended_by = assigned_by",
        ),
    ],
    ids=["role taken", "no manager any more", "account closed", "coach left"],
)
def test_who_can_no_longer_answer_is_not_told(
    world: World, project: ProjectRef, composer: Composer, name: str, change: str
) -> None:
    assert compose(world, composer, project.id, name) is not None
    world.admin.execute(change)
    assert compose(world, composer, project.id, name) is None


def test_a_coordinator_who_coaches_the_project_is_not_asked_to_judge_it(
    world: World, project: ProjectRef
) -> None:
    world.admin.execute("SET session_replication_role = replica")
    world.admin.execute(
        "INSERT INTO network_roles (person_id, role) VALUES (%s, 'coordinator')",
        [world.people["coach"]],
    )
    world.admin.execute("SET session_replication_role = origin")
    other = make_project(world)
    assert compose(world, mails.compose_request, project.id, "coach") is None
    assert compose(world, mails.compose_request, other.id, "coach") is not None


def test_a_project_that_is_gone_is_no_news(world: World, project: ProjectRef) -> None:
    assert compose(world, mails.compose_request, project.id + 1, "coordinator") is None
