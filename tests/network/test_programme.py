"""The programme page: counts and dates of all organisations, in few statements."""

from datetime import timedelta

import pytest

from portal import clock
from portal.coaching.assignments import assign_coach
from portal.coaching.moves import move
from portal.coaching.workflow import ReviewAction, State
from tests.coaching.scenes import make_analysis
from tests.coaching.scenes import put as put_analysis
from tests.conftest import MOMENT
from tests.factories import make_project
from tests.network.scenes import SECRET, add_organisations, bars_of, begin, listed, put
from tests.projects.following import Card, card_of, steps_on
from tests.statements import statements
from tests.world import World

LEADERS = ("leadership", "coordinator", "administrator")


def show(world: World, path: str = "/network/", who: str = "leadership") -> str:
    """Return the page as somebody sees it."""
    answer = world.sign_in(who).get(path)
    assert answer.status_code == 200
    return answer.text


def test_projects_and_organisations_are_counted_by_stage(world: World) -> None:
    begin(world)
    put(world, begin(world), stage="coaching")
    put(world, begin(world), stage="coaching", state="paused")
    put(world, begin(world, "river"), stage="coaching")
    put(world, begin(world, "river"), stage="forum", state="ended")
    page = show(world)
    assert bars_of(page, "Projects, by stage") == {
        "Introductory": 1,
        "Application": 0,
        "Coaching": 3,
        "Forum": 0,
    }
    assert bars_of(page, "Organisations, by project stage") == {
        "Introductory": 1,
        "Application": 0,
        "Coaching": 2,
        "Forum": 0,
    }
    assert "1 paused" in page
    assert "2 organisations" in page


def test_what_is_late_is_counted_by_who_must_act(world: World) -> None:
    begin(world)
    project = begin(world, "river")
    world.admin.execute(
        "UPDATE milestones SET due_on = %s WHERE key = 'coach_assigned' AND project_id = %s",
        ["2026-11-23", project.id],
    )
    caption = "Late milestones"
    assert bars_of(show(world), caption) == {"Organisations": 0, "Coaches": 0, "The network": 1}
    clock.hold(MOMENT + timedelta(days=31))
    assert bars_of(show(world), caption) == {"Organisations": 2, "Coaches": 0, "The network": 1}
    put(world, project, state="paused")
    assert bars_of(show(world), caption) == {"Organisations": 1, "Coaches": 0, "The network": 0}


def test_nothing_is_late_on_its_due_date(world: World) -> None:
    begin(world)
    clock.hold(MOMENT + timedelta(days=30))
    assert bars_of(show(world), "Late milestones")["Organisations"] == 0


def test_analyses_that_wait_are_counted_by_age_since_they_were_sent(world: World) -> None:
    project = begin(world)
    for days in (0, 7, 8, 15, 40):
        analysis = make_analysis(world, project)
        put_analysis(world, analysis, State.IN_REVIEW)
        world.admin.execute(
            "INSERT INTO milestones (organisation_id, project_id, key, stage, actor, "
            "days, analysis_id, due_on, opened_at) VALUES (%s, %s, 'feedback_given', 'coaching', "
            "'coach', 10, %s, '2027-01-01', %s)",
            [project.organisation_id, project.id, analysis, MOMENT - timedelta(days=days)],
        )
    put_analysis(world, make_analysis(world, project), State.CHANGES_REQUESTED)
    page = show(world)
    assert bars_of(page, "Analyses waiting") == {
        "Up to 7 days": 2,
        "8 to 14 days": 1,
        "15 to 30 days": 1,
        "More than 30 days": 1,
    }
    assert "40 days" in page
    put(world, project, state="ended")
    assert set(bars_of(show(world), "Analyses waiting").values()) == {0}


def test_changes_are_counted_by_kind_without_removed_ones(world: World) -> None:
    project = begin(world)
    analysis = make_analysis(world, project)
    for kind, removed in [("plan", None), ("plan", MOMENT), ("monitoring", None), ("", None)]:
        world.admin.execute(
            "INSERT INTO changes (organisation_id, project_id, analysis_id, token, kind, before, "
            "after, evidence, removed_at, updated_by) VALUES (%s, %s, %s, gen_random_uuid(), %s, "
            "%s, %s, %s, %s, %s)",
            [
                *(project.organisation_id, project.id, analysis, kind),
                *(SECRET, SECRET, SECRET, removed, world.people["lotus_manager"]),
            ],
        )
    page = show(world)
    assert bars_of(page, "Changes made by organisations") == {
        "In plans": 1,
        "In the work itself": 0,
        "In monitoring": 1,
    }


def test_people_at_workshops_are_counted_by_sex(world: World) -> None:
    for slug in ("lotus", "river"):
        world.admin.execute(
            "INSERT INTO workshops (organisation_id, token, kind, held_on, women, men, undisclosed,"
            " recorded_by) VALUES (%s, 't', 'introductory', '2026-03-01', 7, 5, 1, %s)",
            [world.organisations[slug], world.people["lotus_manager"]],
        )
    counted = bars_of(show(world), "People trained, by sex")
    assert counted == {"Women": 14, "Men": 10, "Prefer not to say": 2, "Sex not recorded": 0}


def test_coaches_are_shown_by_name_with_what_they_have(world: World) -> None:
    project = begin(world)
    with world.coordinating() as coordinator:
        assign_coach(project, world.people["coach"], by=coordinator)
    put_analysis(world, make_analysis(world, project), State.SUBMITTED)
    cell = '<td data-label="Projects" class="data__number"><div>{}</div>'
    row = f'<th scope="row">{{}}</th>\n    {cell}'
    page = show(world, "/network/coaches")
    assert row.format("coach", 1) in page
    assert row.format("other coach", 0) in page
    assert page.index(row.format("coach", 1)) < page.index(row.format("other coach", 0))
    put(world, project, state="ended")
    assert row.format("coach", 0) in show(world, "/network/coaches")


def test_organisations_stand_by_acronym_whatever_they_did(world: World) -> None:
    put(world, begin(world, "river"), stage="forum")
    assert listed(show(world, "/network/organisations")) == ["LOTUS", "RIVER"]


def test_organisations_are_found_by_acronym_or_name(world: World) -> None:
    assert listed(show(world, "/network/organisations?q=voices")) == ["RIVER"]
    assert listed(show(world, "/network/organisations?q=lOt")) == ["LOTUS"]
    assert listed(show(world, "/network/organisations?q=%25")) == []
    assert "No organisation found" in show(world, "/network/organisations?q=%00%22%3Cscript")


def test_many_organisations_are_on_several_pages(world: World) -> None:
    add_organisations(world, 60)
    first, second = (
        show(world, "/network/organisations"),
        show(world, "/network/organisations?page=2"),
    )
    assert listed(first) == ["LOTUS", *(f"N{n:03}" for n in range(1, 50))]
    assert listed(second) == [*(f"N{n:03}" for n in range(50, 61)), "RIVER"]
    assert "51 to 62 of 62" in second
    assert 'href="/network/organisations?q=num%26ber+1&amp;page=' not in first
    assert 'href="/network/organisations?q=Number&amp;page=2"' in show(
        world, "/network/organisations?q=Number"
    )
    assert (
        world.sign_in("leadership").get("/network/organisations?page=9").location
        == "/network/organisations"
    )


@pytest.mark.parametrize("count", [1, 60, 600])
@pytest.mark.parametrize(("path", "most"), [("/network/", 4), ("/network/organisations", 2)])
def test_the_programme_takes_few_statements_whatever_its_size(
    world: World, count: int, path: str, most: int
) -> None:
    add_organisations(world, count)
    leader = world.sign_in("leadership")
    with statements(world.app) as sent:
        page = leader.get(path).text
    assert len(listed(page)) == (0 if path == "/network/" else min(count + 2, 50))
    assert len(sent) == most


@pytest.mark.parametrize("who", LEADERS)
def test_nobody_here_reads_a_title(world: World, who: str) -> None:
    begin(world)
    assert SECRET not in show(world, who=who)


def test_coordinators_are_told_what_waits_for_them(world: World) -> None:
    put(world, begin(world), stage="application")
    page = show(world, who="coordinator")
    assert "1 project needs a coach" in page
    assert card_of(page) == Card("/network/assignments", "Choose a coach", "", {})
    page = show(world, who="leadership")
    assert "For the coordinators" in page
    assert "1 project needs a coach" in page
    assert card_of(page) is None
    assert "/network/assignments" not in page


def test_requests_come_first_and_only_coordinators_hear_of_them_and_of_mails(world: World) -> None:
    project = begin(world)
    put(world, project, stage="application")
    world.admin.execute(
        "INSERT INTO coach_requests (organisation_id, project_id, token, category, words, asked_by)"
        " VALUES (%s, %s, gen_random_uuid(), 'language', %s, %s)",
        [project.organisation_id, project.id, SECRET, world.people["lotus_manager"]],
    )
    world.admin.execute(
        "INSERT INTO outbox (kind, subject, address, occasion)"
        " VALUES ('digest', '', 'a@b.example', '')"
    )
    world.admin.execute(
        "INSERT INTO mail_failures (mail_id, kind, subject, address, cause, since, failed_at)"
        " SELECT id, kind, subject, address, 'refused', %s, %s FROM outbox"
        " ORDER BY id DESC LIMIT 1",
        [MOMENT, MOMENT],
    )
    page = show(world, who="coordinator")
    assert card_of(page) == Card("/network/requests", "Open the requests", "", {})
    assert "1 request for another coach" in page
    assert steps_on(page) == ["/network/assignments", "/network/mails"]
    assert "1 undelivered email" in page
    assert SECRET not in page
    page = show(world, who="leadership")
    assert "request for another coach" not in page
    assert "undelivered" not in page


@pytest.mark.parametrize("path", ["/network/", "/network/coaches", "/network/organisations/lotus"])
@pytest.mark.parametrize("who", ["lotus_manager", "lotus_viewer", "coach", "stranger"])
def test_the_programme_is_for_the_network(world: World, who: str, path: str) -> None:
    assert world.sign_in(who).get(path).status_code == 403


def test_a_taken_back_role_ends_with_the_next_request(world: World) -> None:
    leader = world.sign_in("leadership")
    assert leader.get("/network/").status_code == 200
    world.admin.execute(
        "DELETE FROM network_roles WHERE person_id = %s", [world.people["leadership"]]
    )
    assert leader.get("/network/").status_code == 403


def test_a_move_of_a_review_shows_at_once(world: World) -> None:
    project = begin(world)
    analysis = make_analysis(world, project)
    with world.acting("lotus_writer", "lotus") as writer:
        move(analysis, ReviewAction.SUBMIT, by=writer)
    assert bars_of(show(world), "Analyses waiting")["Up to 7 days"] == 1
    with world.acting("lotus_writer", "lotus") as writer:
        move(analysis, ReviewAction.WITHDRAW, by=writer)
    assert bars_of(show(world), "Analyses waiting")["Up to 7 days"] == 0


def test_what_is_still_to_come_stands_before_what_is_done(world: World) -> None:
    project = make_project(world)
    world.admin.execute(
        "UPDATE milestones SET met_at = now(), met_by = (SELECT min(id) FROM people) "
        "WHERE project_id = %s AND key = 'introductory_workshop'",
        [project.id],
    )
    page = world.sign_in("leadership").get("/network/organisations/lotus").text
    table = page.partition("<tbody>")[2]
    done = table.index("Take part in the introductory workshop")
    assert done > table.index("Take part in the application workshop")
